"""The room's registration with Django, and its pages of the manual."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """The room goldthread.notes."""

    name = "goldthread.notes"
    label = "notes"

    def ready(self) -> None:
        """Add the pages that are made from the note types' files and from the editor's keys."""
        from goldthread.notes import shortcuts
        from goldthread.notes.nineteen import TITLE, text
        from goldthread.page import help as manual

        manual.register("nineteen", TITLE, text)
        manual.register("shortcuts", shortcuts.TITLE, shortcuts.text)
