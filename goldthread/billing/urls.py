"""Where a bill meets the record; the lines of a bill are never in an address."""

from django.urls import path

from goldthread.billing import views

app_name = "billing"
urlpatterns = [
    path("service-record/", views.of_agency, name="record"),
    path("clients/<uuid:client_id>/service-record/", views.of_client, name="of_client"),
    path("reconcile/", views.reconcile, name="reconcile"),
]
