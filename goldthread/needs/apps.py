"""The room's registration with Django."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The room goldthread.needs."""

    name = "goldthread.needs"
    label = "needs"
