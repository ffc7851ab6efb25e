"""Where notes are written, signed and read."""

from django.urls import path

import goldthread.page.addresses  # noqa: F401
from goldthread.notes import views, views_checks, views_day, views_note, views_types, views_versions, views_visits

app_name = "notes"
urlpatterns = [
    path("notes/new/", views.new, name="new"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("drafts/<uuid:draft_id>/save/", views.save, name="save"),
    path("drafts/<uuid:draft_id>/clients/", views.find_client, name="find_client"),
    path("drafts/<uuid:draft_id>/asked/", views_checks.asked, name="asked"),
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
    path("visits/<uuid:visit_id>/<day:day>/write/", views_visits.write, name="write_visit"),
    path("visits/<uuid:visit_id>/<day:day>/arrived/", views_visits.arrive, name="arrived"),
    path("visits/<uuid:visit_id>/<day:day>/left/", views_visits.leave, name="left"),
    path("visits/<uuid:visit_id>/<day:day>/not-held/", views_visits.call_off, name="not_held"),
    path("visits/<uuid:visit_id>/<day:day>/undo/", views_visits.undo, name="undo_visit"),
    path("note-types/", views_types.types, name="types"),
    path("note-types/new/", views_types.load, name="load_type"),
    path("note-types/<str:key>/file/", views_types.file, name="type_file"),
    path("note-types/<str:key>/offer/", views_types.offer, name="offer_type"),
]
