"""The room's registration with Django."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """The room goldthread.notes."""

    name = "goldthread.notes"
    label = "notes"
