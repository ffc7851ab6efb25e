"""What the pages about plans send, as their form and as their own saves: flat names to the nested form of a draft; shape only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib import keeping, uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.plans.actions import Typed
from goldthread.plans.content import ANSWERS, DAYS, GOAL, INTERVENTION, OBJECTIVE, SERVICE
from goldthread.plans.models import Act, PlanDraft

_MOST = r"(\d{1,2})"
_GOAL = re.compile(rf"goals-{_MOST}-(id|{'|'.join(GOAL)})")
_ANSWER = re.compile(rf"goals-{_MOST}-{ANSWERS}-([0-9a-f-]{{36}})")
_OBJECTIVE = re.compile(rf"goals-{_MOST}-objectives-{_MOST}-(id|{'|'.join(OBJECTIVE)})")
_INTERVENTION = re.compile(rf"goals-{_MOST}-objectives-{_MOST}-interventions-{_MOST}-(id|{'|'.join(INTERVENTION)})")
_SERVICE = re.compile(rf"services-{_MOST}-(id|{'|'.join(SERVICE)})")
_RATED = re.compile(r"goal-([0-9a-f-]{36})-(rating|words)")
_OF_A_REVIEW = ("reviewed_on", "decision", "next_due_on", "words")
_OF_AN_END = ("ended_on", "outcome", "words")
_PART = "part-"


def typed_from(act: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed on the page of an act; refused where something is no text, or cannot be kept."""
    if not all(isinstance(value, str) for value in fields.values()):
        raise Refused(_not_a_plan())
    return _nested(act, {name: accept(value, field=name) for name, value in fields.items()})


def as_typed(draft: PlanDraft, fields: Mapping[str, str]) -> dict[str, Any]:
    """The same of what cannot be kept, to be shown again."""
    return _nested(draft.act, _own(fields))


def _nested(act: str, texts: Mapping[str, str]) -> dict[str, Any]:
    if act == Act.REVIEW:
        return _review(texts)
    if act == Act.GOAL_END:
        return {name: texts.get(name, "") for name in _OF_AN_END}
    return _version(texts)


def _review(texts: Mapping[str, str]) -> dict[str, Any]:
    goals: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        if found := _RATED.fullmatch(name):
            goals.setdefault(found[1], {})[found[2]] = text
    return {**{name: texts.get(name, "") for name in _OF_A_REVIEW}, "goals": goals}


def _version(texts: Mapping[str, str]) -> dict[str, Any]:
    goals: dict[int, dict[str, Any]] = {}
    services: dict[int, dict[str, Any]] = {}
    for name, text in texts.items():
        if found := _GOAL.fullmatch(name):
            goals.setdefault(int(found[1]), {})[found[2]] = text
        elif found := _ANSWER.fullmatch(name):
            goals.setdefault(int(found[1]), {}).setdefault(ANSWERS, []).append(found[2])
        elif found := _OBJECTIVE.fullmatch(name):
            _within(goals, int(found[1]), "objectives", int(found[2]))[found[3]] = text
        elif found := _INTERVENTION.fullmatch(name):
            objective = _within(goals, int(found[1]), "objectives", int(found[2]))
            _within({0: objective}, 0, "interventions", int(found[3]))[found[4]] = text
        elif found := _SERVICE.fullmatch(name):
            services.setdefault(int(found[1]), {})[found[2]] = text
    taken: set[str] = set()
    return {
        **{name: texts.get(name, "") for name in ("why", "because", "others", *DAYS)},
        "participants": sorted(str(person) for name in texts if (person := _taking_part(name))),
        "goals": _in_order(goals, taken),
        "services": _in_order(services, taken),
    }


def _taking_part(name: str) -> UUID | None:
    """Whose box is ticked."""
    return uuids.or_none(name.removeprefix(_PART)) if name.startswith(_PART) else None


def _within(rows: dict[int, dict[str, Any]], at: int, name: str, place: int) -> dict[str, Any]:
    row: dict[str, Any] = rows.setdefault(at, {}).setdefault(name, {}).setdefault(place, {})
    return row


def _in_order(rows: Mapping[int, dict[str, Any]], taken: set[str]) -> list[dict[str, Any]]:
    """Rows in the order of the page, without those in which nothing was typed; each with an identity that no other has."""
    kept = []
    for _place, row in sorted(rows.items()):
        whole = dict(row)
        for name in ("objectives", "interventions"):
            if name in whole:
                whole[name] = _in_order(whole[name], taken)
        if not any(value for name, value in whole.items() if name != "id"):
            continue
        own = uuids.or_none(whole.get("id", ""))
        whole["id"] = str(own) if own and str(own) not in taken else str(uuids.fresh())
        taken.add(whole["id"])
        kept.append(whole)
    return kept


def without(typed: Mapping[str, Any], at: str) -> dict[str, Any]:
    """The same without the row at a place, such as goals-0-objectives-1."""
    return _at(typed, at.split("-"), lambda rows, place: rows[:place] + rows[place + 1 :])


def with_blank(typed: Mapping[str, Any], at: str) -> tuple[dict[str, Any], str]:
    """The same with an empty row at the end of a list, such as goals-0-objectives; and where that row stands."""
    places: list[int] = []

    def add(rows: list[Any], _place: int) -> list[Any]:
        places.append(len(rows))
        return [*rows, {"id": str(uuids.fresh())}]

    whole = _at(typed, [*at.split("-"), "0"], add)
    return whole, f"{at}-{places[0]}" if places else ""


def _at(typed: Mapping[str, Any], path: list[str], change: Any) -> dict[str, Any]:
    name, place, *rest = [*path, ""] if len(path) == 1 else path
    if name not in ("goals", "objectives", "interventions", "services") or not (place.isdecimal() and len(place) < 3):
        return dict(typed)
    rows, at = list(typed.get(name, ())), int(place)
    if not rest:
        return {**typed, name: change(rows, at)}
    if at < len(rows):
        rows[at] = _at(rows[at], rest, change)
    return {**typed, name: rows}


def posted(draft: PlanDraft, fields: Mapping[str, str]) -> Typed[dict[str, Any]]:
    """The form as a browser posts it; a page without its revision counts as the oldest."""
    base = fields.get("base_revision", "")
    revision = int(base) if base.isdecimal() and len(base) < 10 else 0
    return Typed(typed_from(draft.act, _own(fields)), revision)


def saved_by_page(draft: PlanDraft, body: bytes) -> Typed[dict[str, Any]]:
    """What the page's own save holds; refuses a body that is not what it says."""
    try:
        sent = keeping.sent(body)
    except ValueError:
        raise Refused(_not_a_plan()) from None
    return replace(sent, words=typed_from(draft.act, sent.words))


def _own(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that are typed; not the buttons."""
    buttons: Iterable[str] = ("csrfmiddlewaretoken", "base_revision", "save", "add", "remove", "read", "throw")
    return {name: fields[name] for name in fields if name not in buttons}


def _not_a_plan() -> str:
    return _("What arrived is not a plan. Load the page again; what was saved is still there.")
