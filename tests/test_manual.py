"""The manual names every command and every setting, and every command has help."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from goldthread.cli import COMMANDS, commands

PACKAGE = Path(__file__).resolve().parent.parent / "goldthread"
HELP = PACKAGE / "page" / "help"


@pytest.mark.parametrize("command", commands(), ids=lambda c: c.NAME)
def test_a_command_has_help_and_a_section_in_the_manual(command) -> None:  # type: ignore[no-untyped-def]
    assert command.HELP
    assert f"## goldthread {command.NAME}" in (HELP / "commands.md").read_text()


def test_every_module_named_is_there() -> None:
    assert len(commands()) == len(COMMANDS)


def test_every_setting_is_in_the_manual() -> None:
    named = set(re.findall(r'environ\.get\("([A-Z_]+)"', (PACKAGE / "settings.py").read_text()))
    assert named
    for name in named:
        assert f"`{name}`" in (HELP / "settings.md").read_text()


@pytest.mark.parametrize(
    ("name", "value"),
    [("GOLDTHREAD_URL", "ftp://x"), ("DATABASE_URL", "mysql://x/y"), ("DATABASE_URL", "postgresql://host")],
)
def test_a_wrong_setting_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    environment = {"GOLDTHREAD_HOME": str(tmp_path), "PATH": "", name: value}
    told = subprocess.run(
        [sys.executable, "-m", "goldthread", "doctor"],
        env=environment,
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr.startswith(name)
    assert len(told.stderr.strip().splitlines()) == 1


def test_links_between_pages_lead_somewhere() -> None:
    for page in HELP.glob("*.md"):
        for target in re.findall(r"\]\(([a-z-]+\.md)", page.read_text()):
            assert (HELP / target).exists(), f"{page.name} points at {target}"
