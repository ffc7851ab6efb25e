"""Addresses of the room psychotherapy; none holds a name or a word."""

from django.urls import path

from goldthread.psychotherapy import views

app_name = "psychotherapy"
urlpatterns = [
    path("clients/<uuid:client_id>/psychotherapy/", views.of_client, name="of_client"),
    path("clients/<uuid:client_id>/psychotherapy/new/", views.begin, name="begin"),
    path("psychotherapy/drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("psychotherapy/drafts/<uuid:draft_id>/save/", views.save, name="save"),
    path("psychotherapy/<uuid:kept_id>/", views.note, name="note"),
    path("psychotherapy/<uuid:kept_id>/change/", views.change, name="change"),
]
