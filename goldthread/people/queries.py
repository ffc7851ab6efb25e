"""Who somebody was on a day: roles, supervisees, credential and the name under a signature."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest

from goldthread.lib import clock
from goldthread.lib.actor import NOBODY, Actor
from goldthread.lib.encoding import from_b64url
from goldthread.lib.statements import rows
from goldthread.people.ceremony import signature_of as signature_of
from goldthread.people.lacking import Lacking as Lacking
from goldthread.people.lacking import lacking as lacking
from goldthread.people.lockout import FAMILIAR_FOR
from goldthread.people.models import Credential, Passkey, Reading, Role, RoleHeld, Staff, StaffDetail, Supervision
from goldthread.people.proving import passkey_challenge
from goldthread.policies import queries as policies
from goldthread.policies.rules import levels_of


def roles_of(staff_id: UUID, on: date) -> frozenset[str]:
    """The roles that somebody held on a day."""
    return frozenset(held.role for held in RoleHeld.objects.standing(on, staff=staff_id))


def supervisees_of(staff_id: UUID, on: date) -> set[UUID]:
    """Everybody below somebody on a day, also through supervisors in between; a circle ends the search."""
    found: set[UUID] = set()
    above = {staff_id}
    while above:
        below = {each.supervisee_id for each in Supervision.objects.standing(on, supervisor=above)}
        above = below - found - {staff_id}
        found |= above
    return found


def below(actor: Staff) -> frozenset[UUID]:
    """Everybody whom the actor supervises today, read once per object; nobody for who is no supervisor."""
    if actor._below is None:
        found = supervisees_of(actor.pk, clock.today(actor.zone)) if Role.SUPERVISOR in actor.roles else ()
        actor._below = frozenset(found)
    return actor._below


def supervisors_of(staff_id: UUID, on: date) -> set[UUID]:
    """Those who directly supervised somebody on a day."""
    return {each.supervisor_id for each in Supervision.objects.standing(on, supervisee=staff_id)}


def credential_on(staff_id: UUID, day: date) -> Credential | None:
    """The credential that held on a day: the one most recently acquired."""
    return held_on(Credential.objects.standing(day, staff=staff_id), day)


def credentials_of(staff_ids: Collection[UUID]) -> dict[UUID, list[Credential]]:
    """Every credential of some people, whenever it held, for `held_on`."""
    found: dict[UUID, list[Credential]] = {}
    for each in Credential.objects.standing(staff=list(staff_ids)):
        found.setdefault(each.staff_id, []).append(each)
    return found


def levels() -> set[str]:
    """Every staff level that a credential on file or a policy names."""
    found = set(Credential.objects.current().values_list("level", flat=True))
    for row in policies.standing_rows():
        found |= {row.staff_level, *levels_of(row.cosign_levels), *levels_of(row.diagnosis_levels)}
    return found - {""}


def held_on(credentials: Sequence[Credential], day: date) -> Credential | None:
    """Of somebody's credentials the one that held on a day: the one most recently acquired."""
    begun = (each for each in credentials if each.true_from_on <= day)
    held = [each for each in begun if each.true_to_on is None or each.true_to_on >= day]
    return max(held, key=lambda each: (each.true_from_on, each.pk), default=None)


def display_name(staff: Staff, day: date) -> str:
    """The name as printed under a signature of that day: "Ben Achterberg, LCSW"."""
    credential = credential_on(staff.pk, day)
    return f"{staff.name}, {credential.title}" if credential else staff.name


@dataclass(frozen=True)
class Member:
    """One of the staff as the list of all shows them."""

    staff: Staff
    roles: tuple[str, ...]
    credential: str


def names_on(staff_ids: Collection[UUID], day: date, known_at: datetime | None = None) -> dict[UUID, str]:
    """What each of these was called on a day, as known at a moment or now; before the first name on file, that one."""
    names: dict[UUID, str] = {}
    known: list[StaffDetail] = StaffDetail.objects.standing(known_at=known_at, staff=list(staff_ids))
    for row in sorted(known, key=lambda each: each.true_from_on):
        if row.true_from_on <= day or row.staff_id not in names:
            names[row.staff_id] = row.name
    return names


def first_day_of(staff: Staff) -> date:
    """The first day on which somebody held a role; today where they held none."""
    held = RoleHeld.objects.filter(staff=staff).order_by("true_from_on").first()
    return held.true_from_on if held else clock.today(staff.zone)


def roster(on: date) -> list[Member]:
    """Everybody who works or worked here, those who may sign in first, by name, with what holds on a day."""
    roles: dict[UUID, list[str]] = {}
    for held in RoleHeld.objects.current().true_on(on).order_by("role"):
        roles.setdefault(held.staff_id, []).append(held.get_role_display())
    credentials = dict(
        Credential.objects.current().true_on(on).order_by("true_from_on", "pk").values_list("staff", "title")
    )
    everybody = Staff.objects.order_by("-is_active", "name", "pk")
    return [Member(each, tuple(roles.get(each.pk, ())), credentials.get(each.pk, "")) for each in everybody]


