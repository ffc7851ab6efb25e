"""goldthread doctor: say in plain sentences what is wrong."""

import argparse
import shutil
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.cli import initialise
from goldthread.jobs.models import Job
from goldthread.ledger import triggers
from goldthread.ledger.models import Entry
from goldthread.lib import clock

NAME = "doctor"
HELP = gettext_lazy("say in plain sentences what is wrong; exits 0 when nothing is")
_LEAST_FREE_BYTES = 500_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Doctor has no options."""


def run(options: argparse.Namespace) -> int:
    """Print each finding; nothing found is one sentence too."""
    findings = list(_home()) + list(_address())
    try:
        if initialise.has_record():
            findings += [*_tables(), *_log(), *_worker()]
        else:
            sentence = _(
                "There is no record yet, or its database does not answer. Run goldthread init, or start the database."
            )
            findings.append(sentence)
    except DatabaseError as broken:
        sentence = _("The database does not answer as it should: %(why)s. Is it running, and was init run?")
        findings.append(sentence % {"why": broken})
    print("\n".join(findings) or _("Nothing is wrong."))
    return 1 if findings else 0


def _home() -> Iterator[str]:
    if not settings.HOME.is_dir():
        yield _("GOLDTHREAD_HOME %(path)s does not exist. Run: goldthread init") % {"path": settings.HOME}
        return
    folder = settings.HOME / "keys"
    if not folder.is_dir():
        sentence = _("There are no keys in %(path)s. Run goldthread init, or restore the keys from their backup.")
        yield sentence % {"path": folder}
        return
    for path in sorted(folder.iterdir()):
        if path.stat().st_mode & 0o077:
            yield _("Others on this machine may read %(path)s. Run: chmod 600 %(path)s") % {"path": path}
    if shutil.disk_usage(settings.HOME).free < _LEAST_FREE_BYTES:
        sentence = _("Less than 500 MB are free where %(path)s lies. Make room before notes cannot be saved.")
        yield sentence % {"path": settings.HOME}


def _address() -> Iterator[str]:
    parts = urlsplit(settings.URL)
    is_name = not (parts.hostname or "").replace(".", "").isdigit()
    if not (parts.scheme == "https" and is_name) and parts.hostname != "localhost":
        yield _(
            "Passkeys do not work at %(url)s. Set GOLDTHREAD_URL to an https:// name, or to http://localhost:8000."
        ) % {"url": settings.URL}


def _tables() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield _("The database is older than this version. Run: goldthread upgrade")
        return
    for name in triggers.missing(connection):
        yield _(
            "The trigger %(name)s, which keeps the record unchangeable, is missing. Run goldthread upgrade, then verify."
        ) % {"name": name}


def _log() -> Iterator[str]:
    late = Entry.objects.filter(leaf__isnull=True, recorded_at__lt=clock.now() - timedelta(seconds=60)).count()
    if late:
        yield ngettext(
            "%(count)s entry has waited over a minute for its place in the log. Is the worker running?",
            "%(count)s entries have waited over a minute for their place in the log. Is the worker running?",
            late,
        ) % {"count": late}


def _worker() -> Iterator[str]:
    overdue = Job.objects.filter(done_at__isnull=True, run_after__lt=clock.now() - timedelta(minutes=10)).count()
    if overdue:
        yield ngettext(
            "%(count)s job is overdue by ten minutes. Start goldthread serve or goldthread work.",
            "%(count)s jobs are overdue by ten minutes. Start goldthread serve or goldthread work.",
            overdue,
        ) % {"count": overdue}
    for job in Job.objects.filter(done_at__isnull=True).exclude(last_error=""):
        told = {"job": job.kind, "why": job.last_error}
        yield _("The job “%(job)s” failed with %(why)s and will be tried again.") % told
