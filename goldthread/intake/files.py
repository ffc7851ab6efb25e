"""Files that a row of documents names: found below the folder and nowhere else, and put on file."""

import hashlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.documents import actions as documents
from goldthread.documents.actions import NewDocument
from goldthread.intake import queries
from goldthread.intake.rules import Told
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused


def with_file(told: Told, folder: Path) -> tuple[Told, bytes]:
    """The row with its file's digest, and the bytes; refused where no file lies there, or outside the folder."""
    named = told.text("file").replace("\\", "/")
    try:
        path = (folder / named).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise Refused(_("%(file)s lies outside the folder. Only files below it are brought in.") % {"file": named})
        # One byte more than is kept is enough to be refused by its size.
        data = _read(path) if path.is_file() else None
    except (OSError, RuntimeError):
        # A name that no file can have, a link that leads to itself, a file that may not be read.
        data = None
    if data is None:
        raise Refused(_("There is no file %(file)s below the folder.") % {"file": named})
    return replace(told, also=hashlib.sha256(data).hexdigest()), data


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(documents.LARGEST + 1)


def put_on_file(told: Told, data: bytes, by: Actor) -> UUID:
    """The file, looked at like any other, in its case."""
    client = queries.client_of(told.text("client")) if told.text("client") else None
    if told.text("case"):
        case = queries.case_of(told.text("case"))
    elif client is None:
        raise Refused(_("Both case and client are empty. Say whose document it is."))
    elif not (found := cases.case_of(client.pk)):
        raise Refused(_("Client %(number)s is in no case.") % {"number": client.number})
    else:
        case = found
    if client and case not in cases.cases_of(client.pk):
        told_numbers = {"number": client.number, "case": case.number}
        raise Refused(_("Client %(number)s is not in case %(case)s.") % told_numbers)
    name = told.text("file").replace("\\", "/").rpartition("/")[2]
    new = NewDocument(
        file=documents.take(data, name),
        file_name=name,
        kind=told.text("kind") or "other",
        title=told.text("title"),
        dated_on=told.day("dated_on"),
        client=client,
    )
    return documents.put_on_file(case=case, new=new, by=by).pk
