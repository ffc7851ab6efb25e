"""The house: arrows between rooms, floors inside one, sizes, names, and what must never be committed."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from goldthread.settings import ROOMS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "goldthread"
FLOORS = ["rules", "models", "queries", "actions", "forms", "views", "urls"]
DOORS = {"models", "queries", "actions", "rules"}
# Rooms without tables of a person's data: their modules are tools, open to everybody above.
OPEN_ROOMS = {"lib", "page"}
BANNED_NAMES = re.compile(r"(^|_)(utils?|common|core|helpers?|base|manager|service)(_|$)")


def committed(*endings: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.exists() and (not endings or path.suffix in endings)]


def ours() -> list[Path]:
    return [p for p in committed(".py") if p.is_relative_to(PACKAGE) and not {"tests", "migrations"} & set(p.parts)]


def room_of(path: Path) -> str | None:
    first = path.relative_to(PACKAGE).parts[0]
    return first if first in ROOMS else None


def imports(path: Path) -> Iterator[str]:
    """Every module named in an import, also inside functions and TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_modules(path: Path) -> Iterator[tuple[str, str]]:
    """(room, module inside it or "") of every import from a room."""
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "goldthread" and len(parts) > 1 and parts[1] in ROOMS:
            yield parts[1], parts[2] if len(parts) > 2 else ""


@pytest.mark.reads_files
@pytest.mark.parametrize("path", [p for p in ours() if room_of(p)], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_arrows_point_down_and_enter_by_the_doors(path: Path) -> None:
    own = room_of(path)
    for room, module in room_modules(path):
        assert ROOMS.index(room) <= ROOMS.index(str(own)), f"{path} imports {room}, which stands above {own}"
        if room == own or room in OPEN_ROOMS or not module:
            continue
        assert (
            module in DOORS
            or not (PACKAGE / room / f"{module}.py").exists()
            or (room == "ledger" and module == "projection")
        ), f"{path} enters {room} by {module}, which is no door"


@pytest.mark.reads_files
@pytest.mark.parametrize("path", [p for p in ours() if room_of(p)], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_floor_imports_its_own_or_lower(path: Path) -> None:
    if path.stem not in FLOORS:
        return
    for room, module in room_modules(path):
        if room == room_of(path) and module in FLOORS:
            assert FLOORS.index(module) <= FLOORS.index(path.stem), f"{path} imports the floor above, {module}"


@pytest.mark.reads_files
@pytest.mark.parametrize("path", [p for p in ours() if p.name == "rules.py"], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_rules_know_no_database_clock_or_request(path: Path) -> None:
    for name in imports(path):
        assert not name.startswith(("django.db", "django.http", "goldthread.lib.clock", "django.utils.timezone")), name


@pytest.mark.reads_files
@pytest.mark.parametrize("path", ours(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_sizes_names_and_docstrings(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert ast.get_docstring(tree), f"{path} has no docstring"
    assert len(text.splitlines()) <= 400, f"{path} is over 400 lines"
    assert not BANNED_NAMES.search(path.stem), f"{path.stem} says nothing of the field"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{path}: {node.name} is over 60 lines"


def views() -> list[Path]:
    return [p for p in ours() if room_of(p) and ("views" in p.parts or p.stem.startswith("views") or p.stem == "api")]


@pytest.mark.reads_files
@pytest.mark.parametrize("path", views() or [None], ids=str)
def test_views_neither_write_nor_read_around_visible_to(path: Path | None) -> None:
    if path is None:
        return
    text = path.read_text()
    for act in (".save(", ".create(", ".update(", ".delete(", ".bulk_create("):
        assert act not in text.replace("actions.save(", ""), f"{path} writes: {act}"
    for model in ("Case", "Client", "Draft", "Note"):
        read = re.search(rf"\b{model}\.objects\.(?!visible_to)\w+", text)
        assert not read, f"{path} reads around visible_to: {read}"


@pytest.mark.reads_files
@pytest.mark.parametrize("path", committed(".html") or [None], ids=str)
def test_templates_hold_no_inline_script_or_style(path: Path | None) -> None:
    if path is None:
        return
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), f"{path}: inline script"
    assert "<style" not in text, f"{path}: inline style element"
    assert not re.search(r"\s(style|on[a-z]+|hx-on[:a-z-]*)\s*=\s*[\"']", text), f"{path}: inline style or handler"


@pytest.mark.reads_files
def test_no_registry_and_no_machine_is_named() -> None:
    hosts = "|".join(["p[y]thonhosted", "p[y]pi[.]org", "n[p]mjs[.]", "[.]d[e]bian[.]org", "registry[.]y[a]rnpkg"])
    places = "|".join(["/w[o]rk/", "/r[o]ot/", "/f[a]rm/"])
    pattern = re.compile(f"{hosts}|(?<![A-Za-z.])(?:{places})")
    for path in committed():
        if path.suffix in {".png", ".mo"}:
            continue
        found = pattern.search(path.read_text(errors="replace"))
        assert not found, f"{path} names {found}"


@pytest.mark.django_db
def test_the_tables_that_models_ask_for_are_those_that_migrations_make() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
