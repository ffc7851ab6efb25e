"""Pages across rooms."""

from django.urls import path

from goldthread.chart import views

app_name = "chart"
urlpatterns = [
    path("", views.today, name="today"),
    path("clients/<uuid:client_id>/", views.file, name="file"),
    path("record-check/", views.record_check, name="record_check"),
]
