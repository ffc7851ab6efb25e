"""Check of an answer that asks for something at once, of which the note says nothing under safety; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.notes.checks.registry import Found
from goldthread.notes.definitions import Definition

# Safety issues and clinical emergencies.
_SAFETY = frozenset(("I11", "I12"))


@dataclass(frozen=True)
class Alarm:
    """An answer above what its instrument allows in silence: of which client and item, in the instrument's own words."""

    client: UUID | None
    instrument: str
    number: int
    item: str
    answer: str

    @property
    def told(self) -> str:
        """The item and its answer, in words."""
        said = {"title": self.instrument, "number": self.number, "item": self.item, "answer": self.answer}
        return _("%(title)s, item %(number)s, “%(item)s”: %(answer)s") % said


def alarm_found(alarms: Sequence[Alarm], typed: Mapping[str, Any], definition: Definition) -> list[Found]:
    """Each alarming answer where every place that the kind of note has for safety is empty, or it has none."""
    sections = [each.key for each in definition.sections if _SAFETY & set(each.items)]
    others = {place for item, place in definition.items.items() if item in _SAFETY and place != "header"}
    words = typed.get("narrative", {})
    places = dict.fromkeys([*sections, *sorted(others)])
    if any(str(words.get(place, "")).strip() or typed.get(place) for place in places):
        return []
    field = f"narrative-{sections[0]}" if sections else "measures"
    sentence = _(
        "%(answer)s. Nothing is written about safety: write what you asked, did and told whom, or say it here."
    )
    return [
        Found("alarm", sentence % {"answer": each.told}, field, f"{each.instrument}, {each.number}", each.client)
        for each in alarms
    ]
