"""The room's registration with Django."""

from django.apps import AppConfig


class PsychotherapyConfig(AppConfig):
    """The room goldthread.psychotherapy."""

    name = "goldthread.psychotherapy"
    label = "psychotherapy"
