"""The room's registration with Django."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    """The room goldthread.codes."""

    name = "goldthread.codes"
    label = "codes"
