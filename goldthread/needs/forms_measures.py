"""What people type about a measure: each answer, or the total alone. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.needs.actions import NewScore
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Informant
from goldthread.page.fields import Choice, Day


class MeasureForm(forms.Form):
    """The answers to an instrument; its items are fields of their own, in their order."""

    informant = Choice(label=_("Whose answers"), choices=[("", "—"), *Informant.choices])
    taken_on = Day(label=_("Filled in on"))
    total = forms.IntegerField(
        label=_("Total alone"),
        required=False,
        help_text=_("Only where the answers themselves are not at hand."),
        error_messages={"invalid": _("Write a whole number.")},
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
    def items(self) -> list[tuple[int, forms.BoundField, bool]]:
        """Each item's number and field, and whether its answer may ask for something at once."""
        alarming = {alarm.item for alarm in self.instrument.alarms}
        whole = range(1, len(self.instrument.items) + 1)
        return [(number, self[f"item_{number}"], number in alarming) for number in whole]

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields that stand before the items."""
        return [self["informant"], self["taken_on"]]

    def new(self) -> NewScore:
        """The values as the action takes them."""
        told = (self.cleaned_data.get(f"item_{number}") for number, _field, _is_alarm in self.items)
        answers = [int(answer) if answer else None for answer in told]
        data = self.cleaned_data
        has_answers = any(answer is not None for answer in answers)
        return NewScore(
            instrument=self.instrument.key,
            informant=data["informant"],
            answers=answers if has_answers or data["total"] is None else (),
            total=data["total"],
            evidence=data["evidence"],
        )
