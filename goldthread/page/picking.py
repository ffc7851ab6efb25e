"""A field that finds as one types and takes one of what is found: by keyboard, by thumb, and without script by a button."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept


@dataclass(frozen=True)
class Offer:
    """One of what is found: the value that is kept, and what a person reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Offers:
    """What is found by some words, the first of them, and a sentence about it."""

    found: Sequence[Offer] = ()
    sentence: str = ""


@dataclass(frozen=True)
class Picked:
    """What was sent in: the value of a found one, the words, and whether the button to find was pressed."""

    chosen: str = ""
    words: str = ""
    is_finding: bool = False

    @property
    def stands(self) -> bool:
        """Whether the words are those of the chosen one itself."""
        return self.chosen == self.words.strip()


# As codes look, whoever publishes them: no word of a title has a digit in it.
_CODE = re.compile(r"[A-Za-z]*\d[A-Za-z0-9]*", re.ASCII)


class Picker(forms.Widget):
    """The words, the button that finds, and beneath it what is found, one to be chosen."""

    template_name = "page/picker.html"
    # Set by whoever makes the form: where to find and in which list, which of its fields says on which day, and the finding itself.
    address = ""
    system = ""
    day_field = ""
    offers: Callable[[str], Offers] = staticmethod(lambda words: Offers())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picked:
        """Everything that belongs to the field."""
        return Picked(data.get(name, ""), data.get(f"{name}_words", ""), f"{name}_find" in data)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What the template shows: with an initial value its own words."""
        picked = value if isinstance(value, Picked) else Picked(chosen=value or "", words=value or "")
        context = super().get_context(name, None, attrs)
        shown = self.offers(picked.words) if picked.words.strip() and "\x00" not in picked.words else Offers()
        if picked.chosen and picked.stands and picked.chosen not in [each.value for each in shown.found]:
            # What is on file can be kept though it is found no longer.
            shown = Offers([Offer(picked.chosen, picked.chosen), *shown.found])
        return {
            **context,
            "name": name,
            "picked": picked,
            "offers": shown,
            "address": self.address,
            "system": self.system,
            "day_field": self.day_field,
        }


class Pick(forms.Field):
    """One of what is found; what was typed stands for it where it finds one alone, or is one's very value."""

    widget = Picker
    default_error_messages = {
        "required": _("This is empty. Fill it in."),
        "nothing": _("Nothing is found by these words. Try others, or only how one begins."),
        "choose": _("Choose one of those that are found."),
    }

    def clean(self, value: Any) -> str:
        """The value that was chosen or typed."""
        picked: Picked = value
        try:
            chosen, words = accept(picked.chosen), accept(picked.words)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        if not words.strip() and not chosen:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return ""
        found = self.widget.offers(words) if words.strip() else Offers()
        if (
            chosen
            and not picked.is_finding
            and (picked.stands or not words.strip() or chosen in [each.value for each in found.found])
        ):
            return chosen
        if picked.is_finding or len(found.found) != 1:
            own = [each.value for each in found.found if each.value.casefold() == words.strip().casefold()]
            if own and not picked.is_finding:
                return own[0]
            code = "choose" if found.found else "nothing"
            raise forms.ValidationError(found.sentence if not found.found and found.sentence else self.error_messages[code], code=code)  # fmt: skip
        return found.found[0].value


class Suggest(Pick):
    """The same, where something else may be written too: a code of letters and digits, or what nothing is found by."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        self.max_length = max_length
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """The value that was chosen, or the words by themselves."""
        picked: Picked = value
        words = picked.words.strip()
        if picked.is_finding or picked.chosen or not words:
            return super().clean(value)
        try:
            words = accept(words)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        if not _CODE.fullmatch(words) and self.widget.offers(words).found:
            return super().clean(value)
        if len(words) > self.max_length:
            raise forms.ValidationError(_("That is too long for a code. Shorten it."), code="long")
        return words
