"""One client's folder in an export: what is on file and what was written, readable without this software."""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model, Q, QuerySet
from django.utils import timezone

from goldthread.authorizations.models import Authorization, UnitUse
from goldthread.cases import queries as cases
from goldthread.cases.models import (
    CareTeamMember,
    Case,
    CaseDetail,
    Client,
    ClientDetail,
    Episode,
    Membership,
    Merge,
    Person,
    Placement,
    Referral,
    Relationship,
    SafetyAlert,
)
from goldthread.cli import export_proofs
from goldthread.cli.archive_folder import Folder, Written
from goldthread.cli.archive_rows import document_name, plain
from goldthread.documents.models import Blob, Document
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Entry
from goldthread.needs.models import Diagnosis, Need, Score
from goldthread.notes.content import texts_of
from goldthread.notes.journal import Filters
from goldthread.notes.models import Note, NoteDocument
from goldthread.paper import pdf
from goldthread.paper import queries as paper
from goldthread.paper.queries import Paper
from goldthread.people.models import Staff
from goldthread.plans.models import GoalEnd, PlanReview, PlanSignature, PlanVersion
from goldthread.schedule.models import Occurrence, PlannedFor, Visit

BATCH = 100
NOTE_COLUMNS = ("entry_id", "recorded_at", "occurred_on", "starts_at", "ends_at", "zone", "duration_minutes", "author_name", "type_title",
                "how", "place_of_service", "service", "modality", "amends_id", "amendment", "signing", "source")  # fmt: skip
DOCUMENT_COLUMNS = ("sha256", "title", "kind", "file_name", "media_type", "size")
# What is sealed of plans: each entry is about one client, and goes out whole.
PLANS = ("plan_versions", "plan_signatures", "plan_reviews", "plan_goals_ended")
Facts = Mapping[str, Sequence[Model]]


@dataclass(frozen=True)
class ClientFolder:
    """Where a client's files go, and what all of them need: the names of staff, and whether the client goes alone.

    `printer` is as whom the case file is printed; None where it is not.
    """

    folder: Folder
    client: Client
    staff: Mapping[UUID, str]
    is_alone: bool
    printer: Staff | None = None

    @property
    def place(self) -> str:
        """The folder's path in the export."""
        return place_of(self.client)

    def path(self, name: str) -> str:
        """The path of a file in it."""
        return f"{self.place}/{name}"


def place_of(client: Client) -> str:
    """A client's folder: the number as far as it makes a file name anywhere, and the identity, which no other has."""
    number = re.sub(r"[^A-Za-z0-9]+", "-", client.number).strip("-")[:40]
    return f"clients/{number}-{client.pk}" if number else f"clients/{client.pk}"


def write(at: ClientFolder) -> int:
    """Everything about one client, a file after the other; how many notes."""
    facts = {name: list(found.order_by("recorded_at", "pk")) for name, found in rows_about(at.client).items()}
    _write_client(at, facts)
    _write_facts(at, facts)
    notes = _write_notes(at)
    _write_plans(at, facts)
    _write_documents(at, facts["documents"])
    if at.printer:
        _write_paper(at, paper.of_file(at.printer, at.client, Filters()))
    export_proofs.write_seals(at.folder, at.path("seals.jsonl"), _stating(at.client, facts), with_paths=at.is_alone)
    return notes


def _write_paper(at: ClientFolder, whole: Paper) -> None:
    """The case file as PDF, as it is printed from the page."""
    with timezone.override(whole.reader.zone), tempfile.TemporaryFile() as made:
        pdf.print_to(made, whole)
        made.seek(0)
        with at.folder.file(at.path("case-file.pdf")) as file:
            while some := made.read(1 << 20):
                file.write(some)


