"""The room's registration with Django."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """The room goldthread.services."""

    name = "goldthread.services"
    label = "services"
