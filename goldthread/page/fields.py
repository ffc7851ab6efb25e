"""The fields of every form: a person's words, a day, a time, one or several from a list; their refusals in plain sentences."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from goldthread.lib import calendar
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

_CLOCK = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?", re.ASCII)


class Words(forms.CharField):
    """A person's words: nothing trimmed, line ends LF, what cannot be kept refused by name."""

    default_error_messages = {"required": _("This is empty. Fill it in.")}

    def __init__(self, *, lines: int = 1, **options: Any) -> None:
        if lines > 1:
            options["widget"] = forms.Textarea(attrs={"rows": lines})
        super().__init__(strip=False, **options)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> str | None:
        try:
            return accept(super().to_python(value) or "")
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class Day(forms.DateField):
    """A calendar day, from the browser's own picker or typed."""

    default_error_messages = {
        "required": _("The date is empty. Choose a day."),
        "invalid": _("That is not a day of the calendar. Write it as year-month-day, such as 2026-03-31."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        try:
            return calendar.within(day) if day else None
        except ValueError:
            sentence = _("The year must lie between 1800 and 2999. Check it.")
            raise forms.ValidationError(sentence, code="invalid") from None


class Choice(forms.ChoiceField):
    """One from a list."""

    default_error_messages = {
        "required": _("Nothing is chosen. Choose one from the list."),
        "invalid_choice": _("“%(value)s” is not in the list. Choose one from the list."),
    }


class Several(forms.MultipleChoiceField):
    """Any number from a list, as boxes to tick."""

    default_error_messages = {
        "required": _("Nothing is ticked. Tick at least one."),
        "invalid_choice": _("“%(value)s” is not in the list. Tick those that are."),
    }
    widget = forms.CheckboxSelectMultiple


class Clock(forms.CharField):
    """A time of day on the clock of a place, as text such as 14:30."""

    default_error_messages = {
        "required": _("The time is empty. Write when it begins."),
        "invalid": _("That is no time of day. Write it like 14:30."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        found = _CLOCK.fullmatch(text)
        if text and found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        # Some browsers send seconds as well.
        return found[1] if found else ""
