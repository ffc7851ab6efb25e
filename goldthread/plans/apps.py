"""The room's registration with Django, and what is found of a plan."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The room goldthread.plans."""

    name = "goldthread.plans"
    label = "plans"

    def ready(self) -> None:
        """Say what is found of a plan."""
        from goldthread.plans import indexing
        from goldthread.search.actions import read_with

        read_with(indexing.texts)
