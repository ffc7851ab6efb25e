"""Authorizations put on file, changed, mended and taken out; units used by signed notes, and given back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.authorizations import queries, rules
from goldthread.authorizations.models import Authorization, UnitUse
from goldthread.cases import queries as cases
from goldthread.cases.models import Client, Referral
from goldthread.ledger import actions as ledger
from goldthread.lib import locks
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused, refuse
from goldthread.lib.text import accept
from goldthread.services.rules import Step


@dataclass(frozen=True)
class NewAuthorization:
    """What a payer authorized; words as typed, units in hundredths (None where what was typed is no number)."""

    payer: str
    service: str
    units_hundredths: int | None
    unit_label: str
    from_on: date
    to_on: date | None = None
    number: str = ""
    referral: UUID | None = None


@transaction.atomic
def authorize(*, client: Client, new: NewAuthorization, by: Actor) -> Authorization:
    """Put on file what a payer authorized for a client."""
    row = Authorization(client=client, **_columns(new, client))
    ledger.record_facts(kind="authorization.added", rows=[row], by=by)
    return row


@transaction.atomic
def change(*, row: Authorization, new: NewAuthorization, was_wrong: bool, by: Actor) -> Authorization:
    """Say what an authorization is now: the payer amended it, or what is on file was wrong; the former version stays readable."""
    changed = Authorization(client=row.client, identity=row.identity, replaces=row, **_columns(new, row.client))
    kind = "authorization.mended" if was_wrong else "authorization.changed"
    ledger.record_following(kind=kind, rows=[changed], by=by)
    return changed


@transaction.atomic
def strike(*, row: Authorization, reason: str, by: Actor) -> Authorization:
    """Say that there never was this authorization: entered in error, and why; refused while notes use units of it."""
    if not reason.strip():
        raise Refused(_("The reason is empty. Say in a few words why."), field="reason")
    # Who signs a note that uses units of it holds the same number until the note is in.
    locks.take_turn(*locks.numbers_of([row.identity]))
    if queries.used_of([row.identity]).get(row.identity, 0):
        raise Refused(_("Signed notes use units of it. Say instead what it truly was."), field="reason")
    return ledger.replace(kind="authorization.in_error", row=row, by=by, in_error=accept(reason, field="reason"))


@transaction.atomic
def use(*, authorization: UUID, note: UUID, units: Decimal, steps: Sequence[Step], by: Actor) -> UnitUse:
    """Use units of an authorization for a note, by its entry, that is signed in this transaction; once a note and authorization.

    More than what is left may be used: whether that stops a signature is for the checks of the note, not for the count.
    """
    if not Authorization.objects.standing(identity=authorization):
        raise Refused(_("That authorization is not on file any more. Choose another for this note."))
    if queries.used_by(note).get(authorization):
        raise Refused(_("This note used units of that authorization already."))
    count = rules.of_units(units)
    if count <= 0:
        raise ValueError("a note uses units, or none and no row")
    return _use(authorization, note, count, [step.data() for step in steps], "authorization.used", by)


@transaction.atomic
def give_back(*, note: UUID, by: Actor) -> list[UnitUse]:
    """Give back everything that a note used, because it was entered in error or is reckoned anew by its correction."""
    used = queries.used_by(note)
    return [_use(pk, note, -count, [], "authorization.given_back", by) for pk, count in used.items()]


def _use(authorization: UUID, note: UUID, count: int, steps: list[dict[str, object]], kind: str, by: Actor) -> UnitUse:
    kept = json.dumps(steps, ensure_ascii=False)
    row = UnitUse(authorization=authorization, note_id=note, units_hundredths=count, steps=kept)
    ledger.record_facts(kind=kind, rows=[row], by=by)
    return row


def _columns(new: NewAuthorization, client: Client) -> dict[str, object]:
    said = {
        name: getattr(new, name) for name in ("payer", "service", "units_hundredths", "unit_label", "from_on", "to_on")
    }
    refuse(rules.authorization_findings(**said))
    if new.referral is not None and not _is_theirs(new.referral, client):
        raise Refused(_("That referral is not of a case of this client. Choose one from the list."), field="referral")
    words = {name: accept(getattr(new, name), field=name) for name in ("payer", "service", "number")}
    return {
        **words,
        "units_hundredths": new.units_hundredths,
        "unit_label": new.unit_label,
        "referral": new.referral,
        "true_from_on": new.from_on,
        "true_to_on": new.to_on,
    }


def _is_theirs(referral: UUID, client: Client) -> bool:
    own = [case.pk for case in cases.cases_of(*cases.same_person(client.pk))]
    return bool(own) and bool(Referral.objects.standing(identity=referral, case=own))
