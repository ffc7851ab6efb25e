"""From what is typed about a plan to the content of an entry, from sealed content back to a form, and what changed; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from goldthread.lib import calendar
from goldthread.lib.encoding import moment
from goldthread.lib.refusals import Refused
from goldthread.lib.text import paragraphs

GOAL = ("words", "need")
OBJECTIVE = ("words", "measure", "baseline", "target", "due_on")
INTERVENTION = ("words", "modality", "frequency", "duration", "who")
# What a goal goes back to: a diagnosis, or a kind of need (goldthread.needs.models.NeedKind). The key is left out where there is none.
ANSWERS, DIAGNOSIS = "answers", "diagnosis"
SERVICE = ("service", "frequency", "from_on", "to_on")
DAYS = ("valid_from_on", "valid_to_on", "review_due_on")
# Which lists of a version hold rows with an identity, and what of each is compared.
ROWS: dict[str, tuple[str, ...]] = {
    "goals": GOAL,
    "objectives": OBJECTIVE,
    "interventions": INTERVENTION,
    "services": SERVICE,
}
TEXTS = ("why",)
Typed = Mapping[str, Any]


def in_paragraphs(text: str) -> list[dict[str, str]]:
    """A text as it is sealed: each paragraph can be disclosed without the others."""
    return [{"text": part} for part in paragraphs(text)]


def joined(parts: Iterable[Mapping[str, str]]) -> str:
    """A sealed text as it was typed."""
    return "".join(part["text"] for part in parts)


def planned(
    typed: Typed,
    *,
    anchor: str,
    people: Mapping[str, tuple[str, str]],
    answers: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> dict[str, Any]:
    """What a version says, by what is typed; rows without words are left out. `people` gives name and role of who may take part,
    `answers` what a goal may go back to, by identity.

    Each row has `at`, the name of its fields on the page, until it is sealed. Refused where a day is none.
    """
    content: dict[str, Any] = {"anchor": anchor, "why": in_paragraphs(typed.get("why", ""))}
    content |= {name: day_or_refuse(typed.get(name, ""), name) for name in DAYS}
    content |= {"goals": [], "objectives": [], "interventions": []}
    for at, goal in enumerate(typed.get("goals", ())):
        _add_goal(content, goal, f"goals-{at}", answers)
    services = [_row(each, SERVICE, f"services-{at}") for at, each in enumerate(typed.get("services", ()))]
    content["services"] = [each for each in services if _is_filled(each, SERVICE)]
    content["participants"] = _participants(typed, people)
    content["because"] = in_paragraphs(typed.get("because", ""))
    return content


def _add_goal(content: dict[str, Any], goal: Typed, at: str, known: Mapping[str, Mapping[str, str]]) -> None:
    objectives, interventions = [], []
    for place, objective in enumerate(goal.get("objectives", ())):
        here = f"{at}-objectives-{place}"
        row = _row(objective, OBJECTIVE, here) | {"goal": goal["id"]}
        own = [
            _row(each, INTERVENTION, f"{here}-interventions-{number}") | {"objective": objective["id"]}
            for number, each in enumerate(objective.get("interventions", ()))
        ]
        own = [each for each in own if _is_filled(each, INTERVENTION)]
        if own or _is_filled(row, OBJECTIVE):
            objectives.append(row)
            interventions += own
    row = _row(goal, GOAL, at)
    answers = [dict(known[each]) for each in goal.get(ANSWERS, ()) if each in known]
    row |= {ANSWERS: answers} if answers else {}
    if objectives or answers or _is_filled(row, GOAL):
        content["goals"].append(row)
        content["objectives"] += objectives
        content["interventions"] += interventions


def _row(typed: Typed, names: Collection[str], at: str) -> dict[str, Any]:
    told = {
        name: day_or_refuse(typed.get(name, ""), f"{at}-{name}") if name.endswith("_on") else str(typed.get(name, ""))
        for name in names
    }
    return {"id": typed["id"], **told, "at": at}


def _is_filled(row: Mapping[str, Any], names: Iterable[str]) -> bool:
    return any(row[name] and str(row[name]).strip() for name in names)


def _participants(typed: Typed, people: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"person": each, "name": people[each][0], "role": people[each][1]}
        for each in typed.get("participants", ())
        if each in people
    ]
    others = [name for name in str(typed.get("others", "")).splitlines() if name.strip()]
    return found + [{"person": None, "name": name, "role": ""} for name in others]


def day_or_refuse(text: str, field: str) -> str | None:
    """A day as it is sealed; None where nothing is typed, refused where that is no day."""
    if not text.strip():
        return None
    try:
        return calendar.within(date.fromisoformat(text.strip())).isoformat()
    except ValueError:
        sentence = _("That is not a day of the calendar. Write it as year-month-day, such as 2026-03-31.")
        raise Refused(sentence, field=field) from None


def as_sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same without where each row stood on the page."""
    return {
        key: [{name: each[name] for name in each if name != "at"} if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else value
        for key, value in content.items()
    }


def written(began_at: datetime, now: datetime) -> dict[str, str]:
    """When it was begun and written."""
    return {"at": moment(now), "began_at": moment(began_at)}


def typed_again(content: Mapping[str, Any], without: Collection[str] = ()) -> dict[str, Any]:
    """A sealed version as a form, for a modification that starts from it; goals that ended are left out."""
    goals = []
    for goal in content["goals"]:
        if goal["id"] in without:
            continue
        objectives = []
        for objective in (each for each in content["objectives"] if each["goal"] == goal["id"]):
            own = [each for each in content["interventions"] if each["objective"] == objective["id"]]
            objectives.append(
                _typed(objective, OBJECTIVE) | {"interventions": [_typed(each, INTERVENTION) for each in own]}
            )
        answers = [each["id"] for each in goal.get(ANSWERS, ())]
        goals.append(_typed(goal, GOAL) | {"objectives": objectives} | ({ANSWERS: answers} if answers else {}))
    unnamed = [each["name"] for each in content["participants"] if not each["person"]]
    return {
        "why": joined(content["why"]),
        **{name: content[name] or "" for name in DAYS},
        "goals": goals,
        "services": [_typed(each, SERVICE) for each in content["services"]],
        "participants": [each["person"] for each in content["participants"] if each["person"]],
        "others": "\n".join(unnamed),
        "because": "",
    }


def _typed(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {"id": row["id"], **{name: row[name] or "" for name in names}}


def changes_between(former: Mapping[str, Any], content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a version changes: of what, which, how, and each field's former and new words; in the order of the plan."""
    found = [
        {
            "of": "plan",
            "id": None,
            "how": "changed",
            "field": name,
            "old": _plain(former[name]),
            "new": _plain(content[name]),
        }
        for name in (*TEXTS, *DAYS)
        if _plain(former[name]) != _plain(content[name])
    ]
    for name, fields in ROWS.items():
        compared = (*fields, ANSWERS) if name == "goals" else fields
        found += _changed_rows(name, compared, former[name], content[name])
    before, after = _names(former["participants"]), _names(content["participants"])
    if before != after:
        found.append({"of": "plan", "id": None, "how": "changed", "field": "participants", "old": before, "new": after})
    return found


def _changed_rows(
    name: str, fields: Sequence[str], former: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    before, after = {each["id"]: each for each in former}, {each["id"]: each for each in rows}
    found: list[dict[str, Any]] = []
    for pk, row in after.items():
        if pk not in before:
            found.append({"of": name, "id": pk, "how": "added", "field": fields[0], "old": "", "new": row[fields[0]]})
            continue
        found += [
            {
                "of": name,
                "id": pk,
                "how": "changed",
                "field": field,
                "old": _told(before[pk], field),
                "new": _told(row, field),
            }
            for field in fields
            if _compared(before[pk], field) != _compared(row, field)
        ]
    gone = [each for pk, each in before.items() if pk not in after]
    found += [
        {"of": name, "id": each["id"], "how": "removed", "field": fields[0], "old": each[fields[0]], "new": ""}
        for each in gone
    ]
    return found


def _told(row: Mapping[str, Any], field: str) -> str:
    """The words of a field; of what a goal goes back to, one a line."""
    if field == ANSWERS:
        return "\n".join(answer_words(each) for each in row.get(ANSWERS, ()))
    return row[field] or ""


def _compared(row: Mapping[str, Any], field: str) -> Any:
    """What tells whether a field is changed: of what a goal goes back to, which and in what words, in whatever order."""
    if field == ANSWERS:
        return {each["id"]: answer_words(each) for each in row.get(ANSWERS, ())}
    return _told(row, field)


def answer_words(answer: Mapping[str, str]) -> str:
    """A diagnosis or need in the words in which it stood; a diagnosis with its code before them."""
    return f"{answer['code']} {answer['words']}".strip()


def _plain(value: Any) -> str:
    return joined(value) if isinstance(value, list) else value or ""


def _names(participants: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(each["name"] for each in participants)


def review(typed: Typed, goals: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What a review says; `goals` are those of the version that are still worked on, each with id and words."""
    told = typed.get("goals", {})
    ratings = [
        {
            "goal": goal["id"],
            "title": goal["words"],
            "rating": str(told.get(goal["id"], {}).get("rating", "")),
            "text": str(told.get(goal["id"], {}).get("words", "")),
            "at": f"goal-{goal['id']}",
        }
        for goal in goals
    ]
    return {
        "reviewed_on": day_or_refuse(typed.get("reviewed_on", ""), "reviewed_on"),
        "decision": str(typed.get("decision", "")),
        "next_due_on": day_or_refuse(typed.get("next_due_on", ""), "next_due_on"),
        "ratings": ratings,
        "words": in_paragraphs(str(typed.get("words", ""))),
    }


def goal_end(typed: Typed, goal: Mapping[str, str]) -> dict[str, Any]:
    """What is said where a goal ends."""
    return {
        "goal": {"id": goal["id"], "words": goal["words"]},
        "ended_on": day_or_refuse(typed.get("ended_on", ""), "ended_on"),
        "outcome": str(typed.get("outcome", "")),
        "because": in_paragraphs(str(typed.get("words", ""))),
    }
