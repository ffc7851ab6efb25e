"""Bring every catalog of translations up to date with what the product says; needs no tool of the system.

    make messages               every language that is there
    make messages LOCALE=fr     and begin one more

Messages come out of the Python code, the templates (by Django's own reader), and the words that ship as data: note types,
services and policies. What is translated stays; what is new is empty until somebody translates it; what is gone goes.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "goldthread"
LOCALE = PACKAGE / "locale"
# By the names under which the code calls them; (2, "c") is the argument that is the context.
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "ships": (1, (2, "c")),
}
# Babel's own header names the hour and its version; a catalog changes when its messages do.
HEADER = """\
# `make messages` keeps this in step with the code; the manual's page on translating says how.
msgid ""
msgstr ""
"Project-Id-Version: Goldthread\\n"
"Language: {locale}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

_OF_A_POLICY = ("source_citation", "staff_level", "cosign_levels", "diagnosis_levels")

# A message (or singular and plural), its context, and the file it stands in.
Message = tuple[str | tuple[str, ...], str | None, str]


def messages() -> Iterator[Message]:
    """Everything that the product says to people."""
    yield from _from_python()
    yield from _from_templates()
    yield from _from_data()


def template() -> Catalog:
    """All messages, untranslated, in the order of their files."""
    catalog = Catalog(fuzzy=False)
    for message, context, place in messages():
        catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def _files(pattern: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob(pattern)):
        if not {"tests", "migrations"} & set(path.parts):
            yield path, str(path.relative_to(ROOT))


def _from_python() -> Iterator[Message]:
    for path, place in _files("*.py"):
        with path.open("rb") as code:
            for _line, message, _comments, context in extract("python", code, KEYWORDS):
                yield message, context, place


def _from_templates() -> Iterator[Message]:
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    for path, place in _files("templates/**/*.html"):
        code = io.BytesIO(templatize(path.read_text(encoding="utf-8"), origin=place).encode())
        for _line, message, _comments, context in extract("python", code, KEYWORDS):
            yield message, context, place


def _from_data() -> Iterator[Message]:
    for path, place in _files("types/*.json"):
        yield from ((words, "note type", place) for words in _of_note_type(json.loads(path.read_text("utf-8"))))
    for path, place in _files("measures/*.json"):
        yield from ((words, "measure", place) for words in _of_measure(json.loads(path.read_text("utf-8"))))
    for path, place in _files("services/defaults.json"):
        listed = json.loads(path.read_text("utf-8"))
        names = [*(service["name"] for service in listed["services"]), *listed["modalities"], *listed["programs"]]
        yield from ((name, "service", place) for name in names)
    for path, place in _files("packs/*.json"):
        for row in json.loads(path.read_text("utf-8")):
            if path.stem == "holidays":
                yield row["name"], "holiday", place
            yield from ((row[key], "policy", place) for key in _OF_A_POLICY if row.get(key))


def _of_note_type(document: dict[str, Any]) -> Iterator[str]:
    yield from (document[key] for key in ("group", "title", "about"))
    for section in document["sections"]:
        yield from (section[key] for key in ("title", "prompt") if section.get(key))


def _of_measure(document: dict[str, Any]) -> Iterator[str]:
    """What is ours; items and answers stay as the instrument's authors wrote them."""
    yield document["about"]
    for part in (document, *document["subscales"]):
        yield from (band["words"] for band in part["bands"])
    yield from (each["title"] for each in document["subscales"])


def path_of(locale: str) -> Path:
    """Where the catalog of a language lies."""
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def catalog_of(locale: str) -> Catalog:
    """The catalog of a language as it lies there; an empty one where there is none."""
    if not path_of(locale).exists():
        return Catalog(locale=locale)
    with path_of(locale).open("rb") as text:
        return read_po(text, locale=locale)


def bring_up_to_date(locale: str, found: Catalog) -> int:
    """Write the catalog of a language anew; how many of its messages wait for their translation."""
    held = catalog_of(locale)
    fresh = Catalog(locale=locale, fuzzy=False)
    waiting = 0
    for message in found:
        if message.id:
            kept = held.get(message.id, message.context)
            if kept and kept.pluralizable != message.pluralizable:
                # The sentence came to have a plural, or lost it: what is translated has other forms.
                kept = None
            fresh.add(message.id, kept.string if kept else None, message.locations, context=message.context)
            waiting += not is_translated(fresh.get(message.id, message.context))
    path_of(locale).parent.mkdir(parents=True, exist_ok=True)
    with path_of(locale).open("wb") as text:
        text.write(HEADER.format(locale=locale, plurals=fresh.plural_forms).encode())
        write_po(text, fresh, width=120, sort_by_file=True, include_lineno=False, omit_header=True)
    return waiting


def is_translated(message: Any) -> bool:
    """Whether every form of a message has words."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms)


def main(begun: list[str]) -> None:
    """Every language that is there, and those begun now."""
    found = template()
    there = {path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po")}
    for locale in sorted(there | set(begun)):
        print(f"{locale}: {bring_up_to_date(locale, found)} of {len(found)} messages wait for a translation")


if __name__ == "__main__":
    main(sys.argv[1:])
