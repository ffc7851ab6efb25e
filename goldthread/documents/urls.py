"""Addresses of the room documents; none holds a name or a word."""

from django.urls import path

from goldthread.documents import views

app_name = "documents"
urlpatterns = [
    path("cases/<uuid:case_id>/documents/", views.of_case, name="of_case"),
    path("cases/<uuid:case_id>/documents/new/", views.add, name="add"),
    path("documents/<uuid:identity>/", views.document, name="document"),
    path("documents/<uuid:identity>/file/", views.file, name="file"),
    path("documents/<uuid:identity>/small/", views.small, name="small"),
    path("documents/<uuid:identity>/change/", views.describe, name="describe"),
    path("documents/<uuid:identity>/mistake/", views.take_off, name="take_off"),
]
