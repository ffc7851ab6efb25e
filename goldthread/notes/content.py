"""From a draft as typed to the content of an entry, and from sealed content back to a form; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from goldthread.lib import uuids
from goldthread.lib.encoding import moment
from goldthread.lib.text import paragraphs
from goldthread.notes import attendance, goals, measures, origins, travel
from goldthread.notes.definitions import BLOCKS, EVERY_BLOCK, LABELS_BORNE, LATER_BLOCKS, Definition
from goldthread.notes.rules import is_attempt
from goldthread.notes.times import Occurred, due_from, fold_of, minutes_between, stamp, tried_at, unstamp

PLAIN = ("place_of_service", "how", "service", "modality")
WHEN = ("occurred_on", "starts", "ends", "minutes", "zone")
FIELDS = {
    "participants": ("person", "name", "role", "how"),
    "attempts": ("person", "name", "role", "how", "at", "outcome"),
    "requests": ("person", "of", "role", "what", "due_on"),
    "judgments": ("question", "options", "consulted", "decision", "why"),
    "occurrences": ("what", "valence", "whose"),
    "compliance": ("with", "what", "extent", "barrier", "whose"),
}
# Stand in a content only where there is something to say.
LATER = (*LATER_BLOCKS, "goals", "measures")


# What a note rests on follows from these.
_RESTS_ON = frozenset(("occurred_on", "starts", "ends", "attended", "service"))
# What of the thread is a list stands in the content by itself, so that each item of it is a disclosure of its own.
THREAD_LISTS = ("diagnoses", "needs", "measures", "answers")
_THREAD = ("thread", *(f"thread_{name}" for name in THREAD_LISTS))


@dataclass(frozen=True)
class About:
    """The client an entry is about, under which case, and when they were born, where that is known."""

    client: UUID
    name: str
    number: str
    case: UUID | None
    born_on: date | None = None


@dataclass(frozen=True)
class Frozen:
    """What holds beside the words on the date of service: author, deadline, co-signature, and the way of signing."""

    encounter: UUID
    author: dict[str, Any]
    signing: dict[str, Any]
    written: dict[str, Any]
    cosignature: dict[str, Any]
    asked: Sequence[dict[str, Any]] = ()
    lines: Sequence[dict[str, Any]] = ()
    measures: Sequence[dict[str, Any]] = ()
    thread: dict[str, Any] | None = None


@dataclass(frozen=True)
class Amends:
    """Which entry is amended, how and why; `corrections` where fields are mended."""

    entry: UUID
    kind: str
    reason: str
    corrections: Sequence[dict[str, Any]] = ()


def entry_content(
    typed: Mapping[str, Any], *, definition: Definition, occurred: Occurred, about: About, frozen: Frozen
) -> dict[str, Any]:
    """The content of one client's entry (schema version 1): the shared text, and that client's own."""
    content: dict[str, Any] = {
        "client": {"id": str(about.client), "name": about.name, "number": about.number},
        "case": str(about.case) if about.case else None,
        "encounter": str(frozen.encounter),
        "author": frozen.author,
        "signing": frozen.signing,
        "note_type": {"key": definition.key, "version": definition.version, "title": definition.title},
        **_when(occurred),
        **{name: str(typed.get(name, "")) for name in PLAIN},
        "written": frozen.written,
        "cosignature": frozen.cosignature,
        "labels": [label for label in LABELS_BORNE if label in typed.get("labels", ())],
        "documents": [],
        **{block: _rows(typed.get(block, []), block, occurred) for block in BLOCKS},
        "narrative": _narrative(typed, definition, str(about.client)),
    }
    content |= _of_the_way(typed) | _of_the_group(typed, definition, occurred, about.client)
    content |= {block: rows for block in LATER_BLOCKS if (rows := _rows(typed.get(block, []), block, occurred))}
    content |= {key: typed[key] for key in ("signature", "signature_attempt") if typed.get(key)}
    content |= {"goals": list(frozen.lines)} if frozen.lines else {}
    content |= {"measures": list(frozen.measures)} if frozen.measures else {}
    content |= _of_the_thread(frozen.thread) if frozen.thread else {}
    if frozen.asked:
        content["checks"] = list(frozen.asked)
    content["carries"] = {"items": carried(content, definition)}
    return content


def _of_the_thread(thread: Mapping[str, Any]) -> dict[str, Any]:
    """The thread as it stands in a content: its lists by themselves, and only where there is something in them."""
    whole = {key: said for key, said in thread.items() if key not in THREAD_LISTS}
    return {"thread": whole, **{f"thread_{name}": thread[name] for name in THREAD_LISTS if thread[name]}}


def thread_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a note rests on, whole again; empty where nothing was frozen with it."""
    thread = content.get("thread")
    if not thread:
        return {}
    # Of what was sealed before the lists stood by themselves, they are in the thread.
    return {**{name: content.get(f"thread_{name}") or [] for name in THREAD_LISTS}, **thread}


