"""The manual's page on the nineteen kinds of information, made from the files of the note types."""

import re

from django.utils.translation import override

from goldthread.notes import queries
from goldthread.notes.definitions import ITEMS, Definition, shipped_documents
from goldthread.page.help import LANGUAGE

TITLE = "Where each kind of information lives"
# What Markdown would take for more than a letter; an agency's titles are its own words.
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+.!|~-])")

_PLACES = {
    "header": "the head of the note",
    "participants": "*Who took part*",
    "attempts": "*Attempts of contact*",
    "requests": "*Requests*",
    "judgments": "*Judgment*",
    "occurrences": "*Occurrences*",
}


def text(signed_in: bool = False) -> str:
    """Markdown: for each of I1 to I19, the types that carry it and where in them it stands; then every type.

    For who is signed in, of the types that the agency offers, its own among them; for others, of those that ship.
    """
    with override(LANGUAGE):
        return _text(signed_in)


def _text(signed_in: bool) -> str:
    if signed_in:
        types = [queries.definition_of(row) for row in queries.offered()]
    else:
        types = [definition for definition, _document in shipped_documents()]
    lines = [
        f"# {TITLE}",
        "",
        "Each of these is data of its own: the case file shows by it what it tells of. *Judgment* and *Occurrences* may be "
        "in any note.",
        "",
        "| Code | Kind of information | Note types, and where in them |",
        "|---|---|---|",
    ]
    lines += [f"| {code} | {title} | {_carriers(code, types)} |" for code, title in ITEMS.items()]
    lines += [
        "",
        "## The note types that you may choose" if signed_in else "## The note types that ship",
        "",
        "| Type | When to use it |",
        "|---|---|",
    ]
    lines += [f"| {_plain(each.title)} | {_plain(each.about)} |" for each in sorted(types, key=lambda each: each.title)]
    return "\n".join(lines) + "\n"


def _carriers(code: str, types: list[Definition]) -> str:
    places: dict[str, list[str]] = {}
    for each in types:
        for where in _places_in(each, code):
            places.setdefault(where, []).append(_plain(each.title))
    return "; ".join(f"{where} of {', '.join(titles)}" for where, titles in places.items())


def _places_in(each: Definition, code: str) -> list[str]:
    """Where in a type a kind of information stands: the place that the type names, and every section that holds it."""
    named = each.items.get(code)
    keys = [section.key for section in each.sections if section.key == named or code in section.items]
    titles = {section.key: f"“{_plain(section.title)}”" for section in each.sections}
    return [*([_PLACES[named]] if named in _PLACES and named not in titles else []), *(titles[key] for key in keys)]


def _plain(words: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(words.split()))
