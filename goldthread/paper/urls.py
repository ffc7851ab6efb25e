"""Addresses of papers; what of a file is asked for is never in one."""

from django.urls import path

from goldthread.paper import views

app_name = "paper"
urlpatterns = [
    path("notes/<uuid:entry_id>/pdf/", views.note_pdf, name="note_pdf"),
    path("notes/<uuid:entry_id>/word/", views.note_word, name="note_word"),
    path("plans/<uuid:entry_id>/pdf/", views.plan_pdf, name="plan_pdf"),
    path("clients/<uuid:client_id>/print/", views.file, name="file"),
]
