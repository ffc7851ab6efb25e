"""The room's registration with Django, and what it indexes by itself."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room goldthread.search."""

    name = "goldthread.search"
    label = "search"

    def ready(self) -> None:
        """Index who and what is on file."""
        from goldthread.search import on_file
        from goldthread.search.actions import read_with

        read_with(on_file.texts)
