"""Referrals: that somebody asked for a case to be served, put on file, changed and taken out; other rooms come in by `actions`."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from goldthread.cases import opening, rules
from goldthread.cases.following import successors
from goldthread.cases.models import Case, Priority, Referral, ReferralStatus
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept
from goldthread.people import queries as people


@dataclass(frozen=True)
class NewReferral:
    """Who referred a case, when that came in, for what and why; words as typed."""

    referred_by: str
    received_on: date
    reason: str
    person: str = ""
    number: str = ""
    service: str = ""
    priority: str = Priority.ROUTINE
    status: str = ReferralStatus.RECEIVED
    received_time: str = ""
    state_case: str = ""
    billable_unit: str = ""
    county: str = ""
    fcm: str = ""
    fcm_supervisor: str = ""


@transaction.atomic
def refer(*, case: Case, new: NewReferral, by: Actor) -> Referral:
    """Put on file that a case was referred; true from the day on which that came in."""
    referral = Referral(case=case, true_from_on=new.received_on, **_words(new, by))
    ledger.record_facts(kind="referral.received", rows=[referral], by=by)
    return referral


@transaction.atomic
def change_referral(*, referral: Referral, new: NewReferral, from_on: date, by: Actor) -> Referral:
    """Say what a referral is from a day on, such as accepted; what was on file stays readable."""
    refuse(rules.ahead_findings(from_on, today=people.today_of(by)))
    changed = Referral(case_id=referral.case_id, identity=referral.identity, true_from_on=from_on, **_words(new, by))
    ledger.record_following(kind="referral.changed", rows=successors(referral, changed), by=by)
    return changed


@transaction.atomic
def mend_referral(*, referral: Referral, new: NewReferral, by: Actor) -> Referral:
    """Say what a referral truly was where it was recorded wrongly; the mistake stays readable."""
    # The first version is true from the day on which it came in, whichever day that turns out to be.
    is_first = referral.true_from_on == referral.received_on
    from_on = new.received_on if is_first else referral.true_from_on
    refuse(rules.span_findings(from_on, referral.true_to_on, field="received_on") if referral.true_to_on else [])
    return ledger.replace(kind="referral.mended", row=referral, by=by, true_from_on=from_on, **_words(new, by))


@transaction.atomic
def strike_referral(*, referral: Referral, reason: str, by: Actor) -> Referral:
    """Say that there never was this referral: entered in error, and why."""
    refuse(rules.reason_findings(reason))
    versions: list[Referral] = Referral.objects.standing(identity=referral.identity)
    struck = [ledger.further(version, in_error=accept(reason, field="reason")) for version in versions]
    ledger.record_following(kind="referral.in_error", rows=struck, by=by)
    return struck[-1]


def _words(new: NewReferral, by: Actor) -> dict[str, object]:
    refuse(
        rules.referral_findings(new.referred_by, new.reason)
        + rules.ahead_findings(new.received_on, today=people.today_of(by), field="received_on")
        + rules.time_findings(new.received_time)
        + rules.choice_findings(new.priority, Priority.values, field="priority")
        + rules.choice_findings(new.status, ReferralStatus.values, field="status")
    )
    return opening.accepted(new)
