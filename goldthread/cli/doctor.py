"""goldthread doctor: say in plain sentences what is wrong."""

import argparse
import shutil
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from goldthread.cli import initialise, rotating
from goldthread.jobs.models import Job
from goldthread.ledger import keys, triggers
from goldthread.ledger.models import Entry
from goldthread.lib import clock

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
    findings = list(_home()) + list(_address())
    try:
        if initialise.has_record():
            findings += [*_tables(), *_log(), *_worker()]
        else:
            findings.append(
                "There is no record yet, or its database does not answer. Run goldthread init, or start the database."
            )
    except DatabaseError as broken:
        findings.append(f"The database does not answer as it should: {broken}. Is it running, and was init run?")
    print("\n".join(findings) or "Nothing is wrong.")
    return 1 if findings else 0


def _home() -> Iterator[str]:
    if not settings.HOME.is_dir():
        yield f"GOLDTHREAD_HOME {settings.HOME} does not exist. Run: goldthread init"
        return
    folder = settings.HOME / "keys"
    if not folder.is_dir():
        yield f"There are no keys in {folder}. Run goldthread init, or restore the keys from their backup."
        return
    for path in sorted(folder.iterdir()):
        if path.stat().st_mode & 0o077:
            yield f"Others on this machine may read {path}. Run: chmod 600 {path}"
    if shutil.disk_usage(settings.HOME).free < _LEAST_FREE_BYTES:
        yield f"Less than 500 MB are free where {settings.HOME} lies. Make room before notes cannot be saved."


def _address() -> Iterator[str]:
    parts = urlsplit(settings.URL)
    is_name = not (parts.hostname or "").replace(".", "").isdigit()
    if not (parts.scheme == "https" and is_name) and parts.hostname != "localhost":
        yield f"Passkeys do not work at {settings.URL}. Set GOLDTHREAD_URL to an https:// name, or to http://localhost:8000."


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
        yield f"{late} entries have waited over a minute for their place in the log. Is the worker running?"


def _worker() -> Iterator[str]:
    overdue = Job.objects.filter(done_at__isnull=True, run_after__lt=clock.now() - timedelta(minutes=10)).count()
    if overdue:
        yield f"{overdue} jobs are overdue by ten minutes. Start goldthread serve or goldthread work."
    for job in Job.objects.filter(done_at__isnull=True).exclude(last_error=""):
        yield f"The job {job.kind!r} failed with {job.last_error} and will be tried again."
