"""What a search is narrowed by: text to values, shape only."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.chart.finding import CASELOAD, CLIENT, EVERYTHING, Narrowed
from goldthread.lib import uuids
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.page.fields import Choice, Day, Words

Choices = Sequence[tuple[str, Any]]
# Asked for only where the field is shown, or something in it is chosen: a search while one types does neither.
Offer = Callable[[], Choices]
_FOLDED = ("type", "item", "author", "person", "contact", "order")


class SearchForm(forms.Form):
    """The line of words, and what narrows it; every field may be empty."""

    words = Words(label=_("Words"), max_length=400, required=False)
    where = Choice(label=_("Where"), required=False)
    since = Day(label=_("From"), required=False)
    until = Day(label=_("To"), required=False)
    author = Choice(label=_("Author"), required=False)
    person = Choice(label=_("Person"), required=False)
    type = Choice(label=_("Kind of note"), required=False)
    item = Choice(label=_("What it tells of"), required=False)
    contact = Choice(
        label=_("Contact"), required=False, choices=[("", ""), ("made", _("made")), ("not_made", _("not made"))]
    )
    order = Choice(label=_("Order"), required=False, choices=[("", _("newest first")), ("best", _("best match first"))])

    def __init__(self, data: Any, *, places: Offer, authors: Offer, people: Offer, client: UUID | None) -> None:
        super().__init__(data or None)
        self.client = client
        offered = {
            "where": places,
            "author": lambda: [("", ""), *authors()],
            "person": lambda: [("", ""), *people()],
            "type": lambda: [("", ""), *_note_types()],
            "item": lambda: [("", ""), *notes.items().items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def narrowed(self) -> Narrowed:
        """What it says, of a form that is valid."""
        said = self.cleaned_data
        return Narrowed(
            where=said["where"] or EVERYTHING,
            client=self.client if said["where"] == CLIENT else None,
            author=uuids.or_none(said["author"]),
            person=uuids.or_none(said["person"]),
            note_type=said["type"],
            item=said["item"],
            contact=said["contact"],
            since=said["since"],
            until=said["until"],
            best_first=said["order"] == "best",
        )

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields below the dates; nobody is offered where there is nobody."""
        return [self[name] for name in _FOLDED if len(list(self.fields[name].choices)) > 1]  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """Whether any of the fields that are folded away says something."""
        return any(self.data.get(name) for name in ("since", "until", *_FOLDED))


def places(client_name: str, *, has_caseload: bool, sees_all: bool) -> Choices:
    """Where somebody may seek: a client's file where one is open, their caseload, everything they see."""
    found = [
        (CLIENT, _("In the file of %(name)s") % {"name": client_name}, bool(client_name)),
        (CASELOAD, _("My clients of today"), has_caseload),
        (EVERYTHING, _("The whole agency") if sees_all else _("Everything that I may see"), True),
    ]
    return [(key, title) for key, title, is_offered in found if is_offered]


def _note_types() -> Choices:
    return [(row.key, shown(row.definition["title"], "note type")) for row in notes.newest_types()]
