"""goldthread bench: measure save, sign, read and case file beside bare SQL and a bare Django view."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.lib.refusals import Refused

NAME = "bench"
MOST_MINUTES, MOST_WORKERS = 600, 500
# How fast the notes of a size were loaded, in the home that holds them; not there before all of them are.
_LOADED = "loaded.json"
HELP = gettext_lazy("measure in a temporary database; exits 0 whatever the ratios, 1 where a soak failed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of bench."""
    parser.add_argument("--quick", action="store_true", help=_("fewer rounds on less data: a look, not a measurement"))
    parser.add_argument("--notes", type=int, metavar="N", help=_("how it is with so many notes on file, instead"))
    parser.add_argument(
        "--keep", metavar="FOLDER", help=_("with --notes: keep them there, and measure what this folder kept before")
    )
    parser.add_argument(
        "--soak", type=float, metavar="MINUTES", help=_("let many work beside each other on the real server, instead")
    )
    parser.add_argument("--workers", type=int, default=50, metavar="N", help=_("how many work in a soak (50)"))
    parser.add_argument("--json", metavar="OUT", help=_("write every figure to this file"))


def run(options: argparse.Namespace) -> int:
    """Make a home and a database, measure in a process of its own, and leave nothing behind."""
    if options.notes is not None and options.notes < 1:
        raise Refused(_("Say how many notes after --notes: 1 or more."))
    if options.soak is not None:
        _refuse_soak(options)
    out = Path(options.json).absolute() if options.json else None
    if out and not os.access(out.parent, os.W_OK):
        raise Refused(_("%(path)s cannot be written to. Name another file with --json.") % {"path": out.parent})
    kept = _kept(options)
    with _home(kept) as home, _database(kept) as url:
        environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": url}
        environment.pop("GOLDTHREAD_OWNER_DATABASE_URL", None)
        figures = str(out or home / "figures.json")
        program = [sys.executable, "-m"]
        if not (home / _LOADED).exists():
            made = subprocess.run(
                [*program, "goldthread", "init", "--yes"], env=environment, check=False, stdout=subprocess.DEVNULL
            )
            if made.returncode:
                return made.returncode
        asked = [*program, "goldthread.bench", figures, *_asked(options, home)]
        return subprocess.run(asked, env=environment, check=False).returncode


def _asked(options: argparse.Namespace, home: Path) -> list[str]:
    if options.soak is not None:
        return ["soak", str(options.soak), str(options.workers)]
    if options.notes:
        return [str(options.notes), str(home / _LOADED)]
    return ["quick" if options.quick else "whole"]


def _kept(options: argparse.Namespace) -> Path | None:
    """The folder that keeps what is loaded: empty or new, or one that has kept as many notes before."""
    if not options.keep:
        return None
    folder = Path(options.keep).absolute()
    if not options.notes:
        raise Refused(_("--keep goes with --notes."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = json.loads((folder / _LOADED).read_text())["notes"] if any(folder.iterdir()) else options.notes
    except (OSError, ValueError, KeyError):
        raise Refused(
            _("%(path)s is not empty and has kept no notes. Name another folder.") % {"path": folder}
        ) from None
    if notes != options.notes:
        raise Refused(_("%(path)s has kept %(notes)s notes. Say --notes %(notes)s.") % {"path": folder, "notes": notes})
    return folder


@contextmanager
def _home(kept: Path | None) -> Iterator[Path]:
    """The folder that keeps, or a temporary one."""
    if kept:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="goldthread-bench-") as home:
        yield Path(home)


def _refuse_soak(options: argparse.Namespace) -> None:
    if not 0 < options.soak <= MOST_MINUTES:
        sentence = _("Say how many minutes after --soak: more than 0 and at most %(most)s.")
        raise Refused(sentence % {"most": MOST_MINUTES})
    if not 0 < options.workers <= MOST_WORKERS:
        sentence = _("Say how many work after --workers: 1 to %(most)s.")
        raise Refused(sentence % {"most": MOST_WORKERS})
    if not Path("/proc/self/statm").exists():
        raise Refused(_("A soak reads from /proc how much memory the server holds. Run it on Linux."))


@contextmanager
def _database(kept: Path | None) -> Iterator[str]:
    """The address of a database: in the home, or on the server of DATABASE_URL; dropped afterwards unless it is kept."""
    if connection.vendor != "postgresql":
        yield ""
        return
    name = f"goldthread_bench_{hashlib.sha256(str(kept or os.getpid()).encode()).hexdigest()[:12]}"
    at = os.environ.get("GOLDTHREAD_OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield at.rpartition("/")[0] + f"/{name}"
    finally:
        if not kept:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
