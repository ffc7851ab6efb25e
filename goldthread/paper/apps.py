"""The room's registration with Django."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """The room goldthread.paper."""

    name = "goldthread.paper"
    label = "paper"
