"""Every write about cases and clients; each adds facts and one sealed entry that says so."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goldthread.cases import queries, rules
from goldthread.cases.models import (
    CareTeamMember,
    Case,
    Client,
    ClientDetail,
    Episode,
    Membership,
    Merge,
    Person,
    PersonRole,
    Relationship,
)
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Fact
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Finding, Refused
from goldthread.lib.shipped import ships
from goldthread.lib.text import accept
from goldthread.people.models import Staff

Row = TypeVar("Row", bound=Fact)

# Where imported notes that name nobody go: a file's own number and name, found by them in every language.
UNASSIGNED, UNASSIGNED_NAME = "unassigned", "Imported, client not stated"
# Any number that no other advisory lock of ours uses.
_NUMBERING_LOCK = 7_003_001


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
    _refuse(rules.name_findings(new.name) + rules.reason_findings(new.reason))
    if not new.clients:
        raise Refused(_("A case has at least one client. Add one."), field="clients")
    if new.kind not in ("family", "single") or (new.kind == "single" and len(new.clients) > 1):
        raise Refused(_("A case of a single client has one client. Choose family, or remove the others."), field="kind")
    case = Case(number=_next_number(Case, "C"), name=accept(new.name, field="name"), kind=new.kind)
    episode = Episode(case=case, true_from_on=new.opened_on, opening_reason=accept(new.reason, field="reason"))
    team = [
        CareTeamMember(case=case, staff=staff, role=role, true_from_on=new.opened_on) for staff, role in new.care_team
    ]
    ledger.record_facts(kind="case.opened", rows=[case, episode, *team], by=by)
    for client in new.clients:
        add_client(case=case, new=client, from_on=new.opened_on, by=by)
    return case


@transaction.atomic
def add_client(*, case: Case, new: NewClient, from_on: date, by: Actor) -> Client:
    """Add somebody to a case as a client."""
    client = Client(number=_next_number(Client, "P"))
    detail = _detail(client, new, from_on)
    rows = [client, detail, Membership(case=case, client=client, true_from_on=from_on)]
    ledger.record_facts(kind="client.added", rows=rows, by=by)
    return client


@transaction.atomic
def change_client(*, client: Client, new: NewClient, from_on: date, by: Actor) -> ClientDetail:
    """Put a new version of a client's details on file; the former one stays readable."""
    former = queries.detail_of(client.pk, on=from_on)
    detail = _detail(client, new, from_on)
    _record_following("client.changed", _successors(former, detail), by)
    return detail


@transaction.atomic
def add_person(*, case: Case, new: NewPerson, roles: Sequence[tuple[Client, str]], from_on: date, by: Actor) -> Person:
    """Add somebody around the clients of a case, with what they are to each."""
    person = Person(case=case, true_from_on=from_on, **_accepted(new))
    _refuse(rules.name_findings(new.name))
    links = [_relationship(client, person.identity, role, from_on) for client, role in roles]
    ledger.record_facts(kind="person.added", rows=[person, *links], by=by)
    return person


@transaction.atomic
def change_person(*, person: Person, new: NewPerson, from_on: date, by: Actor) -> Person:
    """Put a new version of somebody's details on file under the same identity."""
    _refuse(rules.name_findings(new.name))
    changed = Person(case=person.case, identity=person.identity, true_from_on=from_on, **_accepted(new))
    _record_following("person.changed", _successors(person, changed), by)
    return changed


def relate(*, client: Client, person: UUID, role: str, from_on: date, by: Actor) -> Relationship:
    """Say what somebody (Person.identity) is to a client from a day on."""
    return relate_all(clients=[client], person=person, role=role, from_on=from_on, by=by)[0]


