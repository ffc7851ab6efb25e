"""The service record: every signed note of a stretch with its time, its units step by step, and what it rests on; and a bill held against it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.models import Authorization
from goldthread.authorizations.rules import of_units
from goldthread.billing.listed import Lists
from goldthread.billing.reckoning import reckoned
from goldthread.billing.rules import Billed, Documented, Judged, plain
from goldthread.billing.served import Served
from goldthread.billing.stretch import Stretch, stretch_of
from goldthread.billing.weighing import reconcile
from goldthread.cases import queries as cases
from goldthread.cases.models import Case, CaseDetail, Client, Merge
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.queries import Noted
from goldthread.people.models import Staff
from goldthread.policies import queries as policies
from goldthread.services import queries as services

# As many notes as one record shows; who wants more asks for fewer days.
MOST = 5000
# A bill is read in pieces of a month; more notes are of none.
_EVERY = 10_000_000


@dataclass(frozen=True)
class Wanted:
    """Of which clients (None: of all in sight), which payer (empty: of any), and from which to which day."""

    since: date
    until: date
    clients: Sequence[UUID] | None = None
    payer: str = ""


def service_record(actor: Staff | None, wanted: Wanted) -> list[Served]:
    """Every signed note of those days in sight, as it reads now, none entered in error, by client and time.

    None as `actor` is the machine's own command, which sees all.

    Refused where there are more than one record shows.
    """
    held = notes.served_between(actor, wanted.since, wanted.until, wanted.clients, MOST + 1)
    if len(held) > MOST:
        sentence = _("More than %(most)s notes are of those days. Ask for fewer days, or for one client.")
        raise Refused(sentence % {"most": MOST}, field="until")
    # The payer narrows what is shown, never what is reckoned together.
    found = [each for each in _served(actor, held, Lists(held)) if not wanted.payer or each.payer == wanted.payer]
    return sorted(
        found, key=lambda each: (each.client, str(each.noted.note.client_id), each.on or date.min, each.clocks)
    )


def _served(actor: Staff | None, held: Sequence[Noted], lists: Lists) -> list[Served]:
    about = {each.note.client_id for each in held}
    names = _names(actor, about)
    numbers = dict(_clients(actor).filter(pk__in=about).values_list("pk", "number"))
    return reckoned(
        [
            Served(
                noted=each,
                person=lists.person(each.note.client_id),
                client=names.get(each.note.client_id, ""),
                number=numbers.get(each.note.client_id, ""),
                payer=lists.payer(each),
                service=lists.service(each),
                anew=lists.due_anew(each),
            )
            for each in held
        ]
    )


def payers(actor: Staff) -> list[str]:
    """Whom a record may be asked for: who pays or paid, by the agency's list, and whom cases and authorizations in sight name."""
    clients, held = authorizations.clients_of(actor).values("pk"), Case.objects.visible_to(actor).values("pk")
    authorized = Authorization.objects.current().filter(client__in=clients).values_list("payer", flat=True)
    terms = CaseDetail.objects.current().filter(case__in=held).values_list("payer", flat=True)
    return sorted({*services.every_payer(), *authorized.distinct(), *terms.distinct()} - {""})


def days_of(actor: Staff | None, billed: Sequence[Billed]) -> Stretch:
    """From when to when a bill goes, and which of its days lie far from the rest."""
    today = clock.today(actor.zone) if actor else policies.today()
    return stretch_of((each.day for each in billed if each.day), today)


def reconciled(actor: Staff | None, billed: Sequence[Billed]) -> list[Judged]:
    """A bill against the service record of its own days, as far as `actor` sees the clients."""
    stretch = days_of(actor, billed)
    asked = {(each.client, each.day) for each in billed}
    documented = [
        each
        for since, until in stretch.pieces
        for each in _documented(actor, since, until)
        if stretch.holds(each.day) or (each.client, each.day) in asked
    ]
    about = {each.client for each in billed if each.client}
    return reconcile(billed, documented, cases.last_days(actor, about) if actor and about else {})


def _documented(actor: Staff | None, since: date, until: date) -> Iterator[Documented]:
    """By person, day, service, payer, code and what forbids to bill it; a note that names no service stands alone."""
    noted = notes.served_between(actor, since, until, None, _EVERY)
    lists = Lists(noted)
    served = _served(actor, noted, lists)
    people = {each.person for each in served}
    names = _names(actor, people)
    numbers = dict(_clients(actor).filter(pk__in=people).values_list("pk", "number"))
    held: dict[tuple[Any, ...], list[Served]] = {}
    for each in served:
        alone = None if each.name else each.entry
        key = (each.person, each.on, each.name, each.payer, each.reckoned.code, each.forbidding, alone)
        held.setdefault(key, []).append(each)
    for of_it in held.values():
        person = of_it[0].person
        yield _one(of_it, names.get(person, ""), numbers.get(person, ""), lists)


def _one(of_it: Sequence[Served], name: str, number: str, lists: Lists) -> Documented:
    first = of_it[0]
    counts = [each.reckoned.units for each in of_it if each.is_first]
    return Documented(
        client=first.person,
        number=number,
        client_name=name,
        day=first.on or date.min,
        service=first.name,
        code=first.code,
        modifiers=tuple(first.modifiers),
        names=_named(first),
        entries=tuple(each.entry for each in of_it),
        minutes=sum(each.reckoned_minutes or 0 for each in of_it),
        hundredths=None if None in counts else sum(of_units(count) for count in counts if count is not None),
        cents=lists.cents(first),
        amiss=" ".join(first.forbidding),
    )


def _named(first: Served) -> frozenset[str]:
    """Under what it may be billed: the service, its code, and the code with the modifiers; where the minutes decide the code, by no other."""
    called = {plain(first.name), plain(shown(first.name, "service"))}
    if first.reckoned.code and first.service:
        called -= {plain(first.service.code)}
    code, modifiers = plain(first.bare_code), [each.casefold() for each in first.modifiers]
    coded = {code, "".join([code, *modifiers]), "".join([code, *sorted(modifiers)])} if code else set()
    return frozenset((called | coded) - {""})


def _names(actor: Staff | None, clients: Collection[UUID]) -> Mapping[UUID, str]:
    return cases.names_for(actor, clients) if actor else cases.names_of(clients)


def _clients(actor: Staff | None) -> "QuerySet[Client]":
    return Client.objects.visible_to(actor) if actor else Client.objects.all()


def clients_named(actor: Staff | None) -> dict[str, list[UUID]]:
    """The clients in sight by everything under which a bill may know them: number, name, identity; several records of one as the kept one."""
    found: dict[str, list[UUID]] = {}
    seen = dict(_clients(actor).values_list("pk", "number"))
    names, kept = _names(actor, seen), Merge.objects.kept_records()
    for pk, number in seen.items():
        person = kept.get(pk, pk)
        for key in {number.casefold(), names.get(pk, "").casefold(), str(pk)} - {""}:
            known = found.setdefault(key, [])
            if person not in known:
                known.append(person)
    return found
