"""The room's registration with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room goldthread.jobs."""

    name = "goldthread.jobs"
    label = "jobs"
