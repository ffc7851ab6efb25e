"""What a kept state of a draft says, part by part under the titles of the page, and how it differs from another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from goldthread.documents.models import DocumentKind
from goldthread.lib import calendar, uuids
from goldthread.lib.shipped import shown
from goldthread.notes import alarms, goals
from goldthread.notes.attachments import FIELDS as FILE_FIELDS
from goldthread.notes.definitions import EVERY_BLOCK, Definition
from goldthread.notes.markup import LABELS
from goldthread.notes.models import PART_ROLES, ComplyWith, Extent, How, Outcome, Valence
from goldthread.page.help import LANGUAGE
from goldthread.plans.models import Rating
from goldthread.services.queries import place_title

_HEADER = ("occurred_on", "starts", "ends", "how", "place_of_service", "service", "modality", "miles", "drive_minutes")
_OFFERED = ("service", "modality")
_CODES: dict[str, Mapping[Any, Any]] = {
    "role": PART_ROLES,
    "how": dict(How.choices),
    "outcome": dict(Outcome.choices),
    "valence": dict(Valence.choices),
    "with": dict(ComplyWith.choices),
    "extent": dict(Extent.choices),
}
_RATINGS = dict(Rating.choices)
_DOCUMENT_KINDS = dict(DocumentKind.choices)
_TOKEN = re.compile(r"\s*\S+|\s+$")
# Beyond this many words only whole lines are compared: the comparison grows with the square of what it is given.
_MOST_WORDS = 1500


@dataclass(frozen=True)
class Part:
    """One part of the note; pieces are (same, added or gone, text), seen from this version."""

    title: str
    pieces: Sequence[tuple[str, str]]

    @property
    def differs(self) -> bool:
        """Whether this version says it otherwise than the draft."""
        return any(kind != "same" for kind, _text in self.pieces)


@dataclass(frozen=True)
class Called:
    """What stands in a draft under an identity or a key alone, as its reader is told it.

    `clients` are names and `goals` the words of goals, each as far as the reader may know them; `sections` the titles of the
    sections of other types, which the draft may have been before.
    """

    clients: Mapping[str, str]
    goals: Mapping[UUID, str]
    sections: Mapping[str, str]


def parts_of(content: Mapping[str, Any], definition: Definition, called: Called) -> dict[str, tuple[str, str]]:
    """Key → title and text of everything that a draft says, in the order of the page."""
    names = called.clients
    texts: Mapping[str, str] = content.get("narrative", {})
    titles = {section.key: shown(section.title, "note type") for section in definition.sections}
    told = {"reason": (str(LABELS["reason"]), str(content.get("reason", "")))}
    about = [names.get(str(client), _("a client out of your sight")) for client in content.get("clients", [])]
    told["clients"] = (_("About whom"), ", ".join(about))
    for name in _HEADER:
        value = str(content.get(name, ""))
        told[name] = (str(LABELS[name]), place_title(value) if name == "place_of_service" else _said(name, value))
    for key in [*titles, *(key for key in texts if key not in titles)]:
        told[f"narrative/{key}"] = (titles.get(key) or called.sections.get(key, key), texts.get(key, ""))
    for client, text in content.get("own", {}).items():
        told[f"own/{client}"] = (_("About %(name)s alone") % {"name": names.get(client, _("one client"))}, text)
    came, left = content.get("came", {}), content.get("left", {})
    for client in {**came, **left}:
        clocks = "–".join(str(times.get(client, "")) for times in (came, left))
        told[f"here/{client}"] = (
            _("%(name)s was there") % {"name": names.get(client, _("one client"))},
            clocks.strip("–"),
        )
    for number, goal in enumerate(goals_in(content), 1):
        said = goals.typed_of(content, goal)
        lines = [said["did"], said["response"], str(_RATINGS.get(said["progress"], said["progress"])), said["because"]]
        title = called.goals.get(goal) or _("Goal %(number)s") % {"number": number}
        told[f"goal/{goal}"] = (title, "\n".join(filter(None, lines)))
    counted = [alarms.told(row, names) for row in content.get("measures", [])]
    told["measures"] = (str(LABELS["measures"]), "\n\n".join(counted))
    for block in EVERY_BLOCK:
        told[block] = (str(LABELS[block]), "\n".join(_row(row) for row in content.get(block, [])))
    return {key: (title, text) for key, (title, text) in told.items() if text.strip()}


def reviewed_parts(content: Mapping[str, Any], definition: Definition, called: Called) -> dict[str, tuple[str, str]]:
    """The same to who reviews it: of a goal whose plan is out of their sight only that something is said of it."""
    unseen = {f"goal/{goal}" for goal in goals_in(content) if goal not in called.goals}
    told = parts_of(content, definition, called)
    return {
        key: (title, _("a client out of your sight") if key in unseen else text) for key, (title, text) in told.items()
    }


def own_parts_of(content: Mapping[str, Any], definition: Definition, called: Called) -> dict[str, tuple[str, str]]:
    """The same, and what is said of each attached file: for the author alone, since a file may be about somebody out of the note."""
    told = parts_of(content, definition, called)
    for file in content.get("documents", []):
        kind, title = (content.get(field, {}).get(file, "") for field in FILE_FIELDS)
        if kind or title:
            told[f"file/{file}"] = (_("A document"), ", ".join(filter(None, [title, _kind_of_file(kind)])))
    return told


def _kind_of_file(kind: str) -> str:
    return str(_DOCUMENT_KINDS.get(kind, kind))


def goals_in(content: Mapping[str, Any]) -> list[UUID]:
    """The goals of which something is said, in the order of their identities, which is that of their making."""
    keys = {key for field in goals.FIELDS for key, value in content.get(field, {}).items() if value}
    return sorted(found for key in keys if (found := uuids.or_none(key)))


def _row(row: Mapping[str, str]) -> str:
    return ", ".join(_said(name, value) for name, value in row.items() if value and name not in ("person", "here"))


def _said(name: str, value: str) -> str:
    if name.endswith("_on") and (day := calendar.day_from(value)):
        return formats.date_format(day)
    return shown(value, "service") if name in _OFFERED else str(_CODES.get(name, {}).get(value, value))


def compared(version: Mapping[str, tuple[str, str]], draft: Mapping[str, tuple[str, str]]) -> list[Part]:
    """Every part of a version beside the draft, also those that only the draft has."""
    keys = [*version, *(key for key in draft if key not in version)]
    return [
        Part((version.get(key) or draft[key])[0], _pieces(version.get(key, ("", ""))[1], draft.get(key, ("", ""))[1]))
        for key in keys
    ]


def _pieces(here: str, there: str) -> list[tuple[str, str]]:
    if here == there:
        return [("same", here)]
    mine, others = _TOKEN.findall(here), _TOKEN.findall(there)
    if len(mine) + len(others) > _MOST_WORDS:
        mine, others = here.splitlines(keepends=True), there.splitlines(keepends=True)
    made: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, others, mine).get_opcodes():
        if kind == "equal":
            made.append(("same", "".join(mine[c:d])))
            continue
        made += [("gone", "".join(others[a:b]))] if b > a else []
        made += [("added", "".join(mine[c:d]))] if d > c else []
    return made


def goals_said(kept: Mapping[str, Any], signed: Mapping[str, Any]) -> list[UUID]:
    """The goals of which a kept state says what the signed note does not."""
    return [goal for goal in goals_in(kept) if _goal_lines(kept, signed, goal)]


def further(
    kept: Mapping[str, Any], signed: Mapping[str, Any], definition: Definition, words: Mapping[UUID, str]
) -> dict[str, Any]:
    """What a kept state says that the signed note does not: sections and goals under their titles, and rows of any note.

    The titles stand among words that are signed, so they are the note type's own in every language. `words` are those of
    the goals that the author may see.
    """
    titles = {section.key: section.title for section in definition.sections}
    before: Mapping[str, str] = signed.get("narrative", {})
    texts = [
        f"{titles.get(key, key)}:\n{text}"
        for key, text in kept.get("narrative", {}).items()
        if text.strip() and text != before.get(key, "")
    ]
    for goal in goals_said(kept, signed):
        texts.append("\n".join(filter(None, [words.get(goal, ""), *_goal_lines(kept, signed, goal)])))
    rows = {
        block: [row for row in kept.get(block, []) if row not in signed.get(block, [])]
        for block in ("requests", "judgments", "occurrences", "compliance")
    }
    return {"text": "\n\n".join(texts), **rows}


def _goal_lines(kept: Mapping[str, Any], signed: Mapping[str, Any], goal: UUID) -> list[str]:
    """What a kept state says of a goal and the signed note does not: what was done, what came of it, how it goes and why."""
    here, there = (
        {name: words.strip() for name, words in goals.typed_of(each, goal).items()} for each in (kept, signed)
    )
    lines = [here[name] for name in (goals.DID, goals.RESPONSE) if here[name] != there[name]]
    rated = (goals.PROGRESS, goals.BECAUSE)
    if any(here[name] != there[name] for name in rated):
        with override(LANGUAGE):
            step = str(_RATINGS.get(here[goals.PROGRESS], here[goals.PROGRESS]))
        lines.append(": ".join(filter(None, (step, here[goals.BECAUSE]))))
    return list(filter(None, lines))
