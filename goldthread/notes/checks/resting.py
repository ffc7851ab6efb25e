"""Checks of what a service rests on: plan, goal, authorization, credential, what the service allows, and how old the need is; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.notes.checks.bounds import Beside, clock_of
from goldthread.notes.checks.registry import Found
from goldthread.notes.no_shows import CHECK, NoShow
from goldthread.plans.models import Anchor
from goldthread.plans.rules import CLOSED, EXPIRED, IN_FORCE, NONE, NOT_YET
from goldthread.services.rules import Described

# To which field of the editor what a service does not allow leads.
_FIELDS = {"place": "place_of_service", "how": "how", "activities": "service", "participants": "participants", "modalities": "modality", "minutes": "ends", "levels": "service"}  # fmt: skip


def plan_found(state: str, *, begins: date | None, ended: date | None, is_required: bool, of: UUID) -> list[Found]:
    """That no plan of care holds on the day of service; where none is on file, only if a policy asks for one."""
    if state == IN_FORCE or (state == NONE and not is_required):
        return []
    day = formats.date_format((begins if state == NOT_YET else ended) or date.min)
    sentence = {
        NONE: _("No plan of care is on file, and a policy asks for one. Write it, or say here why there is none."),
        NOT_YET: _("The plan of care begins on %(day)s, after this service. Is the date right?"),
        EXPIRED: _("The plan of care ended on %(day)s, before this service. Write a further version, or say why there is none."),
        CLOSED: _("The plan of care was closed on %(day)s, before this service. What does this service go back to?"),
    }[state]  # fmt: skip
    return [Found("plan", sentence % {"day": day}, "occurred_on", state, of)]


def unsigned_found(missing: Sequence[str], titles: Mapping[str, Any], of: UUID) -> list[Found]:
    """As what nobody has signed the plan in force, of those whose signatures a policy asks for."""
    if not missing:
        return []
    told = ", ".join(str(titles.get(each, each)) for each in missing)
    sentence = _("The plan in force still lacks a signature: %(who)s.")
    return [Found("plan_unsigned", sentence % {"who": told}, "occurred_on", ", ".join(missing), of)]


def service_found(service: str, planned: Collection[str], of: UUID) -> list[Found]:
    """That the plan in force lists services, and this one is none of them."""
    if not service or not planned or service in planned:
        return []
    sentence = _(
        "“%(service)s” is not among the services of the plan in force. Change the plan, or say why it was given."
    )
    return [Found("not_in_plan", sentence % {"service": shown(service, "service")}, "service", service, of)]


def goal_found(*, anchor: str, has_goals: bool, worked: int, is_asked: bool, of: UUID) -> list[Found]:
    """That a note of treatment names no goal although the plan in force has some and the service goes back to them."""
    if anchor != Anchor.PLAN_GOAL or not has_goals or worked or not is_asked:
        return []
    sentence = _("No goal of the plan is ticked. Tick what you worked on, or say here why it was none of them.")
    return [Found("no_goal", sentence, "goals", client=of)]


@dataclass(frozen=True)
class Authorized:
    """One authorization of the service: state on the day, its days, units left in hundredths, and as people write them."""

    state: str
    begins: date
    ends: date | None
    left: int
    spelled: str


def authorization_found(
    held: Sequence[Authorized], *, service: str, wanted: int | None, is_required: bool, of: UUID
) -> list[Found]:
    """That no authorization of the service holds on the day, or that it has fewer units left than the service takes.

    `wanted` are the hundredths of a unit that it takes, None where nobody says how they are reckoned; what takes none lacks none.
    """
    usable = [each for each in held if each.state in ("open", "exhausted")]
    if not usable:
        if not is_required and not held:
            return []
        return [Found("no_authorization", _not_authorized(held, service), "service", client=of)]
    left = max(each.left for each in usable)
    if not wanted or left >= wanted:
        return []
    best = max(usable, key=lambda each: each.left)
    if left <= 0:
        sentence = _("Nothing is left of the authorization for “%(service)s”. Ask the payer for more, or say here what was agreed.")  # fmt: skip
    else:
        sentence = _("Of the authorization for “%(service)s” %(left)s are left, fewer than this service takes.")
    told = {"service": shown(service, "service"), "left": best.spelled}
    return [Found("authorization_short", sentence % told, "service", best.spelled, of)]


def uncounted_found(service: str, counted: str, authorized: str, of: UUID) -> list[Found]:
    """That nothing says how the units of the policy become those that are authorized (both in words), so that none are used."""
    sentence = _("The policy counts “%(service)s” in %(counted)s and the authorization in %(authorized)s, so none of it is used. Say here what was agreed.")  # fmt: skip
    told = {"service": shown(service, "service"), "counted": counted, "authorized": authorized}
    return [Found("authorization_units", sentence % told, "service", client=of)]


def payer_found(service: str, authorized_by: str, payer: str, of: UUID) -> list[Found]:
    """That the service falls to what another payer authorized than that of the case."""
    sentence = _("“%(service)s” was authorized by %(by)s, and the case is paid by %(payer)s.")
    told = {"service": shown(service, "service"), "by": authorized_by, "payer": payer}
    return [Found("other_payer", sentence % told, "service", client=of)]


def no_show_found(told: NoShow, of: UUID) -> list[Found]:
    """What the policy that pays for a visit to which nobody came asks for, and that the author says how it was done."""
    if not told.asked:
        return []
    if told.is_too_short:
        sentence = _("A no-show is paid once you waited %(n)s minutes, and by its times this took fewer, so no units are used. Are your times right?")  # fmt: skip
        return [Found(CHECK, sentence % {"n": told.asked["waited_minutes"]}, "ends", client=of)]
    words = {
        "confirmed_within_hours": _("the visit was confirmed within %(n)s hours before"),
        "waited_minutes": _("you waited %(n)s minutes"),
        "told_within_hours": _("the case manager was told within %(n)s hours"),
    }
    asked = ", ".join(words[name] % {"n": count} for name, count in told.asked.items())
    sentence = _("This no-show is paid with %(minutes)s minutes if: %(asked)s. Say here how that was done; without an answer no units are used.")  # fmt: skip
    return [Found(CHECK, sentence % {"minutes": told.minutes, "asked": asked}, "attempts", client=of)]


def _not_authorized(held: Sequence[Authorized], service: str) -> str:
    told = {"service": shown(service, "service")}
    over = [each.ends for each in held if each.state == "expired" and each.ends]
    ahead = [each.begins for each in held if each.state == "not_begun"]
    if over:
        told["day"] = formats.date_format(max(over))
        return _("The authorization for “%(service)s” ended on %(day)s, before this service.") % told
    if ahead:
        told["day"] = formats.date_format(min(ahead))
        return _("The authorization for “%(service)s” begins on %(day)s, after this service.") % told
    return _("No authorization for “%(service)s” is on file, and a policy asks for one.") % told


def credential_found(on: date, *, has_one: bool, ended: date | None) -> list[Found]:
    """That the author held no credential on the day of service; `ended` is when the last one did."""
    if has_one:
        return []
    if ended is not None and ended < on:
        sentence = _(
            "Your credential on file ended on %(day)s, before this service. An administrator enters its renewal."
        )
        return [Found("credential", sentence % {"day": formats.date_format(ended)}, "occurred_on")]
    return [Found("credential", _("No credential of yours is on file for that day. Ask an administrator to enter it."), "occurred_on")]  # fmt: skip


def allowed_found(findings: Sequence[Finding]) -> list[Found]:
    """What the service does not allow: its length and whose credential it asks for by checks of their own, everything else by one."""
    kinds = {"minutes": "duration", "levels": "credential"}
    return [
        Found(kinds.get(each.field, "not_allowed"), each.sentence, _FIELDS.get(each.field, each.field))
        for each in findings
    ]


def described(typed: Mapping[str, Any], activities: Collection[str], minutes: int | None, level: str) -> Described:
    """What a draft says was done, as the services judge it; `activities` are those that its type may tell of."""
    roles = {str(row.get("role", "")) for row in typed.get("participants", ()) if row.get("role")}
    modality = str(typed.get("modality", ""))
    return Described(
        place=str(typed.get("place_of_service", "")),
        way=str(typed.get("how", "")),
        activities=activities,
        participants=roles,
        modalities=[modality] if modality else [],
        minutes=minutes,
        level=level,
    )


def need_found(newest: date | None, *, on: date, old_after: int, is_asked: bool, of: UUID) -> list[Found]:
    """That nothing on file says why the client needs a service now, or that the newest of it is old."""
    if newest is None:
        if not is_asked:
            return []
        sentence = _("No diagnosis, need or score is on file that says why this was needed. Enter it at the case file.")
        return [Found("no_need", sentence, "occurred_on", client=of)]
    days = (on - newest).days
    if days <= old_after:
        return []
    told = {"day": formats.date_format(newest), "days": days}
    sentence = _(
        "What is on file of the client's need was last said anew on %(day)s, %(days)s days before this service."
    )
    return [Found("old_need", sentence % told, "occurred_on", str(newest), of)]


def beside_found(beside: Sequence[Beside], said: Mapping[str, Any], zone: str, of: UUID) -> list[Found]:
    """Where the same client was in another service at the same time; `said` is the policy's word on two services at once."""
    allowed = said.get("with", ()) if said.get("rule") == "listed" else ()
    found = []
    for each in beside if said.get("rule") != "always" else ():
        if each.service in allowed:
            continue
        if not each.is_seen:
            sentence = _("Another service to this client is on file at that time. Are your times right?")
            found.append(Found("at_once", sentence, "starts", client=of))
            continue
        clocks = {"starts": clock_of(each.starts, zone), "ends": clock_of(each.ends, zone)}
        told = {"service": shown(each.service, "service") or "—", "author": each.author, **clocks}
        sentence = _("From %(starts)s to %(ends)s this client was in “%(service)s” as well, by the note of %(author)s.")
        found.append(Found("at_once", sentence % told, "starts", f"{clocks['starts']}–{clocks['ends']}", of))
    return found