def rows_about(client: Client) -> dict[str, "QuerySet[Any]"]:
    """Every row that states something about a client, as it stands and as it was, by the file it goes to.

    Of a case that is shared with others only what concerns this client: nobody else's relationships, papers or plans.
    """
    own = Membership.objects.current().filter(client=client).values("case")
    known = Relationship.objects.filter(client=client).exclude(person=None).values("person")
    authorized = Authorization.objects.filter(client=client)
    planned = PlannedFor.objects.filter(client=client)
    visits = Visit.objects.filter(pk__in=planned.values("visit"))
    return {
        "details": ClientDetail.objects.filter(client=client),
        "identity": Client.objects.filter(pk=client.pk),
        "memberships": Membership.objects.filter(client=client),
        "cases": Case.objects.filter(pk__in=own),
        "case_details": CaseDetail.objects.filter(case__in=own),
        "episodes": Episode.objects.filter(case__in=own),
        "people": Person.objects.filter(case__in=own, identity__in=known),
        "relationships": Relationship.objects.filter(client=client),
        "placements": Placement.objects.filter(client=client),
        "care_team": CareTeamMember.objects.filter(case__in=own),
        "referrals": Referral.objects.filter(case__in=own),
        "authorizations": authorized,
        "units_used": UnitUse.objects.filter(authorization__in=authorized.values("identity")),
        "safety_alerts": SafetyAlert.objects.filter(case__in=own),
        "diagnoses": Diagnosis.objects.filter(client=client),
        "needs": Need.objects.filter(client=client),
        "scores": Score.objects.filter(client=client),
        "merges": Merge.objects.filter(Q(kept=client) | Q(merged=client)),
        "visits": visits,
        "visits_planned_for": planned,
        "visits_held": Occurrence.objects.filter(identity__in=visits.values("identity")),
        "plan_versions": PlanVersion.objects.filter(client=client),
        "plan_signatures": PlanSignature.objects.filter(client=client),
        "plan_reviews": PlanReview.objects.filter(client=client),
        "plan_goals_ended": GoalEnd.objects.filter(client=client),
        "documents": Document.objects.filter(Q(client=client) | Q(client=None, case__in=own)),
    }


def _write_client(at: ClientFolder, facts: Facts) -> None:
    standing = cases.detail_of(at.client.pk)
    at.folder.value(
        at.path("client.json"),
        {
            "id": str(at.client.pk),
            "number": at.client.number,
            "name": standing.name,
            "born_on": plain(standing.born_on),
            "cases": [str(case.pk) for case in facts["cases"]],
        },
    )


def _write_facts(at: ClientFolder, facts: Facts) -> None:
    told = {}
    for name, rows in facts.items():
        replaced = {getattr(row, "replaces_id", None) for row in rows}
        told[name] = [_fact(at, row, is_replaced=row.pk in replaced) for row in rows]
    at.folder.value(at.path("facts.json"), told)
    for name, lines in told.items():
        if lines:
            at.folder.table(at.path(f"facts/{name}.csv"), list(lines[0]), (list(line.values()) for line in lines))


def _fact(at: ClientFolder, row: Model, *, is_replaced: bool) -> dict[str, Any]:
    """A row by its columns, with staff by name too, and whether it still stands."""
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        told[field.attname] = plain(value)
        if isinstance(field, ForeignKey) and field.related_model is Staff:
            told[field.name] = at.staff.get(value, "")
    return {**told, "stands": not is_replaced and not getattr(row, "in_error", "")}


def _write_notes(at: ClientFolder) -> int:
    with at.folder.file(at.path("notes.json")) as whole:
        count = _write_array(whole, _notes(at.client))
    at.folder.table(
        at.path("notes.csv"),
        [*NOTE_COLUMNS, "participants", "text"],
        ([*(plain(getattr(note, name)) for name in NOTE_COLUMNS), *_in_words(content)] for note, content in _opened(at.client)),
    )  # fmt: skip
    return count


def _write_array(file: Written, values: Iterator[Mapping[str, Any]]) -> int:
    """A JSON array, one element after the other; how many."""
    count = 0
    for value in values:
        file.write(("," if count else "[") + "\n" + json.dumps(value, ensure_ascii=False, indent=1))
        count += 1
    file.write("\n]\n" if count else "[]\n")
    return count