@transaction.atomic
def relate_all(*, clients: Sequence[Client], person: UUID, role: str, from_on: date, by: Actor) -> list[Relationship]:
    """Say what somebody is to several clients from a day on, in one entry."""
    standing = Relationship.objects.current().filter(person=person, role=role, true_to_on__isnull=True)
    _refuse(rules.relating_findings(holds_already=standing.filter(client__in=clients).exists()))
    links = [_relationship(client, person, role, from_on) for client in clients]
    ledger.record_facts(kind="relationship.began", rows=links, by=by)
    return links


def end_relationship(*, link: Relationship, to_on: date, by: Actor) -> Relationship:
    """Say until when somebody was what they were to a client."""
    _refuse(rules.span_findings(link.true_from_on, to_on))
    return _replace("relationship.ended", link, by, true_to_on=to_on)


@transaction.atomic
def close_episode(*, case: Case, closed_on: date, reason: str, by: Actor) -> Episode:
    """Close the episode that is open, with the reason."""
    episode = queries.open_episode_of(case)
    opened_on = episode.true_from_on if episode else None
    _refuse(rules.closing_findings(opened_on, closed_on, today=clock.today("UTC")) + rules.reason_findings(reason))
    if episode is None:
        raise AssertionError("a closed case passed closing_findings")
    return _replace("episode.closed", episode, by, true_to_on=closed_on, closing_reason=accept(reason, field="reason"))


@transaction.atomic
def reopen(*, case: Case, opened_on: date, reason: str, by: Actor) -> Episode:
    """Open a further episode of a case that was closed."""
    last = Episode.objects.current().filter(case=case).order_by("-true_from_on").first()
    findings = rules.opening_findings(
        opened_on,
        today=clock.today("UTC"),
        last_closed_on=last.true_to_on if last else None,
        is_open=queries.open_episode_of(case) is not None,
    )
    _refuse(findings + rules.reason_findings(reason))
    episode = Episode(case=case, true_from_on=opened_on, opening_reason=accept(reason, field="reason"))
    ledger.record_facts(kind="episode.opened", rows=[episode], by=by)
    return episode


@transaction.atomic
def assign(*, case: Case, staff: Staff, role: str, from_on: date, by: Actor) -> CareTeamMember:
    """Put somebody on the care team of a case."""
    standing = CareTeamMember.objects.current().filter(case=case, staff=staff, role=role, true_to_on__isnull=True)
    _refuse(rules.assigning_findings(is_on_already=standing.exists()))
    member = CareTeamMember(case=case, staff=staff, role=role, true_from_on=from_on)
    ledger.record_facts(kind="care_team.assigned", rows=[member], by=by)
    return member


def unassign(*, member: CareTeamMember, to_on: date, by: Actor) -> CareTeamMember:
    """Let somebody leave a care team; from that day they are a stranger to the case."""
    _refuse(rules.span_findings(member.true_from_on, to_on))
    return _replace("care_team.left", member, by, true_to_on=to_on)


@transaction.atomic
def merge(*, kept: Client, merged: Client, reason: str, by: Actor) -> Merge:
    """Say that two records are one person; nothing is moved or removed."""
    standing = Merge.objects.current().filter(true_to_on__isnull=True)
    _refuse(
        rules.merge_findings(
            same=kept == merged,
            kept_is_merged=standing.filter(merged=kept).exists(),
            merged_is_merged=standing.filter(merged=merged).exists(),
            merged_holds_others=standing.filter(kept=merged).exists(),
        )
    )
    _refuse(rules.reason_findings(reason))
    link = Merge(kept=kept, merged=merged, reason=accept(reason, field="reason"), true_from_on=clock.today("UTC"))
    ledger.record_facts(kind="client.merged", rows=[link], by=by)
    return link


def unmerge(*, link: Merge, by: Actor) -> Merge:
    """Take a merge back: both records stand by themselves again."""
    return _replace("client.unmerged", link, by, true_to_on=max(clock.today("UTC"), link.true_from_on))


