"""The room's registration with Django."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """The room goldthread.capture."""

    name = "goldthread.capture"
    label = "capture"
