"""What is amiss beneath us, told from an error: a full disk, a database that can only be read, one that does not answer."""

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from enum import Enum

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _


class Fault(Enum):
    """What no request can help, and no mistake of ours is."""

    FULL = "full"
    READ_ONLY = "read_only"
    AWAY = "away"


_OF_THE_MACHINE = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,
    errno.EROFS: Fault.READ_ONLY,
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Fault.FULL,
    # The index of the log, which SQLite makes as it opens the database, finds no room.
    sqlite3.SQLITE_IOERR_SHMSIZE: Fault.FULL,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
}
# PostgreSQL's own codes: disk_full, read_only_sql_transaction.
_OF_POSTGRESQL = {"53100": Fault.FULL, "25006": Fault.READ_ONLY}


def of(error: BaseException | None) -> Fault | None:
    """The fault behind an error and what it came from; None where it is none of these."""
    chain = list(_chain(error))
    for each in chain:
        if named := _named(each):
            return named
    return Fault.AWAY if any(isinstance(each, OperationalError | InterfaceError) for each in chain) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _named(error: BaseException) -> Fault | None:
    if isinstance(error, OSError):
        return _OF_THE_MACHINE.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        code: int = getattr(error, "sqlite_errorcode", 0)
        if code & 0xFF == sqlite3.SQLITE_CANTOPEN and settings.HOME.is_dir() and not os.access(settings.HOME, os.W_OK):
            # Also to read, SQLite makes the index of its log in that folder.
            return Fault.READ_ONLY
        # The last byte is the kind of an error, what stands before it the place.
        return _OF_SQLITE.get(code) or _OF_SQLITE.get(code & 0xFF)
    return _OF_POSTGRESQL.get(getattr(error, "sqlstate", None) or "")


def sentence(fault: Fault) -> str:
    """What somebody at work is told; what becomes of what they wrote is said beside it."""
    if fault is Fault.FULL:
        return _("The server's disk is full. Tell your administrator.")
    if fault is Fault.READ_ONLY:
        return _("The record can only be read just now. Tell your administrator.")
    return _("The record is not reachable for a moment.")


def for_the_administrator(fault: Fault) -> str | None:
    """The same where a command or the worker says it; None where the database's own words tell more."""
    if fault is Fault.FULL:
        return _("A disk is full, and nothing more was done. To see which one, run: goldthread doctor")
    if fault is Fault.READ_ONLY:
        return _("The database can only be read, and nothing more was done. Run: goldthread doctor")
    return None


class OneLine(logging.Filter):
    """A fault in the log is one line: where every request meets it, its traceback would fill the next disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through, with the sentence in place of the traceback."""
        fault = of(record.exc_info[1]) if record.exc_info else None
        if fault is not None and (told := for_the_administrator(fault)):
            record.msg, record.args, record.exc_info, record.exc_text = told, (), None, None
        return True
