"""Every sentence to a person goes through gettext: read out of the code, and seen on every page in a made-up language."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.template.loader import render_to_string
from django.test import Client as Browser

from goldthread.cases.actions import UNASSIGNED, UNASSIGNED_NAME
from goldthread.notes.models import Draft
from goldthread.people.models import Staff
from scripts.messages import template
from tests import cast_in_greek
from tests.cast import PASSWORD
from tests.test_house import committed, ours
from tests.visible import read

PACKAGE = Path(__file__).resolve().parent.parent / "goldthread"
NAME = "Goldthread"
LETTERS = re.compile(r"[A-Za-z]{2}")
ZONES = available_timezones()

# -- in the templates


def without_tags(text: str) -> Iterator[str]:
    """A template without Django's tags, and without what stands between blocktranslate and its end."""
    is_translated = False
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.split_contents()[0]
            is_translated = (is_translated or word == "blocktranslate") and word != "endblocktranslate"
        elif token.token_type == TokenType.TEXT and not is_translated:
            yield token.contents


@pytest.mark.reads_files
@pytest.mark.parametrize("path", committed(".html"), ids=lambda path: path.name)
def test_a_template_says_nothing_outside_translate(path: Path) -> None:
    text = path.read_text()
    found = [words for words in read("".join(without_tags(text))).words if LETTERS.search(words.replace(NAME, ""))]
    found += re.findall(r"\|(?:default|default_if_none|yesno|pluralize):\"[^\"]*[A-Za-z]{2}[^\"]*\"", text)
    assert not found


@pytest.mark.reads_files
@pytest.mark.parametrize("path", [p for p in committed(".js") if "vendor" not in p.parts], ids=lambda path: path.name)
def test_a_script_takes_its_sentences_from_the_page(path: Path) -> None:
    said = r"(?:textContent|innerText|placeholder|title)\s*=\s*[\"'`][^\"'`]*[A-Za-z]{2}|(?:alert|confirm|prompt|show)\(\s*[\"'`]"
    assert not re.search(said, path.read_text())


# -- in the Python code

TRANSLATES = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
              "npgettext", "ships", "shown"}  # fmt: skip
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}
# Which argument of these is read by a person; -1 where all are.
SPEAKS = {"Refused": 0, "Finding": 0, "Broken": 0, "ImproperlyConfigured": 0, "ValidationError": 0, "print": -1,
          "input": 0, "agreed": 0, "Bar": 0, "Sheet": 0, "Place": 1, "Field": 1, "success": 1, "warning": 1, "error": 1,
          "info": 1}  # fmt: skip
