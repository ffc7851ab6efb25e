"""Where the words of a note come from: the spans that were not typed for it, as ranges over a section's text; pure.

A span is a claim of the browser that somebody wrote in. It can only take away from what counts as the author's own words,
so one that cannot be true (out of range, overlapping, not found in the note that it names) counts as typed: nothing stands
in the way of signing that the author neither sees nor can mend, and the record claims no source that it cannot show.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib import uuids
from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.notes.definitions import Definition

CARRIED, TEMPLATE, DICTATED = "carried", "template", "dictated"
# What stood ready before the author thought of this visit.
PREFILLED = (CARRIED, TEMPLATE)
# Sections that say how the client took this one visit and what moved in it; in DAP and SOAP the first ones do.
_OF_THIS_VISIT = re.compile(r"(.+_)?(response|progress)|data|subjective|objective")
_SPAN = re.compile(r"(\d{1,8})-(\d{1,8}):(carried|template|dictated)(?::([0-9a-f-]{36})?)?", re.ASCII)


@dataclass(frozen=True)
class Span:
    """The code points from `start` to before `end` of a text, and where they come from; `source` is an entry's UUID or empty."""

    start: int
    end: int
    kind: str
    source: str = ""


@dataclass(frozen=True)
class Earlier:
    """A signed note as words may come from it: its entry, whom it is about, and its texts as signed and as corrected."""

    entry: UUID
    client: UUID
    texts: tuple[str, ...]


def read(written: str, length: int) -> list[Span]:
    """The spans that a field's hidden input holds, such as `0-12:carried:<uuid> 20-31:template`, over a text of this length.

    What is no span, lies outside the text or reaches into the one before is left out.
    """
    found: list[Span] = []
    for each in written.split():
        match = _SPAN.fullmatch(each)
        if match is None:
            continue
        span = Span(int(match[1]), int(match[2]), match[3], _source(match[3], match[4] or ""))
        if (found[-1].end if found else 0) <= span.start < span.end <= length:
            found.append(span)
    return found


def _source(kind: str, written: str) -> str:
    found = uuids.or_none(written) if kind == CARRIED and written else None
    return str(found) if found else ""


def write(spans: Iterable[Span]) -> str:
    """The spans as a hidden input holds them."""
    return " ".join(
        f"{each.start}-{each.end}:{each.kind}" + (f":{each.source}" if each.source else "") for each in spans
    )


def moved(spans: Sequence[Span], before: str, after: str) -> list[Span]:
    """The spans of a text after it was edited: what stands between the common beginning and the common end was typed.

    static/notes/spans.js does the same, and a test holds the two together. Pieces of a span are not joined again, because
    what stands on both sides of something taken out never stood together where it came from.
    """
    first = _alike(before, after, min(len(before), len(after)))
    last = len(before) - _alike(before[::-1], after[::-1], min(len(before), len(after)) - first)
    shift = len(after) - len(before)
    made: list[Span] = []
    for span in spans:
        if span.start < first:
            made.append(replace(span, end=min(span.end, first)))
        if span.end > last:
            made.append(replace(span, start=max(span.start, last) + shift, end=span.end + shift))
    return made


def _alike(one: str, other: str, most: int) -> int:
    return next((at for at in range(most) if one[at] != other[at]), most)


def followed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """The origins of a draft's content after a browser without script sent it: moved along with what was edited."""
    made = {}
    for name, written in before.get("origins", {}).items():
        old, new = text_of(before, name), text_of(after, name)
        if spans := moved(read(written, len(old)), old, new):
            made[name] = write(spans)
    return made


def text_of(typed: Mapping[str, Any], name: str) -> str:
    """What stands in the field `narrative-<section>` or `own-<client>` of a draft."""
    kind, _dash, key = name.partition("-")
    return str(typed.get(kind, {}).get(key, "")) if kind in ("narrative", "own") else ""


def is_of_this_visit(key: str, definition: Definition | None) -> bool:
    """Whether nothing may stand ready for a section of a type: it says how the client responded, or what moved (I6)."""
    section = definition.section(key) if definition else None
    named = definition is not None and definition.items.get("I6") == key
    return named or bool(_OF_THIS_VISIT.fullmatch(key)) or (section is not None and "I6" in section.items)


def prefilled_findings(typed: Mapping[str, Any], definition: Definition) -> list[Finding]:
    """Response and progress are said anew each time: neither from an earlier note nor from a phrase."""
    sentence = _(
        "%(section)s holds words of an earlier note or a phrase. Take them out and write what was so this time."
    )
    return [
        Finding(sentence % {"section": shown(section.title, "note type")}, f"narrative-{section.key}")
        for section in definition.sections
        if is_of_this_visit(section.key, definition)
        and any(each.kind in PREFILLED for each in _spans_of(typed, f"narrative-{section.key}"))
    ]


