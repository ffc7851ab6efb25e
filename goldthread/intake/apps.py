"""The room's registration with Django, and its page of the manual."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The room goldthread.intake."""

    name = "goldthread.intake"
    label = "intake"

    def ready(self) -> None:
        """Add the page made from the layouts and maps themselves."""
        from goldthread.intake.layouts_page import TITLE, text
        from goldthread.page import help as manual

        manual.register("import-layouts", TITLE, text)