def _notes(client: Client) -> Iterator[dict[str, Any]]:
    for note, content in _opened(client):
        yield {
            "entry": str(note.pk),
            "recorded_at": plain(note.recorded_at),
            "amends": plain(note.amends_id),
            "amendment": note.amendment,
            "content": content,
        }


def _opened(client: Client) -> Iterator[tuple[Note, dict[str, Any]]]:
    """The notes of a client with their sealed contents, by the day they are about; no content where it was disposed of."""
    found = Note.objects.filter(client=client).order_by("occurred_on", "recorded_at", "pk").defer("html")
    batch: list[Note] = []
    for note in found.iterator(chunk_size=BATCH):
        batch.append(note)
        if len(batch) == BATCH:
            yield from _with_contents(batch)
            batch = []
    yield from _with_contents(batch)


def _with_contents(batch: Sequence[Note]) -> Iterator[tuple[Note, dict[str, Any]]]:
    contents = ledger.contents_of([note.pk for note in batch])
    for note in batch:
        yield note, contents.get(note.pk, {})


def _in_words(content: Mapping[str, Any]) -> tuple[str, str]:
    """Who took part, and the narrative, or what was corrected."""
    titles = {part["section"]: part["title"] for part in content.get("narrative", [])}
    texts = [f"{titles[key]}\n{text}".strip() for key, text in texts_of(content).items()]
    texts += [f"{each['field']}: {each['old']} → {each['new']}" for each in content.get("corrections", [])]
    return "; ".join(each["name"] for each in content.get("participants", [])), "\n\n".join(texts)


def _write_plans(at: ClientFolder, facts: Facts) -> None:
    """Every version, signature, review and end of a goal as it was sealed, oldest first."""
    rows = [row for name in PLANS for row in facts[name]]
    rows.sort(key=lambda row: row.recorded_at)  # type: ignore[attr-defined]
    contents = ledger.contents_of([row.pk for row in rows]) if rows else {}
    told = [
        {"entry": str(row.pk), "recorded_at": plain(row.recorded_at), "content": contents.get(row.pk, {})}  # type: ignore[attr-defined]
        for row in rows
    ]
    if told:
        at.folder.value(at.path("plans.json"), told)


def _write_documents(at: ClientFolder, on_file: Sequence[Model]) -> None:
    """The index of what is on file and of what was signed with notes; the bytes too, where the client goes alone."""
    with_notes = NoteDocument.objects.filter(note__client=at.client).order_by("note__recorded_at", "note", "position")
    found: list[Document | NoteDocument] = [*(row for row in on_file if isinstance(row, Document)), *with_notes]
    rows = [
        [
            document_name(row.sha256, row.media_type),
            *(getattr(row, name) for name in DOCUMENT_COLUMNS),
            row.note_id if isinstance(row, NoteDocument) else None,
            row.in_error if isinstance(row, Document) else "",
        ]
        for row in found
    ]
    at.folder.table(at.path("documents.csv"), ["file", *DOCUMENT_COLUMNS, "with_note", "in_error"], rows)
    if at.is_alone:
        write_bytes(at.folder, sorted({row.sha256 for row in found}))


def write_bytes(folder: Folder, digests: Iterable[str]) -> None:
    """The documents under these digests, each a file; one at a time in memory."""
    for digest in digests:
        for blob in Blob.objects.filter(pk=digest):
            with folder.file(document_name(blob.sha256, blob.media_type)) as file:
                file.write(bytes(blob.data))


def _stating(client: Client, facts: Facts) -> dict[UUID, set[str] | None]:
    """The entries that concern a client: notes whole (None), of others only the facts with these identities."""
    entries: dict[UUID, set[str] | None] = {}
    for row in (row for rows in facts.values() for row in rows):
        entries.setdefault(row.entry_id, set()).add(str(row.pk))  # type: ignore[attr-defined, union-attr]
    notes = Entry.objects.filter(note__client=client).values_list("pk", flat=True)
    plans = [row.entry_id for name in PLANS for row in facts[name]]  # type: ignore[attr-defined]
    return entries | dict.fromkeys([*notes, *plans], None)