def _spans_of(typed: Mapping[str, Any], name: str) -> list[Span]:
    return read(str(typed.get("origins", {}).get(name, "")), len(text_of(typed, name)))


def sources_in(typed: Mapping[str, Any]) -> set[UUID]:
    """The entries that a draft's spans name as where they come from."""
    named = (span.source for name in typed.get("origins", {}) for span in _spans_of(typed, name))
    return {found for source in named if source and (found := uuids.or_none(source))}


def in_record_of(
    client: UUID, typed: Mapping[str, Any], earlier: Mapping[UUID, Sequence[Earlier]]
) -> list[dict[str, Any]]:
    """The spans of one client's entry, as they are sealed: `section`, `start`, `end`, `kind` and `source`.

    `earlier` has for each source the notes of its encounter that the author may see. Another client's entry is never named:
    the source is then this client's own entry of the same encounter, or empty.
    """
    fields = {f"narrative-{key}": key for key in typed.get("narrative", {})} | {f"own-{client}": "own"}
    made = []
    for name, section in fields.items():
        text = text_of(typed, name)
        held = [kept for span in _spans_of(typed, name) if (kept := _held(span, text, client, earlier))]
        for span in _joined(held, text, lambda piece, source: _named(piece, source, earlier)):
            made.append(
                {"section": section, "start": span.start, "end": span.end, "kind": span.kind, "source": span.source}
            )
    return made


def _held(span: Span, text: str, client: UUID, earlier: Mapping[UUID, Sequence[Earlier]]) -> Span | None:
    """The span as it may be sealed; None where it counts as typed."""
    words = text[span.start : span.end]
    if not words.strip():
        return None
    if not span.source:
        return span
    found = [note for note in earlier.get(UUID(span.source), ()) if _stands_in(words, note)]
    own = next((str(note.entry) for note in found if note.client == client), "")
    return replace(span, source=own) if found else None


def _stands_in(words: str, note: Earlier) -> bool:
    return any(words in text for text in note.texts)


def _named(words: str, source: str, earlier: Mapping[UUID, Sequence[Earlier]]) -> bool:
    """Whether the entry that is named holds these words; without a name nobody can tell, so pieces stay pieces."""
    notes = [note for each in earlier.values() for note in each if str(note.entry) == source]
    return any(_stands_in(words, note) for note in notes)


def _joined(spans: Sequence[Span], text: str, holds: Callable[[str, str], bool]) -> list[Span]:
    """Pieces that touch as one span, where they also stood together where they come from."""
    made: list[Span] = []
    for span in spans:
        if made and _is_one(made[-1], span, text, holds):
            made[-1] = replace(made[-1], end=span.end)
        else:
            made.append(span)
    return made


def _is_one(last: Span, span: Span, text: str, holds: Callable[[str, str], bool]) -> bool:
    if last.end != span.start or (last.kind, last.source) != (span.kind, span.source):
        return False
    return span.kind != CARRIED or holds(text[last.start : span.end], span.source)


def of_sections(content: Mapping[str, Any]) -> dict[str, list[Span]]:
    """The spans of sealed content by their section."""
    found: dict[str, list[Span]] = {}
    for each in content.get("origins", ()):
        found.setdefault(each["section"], []).append(Span(each["start"], each["end"], each["kind"], each["source"]))
    return found


def as_typed(content: Mapping[str, Any]) -> dict[str, str]:
    """The spans of sealed content as a draft has them, for a correction that starts from what was signed."""
    own = f"own-{content['client']['id']}"
    found = of_sections(content).items()
    return {own if section == "own" else f"narrative-{section}": write(spans) for section, spans in found}


def replaced(spans: Iterable[Mapping[str, Any]], section: str, by: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sealed spans after a correction of one section, which brings its own."""
    return [dict(each) for each in spans if each["section"] != section] + [dict(each) for each in by]


def cut(text: str, spans: Sequence[Span]) -> list[tuple[str, Span | None]]:
    """The whole text in its order, each stretch with the span that it is, or None where it was typed."""
    made: list[tuple[str, Span | None]] = []
    at = 0
    for span in spans:
        made += [(text[at : span.start], None)] if at < span.start else []
        made.append((text[span.start : span.end], span))
        at = span.end
    return [*made, (text[at:], None)] if at < len(text) else made


def count(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """How many words a text has, and how many of them are new: not wholly out of an earlier note or a phrase."""
    ready = [each for each in spans if each.kind in PREFILLED]
    words = [match.span() for match in re.finditer(r"\S+", text)]
    new = [
        (start, end)
        for start, end in words
        if sum(max(0, min(end, each.end) - max(start, each.start)) for each in ready) < end - start
    ]
    return len(words), len(new)
