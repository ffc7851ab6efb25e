"""Every write about staff: who they are, what they may do, from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused, refuse
from goldthread.lib.text import accept
from goldthread.people import lockout, queries, rules
from goldthread.people.ceremony import (
    Signature,
    answer_to,
    challenge_over,
    frozen_item,
    give_way,
    nobody_for_another,
    unsigned_of,
    use_up,
    way_of_signing,
)
from goldthread.people.lockout import FAMILIAR_FOR, LockedOut
from goldthread.people.models import Credential, KnownDevice, Passkey, Role, RoleHeld, Staff, StaffDetail, Supervision
from goldthread.people.proving import (
    PasskeyAnswer,
    add_passkey,
    check_passkey,
    check_password,
    check_totp,
    close_sessions,
    confirm_totp,
    end_sessions,
    note_use,
    passkey_challenge,
    passkey_statement,
    remove_passkey,
    sign_in_by_passkey,
    trust_device,
)

__all__ = ["FAMILIAR_FOR", "LockedOut", "NewCredential", "NewStaff", "PasskeyAnswer", "Signature", "add_credential", "add_passkey", "add_staff", "answer_to", "challenge_over", "change_password", "check_passkey",
           "check_password", "check_totp", "confirm_totp", "deactivate", "end_credential", "end_role", "end_sessions", "end_supervision",
           "forget_second_factor", "frozen_item", "give_role", "give_way", "nobody_for_another", "note_use", "passkey_challenge", "passkey_statement", "reactivate", "remove_passkey", "set_password",
           "sign_in_by_passkey", "supervise", "trust_device", "unsigned_of", "use_up", "way_of_signing"]  # fmt: skip


@dataclass(frozen=True)
class NewStaff:
    """What is asked for of somebody who starts here; `from_on` is their first day."""

    login: str
    name: str
    roles: Sequence[str]
    from_on: date
    zone: str = "America/Indiana/Indianapolis"
    credential_title: str = ""
    credential_level: str = ""


@transaction.atomic
def add_staff(*, new: NewStaff, password: str | None, by: Actor, staff_id: UUID | None = None) -> Staff:
    """Add somebody with log-in, roles and, where given, a credential; one entry says so.

    Without a password nobody signs in as them until an administrator gives one.
    """
    login, name = accept(new.login, field="login"), accept(new.name, field="name")
    refuse(rules.staff_findings(login=login, name=name))
    if Staff.objects.filter(login=login).exists():
        raise Refused(_("This log-in name is taken. Choose another."), field="login")
    if unknown := set(new.roles) - set(Role.values):
        raise Refused(
            _("There is no role %(role)s. Choose from the list.") % {"role": sorted(unknown)[0]}, field="roles"
        )
    staff = Staff(pk=staff_id or uuids.fresh(), login=login, name=name, zone=new.zone)
    if password is None:
        staff.set_unusable_password()
    else:
        _set_password(staff, password)
    staff.save(force_insert=True)
    rows: list[StaffDetail | RoleHeld | Credential] = [
        StaffDetail(staff=staff, name=name, zone=new.zone, true_from_on=new.from_on),
        *(RoleHeld(staff=staff, role=role, true_from_on=new.from_on) for role in new.roles),
    ]
    if new.credential_title:
        rows.append(
            Credential(
                staff=staff,
                title=accept(new.credential_title, field="credential_title"),
                level=accept(new.credential_level, field="credential_level"),
                true_from_on=new.from_on,
            )
        )
    ledger.record_facts(
        kind="staff.added", rows=rows, by=by, content={"staff": {"id": str(staff.pk), "login": login, "name": name}}
    )
    return staff


@transaction.atomic
def set_password(*, staff: Staff, password: str, by: Actor) -> None:
    """Give a new password, which ends a lock-out, every open session and every known device; the entry tells nothing of it."""
    _set_password(staff, password)
    staff.save(update_fields=["password"])
    lockout.forgive(staff.login)
    KnownDevice.objects.filter(staff=staff).delete()
    ledger.record(kind="staff.password_set", content={"staff": {"id": str(staff.pk), "name": staff.name}}, by=by)


def give_role(*, staff: Staff, role: str, from_on: date, by: Actor) -> RoleHeld:
    """Let somebody hold a role from a day on."""
    if role not in Role.values:
        raise Refused(_("There is no role %(role)s. Choose from the list.") % {"role": role}, field="role")
    held = RoleHeld(staff=staff, role=role, true_from_on=from_on)
    ledger.record_facts(kind="staff.role_given", rows=[held], by=by)
    return held


def end_role(*, held: RoleHeld, to_on: date, by: Actor) -> RoleHeld:
    """Let a role end on a day: a further row that replaces the first."""
    is_own_key = by.staff_id == held.staff_id and held.role == Role.ADMINISTRATOR
    refuse(rules.own_door_findings(is_self=is_own_key))
    refuse(rules.dates_findings(true_from_on=held.true_from_on, true_to_on=to_on))
    ended = RoleHeld(staff=held.staff, role=held.role, true_from_on=held.true_from_on, true_to_on=to_on, replaces=held)
    ledger.record_facts(kind="staff.role_ended", rows=[ended], by=by)
    return ended


@dataclass(frozen=True)
class NewCredential:
    """A licence, degree or level and the days between which it holds."""

    title: str
    from_on: date
    to_on: date | None = None
    level: str = ""
    number: str = ""


def add_credential(*, staff: Staff, new: NewCredential, by: Actor) -> Credential:
    """Put a credential on file."""
    if not new.title.strip():
        raise Refused(_("The credential is empty. Write it as printed after the name, such as LCSW."), field="title")
    refuse(rules.dates_findings(true_from_on=new.from_on, true_to_on=new.to_on))
    credential = Credential(
        staff=staff,
        title=accept(new.title, field="title"),
        level=accept(new.level, field="level"),
        number=accept(new.number, field="number"),
        true_from_on=new.from_on,
        true_to_on=new.to_on,
    )
    ledger.record_facts(kind="staff.credential_added", rows=[credential], by=by)
    return credential


def end_credential(*, held: Credential, to_on: date, by: Actor) -> Credential:
    """Let a credential end on a day: a further row that replaces the first."""
    refuse(rules.dates_findings(true_from_on=held.true_from_on, true_to_on=to_on))
    ended = Credential(
        staff=held.staff,
        title=held.title,
        level=held.level,
        number=held.number,
        true_from_on=held.true_from_on,
        true_to_on=to_on,
        replaces=held,
    )
    ledger.record_facts(kind="staff.credential_ended", rows=[ended], by=by)
    return ended


@transaction.atomic
def supervise(*, supervisor: Staff, supervisee: Staff, from_on: date, by: Actor) -> Supervision:
    """Let one supervise another from a day on."""
    is_circle = supervisor.pk in queries.supervisees_of(supervisee.pk, from_on)
    refuse(rules.supervision_findings(is_self=supervisor == supervisee, is_circle=is_circle))
    link = Supervision(supervisor=supervisor, supervisee=supervisee, true_from_on=from_on)
    ledger.record_facts(kind="staff.supervision_began", rows=[link], by=by)
    return link


def end_supervision(*, link: Supervision, to_on: date, by: Actor) -> Supervision:
    """Let a supervision end on a day."""
    refuse(rules.dates_findings(true_from_on=link.true_from_on, true_to_on=to_on))
    ended = Supervision(
        supervisor=link.supervisor,
        supervisee=link.supervisee,
        true_from_on=link.true_from_on,
        true_to_on=to_on,
        replaces=link,
    )
    ledger.record_facts(kind="staff.supervision_ended", rows=[ended], by=by)
    return ended


@transaction.atomic
def change_staff(*, staff: Staff, name: str, zone: str, by: Actor) -> StaffDetail:
    """Let somebody be called otherwise, or work in another time zone, from today; notes signed before keep their name."""
    name = accept(name, field="name")
    refuse(rules.staff_findings(login=staff.login, name=name))
    # Whoever changes the same person at the same moment waits here.
    held = Staff.objects.select_for_update().get(pk=staff.pk)
    (former,) = [each for each in StaffDetail.objects.standing(staff=held.pk) if each.true_to_on is None]
    if (former.name, former.zone) == (name, zone):
        raise Refused(_("Nothing was changed yet. Change the name or the time zone, then go on."), field="name")
    today = max(clock.today(held.zone), former.true_from_on)
    changed = StaffDetail(staff=held, name=name, zone=zone, true_from_on=today)
    rows = [changed]
    if today == former.true_from_on:
        changed.replaces = former
    else:
        ended = StaffDetail(
            staff=held, name=former.name, zone=former.zone, true_from_on=former.true_from_on, replaces=former
        )
        ended.true_to_on = today - timedelta(days=1)
        rows = [ended, changed]
    ledger.record_facts(kind="staff.changed", rows=rows, by=by)
    Staff.objects.filter(pk=staff.pk).update(name=name, zone=zone)
    staff.name, staff.zone = name, zone
    return changed


def state_details(*, by: Actor) -> None:
    """After an upgrade: put the names and zones on file as facts of those who came before there were such facts."""
    unstated = Staff.objects.filter(details__isnull=True).order_by("pk")
    rows = [
        StaffDetail(staff=each, name=each.name, zone=each.zone, true_from_on=queries.first_day_of(each))
        for each in unstated
    ]
    if rows:
        ledger.record_facts(kind="staff.stated", rows=rows, by=by)


@transaction.atomic
def deactivate(*, staff: Staff, by: Actor) -> None:
    """Let somebody sign in no more; what they wrote stays theirs."""
    refuse(rules.own_door_findings(is_self=by.staff_id == staff.pk))
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    staff.is_active = False
    close_sessions(staff)
    KnownDevice.objects.filter(staff=staff).delete()
    ledger.record(
        kind="staff.deactivated",
        content={"staff": {"id": str(staff.pk), "name": staff.name}, "on": clock.today(staff.zone).isoformat()},
        by=by,
    )


@transaction.atomic
def reactivate(*, staff: Staff, by: Actor) -> None:
    """Let somebody who came back sign in again; roles that ended stay ended."""
    Staff.objects.filter(pk=staff.pk).update(is_active=True)
    staff.is_active = True
    ledger.record(kind="staff.reactivated", content={"staff": {"id": str(staff.pk), "name": staff.name}}, by=by)


@transaction.atomic
def forget_second_factor(*, staff: Staff, by: Actor) -> None:
    """After a lost phone: no code, passkey, known device or open session counts any more; the next sign-in sets up a new app."""
    Passkey.objects.filter(staff=staff, removed_at__isnull=True).update(removed_at=clock.now())
    close_sessions(staff)
    lockout.forgive(staff.login)
    Staff.objects.filter(pk=staff.pk).update(totp_secret="", totp_last_counter=0)
    KnownDevice.objects.filter(staff=staff).delete()
    ledger.record(kind="staff.second_factor_reset", content={"staff": {"id": str(staff.pk), "name": staff.name}}, by=by)


def _set_password(staff: Staff, password: str) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages), field="password") from None
    staff.set_password(password)


def change_password(*, staff: Staff, old: str, new: str, by: Actor) -> None:
    """Let somebody choose another password, giving the present one."""
    try:
        check_password(staff=staff, password=old, by=by)
    except Refused as refused:
        raise Refused(refused.sentence, field="old") from None
    set_password(staff=staff, password=new, by=by)
