"""By when a referral is to be answered and the family to be met, as the policies of its day say; shown, never enforced."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goldthread.cases import rules
from goldthread.cases.models import CaseDetail, Referral, ReferralStatus
from goldthread.policies import queries as policies
from goldthread.policies.rules import due_at

# The first day from which on somebody met a client of a case in person, as the room above that keeps the notes knows it.
FirstContact = Callable[[UUID, date], date | None]
_first_contact: list[FirstContact] = []


def take_first_contact_from(source: FirstContact) -> None:
    """Let the room above that keeps the notes say when a family was first met."""
    _first_contact[:] = [source]


@dataclass(frozen=True)
class Clock:
    """One clock of a referral: what it waits for, by when, on which day that happened, whether it is past, and who says so."""

    waits_for: str
    due_at: datetime
    done_on: date | None
    is_past: bool
    citation: str


def timed(referrals: Iterable[Referral], terms: CaseDetail | None, now: datetime) -> tuple[Referral, ...]:
    """The referrals of one case with their clocks; `terms` are the program and payer under which it is served."""
    shown = tuple(referrals)
    for referral in shown:
        referral.clocks = _clocks(referral, terms, now)
    return shown


def _clocks(referral: Referral, terms: CaseDetail | None, now: datetime) -> Sequence[Clock]:
    day = referral.received_on
    agency, standing = policies.agency(day), policies.Standing(day)
    scope = {"state": agency.state, "service": referral.service}
    scope |= {"program": terms.program, "payer": terms.payer} if terms else {}
    start = rules.clock_start(day, referral.received_time, agency.zone)
    found = []
    for waits_for, asked in (("accept", "accept_within"), ("first_contact", "first_contact_within")):
        count = standing.resolve(f"{asked}_count", **scope)
        unit = standing.resolve(f"{asked}_unit", **scope)
        if count.value is None or not unit.value or not _runs(waits_for, referral):
            continue
        off = standing.days_off(day, date.fromordinal(day.toordinal() + 2 * count.value + 31))
        due = due_at(service_end=start, count=count.value, unit=unit.value, zone=agency.zone, holidays=off)
        done = _answered_on(referral) if waits_for == "accept" else _met_on(referral)
        past = rules.clock_is_past(due, done_on=done, now=now, zone=agency.zone)
        found.append(Clock(waits_for, due, done, past, count.citation))
    return found


def _runs(waits_for: str, referral: Referral) -> bool:
    """A referral that was turned down asks for no contact."""
    turned_down = (ReferralStatus.REJECTED, ReferralStatus.CANCELLED)
    return waits_for == "accept" or referral.status not in turned_down


def _answered_on(referral: Referral) -> date | None:
    versions = Referral.objects.standing(identity=referral.identity)
    return min((row.true_from_on for row in versions if row.status != ReferralStatus.RECEIVED), default=None)


def _met_on(referral: Referral) -> date | None:
    return next((source(referral.case_id, referral.received_on) for source in _first_contact), None)