def first_roles(on: date) -> dict[UUID, str]:
    """One role of everybody who holds any on a day: the one held longest."""
    found: dict[UUID, str] = {}
    for held in sorted(RoleHeld.objects.standing(on), key=lambda held: (held.true_from_on, held.pk)):
        found.setdefault(held.staff_id, held.role)
    return found


@dataclass(frozen=True)
class OnFile:
    """What is on file about one of the staff, newest first."""

    roles: list[RoleHeld]
    credentials: list[Credential]
    supervisors: list[Supervision]
    supervisees: list[Supervision]


def on_file(staff: Staff) -> OnFile:
    """Every role, credential and supervision that stands, also those that ended."""
    by_supervisor = Supervision.objects.current().filter(supervisee=staff).select_related("supervisor")
    by_supervisee = Supervision.objects.current().filter(supervisor=staff).select_related("supervisee")
    return OnFile(
        roles=list(RoleHeld.objects.current().filter(staff=staff).order_by("-true_from_on", "role")),
        credentials=list(Credential.objects.current().filter(staff=staff).order_by("-true_from_on", "title")),
        supervisors=list(by_supervisor.order_by("-true_from_on", "supervisor__name")),
        supervisees=list(by_supervisee.order_by("-true_from_on", "supervisee__name")),
    )


def has_administrator() -> bool:
    """Whether somebody who may sign in administers today."""
    held = RoleHeld.objects.standing(policies.today(), role=Role.ADMINISTRATOR)
    return Staff.objects.filter(pk__in=[each.staff_id for each in held], is_active=True).exists()


def everybody() -> list[Staff]:
    """All of the staff, also those who left, by name."""
    return list(Staff.objects.order_by("name"))


def active_staff() -> list[Staff]:
    """Everybody who may sign in, by name."""
    columns = ", ".join(str(field.column) for field in Staff._meta.concrete_fields)
    return rows(Staff, f"SELECT {columns} FROM people_staff WHERE is_active ORDER BY name", ())


def find_staff(words: str) -> list[Staff]:
    """Active staff whose name or log-in holds the words, by name."""
    return list(
        Staff.objects.filter(Q(name__icontains=words) | Q(login__icontains=words), is_active=True).order_by("name")
    )


def staff_of(request: HttpRequest) -> Staff:
    """Who is signed in; the door of the house lets nobody else through."""
    if not isinstance(request.user, Staff):
        raise Http404
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in a request, from which session and address; the session's own name, never its key."""
    staff = request.user
    if not isinstance(staff, Staff):
        return Actor(
            staff_id=None,
            name=NOBODY,
            address=str(request.META.get("REMOTE_ADDR", "")),
        )
    return Actor(
        staff_id=staff.pk,
        name=staff.name,
        session=str(request.session.get("name", "")),
        address=str(request.META.get("REMOTE_ADDR", "")),
    )


def today_of(by: Actor) -> date:
    """The calendar day where somebody works, or where the agency is for who acts on its behalf."""
    zone = Staff.objects.filter(pk=by.staff_id).values_list("zone", flat=True).first() if by.staff_id else None
    return clock.today(zone or policies.agency().zone)


def passkeys_of(staff: Staff) -> list[Passkey]:
    """The passkeys that somebody can sign with, oldest first."""
    return list(staff.passkeys.filter(removed_at__isnull=True).order_by("added_at"))


def is_known_device(staff: Staff, cookie: str) -> bool:
    """Whether this browser gave a second factor in the last 12 hours."""
    return _device_trusted_since(staff, cookie, timedelta())


def is_familiar_device(staff: Staff, cookie: str) -> bool:
    """Whether this browser gave a second factor so lately that strangers' wrong passwords do not hold it back."""
    return not staff._state.adding and _device_trusted_since(staff, cookie, FAMILIAR_FOR)


def _device_trusted_since(staff: Staff, cookie: str, longer: timedelta) -> bool:
    digest = hashlib.sha256(cookie.encode()).hexdigest()
    return bool(cookie) and staff.known_devices.filter(digest=digest, trusted_until__gt=clock.now() - longer).exists()


def passkey_options(reading: Reading) -> dict[str, Any]:
    """What the browser asks the passkey for, so that it signs what was read; empty where the password signs."""
    if reading.method != "passkey":
        return {}
    used = reading.frozen[0]["content"]["signing"]["credential_id"]
    passkey = next((each for each in passkeys_of(reading.staff) if each.credential_id == used), None)
    if passkey is None:
        return {}
    return dict(passkey_challenge(passkey=passkey, challenge=from_b64url(reading.challenge)))


def passkey_in_use(staff: Staff) -> Passkey | None:
    """The passkey with which somebody signs unless they say otherwise: the one used last; None where they have none."""
    own = passkeys_of(staff)
    return max(own, key=lambda each: each.last_used_at or each.added_at) if own else None
