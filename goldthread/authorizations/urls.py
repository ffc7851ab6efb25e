"""Addresses of authorizations; none holds a name or a number of a client."""

from django.urls import path

from goldthread.authorizations import views

app_name = "authorizations"
urlpatterns = [
    path("clients/<uuid:client_id>/authorizations/", views.of_client, name="of_client"),
    path("clients/<uuid:client_id>/authorizations/new/", views.authorize, name="authorize"),
    path("clients/<uuid:client_id>/authorizations/<uuid:identity>/", views.change, name="change"),
    path("clients/<uuid:client_id>/authorizations/<uuid:identity>/out/", views.strike, name="strike"),
]
