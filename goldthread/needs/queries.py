"""Reads of diagnoses, needs and strengths: what stood on a day as known at a moment, and what a page shows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases import rules
from goldthread.cases.models import Client
from goldthread.cases.queries import end_of as end_of
from goldthread.ledger import queries as ledger
from goldthread.needs.alarms import Alarm as Alarm
from goldthread.needs.alarms import alarms_of as alarms_of
from goldthread.needs.courses import Course as Course
from goldthread.needs.courses import courses as courses
from goldthread.needs.instruments import Band, defined
from goldthread.needs.instruments import Instrument as Instrument
from goldthread.needs.instruments import shipped as shipped
from goldthread.needs.models import Diagnosis, Need, NeedKind, OwnMeasure, Score
from goldthread.needs.rules import once_findings as once_findings
from goldthread.needs.scoring import alarming as alarming
from goldthread.needs.scoring import change as change
from goldthread.needs.scoring import word_of as word_of
from goldthread.needs.taking import Item as Item
from goldthread.needs.taking import items_of as items_of
from goldthread.needs.taking import read_answers as read_answers
from goldthread.needs.taking import score_findings as score_findings
from goldthread.needs.taking import scored as scored
from goldthread.needs.taking import shape_findings as shape_findings
from goldthread.people.models import Staff
from goldthread.policies import queries as policies

Row = TypeVar("Row", Diagnosis, Need, Score)


def diagnoses_on(client_ids: Collection[UUID], on: date, known_at: datetime | None = None) -> list[Diagnosis]:
    """The diagnoses that were true on a day, as known at a moment (or now), the principal one first; those ruled out too."""
    found = stood(Diagnosis, client_ids, known_at, on)
    return sorted(found, key=lambda row: (not row.is_principal, row.code))


def needs_on(client_ids: Collection[UUID], on: date, known_at: datetime | None = None) -> list[Need]:
    """The needs and strengths that were true on a day, as known at a moment (or now), by kind and how long they are there."""
    order = {kind: at for at, kind in enumerate(NeedKind.values)}
    found = stood(Need, client_ids, known_at, on)
    return sorted(found, key=lambda row: (order[row.kind], row.true_from_on, row.pk))


def instruments() -> dict[str, Instrument]:
    """Every instrument by its key: those that ship, and the agency's own, also those that are offered no longer."""
    today = policies.today()
    return {**shipped(), **{str(row.identity): _instrument(row, today) for row in own_measures()}}


def instrument_of(key: str) -> Instrument | None:
    """An instrument by its key, also one that is offered no longer; the database is asked for the agency's own alone."""
    return shipped().get(key) or instruments().get(key)


def own_measures() -> list[OwnMeasure]:
    """The measures that the agency defined, by name."""
    found: list[OwnMeasure] = OwnMeasure.objects.standing()
    return sorted(found, key=lambda row: (row.title.casefold(), row.pk))


def _instrument(row: OwnMeasure, today: date) -> Instrument:
    parts = (line.partition(" ") for line in row.bands.splitlines())
    return defined(
        key=str(row.identity),
        title=row.title,
        about=row.about,
        bounds=(row.least, row.most),
        better=row.better,
        bands=tuple(Band(int(start), words) for start, _space, words in parts),
        reliable_change=row.reliable_change,
        change_source=row.change_source,
        is_offered=row.true_from_on <= today and (row.true_to_on is None or row.true_to_on >= today),
    )


def scores_until(client_ids: Collection[UUID], on: date, known_at: datetime | None = None) -> list[Score]:
    """The scores up to a day, as known at a moment (or now), in the order of their days."""
    found = stood(Score, client_ids, known_at, on)
    return sorted(found, key=lambda row: (row.true_from_on, row.recorded_at))


def titled(scores: Sequence[Score]) -> list[tuple[str, Score]]:
    """Each of these scores with the title of its instrument, and whose answers they are; they keep keys alone."""
    known = instruments() if scores else {}
    return [(_title_of(row, known.get(row.instrument)), row) for row in scores]


def _title_of(row: Score, instrument: Instrument | None) -> str:
    title = instrument.title if instrument else _("A measure of the agency")
    return f"{title}, {row.get_informant_display()}"


def identity_in_note(note: UUID, instrument: str, informant: str) -> UUID:
    """The identity of the score that a note says of an instrument by one kind of person: it can say one alone."""
    return uuid5(note, f"measures/{instrument}/{informant}")


def scores_of_note(note: UUID) -> list[Score]:
    """The scores on file that were filled in within a note; not those that were put on file beside it and name it."""
    found: list[Score] = Score.objects.standing(evidence=note)
    return [row for row in found if is_of_note(row)]


def is_of_note(row: Score) -> bool:
    """Whether a score was filled in within a note, which states it."""
    note = row.evidence_id
    return note is not None and row.identity == identity_in_note(note, row.instrument, row.informant)


