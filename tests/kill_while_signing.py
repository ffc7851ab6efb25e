"""Signs in child processes that are killed at random moments, and counts what was acknowledged; run by test_kill.py.

Usage: python kill_while_signing.py HOME TRIES. Prints one JSON object.
"""

import json
import os
import random
import select
import signal
import sys
import time
from uuid import UUID

HOME, TRIES = sys.argv[1], int(sys.argv[2])
os.environ |= {"GOLDTHREAD_HOME": HOME, "DJANGO_SETTINGS_MODULE": "goldthread.settings", "DATABASE_URL": ""}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from goldthread.ledger import actions, keys, triggers  # noqa: E402
from goldthread.ledger.models import Entry  # noqa: E402
from goldthread.ledger.verify import verify  # noqa: E402
from goldthread.lib import clock, uuids  # noqa: E402
from goldthread.lib.actor import COMMAND_LINE, Actor  # noqa: E402
from goldthread.services.models import Service  # noqa: E402

BY = Actor(staff_id=uuids.fresh(), name="Ana")
CONTENT = {"signing": {"method": "password"}, "narrative": [{"text": "A paragraph. " * 20}] * 6}


def sign_for_ever(acknowledge: int) -> None:
    """Add entries and facts as the views do, writing the id of each to the pipe once its commit has returned."""
    while True:
        unsigned = actions.prepare(entry_id=uuids.fresh(), kind="note", content=CONTENT, prepared_at=clock.now())
        entry = actions.insert(unsigned=unsigned, evidence=None, by=BY)
        os.write(acknowledge, entry.pk.bytes)
        actions.sequence()
        entry = actions.record_facts(
            kind="service.added",
            rows=[Service(name="Casework", true_from_on=clock.today("UTC")) for _ in range(3)],
            by=BY,
        )
        os.write(acknowledge, entry.pk.bytes)
        actions.look(by=BY, action="read", page="x")
        actions.sequence(stream="access")
        actions.checkpoint(stream="record")


def try_once(moment: float) -> bytes:
    """Start a child, kill it after so many seconds, and give back everything it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        keys.forget()
        try:
            sign_for_ever(writing)
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = b""
    deadline = time.monotonic() + moment
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            acknowledged += os.read(reading, 65536) or sys.exit("the child died of itself")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reading, 65536):
        acknowledged += rest
    os.close(reading)
    return acknowledged


def main() -> None:
    """Begin a record, be killed many times, then look."""
    call_command("migrate", verbosity=0)
    triggers.install(connection)
    actions.introduce_keys(by=COMMAND_LINE)
    acknowledged: set[UUID] = set()
    for number in range(TRIES):
        # A forked process must not share a connection with its parent; the child opens its own, cold.
        connection.close()
        # Every fourth is killed within the first breath, where connections are opened and keys are read.
        raw = try_once(random.uniform(0, 0.015 if number % 4 == 0 else 0.12))
        acknowledged |= {UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)}
    for stream in ("record", "access"):
        actions.sequence(stream=stream, sweep=True)
    present = set(Entry.objects.values_list("pk", flat=True))
    report = verify(witness=None)
    lost = [str(entry) for entry in acknowledged - present]
    print(
        json.dumps(
            {"acknowledged": len(acknowledged), "present": len(present), "lost": lost, "problems": report.problems}
        )
    )


if __name__ == "__main__":
    main()
