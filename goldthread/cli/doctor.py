"""goldthread doctor: say in plain sentences what is wrong."""

import argparse
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from goldthread.cli import initialise, rotating, told
from goldthread.jobs.models import Job
from goldthread.ledger import keys, triggers
from goldthread.ledger.models import Entry
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.people.queries import has_administrator

NAME = "doctor"
HELP = "say in plain sentences what is wrong; exits 0 when nothing is"
_LEAST_FREE_BYTES = 500_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The one remedy that is an act of its own: another key."""
    parser.add_argument(
        "--rotate-key", choices=keys.PURPOSES, metavar="PURPOSE", help="replace the key that signs: seal or checkpoint"
    )


def run(options: argparse.Namespace) -> int:
    """Print each finding; nothing found is one sentence too. Or replace a key."""
    if options.rotate_key:
        return rotating.rotate(options.rotate_key)
    findings = [*_home(), *_address(), *_proxy(), *_demonstration()]
    try:
        if initialise.has_record():
            findings += [*_keys(), *_tables(), *_staff(), *_log(), *_worker()]
        else:
            findings.append("There is no record yet. Run: goldthread init")
    except DatabaseError as broken:
        findings.append(f"The database does not answer as it should: {told(broken)}. Is it running, and was init run?")
    print("\n".join(findings) or "Nothing is wrong.")
    return 1 if findings else 0


def _home() -> Iterator[str]:
    home = settings.HOME
    if not home.is_dir():
        yield f"GOLDTHREAD_HOME {home} does not exist. Run: goldthread init"
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield f"This user may not write to {home}. Run doctor as {_account(home)}, the account that it belongs to."
        return
    yield from _files(home)
    if shutil.disk_usage(home).free < _LEAST_FREE_BYTES:
        yield f"Less than 500 MB are free where {home} lies. Make room before notes cannot be saved."


def _files(home: Path) -> Iterator[str]:
    """Whose the files are, and who may read what nobody else should."""
    strangers = [path for path in sorted(home.rglob("*")) if path.stat().st_uid != home.stat().st_uid]
    if strangers:
        yield (
            f"Files in {home} belong to another account than the folder ({len(strangers)}, the first is {strangers[0]}),"
            f" so that Goldthread may be unable to write there. Run: chown -R {_account(home)} {home}"
        )
    for path in [home / "keys", *sorted(home.glob("keys/*")), *sorted(home.glob("goldthread.sqlite3*"))]:
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"Others on this machine may read {path}. Run: chmod {700 if path.is_dir() else 600} {path}"


def _account(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


def _keys() -> Iterator[str]:
    if not keys.home().is_dir():
        yield f"The keys are gone from {keys.home()}. Bring the folder back from its own backup."
        return
    for name, loss in (("home.key", "sets up the authenticator"), ("django.key", "signs in")):
        if not (keys.home() / name).exists():
            yield (
                f"The key {name} is missing. Bring the keys folder back from its own backup, or run goldthread init"
                f" for a new one, after which everybody {loss} again."
            )
    for purpose in keys.PURPOSES:
        kid = keys.current_kid(purpose)
        try:
            keys.load(purpose, kid)
        except Refused as refused:
            yield refused.sentence
        except (OSError, ValueError, TypeError):
            name = f"{purpose}-{kid}.pem"
            yield f"The agency's private key {name} cannot be read. Bring the keys folder back from its own backup."


def _address() -> Iterator[str]:
    parts = urlsplit(settings.URL)
    is_name = not (parts.hostname or "").replace(".", "").isdigit()
    if not (parts.scheme == "https" and is_name) and parts.hostname != "localhost":
        yield f"Passkeys do not work at {settings.URL}. Set GOLDTHREAD_URL to an https:// name, or to http://localhost:8000."


def _demonstration() -> Iterator[str]:
    if settings.DEMONSTRATION and settings.ASKS_SECOND_FACTOR:
        yield "This home holds the demonstration, which is served at http://localhost only; set GOLDTHREAD_HOME to another."


def _staff() -> Iterator[str]:
    if not has_administrator():
        yield "Nobody is an administrator, so nobody can add staff. Run: goldthread administrator LOGIN NAME"


def _proxy() -> Iterator[str]:
    if settings.IS_HTTPS and not settings.ADDRESS_HEADER:
        yield (
            "Behind the proxy every address is 127.0.0.1 in lock-out and access log. Let the proxy set X-Real-IP, as the manual "
            "shows, and set GOLDTHREAD_ADDRESS_HEADER=X-Real-IP."
        )


def _tables() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database is older than this version. Run: goldthread upgrade"
        return
    for name in triggers.missing(connection):
        yield f"The trigger {name}, which keeps the record unchangeable, is missing. Run goldthread upgrade, then verify."


def _log() -> Iterator[str]:
    late = Entry.objects.filter(leaf__isnull=True, recorded_at__lt=clock.now() - timedelta(seconds=60)).count()
    if late:
        yield (
            f"Entries that have waited for their place in the log for over a minute: {late}. The worker is not running."
            " Start goldthread serve or goldthread work."
        )


def _worker() -> Iterator[str]:
    overdue = Job.objects.filter(done_at__isnull=True, run_after__lt=clock.now() - timedelta(minutes=10)).count()
    if overdue:
        yield (
            f"The worker has not run for ten minutes (jobs that wait for it: {overdue})."
            " Start goldthread serve or goldthread work."
        )
    for job in Job.objects.filter(done_at__isnull=True).exclude(last_error=""):
        yield f"The job {job.kind!r} failed with {job.last_error} and will be tried again."
