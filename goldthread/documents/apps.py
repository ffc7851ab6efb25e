"""The room's registration with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room goldthread.documents."""

    name = "goldthread.documents"
    label = "documents"
