"""What a policy asks that a note holds (`required_fields`; rules.md R1 to R8), and which of it one client's note lacks; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from goldthread.notes.checks.registry import Found
from goldthread.notes.definitions import Definition, Section
from goldthread.notes.goals import BECAUSE, DID, PROGRESS, RESPONSE

# Every part that a policy may name (policies.parameters.REQUIRED_FIELDS), as a sentence names it.
TITLES: dict[str, str | Promise] = {
    "date": gettext_lazy("the date"),
    "service": gettext_lazy("the service"),
    "start_end": gettext_lazy("start and end"),
    "place": gettext_lazy("the place of service"),
    "how": gettext_lazy("by which way you met"),
    "modality": gettext_lazy("the modality"),
    "present": gettext_lazy("who took part"),
    "qualification": gettext_lazy("your qualification"),
    "focus": gettext_lazy("what it was about"),
    "goals": gettext_lazy("which goals of the plan were worked on"),
    "need": gettext_lazy("the need that was addressed"),
    "intervention": gettext_lazy("what was done"),
    "response": gettext_lazy("how the client took it"),
    "progress": gettext_lazy("progress or lack of it"),
    "next_step": gettext_lazy("what happens next"),
    "diagnosis": gettext_lazy("the diagnosis"),
    "curriculum": gettext_lazy("the curriculum"),
    "group_focus": gettext_lazy("the focus of the group"),
    "individual_part": gettext_lazy("what each member of the group did"),
    "collateral_relation": gettext_lazy("what each of those who took part is to the client"),
    "declined_services": gettext_lazy("whether a service was declined"),
    "coordination": gettext_lazy("working together with others"),
    "timeline": gettext_lazy("by when it is to happen"),
    "ratio": pgettext_lazy("of a group", "how many clients and how many staff there were"),
}
_HEADER = {
    "date": ("occurred_on",),
    "service": ("service",),
    "start_end": ("starts", "ends"),
    "place": ("place_of_service",),
    "how": ("how",),
    "modality": ("modality",),
}
# What a line at a goal says beside the sections: any of these fields of it.
_IN_LINES = {
    "focus": ("title",),
    "goals": ("title",),
    "need": ("title",),
    "intervention": (DID,),
    "response": (RESPONSE,),
    "progress": (PROGRESS, BECAUSE),
}
# A member's own words in a group, or of a child among siblings, say how that client took it.
_IN_OWN_WORDS = ("response", "progress")
# Where a type does not say what its sections hold, what they tell (I1 to I19) says it.
_BY_ITEM = {"intervention": "I5", "progress": "I6", "goals": "I7", "coordination": "I15", "response": "I16", "next_step": "I17"}  # fmt: skip
# These two stand in each record of a group, which counts its members and does not sign one without words of its own.
_KEPT_OF_GROUPS = ("individual_part", "ratio")


@dataclass(frozen=True)
class Written:
    """One client's note as its draft stands: what is typed, in which form, its lines of goals, and what the record adds.

    `goals` says whether the plan has some to be ticked; `need`, `diagnosis` and `qualification` whether the record has one on
    the day of service, which is sealed with the note.
    """

    client: UUID
    typed: Mapping[str, Any]
    definition: Definition
    lines: Sequence[Mapping[str, Any]]
    goals: bool
    need: bool
    diagnosis: bool
    qualification: bool


def held_found(asked: Sequence[str], written: Written) -> list[Found]:
    """What of the parts that a policy asks for is not there: where it has a field, that field; else that it has none."""
    found = []
    for part in asked:
        field = _lacking(part, written)
        if field is None:
            continue
        told = {"part": TITLES[part]}
        if field:
            sentence = _("A policy asks for %(part)s, and nothing here says it. Write it, or say here why not.")
            found.append(Found("asked_for", sentence % told, field, part, written.client))
        else:
            sentence = _("A policy asks for %(part)s, and this kind of note has no place of its own for it. See that your words say it.")  # fmt: skip
            found.append(Found("no_place_for", sentence % told, _first(written.definition), part, written.client))
    return found


def _first(definition: Definition) -> str:
    return next((f"narrative-{each.key}" for each in definition.sections), "occurred_on")


def _lacking(part: str, written: Written) -> str | None:
    """The field in which a part is missing, empty where the type has none for it; None where nothing is missing."""
    typed, definition = written.typed, written.definition
    if part in _HEADER:
        return _unless_required(next((name for name in _HEADER[part] if not typed.get(name)), None), definition)
    if part == "present":
        return None if typed.get("participants") else _unless_required("participants", definition)
    if part == "qualification":
        return None if written.qualification else "occurred_on"
    if part == "collateral_relation":
        return _without_role(typed.get("participants", ()))
    if part in _KEPT_OF_GROUPS or (part == "group_focus" and definition.own != "required"):
        return None
    if (part == "need" and written.need) or (part == "diagnosis" and written.diagnosis):
        return None
    return _in_words(part, written)


def _unless_required(name: str | None, definition: Definition) -> str | None:
    """A field that is empty; what its type requires is said by a check of its own, and what it does not have has no place."""
    wants = definition.wants(name) if name else "required"
    return {"required": None, "none": ""}.get(wants, name)


def _without_role(rows: Sequence[Mapping[str, Any]]) -> str | None:
    return next((f"participants-{at}-role" for at, row in enumerate(rows) if not row.get("role")), None)


def _in_words(part: str, written: Written) -> str | None:
    fields = _IN_LINES.get(part, ())
    if any(str(line.get(name, "")).strip() for line in written.lines for name in fields):
        return None
    if part in _IN_OWN_WORDS and str(written.typed.get("own", {}).get(str(written.client), "")).strip():
        return None
    sections = _sections_for(part, written.definition)
    narrative = written.typed.get("narrative", {})
    if any(each.required or str(narrative.get(each.key, "")).strip() for each in sections):
        return None
    if part == "goals" and written.definition.works_on_goals:
        # Where no plan has goals on that day there is nothing to tick: the day is what leads to the plan.
        return "goals" if written.goals else "occurred_on"
    if part == "diagnosis" and not sections:
        return "occurred_on"
    return f"narrative-{sections[0].key}" if sections else ""


def _sections_for(part: str, definition: Definition) -> list[Section]:
    """The sections of a type that hold a part, as it says or, where it says so of none, by the kinds of information."""
    if any(each.holds for each in definition.sections):
        return [each for each in definition.sections if part in each.holds]
    item = _BY_ITEM.get(part)
    return [each for each in definition.sections if item in each.items]
