"""What a note says of goals of the plan: what is typed, and the lines that are sealed; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding
from goldthread.plans.models import Rating

# The fields of one goal as they are typed, each under the goal's identity: whether it was worked on, what was done, what came
# of it, how it goes, and by what that is seen.
WORKED, DID, RESPONSE, PROGRESS, BECAUSE = FIELDS = ("worked", "did", "response", "progress", "because")
WORDS = (DID, RESPONSE, BECAUSE)
ON = "on"


@dataclass(frozen=True)
class Goal:
    """A goal that can be worked on: of whose plan, its identity through all versions, and its words."""

    client: UUID
    goal: UUID
    words: str


def typed_of(typed: Mapping[str, Any], goal: UUID) -> dict[str, str]:
    """What is typed of one goal, by field; empty where nothing is."""
    return {field: str(typed.get(field, {}).get(str(goal), "")) for field in FIELDS}


def worked_on(typed: Mapping[str, Any], goals: Iterable[Goal]) -> list[Goal]:
    """The goals that are ticked."""
    return [each for each in goals if typed_of(typed, each.goal)[WORKED] == ON]


def lines_of(typed: Mapping[str, Any], goals: Iterable[Goal], client: UUID) -> list[dict[str, Any]]:
    """One client's lines as they are sealed, in the order of the plan."""
    return [
        {"goal": str(each.goal), "title": each.words, **{name: typed_of(typed, each.goal)[name] for name in FIELDS[1:]}}
        for each in worked_on(typed, goals)
        if each.client == client
    ]


def typed_again(lines: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Sealed lines as they were typed, for a correction that starts from them."""
    held = {line["goal"]: {WORKED: ON, **{name: line[name] for name in FIELDS[1:]}} for line in lines}
    return {name: {goal: said[name] for goal, said in held.items()} for name in FIELDS} if held else {}


def findings(typed: Mapping[str, Any], goals: Sequence[Goal]) -> list[Finding]:
    """What is amiss with the lines: words at a goal that is not ticked, progress without a reason, a goal that is none of the plan."""
    found = []
    known = {str(each.goal): each for each in goals}
    for each in goals:
        found += _line_findings(typed_of(typed, each.goal), each)
    for key, value in typed.get(WORKED, {}).items():
        if value == ON and key not in known:
            sentence = _(
                "A goal that you ticked is not in force on that day any more. Take it off, or choose another day."
            )
            found.append(Finding(sentence, "goals"))
    return found


def _line_findings(said: Mapping[str, str], goal: Goal) -> list[Finding]:
    told = {"goal": goal.words}
    if said[WORKED] != ON:
        if any(said[name].strip() for name in (*WORDS, PROGRESS)):
            sentence = _("You wrote about “%(goal)s” and did not tick it. Tick it, or take the words away.")
            return [Finding(sentence % told, f"{WORKED}-{goal.goal}")]
        return []
    if said[PROGRESS] and said[PROGRESS] not in Rating.values:
        return [Finding(_("Choose from the list how the goal goes."), f"{PROGRESS}-{goal.goal}")]
    if said[PROGRESS] and not said[BECAUSE].strip():
        sentence = _("“%(goal)s”: say in a few words by what you see that.")
        return [Finding(sentence % told, f"{BECAUSE}-{goal.goal}")]
    if not any(said[name].strip() for name in (*WORDS, PROGRESS)):
        sentence = _("“%(goal)s” is ticked and nothing is said of it. Write what you did for it.")
        return [Finding(sentence % told, f"{DID}-{goal.goal}")]
    return []
