"""Where notes are written, signed and read."""

from django.urls import path

from goldthread.notes import views, views_day, views_note, views_types, views_versions

app_name = "notes"
urlpatterns = [
    path("notes/new/", views.new, name="new"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("drafts/<uuid:draft_id>/save/", views.save, name="save"),
    path("drafts/<uuid:draft_id>/clients/", views.find_client, name="find_client"),
    path("drafts/<uuid:draft_id>/again/", views.again, name="again"),
    path("drafts/<uuid:draft_id>/versions/", views_versions.versions, name="versions"),
    path("drafts/<uuid:draft_id>/discard/", views.discard, name="discard"),
    path("drafts/<uuid:draft_id>/restore/", views.restore, name="restore"),
    path("day/", views_day.day, name="day"),
    path("day/read/", views_day.read, name="day_read"),
    path("day/<uuid:draft_id>/words/", views_day.words, name="day_words"),
    path("day/sign/<uuid:ceremony>/", views_day.sign, name="day_sign"),
    path("sign/<uuid:pending_id>/", views.sign, name="sign"),
    path("notes/<uuid:entry_id>/", views_note.note, name="note"),
    path("notes/<uuid:entry_id>/print/", views_note.printed, name="print"),
    path("notes/<uuid:entry_id>/amend/<slug:kind>/", views_note.amend, name="amend"),
    path("note-types/", views_types.types, name="types"),
    path("note-types/new/", views_types.load, name="load_type"),
    path("note-types/<str:key>/file/", views_types.file, name="type_file"),
    path("note-types/<str:key>/offer/", views_types.offer, name="offer_type"),
]
