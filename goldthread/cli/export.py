"""goldthread export: one client or everything as open files that another system can read and anybody can check."""

import argparse
from collections.abc import Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.cli import archive_rows, export_client, export_proofs
from goldthread.cli.archive_folder import Folder, place_for, whole_or_nothing
from goldthread.cli.export_client import ClientFolder
from goldthread.cli.import_notes import client_asked
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar, over
from goldthread.documents.models import Blob
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.encoding import moment
from goldthread.lib.refusals import Refused
from goldthread.lib.snapshot import unchanging
from goldthread.page import help as manual
from goldthread.people.models import Role, Staff
from goldthread.policies import queries as policies

NAME = "export"
HELP = gettext_lazy("write one client or everything as open files, with what proves them")
FORMAT = 1
ALL, CLIENT = "all", "client"
BATCH = 500
# What each file holds, for whoever has the folder and nothing else; README.md says it at length.
HOLDS = {
    "README.md": gettext_lazy("How to read this folder."),
    "SEAL.md": gettext_lazy("How seals, leaves, keys and signed heads are made, and how to check them."),
    "SHA256SUMS": gettext_lazy("The SHA-256 of every file but this one and manifest.json."),
    "clients.csv": gettext_lazy("Every client in this export, with the folder."),
    "clients/*/client.json": gettext_lazy("Who it is, by the name of today."),
    "clients/*/notes.json": gettext_lazy("Every signed or imported note with its whole content."),
    "clients/*/plans.json": gettext_lazy(
        "Plans of care, what others signed of them, reviews and ends of goals, as they were sealed."
    ),
    "clients/*/notes.csv": gettext_lazy("The same notes, a line each."),
    "clients/*/case-file.pdf": gettext_lazy("The whole case file as it is printed."),
    "clients/*/facts.json": gettext_lazy(
        "Names, people, relationships, care team and the rest, as they stand and as they were."
    ),
    "clients/*/facts/*.csv": gettext_lazy("The same facts, a file for each kind."),
    "clients/*/documents.csv": gettext_lazy(
        "Which documents are on file or were signed with a note, and where their bytes lie."
    ),
    "clients/*/seals.jsonl": gettext_lazy(
        "The seals of all entries about the client, with nothing that they say of others."
    ),
    "documents/*": gettext_lazy("Documents, each under its SHA-256."),
    "log/keys.json": gettext_lazy("The agency's public keys."),
    "log/keys.jsonl": gettext_lazy("The seals of the entries that introduced them."),
    "log/record.txt": gettext_lazy("Signed heads (checkpoints) of the record."),
    "log/access.txt": gettext_lazy("Signed heads of the log of who looked (only in an export of everything)."),
    "tables/*.jsonl": gettext_lazy(
        "Every row of every table, for goldthread import archive (only in an export of everything)."
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of export."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--client", metavar="ID", help=_("one client, by number or UUID"))
    which.add_argument("--all", action="store_true", help=_("everything, such that it can be moved to another home"))
    parser.add_argument(
        "--without-pdf", action="store_true", help=_("no case files to be read on paper, which takes longest")
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=_("a new folder, or an empty one"))


def run(options: argparse.Namespace) -> int:
    """Write down who is exported, then write the folder whole or not at all."""
    if not has_record():
        raise Refused(_("There is no record here to export. Run: goldthread init"))
    client = None if options.all else _asked(options.client)
    place = place_for(options.out)
    _look([client.pk] if client else list(Client.objects.values_list("pk", flat=True)))
    for stream in ("record", "access"):
        ledger.sequence(stream=stream, sweep=True)
        ledger.checkpoint(stream=stream)
    with whole_or_nothing(place) as half, unchanging():
        notes = _write(Folder(half), client, None if options.without_pdf else _printer())
    _tell(place, notes, client)
    return 0


def _asked(number: str) -> Client:
    found = client_asked(number)
    if found is None:
        raise Refused(_("Say which client: --client NUMBER, as it stands on the case file."))
    return found


def _look(clients: list[UUID]) -> None:
    """Into the access stream, before anything is read: a row for each client who leaves the house."""
    for start in range(0, len(clients), BATCH):
        some = clients[start : start + BATCH]
        ledger.look_at_each(some, by=COMMAND_LINE, action="export", page="goldthread export")


def _printer() -> Staff:
    """Who prints: the command line, which sees all and is nobody of the staff."""
    printer = Staff(name=COMMAND_LINE.name, zone=policies.agency().zone)
    printer.know_roles([Role.RECORDS_OFFICER])
    return printer


def _write(folder: Folder, client: Client | None, printer: Staff | None) -> int:
    """Every file, the manifest last; how many notes."""
    for name, page in (("README.md", "exporting"), ("SEAL.md", "seal")):
        if found := manual.find(page):
            folder.text(name, f"# {found.title}\n\n{found.text}")
    notes = _write_clients(folder, client, printer)
    export_proofs.write_log(folder, whole=client is None)
    rows = {} if client else _write_tables(folder)
    if client is None:
        digests = list(Blob.objects.order_by("pk").values_list("pk", flat=True))
        export_client.write_bytes(folder, over(digests, _("exporting documents"), len(digests)))
    folder.finish(
        {
            "format": FORMAT,
            "what": CLIENT if client else ALL,
            "goldthread": version("goldthread"),
            "made_at": moment(clock.now()),
            "is_demonstration": settings.DEMONSTRATION,
            "migrations": archive_rows.migrations(),
            "heads": {} if client else archive_rows.heads(),
            "rows": {"notes": notes, "tables": rows},
            "holds": {name: str(said) for name, said in HOLDS.items()},
        }
    )
    return notes


def _write_clients(folder: Folder, only: Client | None, printer: Staff | None) -> int:
    """A folder for each client, and the list of them; how many notes there are in all."""
    staff = dict(Staff.objects.values_list("pk", "name"))
    found = Client.objects.order_by("pk")
    found = found.filter(pk=only.pk) if only else found
    bar, notes = Bar(_("exporting clients"), found.count()), 0
    for done, client in enumerate(found.iterator(chunk_size=BATCH)):
        bar.show(done)
        notes += export_client.write(ClientFolder(folder, client, staff, only is not None, printer))
    bar.end()
    folder.table("clients.csv", ("number", "id", "name", "folder"), _listed(found.iterator(chunk_size=BATCH)))
    return notes


def _listed(clients: Iterator[Client]) -> Iterator[tuple[str, ...]]:
    while some := list(islice(clients, BATCH)):
        names = cases.names_of([client.pk for client in some])
        for client in some:
            yield client.number, str(client.pk), names.get(client.pk, ""), export_client.place_of(client)


def _write_tables(folder: Folder) -> dict[str, int]:
    """Every row of every table; how many of each."""
    models = archive_rows.tables()
    bar = Bar(_("exporting tables"), sum(model._base_manager.count() for model in models))
    rows: dict[str, int] = {}
    for model in models:
        counted = _counted(archive_rows.rows_of(model), bar, sum(rows.values()))
        rows[model._meta.db_table] = folder.lines(archive_rows.file_of(model), counted)
    bar.end()
    return rows


def _counted(rows: Iterator[dict[str, Any]], bar: Bar, before: int) -> Iterator[dict[str, Any]]:
    for done, row in enumerate(rows, start=before):
        bar.show(done)
        yield row


def _tell(place: Path, notes: int, client: Client | None) -> None:
    told = ngettext("%(notes)s note written to %(path)s", "%(notes)s notes written to %(path)s", notes)
    print(told % {"notes": f"{notes:,}", "path": place})
    if client is None:
        sentence = _(
            "It lets everybody sign in where it is brought in, so keep it as safely as the record itself."
            " The private keys are not in it: copy %(path)s apart."
        )
        where = settings.HOME / "keys"
        print(sentence % {"path": where})