@transaction.atomic
def take_in(*, number: str, name: str, by: Actor) -> tuple[Client, bool]:
    """The client whom an imported note names, by number or else by name, opened where unknown; and whether it was.

    A note that names nobody goes to one file without a care team, from which the records officer assigns it.
    """
    number = number if number or name else UNASSIGNED
    held = Client.objects.filter(number=number) if number else _named(name)
    if found := held.first():
        return found, False
    on = clock.today("UTC")
    shown = name or (UNASSIGNED_NAME if number == UNASSIGNED else number)
    case = Case(number=_next_number(Case, "C"), name=shown, kind="single")
    client = Client(number=number or _next_number(Client, "P"))
    rows = [
        case,
        Episode(case=case, true_from_on=on, opening_reason=ships("Imported", "import")),
        client,
        _detail(client, NewClient(shown), on),
        Membership(case=case, client=client, true_from_on=on),
    ]
    ledger.record_facts(kind="client.imported", rows=rows, by=by)
    return client, True


def _named(name: str) -> "QuerySet[Client]":
    """Clients who were taken in or opened under exactly this name."""
    return Client.objects.filter(details__in=ClientDetail.objects.current().filter(name=name))


def _replace(kind: str, row: Row, by: Actor, **changes: object) -> Row:
    """Add a further row that says the same but for `changes`, and names the row it replaces."""
    further = _copy(row, **changes)
    _record_following(kind, [further], by)
    return further


def _record_following(kind: str, rows: Sequence[Fact], by: Actor) -> None:
    """A row is replaced once: of two people who change it at the same moment, the second looks again."""
    try:
        with transaction.atomic():
            ledger.record_facts(kind=kind, rows=rows, by=by)
    except IntegrityError as collision:
        sentence = _("Somebody changed this at the same moment. Look at what is on file now, then do it again.")
        raise Refused(sentence) from collision


def _copy(row: Row, **changes: object) -> Row:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "entry_id", "recorded_at", "replaces_id")
    }
    return type(row)(**{**kept, "replaces_id": row.pk, **changes})


def _successors(former: Row, new: Row) -> list[Row]:
    """What to add when `new` follows `former`: the former ends the day before; on its own first day it was wrong."""
    _refuse(rules.change_findings(former.true_from_on, new.true_from_on))
    if new.true_from_on == former.true_from_on:
        new.replaces_id = former.pk  # type: ignore[attr-defined]
        return [new]
    new.true_to_on = former.true_to_on
    return [_copy(former, true_to_on=rules.day_before(new.true_from_on)), new]


def _detail(client: Client, new: NewClient, from_on: date) -> ClientDetail:
    words = _accepted(new)
    _refuse(rules.name_findings(new.name) + rules.birth_findings(new.born_on, today=clock.today("UTC")))
    folded = rules.folded(words["name"], words["preferred_name"])
    return ClientDetail(client=client, true_from_on=from_on, folded_name=folded, **words)


def _relationship(client: Client, person: UUID, role: str, from_on: date) -> Relationship:
    _refuse(rules.choice_findings(role, PersonRole.values))
    return Relationship(client=client, person=person, role=role, true_from_on=from_on)


def _accepted(new: NewClient | NewPerson) -> dict[str, Any]:
    """The fields of `new`, text with LF line ends, nothing else altered."""
    values = {field.name: getattr(new, field.name) for field in fields(new)}
    return {name: accept(value, field=name) if isinstance(value, str) else value for name, value in values.items()}


def _next_number(model: type[Case] | type[Client], letter: str) -> str:
    """The next running number of the year, such as C2026-0042; one at a time on PostgreSQL, as SQLite is anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING_LOCK])
    start = f"{letter}{clock.today('UTC').year}-"
    taken = model._base_manager.filter(number__startswith=start).values_list("number", flat=True)
    highest = max((int(number[len(start) :]) for number in taken if number[len(start) :].isdigit()), default=0)
    return f"{start}{highest + 1:04}"


def _refuse(findings: list[Finding]) -> None:
    for finding in findings:
        if finding.blocks:
            raise Refused(finding.sentence, field=finding.field)
