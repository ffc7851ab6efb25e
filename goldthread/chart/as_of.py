"""A case file as of a past instant, by both clocks: what was true on a day, as the record stood at a moment or stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.queries import Standing as Authorized
from goldthread.cases import queries as cases
from goldthread.cases.models import Case, ClientDetail, Episode, Placement, Referral, SafetyAlert
from goldthread.cases.queries import Around
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, Score
from goldthread.notes import queries as notes
from goldthread.notes.queries import Entered
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.plans import queries as plans

NOTES = 50


@dataclass(frozen=True)
class OnTeam:
    """Somebody of the care team: their name as it was on the day and known at the moment, and their role there."""

    name: str
    role: str


@dataclass(frozen=True)
class AsOf:
    """What a case file held of a day, as known at a moment; None as a moment means now.

    No authorizations are the reader's to know where they do not serve the client today; that too is None.
    """

    day: date
    known_at: datetime | None
    detail: ClientDetail | None
    cases: Sequence[Case]
    team: Sequence[OnTeam]
    around: Sequence[Around]
    placements: Sequence[Placement]
    episodes: Sequence[Episode]
    referrals: Sequence[Referral]
    alerts: Sequence[SafetyAlert]
    diagnoses: Sequence[Diagnosis]
    needs: Sequence[Need]
    plan: plans.Standing
    authorizations: Sequence[Authorized] | None
    scores: Sequence[Score]
    notes: Sequence[Entered]
    count: int

    @property
    def measures(self) -> list[tuple[str, Score]]:
        """Each score with what its instrument is called and whose answers they are."""
        return needs.titled(self.scores)


def records_of(actor: Staff, client: UUID, known_at: datetime | None) -> list[UUID]:
    """A client's record, and those that were known by a moment, or are now, to be the same person, as far as `actor` sees them."""
    others = cases.same_person(client, known_at) - {client}
    return [client, *sorted(each.pk for each in cases.clients_in_sight(actor, others))]


def as_of(actor: Staff, client: UUID, same: Sequence[UUID], day: date, known_at: datetime | None) -> AsOf:
    """The file of a client, and of records that are the `same` person, as far as `actor` may see it today."""
    held = cases.cases_then(actor, same, day, known_at)
    served = [case.pk for case in held]
    alerts = cases.alerts_of(served, day, known_at)
    entered, count = notes.stood(actor, same, day, known_at, NOTES)
    return AsOf(
        day,
        known_at,
        _detail(client, day, known_at),
        held,
        team_of(held, day, known_at),
        cases.people_around(client, day, *(pk for pk in same if pk != client), known_at=known_at),
        cases.placements_on(same, day, known_at),
        [each for each in cases.episodes_of(served, known_at) if each.true_from_on <= day],
        cases.referrals_of(served, day, known_at),
        [alert for found in alerts.values() for alert in found],
        needs.diagnoses_on(same, day, known_at),
        needs.needs_on(same, day, known_at),
        plans.standing_for(actor, same, day, known_at),
        _authorized(actor, client, same, day, known_at),
        needs.scores_until(same, day, known_at),
        entered,
        count,
    )


def _authorized(
    actor: Staff, client: UUID, same: Sequence[UUID], day: date, known_at: datetime | None
) -> Sequence[Authorized] | None:
    """What was authorized; None for who does not serve the client today, as on the page of authorizations itself."""
    if not authorizations.clients_of(actor).filter(pk=client).exists():
        return None
    return authorizations.stood(same, day, known_at, notes.days_of)


def _detail(client: UUID, day: date, known_at: datetime | None) -> ClientDetail | None:
    """What the client was called; None where the record knew nobody of that number yet."""
    try:
        return cases.detail_of(client, on=day, known_at=known_at)
    except ClientDetail.DoesNotExist:
        return None


def team_of(held: Sequence[Case], day: date, known_at: datetime | None) -> list[OnTeam]:
    """Who was on the care team of these cases, each role once, by the name of then."""
    members = [member for case in held for member in cases.care_team_of(case, day, known_at)]
    names = people.names_on({member.staff_id for member in members}, day, known_at)
    team = {(member.staff_id, member.role): names.get(member.staff_id, member.staff.name) for member in members}
    return sorted((OnTeam(name, role) for (_pk, role), name in team.items()), key=lambda each: (each.name, each.role))
