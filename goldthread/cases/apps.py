"""The room's registration with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room goldthread.cases."""

    name = "goldthread.cases"
    label = "cases"