SPOKEN_BY_NAME = {"label", "help", "description", "title", "button", "beneath", "notice", "sentence"}
# Our own mistakes crash, and speak to whoever mends them.
MISTAKES = {"ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "DoesNotExist"}
# What programs read of `verify`, and the heading of `bench`.
CONTRACTS = {"access: {} {}", "whole: {} {}", "broken: {} {}"}
CODE = re.compile(
    r"[<>]|=\"|\\[bdsw]|\b(SELECT|FROM|CREATE|GRANT|REVOKE|BEGIN|BEFORE|SET|PRAGMA|DROP|ORDER|WHERE|END)\b|^[a-z-]+=\("
)
SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+,? [a-z]|[a-z] [a-z]+\.$")
# A source is cited by its own name.
CITED = re.compile(r"\b\d+ (IAC|TAC|CFR|USC)\b|^(CMS Pub|NGS Medicare|Mont\. Admin)")
# An invented agency's own words, and the manual's, are no sentences of the product.
NOT_OURS = (
    PACKAGE / "demonstration",
    PACKAGE / "notes" / "nineteen.py",
    PACKAGE / "notes" / "checks_page.py",
    PACKAGE / "notes" / "shortcuts_page.py",
    PACKAGE / "intake" / "layouts_page.py",
    *(PACKAGE / "bench" / f"{name}.py" for name in ("stage", "bare")),
)
# Names of places in the record, of pages in the access log and of columns in other systems' files: no more translated than
# a person's.
NAMES = {UNASSIGNED, UNASSIGNED_NAME, "find a client", "Legal first name", "Legal last name"}


def modules() -> list[Path]:
    return [path for path in ours() if not any(path.is_relative_to(place) for place in NOT_OURS)]


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def literals(node: ast.AST, *, into_calls: bool = True) -> Iterator[tuple[int, str]]:
    """Line and text of every literal in a piece of code that no translation takes in; of keys, names and paths none."""
    if isinstance(node, ast.Call) and name_of(node) in TRANSLATES | MISTAKES:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    inside = ast.iter_child_nodes(node)
    if isinstance(node, ast.Dict):
        inside = iter(node.values)
    if isinstance(node, ast.Subscript):
        inside = iter([node.value])
    if isinstance(node, ast.Call) and not into_calls:
        inside = iter([node.func])
    for inner in inside:
        yield from literals(inner, into_calls=into_calls)


def spoken(tree: ast.AST) -> Iterator[ast.AST]:
    """The pieces of code whose text a person reads, by where they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            at = SPEAKS.get(name_of(node))
            if at is not None:
                yield from node.args if at < 0 else node.args[at : at + 1]
            yield from (named.value for named in node.keywords if named.arg in SPOKEN_BY_NAME)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("HELP", "sentence"):
            yield node.value


@pytest.mark.reads_files
@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_said_to_a_person_is_no_bare_literal(path: Path) -> None:
    found = [
        f"{line}: {text}"
        for piece in spoken(ast.parse(path.read_text()))
        for line, text in literals(piece, into_calls=False)
        if LETTERS.search(text) and text not in CONTRACTS
    ]
    assert not found


def without_docstrings(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


def without_notes_to_developers(tree: ast.AST, path: Path) -> ast.AST:
    """A column's help_text stands for who reads the models; no page shows it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and path.stem.partition("_")[0] == "models":
            node.keywords = [each for each in node.keywords if each.arg != "help_text"]
    return tree


@pytest.mark.reads_files
@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_sentence_stands_anywhere_outside_gettext(path: Path) -> None:
    tree = without_notes_to_developers(without_docstrings(ast.parse(path.read_text())), path)
    found = [
        f"{line}: {text}"
        for line, text in literals(tree)
        if SENTENCE.search(text) and not CODE.search(text) and not CITED.search(text) and text not in NAMES
    ]
    assert not found


@pytest.mark.reads_files
@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_translated_while_a_module_is_imported(path: Path) -> None:
    """What is translated then speaks one language until the process ends."""
    tree = ast.parse(path.read_text())
    at_once = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in AT_ONCE
    }

    def at_import(node: ast.AST) -> Iterator[int]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        if isinstance(node, ast.Call) and name_of(node) in at_once:
            yield node.lineno
        for inner in ast.iter_child_nodes(node):
            yield from at_import(inner)

    assert not list(at_import(tree))


@pytest.mark.reads_files
@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_sentence_hides_in_an_f_string(path: Path) -> None:
    """`make messages` does not read what stands between the braces of one."""
    called = [
        inner.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FormattedValue)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and name_of(inner) in TRANSLATES - {"shown"}
    ]
    assert not called


@pytest.mark.reads_files
@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_name_of_gettext_is_used_for_nothing_else(path: Path) -> None:
    """`head, _, tail = ...` in a function takes gettext's name away from all of it."""
    tree = ast.parse(path.read_text())
    if any(isinstance(node, ast.alias) and node.asname == "_" for node in ast.walk(tree)):
        stored = [
            n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store)
        ]
        comprehended = {
            name.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.comprehension)
            for name in ast.walk(node.target)
            if isinstance(name, ast.Name)
        }
        assert not set(stored) - comprehended


# -- on the pages, in a language in which every word of ours stands in brackets

CODE_OF_IT, FOLDER = "en-gb", "en_GB"
PLACEHOLDER = re.compile(r"(%\(\w+\)[a-z]|%[a-z]|\{\w+\})")
# How a day is written is a pattern, which the date's own words fill.
PATTERN = "how a day is written"


def bracketed(message: str) -> str:
    """Every stretch of words in brackets, what is put in between left outside: ⟦Page ⟧%(number)s⟦ of ⟧%(of)s."""
    parts = PLACEHOLDER.split(message)
    return "".join(p if PLACEHOLDER.fullmatch(p) or not re.search(r"\w", p) else f"⟦{p}⟧" for p in parts)


def made_up() -> Catalog:
    """Our messages and those of Django that pages show, all of them bracketed."""
    made = Catalog(locale=FOLDER, fuzzy=False)
    own = Path(django.__file__).parent
    sources = [template()]
    for place in ("conf", "contrib/auth", "contrib/messages"):
        for path in own.glob(f"{place}/locale/en/LC_MESSAGES/django.po"):
            sources.append(read_po(path.open("rb")))
    for message in (each for source in sources for each in source if each.id):
        if message.context == PATTERN:
            made.add(message.id, message.id, context=PATTERN)
        elif isinstance(message.id, tuple | list):
            made.add(tuple(message.id), tuple(bracketed(each) for each in message.id), context=message.context)
        else:
            made.add(message.id, bracketed(message.id), context=message.context)
    return made


