"""The room's registration with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room goldthread.people."""

    name = "goldthread.people"
    label = "people"