def score_of_day(known: Iterable[Score], instrument: str, informant: str, day: date) -> Score | None:
    """Of these scores of one person the one that an instrument counted on a day from the answers of one kind of person."""
    asked = (instrument, informant, day)
    return next((row for row in known if (row.instrument, row.informant, row.true_from_on) == asked), None)


def stood(
    model: type[Row], client_ids: Collection[UUID], known_at: datetime | None = None, on: date | None = None
) -> list[Row]:
    """The rows of some clients by both clocks: known at a moment and not replaced by then, true on a day.

    Without a moment, as the record stands; without a day, whenever they are true. Mistakes are never among them.
    """
    found: list[Row] = model.objects.standing(on, known_at=known_at, client=list(client_ids))
    return found


def may_change(actor: Staff, client_id: UUID) -> bool:
    """Whether somebody may put needs of a client on file: by their role, and because they serve the client today."""
    return rules.may(actor.roles, "change_case") and Client.objects.served_by(actor).filter(pk=client_id).exists()


@dataclass
class Section:
    """The rows of one kind: those that hold, and those that are over."""

    kind: str
    title: str
    now: list[Diagnosis | Need] = field(default_factory=list)
    over: list[Diagnosis | Need] = field(default_factory=list)


@dataclass(frozen=True)
class OnFile:
    """What the page of needs and strengths shows."""

    diagnoses: Section
    needs: Sequence[Section]
    mistakes: Sequence[Diagnosis | Need]


def on_file(actor: Staff, client_id: UUID) -> OnFile:
    """Everything on file, as `actor` may know it: of a client who left, as it was known on their last day there."""
    known = cases.known_of(actor, client_id)
    same, today, known_at = known.same, known.day, known.known_at
    diagnoses = Section("diagnosis", "")
    for row in sorted(_latest(stood(Diagnosis, same, known_at)), key=lambda row: (not row.is_principal, row.code)):
        (diagnoses.now if _holds(row, today) else diagnoses.over).append(row)
    sections = {kind: Section(kind, str(title)) for kind, title in NeedKind.choices}
    for need in sorted(_latest(stood(Need, same, known_at)), key=lambda need: (need.true_from_on, need.pk)):
        (sections[need.kind].now if _holds(need, today) else sections[need.kind].over).append(need)
    mistakes: list[Diagnosis | Need] = []
    for model in (Diagnosis, Need):
        struck = model.objects.filter(client__in=same, replaced_by__isnull=True).exclude(in_error="")
        mistakes += _latest(struck.filter(recorded_at__lte=known_at) if known_at else struck)
    return OnFile(diagnoses, list(sections.values()), mistakes)


def scores_known_to(actor: Staff, client_id: UUID) -> list[Score]:
    """Every score of a client that `actor` may know, with what is read with it: of one who left, as on their last day there."""
    known = cases.known_of(actor, client_id)
    return scores_until(known.same, known.day, known.known_at)


def address_of_measures(client_id: UUID) -> str:
    """Where the measures of a client are read."""
    return reverse("needs:measures", args=[client_id])


def address_of_score(client_id: UUID, row: Score) -> str:
    """Where one score of a client is read, with its answers."""
    return reverse("needs:score", args=[client_id, row.identity])


def _holds(row: Diagnosis | Need, today: date) -> bool:
    return row.true_to_on is None or row.true_to_on >= today


def _latest(found: Iterable[Row]) -> list[Row]:
    """Of each identity the version that is true last: earlier ones are its history."""
    latest: dict[UUID, Row] = {}
    for row in sorted(found, key=lambda row: row.true_from_on):
        latest[row.identity] = row
    return list(latest.values())


def row_of(model: type[Row], client_id: UUID, identity: UUID) -> Row | None:
    """The latest version of something on file about a client; none of a mistake."""
    same = cases.same_person(client_id)
    found: list[Row] = model.objects.standing(identity=identity, client=same)
    return max(found, key=lambda row: row.true_from_on, default=None)


@dataclass(frozen=True)
class Version:
    """One row of what was on file: when it was true, when and by whom it was recorded, and whether it was mended."""

    row: Diagnosis | Need
    recorded_by: str
    was_wrong: bool


def versions_of(row: Diagnosis | Need) -> list[Version]:
    """Every version of it, newest first; rows that only got an end are in their follower already."""
    found = type(row).objects.filter(identity=row.identity).select_related("replaced_by")
    ordered = list(found.order_by("-true_from_on", "-recorded_at"))
    followed = [(each, getattr(each, "replaced_by", None)) for each in ordered]
    kept = [
        (each, after is not None) for each, after in followed if after is None or after.true_to_on == each.true_to_on
    ]
    contents = ledger.contents_of([each.entry_id for each, _wrong in kept])
    return [Version(each, _recorder(contents.get(each.entry_id, {})), wrong) for each, wrong in kept]


def _recorder(content: dict[str, object]) -> str:
    signing = content.get("signing")
    by = signing.get("by") if isinstance(signing, dict) else None
    return str(by.get("name", "")) if isinstance(by, dict) else ""
