"""What a reader is shown of where the words of a note come from: stretch by stretch, with what is new counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.ledger import queries as ledger
from goldthread.lib import uuids
from goldthread.lib.shipped import shown
from goldthread.notes import carrying, origins
from goldthread.notes import content as contents
from goldthread.notes.models import Amendment, Note
from goldthread.notes.origins import CARRIED, DICTATED, PREFILLED, TEMPLATE, Span
from goldthread.notes.queries import Entered
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Stretch:
    """Words of one origin; `kind` is empty for what was typed, `address` leads to the note they were carried from."""

    text: str
    kind: str = ""
    label: str = ""
    address: str = ""
    length: str = ""

    @property
    def is_ready_made(self) -> bool:
        """Whether it stood ready before: carried or from a phrase."""
        return self.kind in PREFILLED


@dataclass(frozen=True)
class Told:
    """One entry's text: the note itself, or what was added to it; how many words it has, how many are new, and their share."""

    title: str
    sections: Sequence[tuple[str, Sequence[Stretch]]]
    words: int
    new: int

    @property
    def share(self) -> int:
        """The new words in a hundred."""
        return round(100 * self.new / self.words) if self.words else 100


def told_of(entered: Entered, reader: Staff) -> list[Told]:
    """The note as it reads now, then each addendum and late entry."""
    added = [each for each in entered.amendments if each.note.amendment in (Amendment.ADDENDUM, Amendment.LATE_ENTRY)]
    held = ledger.contents_of([each.note.pk for each in added])
    all_of_it = [(shown(entered.note.type_title, "note type"), carrying.standing_of(entered))]
    all_of_it += [(str(capfirst(each.note.get_amendment_display())), held[each.note.pk]) for each in added]
    sources = _sources((content for _title, content in all_of_it), reader)
    return [_told(title, content, sources) for title, content in all_of_it]


def _sources(held: Iterable[Mapping[str, Any]], reader: Staff) -> dict[str, Note]:
    """The notes that words were carried from, as far as the reader may see them."""
    named = {span["source"] for content in held for span in content.get("origins", ()) if span["source"]}
    asked = {found for each in named if (found := uuids.or_none(each))}
    seen = Note.objects.visible_to(reader).filter(pk__in=asked) if asked else ()
    return {str(note.pk): note for note in seen}


def _told(title: str, content: Mapping[str, Any], sources: Mapping[str, Note]) -> Told:
    spans, texts = origins.of_sections(content), contents.texts_of(content)
    titles = {part["section"]: part["title"] for part in content["narrative"]}
    counted = [origins.count(text, spans.get(key, ())) for key, text in texts.items()]
    sections = [
        (
            shown(titles[key], "note type") if titles[key] else _("About this client alone"),
            [_stretch(piece, span, sources) for piece, span in origins.cut(text, spans.get(key, ()))],
        )
        for key, text in texts.items()
    ]
    return Told(title, sections, sum(words for words, _new in counted), sum(new for _words, new in counted))


def _stretch(text: str, span: Span | None, sources: Mapping[str, Note]) -> Stretch:
    if span is None:
        return Stretch(text)
    words = len(text.split())
    length = ngettext("%(n)s word", "%(n)s words", words) % {"n": words}
    note = sources.get(span.source)
    address = reverse("notes:note", args=[note.pk]) if note else ""
    return Stretch(text, span.kind, _label(span, note), address, length)


def _label(span: Span, note: Note | None) -> str:
    if span.kind == TEMPLATE:
        return _("from a phrase")
    if span.kind == DICTATED:
        return _("dictated")
    if note is None or note.occurred_on is None:
        return _("carried from an earlier note")
    return _("carried from %(day)s") % {"day": formats.date_format(note.occurred_on)}


def summary(content: Mapping[str, Any]) -> str:
    """What of an entry about to be signed was not typed for it, in one line; empty where all of it was."""
    spans = [*content.get("origins", ())]
    spans += [span for each in content.get("corrections", ()) for span in each.get("origins", ())]
    texts = contents.texts_of(content) | {
        each["field"].partition("/")[2]: each["new"] for each in content.get("corrections", ()) if "/" in each["field"]
    }
    said = {CARRIED: _("carried from earlier notes"), TEMPLATE: _("from phrases"), DICTATED: _("dictated")}
    lines = []
    for kind, what in said.items():
        pieces = [texts.get(each["section"], "")[each["start"] : each["end"]] for each in spans if each["kind"] == kind]
        if words := sum(len(piece.split()) for piece in pieces):
            lines.append(ngettext("%(n)s word %(what)s", "%(n)s words %(what)s", words) % {"n": words, "what": what})
    return ", ".join(lines)
