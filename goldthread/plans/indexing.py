"""What is found of a plan: everything that somebody wrote in it, and by what a search may be narrowed; pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.plans.content import ANSWERS, ROWS, answer_words, joined
from goldthread.plans.projection import GOAL_END, REVIEW, VERSION
from goldthread.search.actions import Text

_DAY = {VERSION: "valid_from_on", REVIEW: "reviewed_on", GOAL_END: "ended_on"}


def texts(kind: str, entry: UUID, content: Mapping[str, Any]) -> Sequence[Text]:
    """The text of what was sealed about a plan; nothing of another kind of entry, nor of a signature."""
    if kind not in _DAY:
        return ()
    on = content[_DAY[kind]]
    tags = [f"c{UUID(content['client']['id']).hex}"]
    tags += [f"k{UUID(content['case']).hex}"] if content["case"] else []
    tags += [f"a{UUID(content['author']['id']).hex}"] if content["author"]["id"] else []
    return [Text("plan", entry, said(content), tags, date.fromisoformat(on) if on else None)]


def said(content: Mapping[str, Any]) -> str:
    """The words of a version, a review or the end of a goal, as they are searched and shown in excerpts."""
    return "\n".join(text.strip("\n") for text in _said(content) if text)


def _said(content: Mapping[str, Any]) -> Iterator[str]:
    for name in ("why", "because", "words"):
        yield joined(content.get(name, ()))
    for name, fields in ROWS.items():
        yield from (row[field] for row in content.get(name, ()) for field in fields if not field.endswith("_on"))
    yield from (answer_words(each) for goal in content.get("goals", ()) for each in goal.get(ANSWERS, ()))
    yield from (each["text"] for each in content.get("ratings", ()))
    yield from (each["name"] for each in content.get("participants", ()))
    if content["act"] == "goal_end":
        yield content["goal"]["words"]
