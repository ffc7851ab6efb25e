"""A disk that is really full, beneath a running Goldthread: everything is said in a sentence, and goes on once there is room."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.line import Line
from tests.test_cli_home import goldthread
from tests.test_screens import open_editor, write
from tests.test_without_signal import FIRST, line, page  # noqa: F401  a phone at the end of a line

pytestmark = [pytest.mark.sqlite_only]
FULL = "The server's disk is full"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small disk of its own; only who may mount one can try this."""
    place = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "goldthread-test", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("Only root may mount a small disk, which this test fills.")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(scope="module")
def home(disk: Path, seeded: Path) -> Path:
    return Path(shutil.copytree(seeded, disk / "home"))


@pytest.fixture
def full(disk: Path, home: Path) -> Iterator[Path]:
    """The file that takes all the room there is; without it there is room again."""
    from sqlite3 import connect

    with connect(home / "goldthread.sqlite3", timeout=20) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"0" * 4096):
                pass
        except OSError:
            pass
    yield ballast
    ballast.unlink(missing_ok=True)


def test_who_writes_goes_on_writing_and_it_is_saved_once_there_is_room(
    page: Page,  # noqa: F811
    line: Line,  # noqa: F811
    request: pytest.FixtureRequest,
) -> None:
    open_editor(page)
    write(page)
    ballast: Path = request.getfixturevalue("full")
    words = "Written while the disk was full. " * 1500
    page.fill(FIRST, words)
    expect(page.locator("#save-state")).to_have_text(
        f"{FULL}. Tell your administrator. Kept on this device, encrypted; it is sent by itself.", timeout=20000
    )
    other = page.context.new_page()
    answer = other.goto("/clients/")
    assert answer
    assert answer.status == 503
    assert other.inner_text("h1") == FULL
    ballast.unlink()
    page.wait_for_selector("#save-state[data-state=saved]", timeout=40000)
    page.reload()
    expect(page.locator(FIRST)).to_have_value(words)
    assert not page.is_visible("#beside")


def test_commands_say_it_in_a_sentence_and_leave_nothing(full: Path, home: Path, disk: Path) -> None:
    for words in (("backup",), ("export", "--all", "--without-pdf", "--out", str(disk / "out"))):
        told = goldthread(home, *words)
        assert told.returncode == 1
        assert re.search("disk is full|No space left", told.stderr)
        assert len(told.stderr.splitlines()) == 1
    assert not list(disk.glob("out*"))
    assert not list(home.glob("backups/*"))
    assert f"The disk on which {home} lies is full: 0 MB of 50 MB are free." in goldthread(home, "doctor").stdout
    full.unlink()
    assert f"The disk on which {home} lies is nearly full: " in goldthread(home, "doctor").stdout
    assert goldthread(home, "verify").returncode == 0


def test_a_disk_mounted_for_reading_only_is_named(home: Path, disk: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(home, tmp_path / "home"))
    subprocess.run(["mount", "--bind", str(place), str(place)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
        told = goldthread(place, "doctor")
        written = goldthread(place, "administrator", "zed")
    finally:
        subprocess.run(["umount", str(place)], check=True)
    assert told.stdout.startswith(f"The disk on which {place} lies is mounted for reading only")
    assert len(told.stdout.splitlines()) == 1
    assert (told.returncode, written.returncode) == (1, 1)
    assert written.stderr == "The database can only be read, and nothing more was done. Run: goldthread doctor\n"
    assert goldthread(place, "verify").returncode == 0
