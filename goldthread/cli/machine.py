"""What doctor asks of the machine: room on its disks, whether the database takes anything in, and its clock."""

import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from goldthread.jobs import actions as jobs
from goldthread.ledger.models import Access, Entry
from goldthread.lib import clock, faults
from goldthread.lib.faults import Fault

_FULL, _LITTLE = 16_000_000, 500_000_000
# What is larger than a few pages lies here for a moment: files on their way in, copies on their way out.
_LITTLE_FOR_PASSING = 100_000_000
_AHEAD = timedelta(minutes=1)
# More than a table has left over from rows that went, so that the server must ask its disk for room.
_TRIAL_BYTES = 2**18


def room() -> Iterator[str]:
    """Which disk is full, or nearly, with figures; each disk once."""
    # Not tempfile's answer: it passes over a full folder, which the program that is running may have chosen while it was not.
    places = {settings.HOME: _LITTLE, Path(os.environ.get("TMPDIR") or "/tmp"): _LITTLE_FOR_PASSING}
    seen: set[int] = set()
    for place, little in places.items():
        if not place.is_dir() or place.stat().st_dev in seen:
            continue
        seen.add(place.stat().st_dev)
        yield from _room_at(place, little)


def _room_at(place: Path, little: int) -> Iterator[str]:
    usage, files = shutil.disk_usage(place), os.statvfs(place)
    told = {"path": place, "free": _size(usage.free), "total": _size(usage.total)}
    if usage.free < _FULL:
        sentence = _(
            "The disk on which %(path)s lies is full: %(free)s of %(total)s are free. Until there is room, nothing is kept."
        )
        yield sentence % told
    elif usage.free < little:
        sentence = _(
            "The disk on which %(path)s lies is nearly full: %(free)s of %(total)s are free. Make room before nothing is kept."
        )
        yield sentence % told
    elif files.f_files and not files.f_favail:
        sentence = _("The disk on which %(path)s lies holds no further file, though %(free)s are free. Remove some.")
        yield sentence % told


def is_mounted_for_reading(place: Path) -> bool:
    """Whether nobody can write there, not even who may."""
    return bool(os.statvfs(place).f_flag & os.ST_RDONLY)


def _size(count: int) -> str:
    return f"{count / 1_000_000_000:.1f} GB" if count >= 1_000_000_000 else f"{count / 1_000_000:.0f} MB"


def writing() -> Iterator[str]:
    """Whether the database takes something in; what is tried is taken back. A disk that takes nothing is told by itself."""
    if connection.vendor == "sqlite" and is_mounted_for_reading(settings.HOME):
        return
    try:
        with transaction.atomic():
            # SQLite writes nothing to its disk before the end of a transaction; PostgreSQL must find room at once.
            weight = secrets.token_hex(_TRIAL_BYTES // 2) if connection.vendor == "postgresql" else ""
            jobs.ask_for(kind="trial", payload={"weight": weight})
            transaction.set_rollback(True)
    except DatabaseError as broken:
        fault = faults.of(broken)
        if fault is Fault.READ_ONLY and connection.vendor == "postgresql":
            yield _(
                "The PostgreSQL server lets the record be read only: it is a standby, or default_transaction_read_only"
                " is on. Let DATABASE_URL name the primary, or turn it off."
            )
        elif fault is Fault.READ_ONLY:
            sentence = _(
                "The database %(path)s can only be read. Give this account the right to write it and its folder, and see"
                " that its disk is mounted for writing."
            )
            yield sentence % {"path": connection.settings_dict["NAME"]}
        elif fault is Fault.FULL:
            yield _("The database found no room on its disk. Until there is room, nothing is kept.")
        else:
            raise


def time() -> Iterator[str]:
    """Whether the record bears times that this machine's clock has not reached."""
    kept = (Entry.objects.aggregate(at=Max("recorded_at"))["at"], Access.objects.aggregate(at=Max("at"))["at"])
    newest: datetime | None = max(filter(None, kept), default=None)
    now = clock.now()
    if newest is not None and newest > now + _AHEAD:
        said = {"newest": f"{newest:%Y-%m-%d %H:%M}", "now": f"{now:%Y-%m-%d %H:%M}"}
        yield (
            _(
                "The newest line of the record is of %(newest)s UTC, and this machine's clock says %(now)s: it was set back,"
                " or it was ahead. Set it right. Nothing is lost, and nothing that was recorded changes its time."
            )
            % said
        )
