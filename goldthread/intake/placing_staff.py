"""Rows of staff, credentials and supervision as facts."""

from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.intake import queries
from goldthread.intake.rules import Told
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.people import actions as people
from goldthread.people.actions import NewCredential, NewStaff
from goldthread.people.models import Credential, RoleHeld, Staff, Supervision
from goldthread.policies import queries as policies


def add(told: Told, _source: str, by: Actor) -> UUID:
    """Somebody with roles and credential, who cannot sign in before they are given a password."""
    from_on = told.needed_day("from_on")
    zone = told.text("zone") or policies.agency().zone
    new = NewStaff(told.text("login"), told.text("name"), told.several("roles"), from_on, zone)
    staff = people.add_staff(new=new, password=None, by=by)
    if told.text("credential"):
        held = NewCredential(
            title=told.text("credential"),
            from_on=told.day("credential_from_on") or from_on,
            to_on=told.day("credential_to_on"),
            level=told.text("credential_level"),
            number=told.text("credential_number"),
        )
        people.add_credential(staff=staff, new=held, by=by)
    elif any(told.text(name) or told.day(name) for name in _OF_CREDENTIAL):
        raise Refused(_("There is something about a credential, but credential is empty. Write it, such as LCSW."))
    return staff.pk


_OF_CREDENTIAL = ("credential_level", "credential_number", "credential_from_on", "credential_to_on")


def end(told: Told, made: UUID, by: Actor) -> None:
    """Who left: their roles end, and where the day is over, they sign in no more."""
    staff, to_on = Staff.objects.get(pk=made), told.needed_day("to_on")
    for held in RoleHeld.objects.current().filter(staff=staff, true_to_on__isnull=True):
        people.end_role(held=held, to_on=to_on, by=by)
    if to_on < policies.today():
        people.deactivate(staff=staff, by=by)


def add_credential(told: Told, _source: str, by: Actor) -> UUID:
    """A further credential of somebody."""
    staff, title, from_on = queries.staff_of(told.text("login")), told.text("credential"), told.needed_day("from_on")
    if Credential.objects.current().filter(staff=staff, title=title, true_from_on=from_on).exists():
        raise Refused(_("%(name)s has this credential from this day already.") % {"name": staff.login})
    level, number = told.text("credential_level"), told.text("credential_number")
    new = NewCredential(title=title, from_on=from_on, level=level, number=number)
    return people.add_credential(staff=staff, new=new, by=by).pk


def end_credential(told: Told, made: UUID, by: Actor) -> None:
    """Until when it holds."""
    held = Credential.objects.current().filter(pk=made, true_to_on__isnull=True).first()
    if held is None:
        raise Refused(already_changed())
    people.end_credential(held=held, to_on=told.needed_day("to_on"), by=by)


def supervise(told: Told, _source: str, by: Actor) -> UUID:
    """Who supervises whom."""
    supervisor, supervisee = queries.staff_of(told.text("supervisor")), queries.staff_of(told.text("supervisee"))
    link = people.supervise(supervisor=supervisor, supervisee=supervisee, from_on=told.needed_day("from_on"), by=by)
    return link.pk


def end_supervision(told: Told, made: UUID, by: Actor) -> None:
    """Until when one supervised the other."""
    link = Supervision.objects.current().filter(pk=made).first()
    if link is None:
        raise Refused(already_changed())
    people.end_supervision(link=link, to_on=told.needed_day("to_on"), by=by)


def already_changed() -> str:
    """Why a row cannot end what was changed here since."""
    return _("What this row ends was changed here since. Look at it on its page.")
