"""What must hold of staff, as plain values in and findings out."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from goldthread.lib.names import is_seen
from goldthread.lib.refusals import Finding

# How long what was read may be signed.
PENDING_FOR = timedelta(minutes=5)
# Which roles may do what; who may see which client is a matter of goldthread.cases.
MAY: dict[str, frozenset[str]] = {
    "write_notes": frozenset({"case_manager", "therapist", "supervisor"}),
    "write_plans": frozenset({"case_manager", "therapist", "supervisor"}),
    "keep_psychotherapy_notes": frozenset({"therapist"}),
    "reconcile_bills": frozenset({"biller", "records_officer", "quality_reviewer"}),
    "manage_staff": frozenset({"administrator"}),
    "see_policies": frozenset({"administrator", "quality_reviewer"}),
    "manage_policies": frozenset({"administrator"}),
    "manage_services": frozenset({"administrator"}),
    "manage_note_types": frozenset({"administrator"}),
    "check_record": frozenset({"administrator", "records_officer", "quality_reviewer"}),
}


def may(roles: frozenset[str], what: str) -> bool:
    """Whether somebody with these roles may do `what`, a key of MAY."""
    return bool(roles & MAY[what])


def staff_findings(*, login: str, name: str) -> list[Finding]:
    """What keeps a new member of staff from being added."""
    found = []
    if not login or any(letter.isspace() for letter in login):
        found.append(Finding(_("A log-in name has at least one letter and no spaces. Choose another."), "login"))
    if not is_seen(name):
        found.append(Finding(_("The name is empty. Write it as it should stand under a signature."), "name"))
    return found


def dates_findings(*, true_from_on: date, true_to_on: date | None) -> list[Finding]:
    """An end may not lie before its start."""
    if true_to_on is not None and true_to_on < true_from_on:
        return [Finding(_("The end lies before the start. Choose an end on or after the start."), "true_to_on")]
    return []


def own_door_findings(*, is_self: bool) -> list[Finding]:
    """Nobody locks themselves out: who administers would find nobody to let them in again."""
    if is_self:
        return [Finding(_("You would lock yourself out. Ask another administrator to do it."), "")]
    return []


def supervision_findings(*, is_self: bool, is_circle: bool) -> list[Finding]:
    """Nobody supervises themselves, directly or through others."""
    if is_self or is_circle:
        return [Finding(_("That would let somebody supervise themselves. Choose another supervisor."), "supervisor")]
    return []
