"""Addresses of the room plans; none holds a name or a word."""

from django.urls import path

from goldthread.plans import views, views_signing, views_writing

app_name = "plans"
urlpatterns = [
    path("clients/<uuid:client_id>/plan/", views.of_client, name="of_client"),
    path("clients/<uuid:client_id>/plan/begin/", views.begin, name="begin"),
    path("plans/drafts/<uuid:draft_id>/", views_writing.draft, name="draft"),
    path("plans/drafts/<uuid:draft_id>/save/", views_writing.save, name="save"),
    path("plans/drafts/<uuid:draft_id>/again/", views_signing.again, name="again"),
    path("plans/sign/<uuid:reading_id>/", views_signing.sign, name="sign"),
    path("plans/<uuid:entry_id>/", views.version, name="version"),
    path("plans/<uuid:entry_id>/beside/<uuid:other_id>/", views.compare, name="compare"),
    path("plans/<uuid:entry_id>/signature/", views_signing.signature, name="signature"),
    path("plans/<uuid:entry_id>/sign/", views_signing.own_signature, name="own_signature"),
]
