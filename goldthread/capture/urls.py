"""Addresses of the room capture."""

from django.urls import path

from goldthread.capture import views

app_name = "capture"
urlpatterns = [
    path("app.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
    path("offline/begun/", views.begun, name="begun"),
]
