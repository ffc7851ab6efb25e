"""The manual's page on the nineteen kinds of information, made from the files of the note types."""

from django.utils.translation import override

from goldthread.notes.definitions import ITEMS, Definition, shipped_documents
from goldthread.page.help import LANGUAGE

TITLE = "Where each kind of information lives"
_PLACES = {
    "header": "the head of the note",
    "participants": "*Who took part*",
    "attempts": "*Attempts of contact*",
    "requests": "*Requests*",
    "judgments": "*Judgment*",
    "occurrences": "*Occurrences*",
}


def text() -> str:
    """Markdown: for each of I1 to I19, the types that carry it and where in them it stands; then every type."""
    with override(LANGUAGE):
        return _text()


def _text() -> str:
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
    lines += ["", "## The note types that ship", "", "| Type | When to use it |", "|---|---|"]
    lines += [f"| {each.title} | {each.about} |" for each in sorted(types, key=lambda each: each.title)]
    return "\n".join(lines) + "\n"


def _carriers(code: str, types: list[Definition]) -> str:
    places: dict[str, list[str]] = {}
    for each in types:
        if code in each.items:
            place = each.items[code]
            section = each.section(place)
            places.setdefault(f"“{section.title}”" if section else _PLACES[place], []).append(each.title)
    return "; ".join(f"{where} of {', '.join(titles)}" for where, titles in places.items())
