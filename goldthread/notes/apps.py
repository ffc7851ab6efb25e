"""The room's registration with Django, and its pages of the manual."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """The room goldthread.notes."""

    name = "goldthread.notes"
    label = "notes"

    def ready(self) -> None:
        """Add the pages made from the note types' files and the editor's keys, say what other rooms ask of notes: which a visit may be planned for, when a family was first met, what was written of goals, what drafts would use, and what is found."""
        from goldthread.authorizations import queries as authorizations
        from goldthread.cases import queries as cases
        from goldthread.notes import checks_page as checks
        from goldthread.notes import contacts, drafted, goal_lines, indexing, queries
        from goldthread.notes import shortcuts_page as shortcuts
        from goldthread.notes.nineteen import TITLE, text
        from goldthread.page import help as manual
        from goldthread.plans import queries as plans
        from goldthread.policies import queries as policies
        from goldthread.schedule import queries as schedule
        from goldthread.search.actions import read_with

        manual.register("nineteen", TITLE, text)
        manual.register("shortcuts", shortcuts.TITLE, shortcuts.text)
        manual.register("checks", checks.TITLE, checks.text)
        policies.take_checks_from(checks.tunable)
        schedule.take_kinds_from(queries.kinds)
        cases.take_first_contact_from(contacts.first_contact)
        plans.take_lines_from(goal_lines.lines)
        authorizations.take_drafted_from(drafted.drafted)
        read_with(indexing.texts)
