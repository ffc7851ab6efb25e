"""What every form asks that puts something new in the place of what is on file: did it change, or was it wrong?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.page.fields import Choice, Day


class ChangeForm(forms.Form):
    """Whether something changed on a day, or was wrong on file."""

    how = Choice(
        label=_("What happened"),
        choices=[
            ("changed", _("It changed: what is on file was true until then")),
            ("wrong", _("What is on file was a mistake")),
        ],
        widget=forms.RadioSelect,
        initial="changed",
    )
    from_on = Day(label=_("Changed on"), required=False, help_text=_("Not needed for a mistake."))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("how") == "changed" and not cleaned.get("from_on") and "from_on" not in self.errors:
            self.add_error("from_on", _("The date is empty. Choose the day from which the new details are true."))
        return cleaned

    def day(self, former: date) -> date:
        """The day from which the new details hold: a mistake is mended from the former's own first day."""
        return former if self.cleaned_data["how"] == "wrong" else self.cleaned_data["from_on"]
