"""The room's registration with Django."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """The room goldthread.schedule."""

    name = "goldthread.schedule"
    label = "schedule"
