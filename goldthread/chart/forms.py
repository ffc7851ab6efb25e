"""What a search is narrowed by: text to values, shape only."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.chart.finding import CASELOAD, CLIENT, EVERYTHING, Narrowed
from goldthread.lib import calendar, uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import shown
from goldthread.lib.text import accept
from goldthread.notes import queries as notes
from goldthread.notes.models import NoteType

Choices = Sequence[tuple[str, Any]]
# Asked for only where the field is shown, or something in it is chosen: a search while one types does neither.
Offer = Callable[[], Choices]


class SearchForm(forms.Form):
    """The line of words, and what narrows it; every field may be empty."""

    words = forms.CharField(label=_("Words"), max_length=400, required=False, strip=False)
    where = forms.ChoiceField(label=_("Where"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    author = forms.ChoiceField(label=_("Author"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    type = forms.ChoiceField(label=_("Kind of note"), required=False)
    item = forms.ChoiceField(label=_("What it tells of"), required=False)
    contact = forms.ChoiceField(
        label=_("Contact"), required=False, choices=[("", ""), ("made", _("made")), ("not_made", _("not made"))]
    )
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("newest first")), ("best", _("best match first"))]
    )

    def __init__(self, data: Any, *, places: Offer, authors: Offer, people: Offer, client: UUID | None) -> None:
        super().__init__(data or None)
        self.client = client
        offered = {
            "where": places,
            "author": lambda: [("", ""), *authors()],
            "person": lambda: [("", ""), *people()],
            "type": lambda: [("", ""), *note_types()],
            "item": lambda: [("", ""), *notes.items().items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """The words, without what cannot be kept."""
        try:
            return accept(self.cleaned_data["words"], field="words")
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_since(self) -> date | None:
        """The first day, one that a record reckons with."""
        return _within(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        """The last day, one that a record reckons with."""
        return _within(self.cleaned_data["until"])

    @property
    def narrowed(self) -> Narrowed:
        """What it says, of a form that is valid."""
        said = self.cleaned_data
        return Narrowed(
            where=said["where"] or (CLIENT if self.client else EVERYTHING),
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
        names = ("type", "item", "author", "person", "contact", "order")
        return [self[name] for name in names if len(list(self.fields[name].choices)) > 1]  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """Whether any of the fields that are folded away says something."""
        folded = ("since", "until", "author", "person", "type", "item", "contact", "order")
        return any(self.data.get(name) for name in folded)


def _within(day: date | None) -> date | None:
    try:
        return calendar.within(day) if day else None
    except ValueError:
        raise forms.ValidationError(_("Write a year between 1800 and 2999.")) from None


def places(client_name: str, *, has_caseload: bool, sees_all: bool) -> Choices:
    """Where somebody may seek: a client's file where one is open, their caseload, everything they see."""
    found = [
        (CLIENT, _("In the file of %(name)s") % {"name": client_name}, bool(client_name)),
        (CASELOAD, _("My clients of today"), has_caseload),
        (EVERYTHING, _("The whole agency") if sees_all else _("Everything that I may see"), True),
    ]
    return [(key, title) for key, title, is_offered in found if is_offered]


def note_types() -> Choices:
    """Every kind of note that there is or was, by key and title."""
    newest = {row.key: row.definition["title"] for row in NoteType.objects.order_by("version")}
    return sorted(((key, shown(title, "note type")) for key, title in newest.items()), key=lambda pair: pair[1])