def _of_the_way(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Which planned visit it was and what was driven for it; keys that are there only where something was given."""
    visit, driven = uuids.or_none(typed.get("visit", "")), travel.travel_from(typed)
    return {**({"travel": driven} if driven else {}), **({"visit": str(visit)} if visit else {})}


def _of_the_group(typed: Mapping[str, Any], definition: Definition, occurred: Occurred, client: UUID) -> dict[str, Any]:
    """When this client was there, where apart from the others, and how many they were; keys only where there is something."""
    here = attendance.attended(typed, client, occurred) if definition.own_times != "none" else {}
    size = len(set(typed.get("clients", ()))) if definition.own == "required" else 0
    return {**({"attended": here} if here else {}), **({"group_size": size} if size > 1 else {})}


def amending_content(content: dict[str, Any], amends: Amends) -> dict[str, Any]:
    """The same content as an amendment: a correction holds what changed instead of saying everything again."""
    amended = {**content, "amendment": {"entry": str(amends.entry), "kind": amends.kind, "reason": amends.reason}}
    if amends.kind == "correction":
        amended |= {**{block: [] for block in BLOCKS}, "narrative": [], "corrections": list(amends.corrections)}
        # Each corrected section brings its own, and so does what stands only where there is something.
        for name in ("origins", *_THREAD, *LATER):
            amended.pop(name, None)
    return amended


def _when(occurred: Occurred) -> dict[str, Any]:
    return {
        "occurred_on": occurred.on.isoformat() if occurred.on else None,
        "starts": stamp(occurred.starts, occurred.zone),
        "ends": stamp(occurred.ends, occurred.zone),
        "minutes": occurred.minutes,
        "zone": occurred.zone,
    }


def _rows(rows: Sequence[Mapping[str, Any]], block: str, occurred: Occurred) -> list[dict[str, Any]]:
    made = []
    for at, row in enumerate(rows):
        kept: dict[str, Any] = {name: str(row.get(name, "")) for name in FIELDS[block]}
        if "person" in kept:
            kept["person"] = kept["person"] or None
        if "due_on" in kept:
            due = due_from(kept["due_on"], f"{block}-{at}-due_on")
            kept["due_on"] = due.isoformat() if due else None
        if "at" in kept:
            tried = tried_at(occurred.on, kept["at"], occurred.zone, f"{block}-{at}-at")
            kept["at"] = stamp(tried, occurred.zone)
        made.append(kept)
    return made


def _narrative(typed: Mapping[str, Any], definition: Definition, client: str) -> list[dict[str, str]]:
    words = typed.get("narrative", {})
    titles = {section.key: section.title for section in definition.sections}
    texts = [(key, titles[key], str(words[key])) for key in titles if words.get(key)]
    texts += [(key, key, str(text)) for key, text in words.items() if key not in titles and text]
    if own := str(typed.get("own", {}).get(client, "")):
        texts.append(("own", "", own))
    return [{"section": key, "title": title, "text": part} for key, title, text in texts for part in paragraphs(text)]


def carried(content: Mapping[str, Any], definition: Definition) -> list[str]:
    """Which of I1 to I19 this note carries: those whose place in the type is filled."""
    written = {part["section"] for part in content["narrative"]}
    filled = {"header"} if content["occurred_on"] else set()
    filled |= {block for block in EVERY_BLOCK if content.get(block)} | written
    found = {item for item, place in definition.items.items() if place in filled}
    for section in definition.sections:
        if section.key in written:
            found |= set(section.items)
    if content["modality"]:
        found.add("I5")
    found |= {item for block, item in (("attempts", "I2"), ("requests", "I3")) if content[block]}
    lines = content.get("goals", ())
    found |= ({"I7"} if lines else set()) | ({"I6"} if any(line["progress"] for line in lines) else set())
    found |= {"I13"} if content.get("compliance") else set()
    return sorted(found, key=lambda item: int(item[1:]))


def texts_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The narrative by section, each text as it was typed."""
    texts: dict[str, str] = {}
    for part in content.get("narrative", []):
        texts[part["section"]] = texts.get(part["section"], "") + part["text"]
    return texts


def corrections_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a correction changes: field, old and new, for header fields, blocks and sections of the narrative."""
    found = [
        {"field": name, "old": before.get(name), "new": after.get(name)}
        for name in ("occurred_on", "starts", "ends", "zone", *PLAIN, "travel", "attended", *BLOCKS, *LATER)
        if (before.get(name) or None) != (after.get(name) or None)
    ]
    labels = list(before.get("labels", ())), list(after.get("labels", ()))
    found += [{"field": "labels", "old": labels[0], "new": labels[1]}] if labels[0] != labels[1] else []
    old, new = texts_of(before), texts_of(after)
    titles = {part["section"]: part["title"] for content in (before, after) for part in content.get("narrative", [])}
    found += [
        {"field": f"narrative/{key}", "title": titles[key], "old": old.get(key, ""), "new": new.get(key, "")}
        | _origins_in(after, key)
        for key in {**old, **new}
        if old.get(key, "") != new.get(key, "")
    ]
    return found + _thread_between(before, after, {str(each["field"]) for each in found})


def _thread_between(before: Mapping[str, Any], after: Mapping[str, Any], changed: set[str]) -> list[dict[str, Any]]:
    """What the note rests on, frozen anew where day, time or service are corrected, or whether one was given; of goals only these.

    So it is where what came of attempts is paid otherwise than before.
    """
    is_paid_otherwise = is_attempt(after) and _units_in(before) != _units_in(after)
    if not changed.isdisjoint(_RESTS_ON) or is_attempt(before) != is_attempt(after) or is_paid_otherwise:
        return [
            {"field": name, "old": before.get(name), "new": after.get(name)}
            for name in _THREAD
            if (before.get(name) or None) != (after.get(name) or None)
        ]
    held = before.get("thread")
    if not held or "goals" not in changed:
        return []
    goals_now = [line["goal"] for line in after.get("goals", ())]
    found = [{"field": "thread", "old": held, "new": {**held, "goals": goals_now}}]
    old, new = (content.get("thread_answers") for content in (before, after))
    return found + ([{"field": "thread_answers", "old": old, "new": new}] if (old or None) != (new or None) else [])


def _units_in(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    units: Mapping[str, Any] | None = (content.get("thread") or {}).get("units")
    return units


def _origins_in(content: Mapping[str, Any], section: str) -> dict[str, Any]:
    """The spans of one section that were not typed; nothing where all were."""
    spans = [each for each in content.get("origins", ()) if each["section"] == section]
    return {"origins": spans} if spans else {}


def corrected(content: Mapping[str, Any], corrections: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """The note as it reads with these corrections, oldest first; the original is left as it is."""
    result = dict(content)
    titles = {part["section"]: part["title"] for part in content.get("narrative", [])}
    texts = texts_of(content)
    for each in (field for correction in corrections for field in correction):
        if each["field"].startswith("narrative/"):
            key = each["field"].partition("/")[2]
            texts[key] = each["new"]
            titles.setdefault(key, each.get("title", ""))
            result["origins"] = origins.replaced(result.get("origins", ()), key, each.get("origins", ()))
        elif each["new"] or each["field"] not in (*_THREAD, *LATER):
            result[each["field"]] = each["new"]
        else:
            # What stands only where there is something is not there where a correction takes it off.
            result.pop(each["field"], None)
    result["narrative"] = [
        {"section": key, "title": titles.get(key, ""), "text": part}
        for key, text in texts.items()
        for part in paragraphs(text)
    ]
    result["minutes"] = minutes_between(unstamp(result["starts"]), unstamp(result["ends"]))
    return result


def typed_again(content: Mapping[str, Any]) -> dict[str, Any]:
    """Sealed content as a draft's form, for a correction that starts from what was signed."""
    starts, ends = content.get("starts"), content.get("ends")
    texts = texts_of(content)
    own = {content["client"]["id"]: texts.pop("own")} if "own" in texts else {}
    rows = {
        block: [{key: _typed(value) for key, value in row.items()} for row in content.get(block, [])]
        for block in EVERY_BLOCK
    }
    return {
        "clients": [content["client"]["id"]],
        "occurred_on": content.get("occurred_on") or "",
        "starts": local_time(starts),
        "ends": local_time(ends),
        "starts_fold": fold_of(starts),
        "ends_fold": fold_of(ends),
        "overnight": "on" if starts and ends and _local_day(starts) != _local_day(ends) else "",
        "zone": content.get("zone", ""),
        "labels": list(content.get("labels", ())),
        **{name: content.get(name, "") for name in PLAIN},
        **travel.typed_again(content.get("travel")),
        "visit": content.get("visit", ""),
        **_attended_again(content),
        **rows,
        **goals.typed_again(content.get("goals", ())),
        **_measures_again(content),
        "narrative": texts,
        "own": own,
        **({"origins": origins.as_typed(content)} if content.get("origins") else {}),
    }


def _measures_again(content: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    again = measures.typed_again(content.get("measures") or (), content["client"]["id"])
    return {"measures": again} if again else {}


def _attended_again(content: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    client, here = content["client"]["id"], content.get("attended") or {}
    return {field: {client: local_time(here[field])} for field in ("came", "left") if here.get(field)}


def _typed(value: Any) -> str:
    """A value of a row as it is typed: a moment by its clock, nothing as an empty field."""
    return local_time(value) if isinstance(value, Mapping) else value or ""


def _at(stamped: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(stamped["utc"].replace("Z", "+00:00")).astimezone(
        datetime.fromisoformat(f"2000-01-01T00:00:00{stamped['offset']}").tzinfo
    )


def local_time(stamped: Mapping[str, str] | None) -> str:
    """The clock of the place at a sealed moment, such as 14:05; empty where there is none."""
    return _at(stamped).strftime("%H:%M") if stamped else ""


def _local_day(stamped: Mapping[str, str]) -> date:
    return _at(stamped).date()


def written_now(*, began_at: datetime, now: datetime, days_after: int | None, due: dict[str, Any]) -> dict[str, Any]:
    """When it was written against when it was due, as frozen at signing."""
    due_at = due.get("at")
    return {
        "at": moment(now),
        "began_at": moment(began_at),
        "days_after": days_after,
        "due_at": moment(due_at) if due_at else None,
        "is_late": bool(due_at and now > due_at),
        "late_effect": due.get("effect") or "",
        "policy": str(due["policy"]) if due.get("policy") else None,
        "citation": due.get("citation") or "",
    }
