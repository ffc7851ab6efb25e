"""goldthread doctor: say in plain sentences what is wrong."""

import argparse
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import initialise, machine, rotating, told
from goldthread.jobs.actions import LEASE
from goldthread.jobs.models import Job
from goldthread.ledger import keys, triggers
from goldthread.ledger.models import Entry
from goldthread.lib import clock, faults
from goldthread.lib.faults import Fault
from goldthread.lib.refusals import Refused
from goldthread.people.queries import has_administrator
from goldthread.psychotherapy import queries as psychotherapy
from goldthread.psychotherapy.models import Version
from goldthread.search import queries as search

NAME = "doctor"
HELP = gettext_lazy("say in plain sentences what is wrong; exits 0 when nothing is")
_WAITING_FOR_INDEX = 1000
_LONGEST_STANDSTILL = timedelta(minutes=2)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The one remedy that is an act of its own: another key."""
    parser.add_argument(
        "--rotate-key",
        choices=keys.PURPOSES,
        metavar="PURPOSE",
        help=_("replace the key that signs: seal or checkpoint"),
    )


def run(options: argparse.Namespace) -> int:
    """Print each finding; nothing found is one sentence too. Or replace a key."""
    if options.rotate_key:
        return rotating.rotate(options.rotate_key)
    findings = [*_home(), *machine.room(), *_address(), *_proxy(), *_demonstration()]
    try:
        if initialise.has_record():
            findings += [*_keys(), *machine.writing(), *_tables(), *_staff(), *machine.time()]
            findings += [*_log(), *_index(), *_worker()]
        else:
            findings.append(_("There is no record yet. Run: goldthread init"))
    except DatabaseError as broken:
        sentence = _("The database does not answer as it should: %(why)s. Is it running, and was init run?")
        if not (faults.of(broken) in (Fault.FULL, Fault.READ_ONLY) and findings):
            findings.append(sentence % {"why": told(broken)})
    print("\n".join(findings) or _("Nothing is wrong."))
    return 1 if findings else 0


def _home() -> Iterator[str]:
    home = settings.HOME
    if not home.is_dir():
        yield _("GOLDTHREAD_HOME %(path)s does not exist. Run: goldthread init") % {"path": home}
        return
    if machine.is_mounted_for_reading(home):
        sentence = _(
            "The disk on which %(path)s lies is mounted for reading only, as Linux does with a disk that fails."
            " Look at dmesg, then mount it for writing."
        )
        yield sentence % {"path": home}
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        sentence = _("This user may not write to %(path)s. Run doctor as %(account)s, the account that it belongs to.")
        yield sentence % {"path": home, "account": _account(home)}
        return
    yield from _files(home)


def _files(home: Path) -> Iterator[str]:
    """Whose the files are, and who may read what nobody else should."""
    strangers = [path for path in sorted(home.rglob("*")) if path.stat().st_uid != home.stat().st_uid]
    if strangers:
        sentence = _(
            "Files in %(path)s belong to another account than the folder (%(count)s, the first is %(first)s),"
            " so that Goldthread may be unable to write there. Run: chown -R %(account)s %(path)s"
        )
        yield sentence % {"path": home, "count": len(strangers), "first": strangers[0], "account": _account(home)}
    for path in [home / "keys", *sorted(home.glob("keys/*")), *sorted(home.glob("goldthread.sqlite3*"))]:
        if path.exists() and path.stat().st_mode & 0o077:
            mode = 700 if path.is_dir() else 600
            sentence = _("Others on this machine may read %(path)s. Run: chmod %(mode)s %(path)s")
            yield sentence % {"path": path, "mode": mode}


def _account(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


def _keys() -> Iterator[str]:
    if not keys.home().is_dir():
        sentence = _("The keys are gone from %(path)s. Bring the folder back from its own backup.")
        yield sentence % {"path": keys.home()}
        return
    yield from _lost_keys()
    if Version._meta.db_table in connection.introspection.table_names():
        yield from psychotherapy.problems()
    for purpose in keys.PURPOSES:
        kid = keys.current_kid(purpose)
        try:
            keys.load(purpose, kid)
        except Refused as refused:
            yield refused.sentence
        except (OSError, ValueError, TypeError):
            name = f"{purpose}-{kid}.pem"
            sentence = _(
                "The agency's private key %(name)s cannot be read. Bring the keys folder back from its own backup."
            )
            yield sentence % {"name": name}


def _lost_keys() -> Iterator[str]:
    """What a home can go on without, and what everybody then does anew."""
    losses = {
        "home.key": _(
            "The key %(name)s is missing. Bring the keys folder back from its own backup, or run goldthread init"
            " for a new one, after which everybody sets up the authenticator again."
        ),
        "django.key": _(
            "The key %(name)s is missing. Bring the keys folder back from its own backup, or run goldthread init"
            " for a new one, after which everybody signs in again."
        ),
    }
    for name, sentence in losses.items():
        if not (keys.home() / name).exists():
            yield sentence % {"name": name}


def _address() -> Iterator[str]:
    parts = urlsplit(settings.URL)
    is_name = not (parts.hostname or "").replace(".", "").isdigit()
    if not (parts.scheme == "https" and is_name) and parts.hostname != "localhost":
        yield _(
            "Passkeys do not work at %(url)s. Set GOLDTHREAD_URL to an https:// name, or to http://localhost:8000."
        ) % {"url": settings.URL}


def _demonstration() -> Iterator[str]:
    if settings.DEMONSTRATION and settings.ASKS_SECOND_FACTOR:
        yield _(
            "This home holds the demonstration, which is served at http://localhost only; set GOLDTHREAD_HOME to another."
        )


def _staff() -> Iterator[str]:
    if not has_administrator():
        yield _("Nobody is an administrator, so nobody can add staff. Run: goldthread administrator LOGIN NAME")


def _proxy() -> Iterator[str]:
    if settings.IS_HTTPS and not settings.ADDRESS_HEADER:
        yield _(
            "Behind the proxy every address is 127.0.0.1 in lock-out and access log. Let the proxy set X-Real-IP, as the manual "
            "shows, and set GOLDTHREAD_ADDRESS_HEADER=X-Real-IP."
        )


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
        yield _(
            "Entries that have waited for their place in the log for over a minute: %(count)s. The worker is not running."
            " Start goldthread serve or goldthread work."
        ) % {"count": late}


def _index() -> Iterator[str]:
    """The worker reads the record into the index within seconds; a long import takes it some minutes."""
    if (waiting := search.behind()) > _WAITING_FOR_INDEX:
        yield _(
            "Entries that cannot be found by searching yet: %(count)s. The worker reads them in; or run: goldthread index"
        ) % {"count": waiting}


def _worker() -> Iterator[str]:
    """What recurs is due again within a minute or so; while a worker is at something long, its lease says so."""
    now, unfinished = clock.now(), Job.objects.filter(done_at__isnull=True)
    overdue = unfinished.filter(run_after__lt=now - _LONGEST_STANDSTILL).order_by("run_after")
    if overdue and not unfinished.filter(leased_until__gte=now, leased_until__lt=now + 2 * LEASE).exists():
        told = {"at": f"{overdue[0].run_after:%Y-%m-%d %H:%M} UTC", "count": len(overdue)}
        yield (
            _(
                "The worker does not run: what was due at %(at)s has not been done (jobs that wait for it: %(count)s)."
                " Start goldthread serve or goldthread work."
            )
            % told
        )
    for job in Job.objects.filter(done_at__isnull=True).exclude(last_error=""):
        said = {"job": job.kind, "why": job.last_error}
        yield _("The job “%(job)s” failed with %(why)s and will be tried again.") % said
