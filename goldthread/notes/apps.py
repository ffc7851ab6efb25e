"""The room's registration with Django, and its page of the manual."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """The room goldthread.notes."""

    name = "goldthread.notes"
    label = "notes"

    def ready(self) -> None:
        """Add the page that is made from the note types' files."""
        from goldthread.notes.nineteen import TITLE, text
        from goldthread.page import help as manual

        manual.register("nineteen", TITLE, text)