@pytest.fixture
def brackets(db: None, settings: Any, tmp_path: Path) -> None:
    """The Greek agency, read in the made-up language."""
    folder = tmp_path / "locale" / FOLDER / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as compiled:
        write_mo(compiled, made_up())
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    settings.LANGUAGES = [("en", "en"), (CODE_OF_IT, CODE_OF_IT)]
    import_module("goldthread.ledger.keys").forget()
    cast_in_greek.assemble(PASSWORD)


def bare(words: str) -> str:
    """What is left of some words when brackets, identities and placeholders are taken out."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", words)) != words:
        words = less
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\{\w+\}", "", words)


def ours_in(words: str) -> list[str]:
    """Latin words outside brackets that are neither our name, nor a time zone, nor a code such as T1017, IN or P-12."""
    if words.replace(" ", "_") in ZONES:
        return []
    for name in NAMES:
        words = words.replace(name, "")
    found = re.findall(r"[A-Za-z][\w/+-]*", bare(words))
    return [w for w in found if w != NAME and w not in ZONES and not re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", w)]


def opened(browser: Browser, place: str) -> tuple[Any, Any]:
    answer = browser.get(place, headers={"accept-language": CODE_OF_IT}, follow=True)
    return answer, read(answer.content.decode())


def everywhere(browser: Browser) -> Iterator[tuple[str, Any]]:
    """One page of each route that links lead to, and the same again where its form comes back empty."""
    waiting, known = ["/"], {"/"}
    while waiting:
        place = waiting.pop(0)
        answer, page = opened(browser, place)
        assert answer.status_code == 200, place
        yield place, page
        # A page that only asks whether one is sure would do it.
        if page.asks and "/help/" not in place:
            refused = browser.post(place, page.hidden, headers={"accept-language": CODE_OF_IT})
            if refused.status_code == 422:
                yield f"{place} sent empty", read(refused.content.decode())
        for link in page.links:
            route = re.sub(r"[0-9a-f-]{36}|(?<=/)[0-9]+(?=/)|(?<=/help/)[^/]+|[?#].*", "*", link)
            if route not in known:
                known.add(route)
                waiting.append(link.partition("#")[0])


def untranslated(pages: Iterator[tuple[str, Any]]) -> tuple[list[str], int]:
    found, count = [], 0
    for place, page in pages:
        count += 1
        found += [f"{place}: {words}" for words in page.words if ours_in(words)]
    return found, count


@pytest.mark.parametrize("login", ["άννα", "δήμος"])
def test_every_page_that_links_lead_to_speaks_the_readers_language(brackets: None, login: str) -> None:
    browser = Browser()
    browser.force_login(Staff.objects.get(login=login))
    found, count = untranslated(everywhere(browser))
    assert not found, "\n".join(found)
    assert count > 25


def test_reading_before_signing_speaks_the_readers_language(brackets: None) -> None:
    browser = Browser()
    browser.force_login(Staff.objects.get(login="άννα"))
    draft = Draft.objects.filter(signed_at__isnull=True, note_type__key="dap").get()
    words = {"occurred_on": draft.content["occurred_on"], "starts": "09:00", "ends": "09:30", "how": "phone",
             "place_of_service": "12", "service": "Case management", "clients": draft.content["clients"],
             "base_revision": draft.revision, "narrative-data": "α", "narrative-assessment": "β",
             "narrative-plan": "γ", "read": "yes"}  # fmt: skip
    answer = browser.post(f"/drafts/{draft.pk}/", words, headers={"accept-language": CODE_OF_IT}, follow=True)
    assert "/sign/" in answer.request["PATH_INFO"]
    found, _count = untranslated(iter([("reading", read(answer.content.decode()))]))
    assert not found


def test_the_doors_and_the_pages_that_say_what_went_wrong_speak_the_readers_language(brackets: None) -> None:
    from django.utils import translation

    pages = [("sign in", opened(Browser(), "/sign-in/")[1])]
    wrong = Browser().post("/sign-in/", {"login": "α", "password": "β"}, headers={"accept-language": CODE_OF_IT})
    pages.append(("wrong password", read(wrong.content.decode())))
    with translation.override(CODE_OF_IT):
        for path in sorted((PACKAGE / "page" / "templates" / "page").glob("*.html")):
            if path.stem.isdigit() or path.stem == "csrf":
                pages.append((path.stem, read(render_to_string(f"page/{path.name}", {"static": "/static/"}))))
    found, count = untranslated(iter(pages))
    assert not found
    assert count > 8
