"""Writes and signs notes in child processes that are killed at random moments, and counts what was acknowledged.

Run by test_kill.py.
Usage: python kill_while_signing.py HOME TRIES. Prints one JSON object.
"""

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from uuid import UUID

HOME, TRIES = sys.argv[1], int(sys.argv[2])
os.environ |= {"GOLDTHREAD_HOME": HOME, "DJANGO_SETTINGS_MODULE": "goldthread.settings", "DATABASE_URL": ""}

import django  # noqa: E402

django.setup()

from itertools import count  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from goldthread.bench.passkey import Passkey  # noqa: E402
from goldthread.ledger import actions, keys, triggers  # noqa: E402
from goldthread.ledger.models import Entry  # noqa: E402
from goldthread.ledger.verify import verify  # noqa: E402
from goldthread.lib import clock  # noqa: E402
from goldthread.notes import actions as notes  # noqa: E402
from goldthread.notes.actions import Signature  # noqa: E402
from goldthread.notes.models import Draft, Note  # noqa: E402
from goldthread.notes.projection import PROJECTION  # noqa: E402
from goldthread.notes.tests.writing import begun, filled, read  # noqa: E402
from goldthread.services.models import Service  # noqa: E402
from tests.cast import acting, assemble, named  # noqa: E402

PHONE = Passkey()
PATIENCE = 60.0


def of_a_minute() -> dict[str, str]:
    """When a visit was that takes a minute of its own: nobody signs more than 24 hours of one day."""
    minute = Draft.objects.count() % (24 * 60 - 1)
    return {name: f"{at // 60:02}:{at % 60:02}" for name, at in (("starts", minute), ("ends", minute + 1))}


def sign_for_ever(acknowledge: int) -> None:
    """Write, read and sign notes and state facts as the views do; each id goes to the pipe once its commit returned."""
    ana, by = named("ana"), acting("ana")
    while True:
        draft = begun(content=filled("session", "Mateo Rivera", "Lucía Rivera", **of_a_minute()))
        pending = read(draft, passkey=ana.passkeys.get())
        signature = Signature(passkey=PHONE.answer(pending.challenge))
        for note in notes.sign(pending=pending, signature=signature, by=by):
            os.write(acknowledge, note.pk.bytes)
        rows = [Service(name="Casework", true_from_on=clock.today("UTC")) for _ in range(3)]
        entry = actions.record_facts(kind="service.added", rows=rows, by=by)
        os.write(acknowledge, entry.pk.bytes)
        actions.look(by=by, action="read", page="x")
        actions.sequence(stream="access")
        actions.checkpoint(stream="record")


def try_once(number: int, moment: float | None) -> tuple[bytes, float]:
    """Start a child, kill it after so many seconds, or without a moment at its first acknowledgement.

    What it had acknowledged, and how many seconds it lived.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        keys.forget()
        # An authenticator counts on over restarts.
        PHONE.uses = count(number * 100_000 + 1)
        try:
            sign_for_ever(writing)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged, began = b"", time.monotonic()
    deadline = began + (PATIENCE if moment is None else moment)
    while (left := deadline - time.monotonic()) > 0 and not (moment is None and acknowledged):
        if select.select([reading], [], [], left)[0]:
            acknowledged += os.read(reading, 65536) or sys.exit("the child died of itself")
    lived = time.monotonic() - began
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reading, 65536):
        acknowledged += rest
    os.close(reading)
    return acknowledged, lived


def tries() -> Iterator[bytes]:
    """What each of the tries acknowledged; the moments go by how fast this machine signs just now."""
    pace = 0.0
    for number in range(TRIES):
        # A forked process must not share a connection with its parent; the child opens its own, cold.
        connection.close()
        if number % 20 == 0:
            acknowledged, pace = try_once(number + 1, None)
        else:
            # Every fourth is killed within the first breath, where connections are opened and keys are read.
            moment = random.uniform(0, pace / 3 if number % 4 == 0 else pace * 2)
            acknowledged, _lived = try_once(number + 1, moment)
        yield acknowledged


def main() -> None:
    """Begin a record, be killed many times, then look."""
    call_command("migrate", verbosity=0)
    triggers.install(connection)
    assemble()
    PHONE.kept_for(named("ana"))
    before = set(Entry.objects.values_list("pk", flat=True))
    acknowledged: set[UUID] = set()
    for raw in tries():
        acknowledged |= {UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)}
    for stream in ("record", "access"):
        actions.sequence(stream=stream, sweep=True)
    present = set(Entry.objects.values_list("pk", flat=True)) - before
    told = {
        "acknowledged": len(acknowledged),
        "present": len(present),
        "lost": [str(entry) for entry in acknowledged - present],
        "problems": verify(witness=None, projections=[PROJECTION]).problems,
        "half": halves(),
    }
    print(json.dumps(told))


def halves() -> list[str]:
    """Visits with a note for one child alone, and drafts that are signed without notes or the other way round."""
    notes_of = {draft: set(Note.objects.filter(encounter=draft).values_list("client", flat=True))
                for draft in Draft.objects.values_list("pk", flat=True)}  # fmt: skip
    signed = set(Draft.objects.filter(signed_at__isnull=False).values_list("pk", flat=True))
    return [str(draft) for draft, clients in notes_of.items() if len(clients) != (2 if draft in signed else 0)]


if __name__ == "__main__":
    main()
