"""goldthread administrator: the first log-in of a new record, or one for an agency that locked itself out."""

import argparse
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli.initialise import has_record
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.people import actions, queries
from goldthread.people.actions import NewStaff
from goldthread.people.models import Role, Staff
from goldthread.policies import queries as policies

NAME = "administrator"
HELP = gettext_lazy("let an administrator in: the first of a new record, or one who is locked out")
# No letter or digit that could be read as another one.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of administrator."""
    parser.add_argument("login", metavar="LOGIN", help=_("the log-in name, without spaces"))
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help=_("the person's name; LOGIN without"))


def run(options: argparse.Namespace) -> int:
    """Add the person, or give who is there already a new password and the role; print the log-in once."""
    if not has_record():
        raise Refused(_("There is no record in %(path)s yet. Run: goldthread init") % {"path": settings.HOME})
    password = "-".join("".join(secrets.choice(_LETTERS) for _letter in range(5)) for _group in range(4))
    known = Staff.objects.filter(login=options.login).first()
    with transaction.atomic():
        if known:
            _let_in_again(known, password)
        else:
            name = options.name or options.login
            new = NewStaff(options.login, name, [Role.ADMINISTRATOR], policies.today())
            actions.add_staff(new=new, password=password, by=COMMAND_LINE)
    ledger.sequence()
    # Programs read this line: the role's code, the same in every language.
    print(f"{Role.ADMINISTRATOR.value}: {options.login} / {password}")
    print(_("Sign in at %(url)s, and choose a password of your own there.") % {"url": settings.URL})
    return 0


def _let_in_again(staff: Staff, password: str) -> None:
    actions.set_password(staff=staff, password=password, by=COMMAND_LINE)
    actions.forget_second_factor(staff=staff, by=COMMAND_LINE)
    if not staff.is_active:
        actions.reactivate(staff=staff, by=COMMAND_LINE)
    if Role.ADMINISTRATOR not in queries.roles_of(staff.pk, clock.today(staff.zone)):
        actions.give_role(staff=staff, role=Role.ADMINISTRATOR, from_on=clock.today(staff.zone), by=COMMAND_LINE)
