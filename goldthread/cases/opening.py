"""How cases and clients come on file: opened here, received from another system, or taken in for a note that names them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goldthread.cases import rules
from goldthread.cases.models import (
    CareTeamMember,
    Case,
    CaseDetail,
    Client,
    ClientDetail,
    Episode,
    Membership,
    Numbering,
)
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.locks import take_turn
from goldthread.lib.refusals import Finding, Refused, refuse
from goldthread.lib.shipped import ships
from goldthread.lib.text import accept
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.policies import queries as policies

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Where imported notes that name nobody go: a file's own number and name, found by them in every language.
UNASSIGNED, UNASSIGNED_NAME = "unassigned", "Imported, client not stated"
# Any number that no other advisory lock of ours uses.
_LOCK = 7_003_001
# Other systems' numbers may look like ours; one of more digits than anybody counts to is none.
_RUNNING = re.compile(r"[0-9]{1,9}")
LONGEST_CASE_NUMBER, LONGEST_CLIENT_NUMBER = 40, 120


@dataclass(frozen=True)
class NewClient:
    """What is known of a client at the start; words as typed."""

    name: str
    born_on: date | None = None
    preferred_name: str = ""
    pronouns: str = ""
    address: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True)
class NewCase:
    """A family or single client to be served, and why from when."""

    name: str
    kind: str
    clients: Sequence[NewClient]
    opened_on: date
    reason: str
    care_team: Sequence[tuple[Staff, str]] = ()
    program: str = ""
    payer: str = ""


@dataclass(frozen=True)
class NewTerms:
    """What a case is called, under which program and for which payer it is served."""

    name: str
    program: str = ""
    payer: str = ""


@dataclass(frozen=True)
class NewPerson:
    """Somebody around a client who is not staff."""

    name: str
    organization: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@transaction.atomic
def open_case(*, new: NewCase, by: Actor) -> Case:
    """Open a case with its first episode, clients and care team: an entry for the case and one for each client."""
    if not new.clients:
        raise Refused(_("A case has at least one client. Add one."), field="clients")
    if new.kind == "single" and len(new.clients) > 1:
        raise Refused(_one_client(), field="kind")
    case = _open(next_number(Case, "C"), new, by)
    for client in new.clients:
        add_client(case=case, new=client, from_on=new.opened_on, by=by)
    return case


@transaction.atomic
def receive_case(*, number: str, new: NewCase, by: Actor) -> Case:
    """Open a case under the number that another system gave it; its clients follow, each by `add_client`."""
    refuse(rules.ahead_findings(new.opened_on, today=people.today_of(by), field="opened_on"))
    return _open(_free(Case, number, LONGEST_CASE_NUMBER), new, by)


def _open(number: str, new: NewCase, by: Actor) -> Case:
    refuse(rules.name_findings(new.name) + rules.reason_findings(new.reason))
    if new.kind not in ("family", "single"):
        raise Refused(_one_client(), field="kind")
    case = Case(number=number, opened_as=accept(new.name, field="name"), kind=new.kind)
    terms = NewTerms(new.name, new.program, new.payer)
    named = CaseDetail(case=case, true_from_on=new.opened_on, **accepted(terms))
    episode = Episode(case=case, true_from_on=new.opened_on, opening_reason=accept(new.reason, field="reason"))
    team = [
        CareTeamMember(case=case, staff=staff, role=role, true_from_on=new.opened_on) for staff, role in new.care_team
    ]
    ledger.record_facts(kind="case.opened", rows=[case, named, episode, *team], by=by)
    return case


@transaction.atomic
def add_client(*, case: Case, new: NewClient, from_on: date, by: Actor, number: str = "") -> Client:
    """Add somebody to a case as a client, under the number that another system gave or under the next one."""
    given = _free(Client, number, LONGEST_CLIENT_NUMBER) if number else next_number(Client, "P")
    client = Client(number=given)
    row = detail(client, new, from_on, by)
    rows = [client, row, Membership(case=case, client=client, true_from_on=from_on)]
    ledger.record_facts(kind="client.added", rows=rows, by=by)
    return client


@transaction.atomic
def join_case(*, case: Case, client: Client, from_on: date, by: Actor) -> Membership:
    """Let a client who is on file belong to a further case too; its team sees their whole record from then on."""
    one_at_a_time()
    refuse(rules.ahead_findings(from_on, today=people.today_of(by)) + _belonging(case, client))
    member = Membership(case=case, client=client, true_from_on=from_on)
    ledger.record_facts(kind="client.joined", rows=[member], by=by)
    return member


@transaction.atomic
def bring_back(*, member: Membership, by: Actor) -> Membership:
    """Take back that somebody was taken out of a case: they are a client of it as they were before."""
    one_at_a_time()
    refuse(_belonging(member.case, member.client))
    return ledger.replace(kind="client.brought_back", row=member, by=by, in_error="")


def _belonging(case: Case, client: Client) -> list[Finding]:
    there = [each.client_id for each in Membership.objects.standing(case=case.pk) if each.true_to_on is None]
    return rules.belonging_findings(is_here=client.pk in there, is_full=case.kind == "single" and bool(there))


def _one_client() -> str:
    return _("A case of a single client has one client. Choose family, or remove the others.")


def _free(model: type[Case] | type[Client], number: str, longest: int) -> str:
    """A number of another system as it can be kept here; refused where it is empty, too long or taken."""
    number = accept(number, field="number")
    if not number.strip() or len(number) > longest:
        sentence = _("The number is empty or longer than %(longest)s characters. Give it a shorter one.")
        raise Refused(sentence % {"longest": longest}, field="number")
    if model._base_manager.filter(number=number).exists():
        sentence = _(
            "The number %(number)s is on file already. Nothing is overwritten: change what is there on its page."
        )
        raise Refused(sentence % {"number": number}, field="number")
    return number


@transaction.atomic
def take_in(*, number: str, name: str, by: Actor) -> tuple[Client, bool]:
    """The client whom an imported note names, by number or else by name, opened where unknown; and whether it was.

    A note that names nobody goes to one file without a care team, from which the records officer assigns it.
    """
    number = number if number or name else UNASSIGNED
    held = Client.objects.filter(number=number) if number else _named(name)
    if found := held.first():
        return found, False
    on = people.today_of(by)
    shown = name or (UNASSIGNED_NAME if number == UNASSIGNED else number)
    case = Case(number=next_number(Case, "C"), opened_as=shown, kind="single")
    client = Client(number=number or next_number(Client, "P"))
    rows = [
        case,
        CaseDetail(case=case, name=shown, true_from_on=on),
        Episode(case=case, true_from_on=on, opening_reason=ships("Imported", "import")),
        client,
        detail(client, NewClient(shown), on, by),
        Membership(case=case, client=client, true_from_on=on),
    ]
    ledger.record_facts(kind="client.imported", rows=rows, by=by)
    return client, True


def _named(name: str) -> "QuerySet[Client]":
    """Clients who were taken in or opened under exactly this name."""
    return Client.objects.filter(details__in=ClientDetail.objects.current().filter(name=name))


def detail(client: Client, new: NewClient, from_on: date, by: Actor) -> ClientDetail:
    """A version of what is known of a client, not yet recorded; refused where it cannot be."""
    words = accepted(new)
    refuse(rules.name_findings(new.name) + rules.birth_findings(new.born_on, today=people.today_of(by)))
    folded = rules.folded(words["name"], words["preferred_name"])
    return ClientDetail(client=client, true_from_on=from_on, folded_name=folded, **words)


def accepted(new: "DataclassInstance") -> dict[str, Any]:
    """The fields of `new`, text with LF line ends, nothing else altered."""
    values = {field.name: getattr(new, field.name) for field in fields(new)}
    return {name: accept(value, field=name) if isinstance(value, str) else value for name, value in values.items()}


def next_number(model: type[Case] | type[Client], letter: str) -> str:
    """The next running number of the year, such as C2026-0042; how many there are makes it no slower."""
    one_at_a_time()
    start = f"{letter}{policies.today().year}-"
    kept: Numbering | None = Numbering.objects.filter(start=start).first()
    last = kept.last if kept else _highest(model, start)
    if model._base_manager.filter(number=f"{start}{last + 1:04}").exists():
        # An import brought numbers that look like ours.
        last = _highest(model, start)
    Numbering.objects.update_or_create(start=start, defaults={"last": last + 1})
    return f"{start}{last + 1:04}"


def _highest(model: type[Case] | type[Client], start: str) -> int:
    taken = model._base_manager.filter(number__startswith=start).values_list("number", flat=True)
    return max((int(digits) for number in taken if _RUNNING.fullmatch(digits := number[len(start) :])), default=0)


def one_at_a_time() -> None:
    """Until the transaction ends, nobody else numbers or merges: on PostgreSQL by a lock, on SQLite that is so anyway."""
    take_turn(_LOCK)
