"""What people type about a measure: each answer, or the total alone. Shape only."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.needs.actions import NewMeasure, NewScore
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Informant
from goldthread.needs.taking import Item, items_of, read_answers
from goldthread.page.fields import Choice, Day, Words

_NUMBER = {
    "invalid": _("Write a whole number."),
    "required": _("Write a whole number."),
    "min_value": _("Write 1 or more."),
}
_WHOLE = re.compile(r"-?[0-9]{1,6}")


class OwnMeasureForm(forms.Form):
    """A measure of the agency's own."""

    title = Words(label=_("Name"), max_length=80)
    about = Words(
        label=_("What it measures, and who answers"),
        required=False,
        max_length=200,
        help_text=_("It stands beside the name in the list."),
    )
    least = forms.IntegerField(label=_("Lowest total"), error_messages=_NUMBER)
    most = forms.IntegerField(label=_("Highest total"), error_messages=_NUMBER)
    better = Choice(
        label=_("Better is"),
        choices=[("lower", _("a lower total")), ("higher", _("a higher total"))],
        widget=forms.RadioSelect,
        initial="lower",
    )
    bands = Words(
        label=_("What totals are called"),
        required=False,
        lines=5,
        max_length=2000,
        help_text=_("A line for each: from which total on, a space, and the word. Such as: 10 moderate"),
    )
    reliable_change = forms.IntegerField(
        label=_("Reliable change, points"),
        required=False,
        min_value=1,
        error_messages=_NUMBER,
        help_text=_("From how many points on a change is more than chance. Empty: nobody says so."),
    )
    change_source = Words(label=_("Who says so"), required=False, max_length=300)
    from_on = Day(label=_("Offered from"))

    def clean_bands(self) -> list[tuple[int, str]]:
        """Total and word of each line."""
        found = []
        for line in self.cleaned_data["bands"].splitlines():
            start, _space, words = line.strip().partition(" ")
            if not _WHOLE.fullmatch(start) or not words.strip():
                raise forms.ValidationError(_("Write each line as a number, a space and a word, such as: 10 moderate"))
            found.append((int(start), words.strip()))
        return found

    def new(self) -> NewMeasure:
        """The values as the action takes them."""
        return NewMeasure(**{name: self.cleaned_data[name] for name in NewMeasure.__dataclass_fields__})


class MeasureForm(forms.Form):
    """The answers to an instrument; its items are fields of their own, in their order."""

    informant = Choice(label=_("Whose answers"), choices=[("", "—"), *Informant.choices])
    taken_on = Day(label=_("Filled in on"))
    total = forms.IntegerField(
        label=_("Total alone"),
        required=False,
        help_text=_("Only where the answers themselves are not at hand."),
        error_messages=_NUMBER,
    )
    evidence = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instrument: Instrument, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instrument = instrument
        # Zero or less is a score as good as any: the action says which there can be.
        for number, item in enumerate(instrument.items, 1):
            choices = [(str(answer.value), answer.words) for answer in instrument.answers]
            self.fields[f"item_{number}"] = Choice(
                label=item, choices=choices, widget=forms.RadioSelect, required=False
            )

    @property
    def items(self) -> list[Item]:
        """Each item with its answers, and what is amiss with it."""
        names = [f"item_{number}" for number in range(1, len(self.instrument.items) + 1)]
        said = {name: str(self[name].value() or "") for name in names}
        errors = {name: " ".join(str(error) for error in self[name].errors) for name in names}
        return items_of(self.instrument, said, place="id_", errors=errors)

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields that stand before the items."""
        return [self["informant"], self["taken_on"]]

    def new(self) -> NewScore:
        """The values as the action takes them."""
        said = {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}
        return read_answers(self.instrument, said, self.cleaned_data["evidence"])
