"""The service record: every signed note of a stretch with its time, its units step by step, and what it rests on; and a bill held against it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goldthread.authorizations.models import UnitLabel
from goldthread.authorizations.rules import of_units, spelled
from goldthread.billing import rules
from goldthread.billing.rules import Billed, Documented, Judged
from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.queries import Noted
from goldthread.people.models import Staff
from goldthread.policies.rules import read_rounding
from goldthread.services import queries as services
from goldthread.services.models import Service
from goldthread.services.rules import Contact, Step, lines_of, spoken

# As many notes as one record shows; who wants more asks for fewer days.
MOST = 5000


@dataclass(frozen=True)
class Wanted:
    """Of which clients (None: of all in sight), which payer (empty: of any), and from which to which day."""

    since: date
    until: date
    clients: Sequence[UUID] | None = None
    payer: str = ""


@dataclass(frozen=True)
class Served:
    """One signed note as a bill sees it; `units` are of all notes that were reckoned `together` with it, and stand at the first."""

    noted: Noted
    client: str
    number: str
    payer: str
    service: Service | None
    minutes: int | None
    units: Decimal | None
    steps: tuple[Step, ...]
    together: tuple[UUID, ...]
    missing: tuple[str, ...]

    @property
    def content(self) -> Mapping[str, Any]:
        """What was sealed, as it reads now."""
        return self.noted.content

    @property
    def entry(self) -> UUID:
        """The note."""
        entry: UUID = self.noted.note.pk
        return entry

    @property
    def on(self) -> date | None:
        """The day of service."""
        return self.noted.on

    @property
    def clocks(self) -> str:
        """From when to when, on the clock of the place."""
        return self.noted.clocks

    @property
    def name(self) -> str:
        """The service."""
        return str(self.content["service"])

    @property
    def code(self) -> str:
        """Its code and modifiers, as the agency's list has them on the day."""
        return " ".join([self.service.code, *self.service.details.modifiers]).strip() if self.service else ""

    @property
    def is_first(self) -> bool:
        """Whether the units stand here: they are told once for notes that were reckoned together."""
        return not self.together or self.together[0] == self.entry

    @property
    def counted(self) -> str:
        """The units as people write them; empty where nobody says how they are reckoned."""
        return "" if self.units is None or not self.is_first else spelled(of_units(self.units))

    @property
    def label(self) -> str:
        """What a unit is called."""
        label = (self.thread.get("units") or {}).get("label", "")
        return str(dict(UnitLabel.choices).get(label, label))

    @cached_property
    def thread(self) -> Mapping[str, Any]:
        """What the note rests on, as sealed; empty for a note from before that."""
        return self.content.get("thread") or {}

    @property
    def spoken(self) -> list[str]:
        """The steps of the arithmetic as sentences."""
        return [spoken(step) for step in self.steps]

    @property
    def goals(self) -> list[str]:
        """The goals that were worked on."""
        return [line["title"] for line in self.content.get("goals", ())]

    @property
    def authorization(self) -> str:
        """The number of the authorization, or whose it is where it has none."""
        held = self.thread.get("authorization") or {}
        return str(held.get("number") or held.get("payer") or "")

    @property
    def signed_at(self) -> datetime | None:
        """When it was signed; None for what was imported."""
        return None if self.noted.note.source else self.noted.note.recorded_at

    @property
    def late_days(self) -> int | None:
        """How many days after the service it was signed, where that was late."""
        written = self.content["written"]
        return written["days_after"] if written["is_late"] else None


def service_record(actor: Staff | None, wanted: Wanted) -> list[Served]:
    """Every signed note of those days in sight, as it reads now, none entered in error, by client and time.

    None as `actor` is the machine's own command, which sees all.

    Refused where there are more than one record shows.
    """
    held = notes.served_between(actor, wanted.since, wanted.until, wanted.clients, MOST + 1)
    if len(held) > MOST:
        sentence = _("More than %(most)s notes are of those days. Ask for fewer days, or for one client.")
        raise Refused(sentence % {"most": MOST}, field="until")
    about = {each.note.client_id for each in held}
    names = cases.names_for(actor, about) if actor else cases.names_of(about)
    numbers = dict(_clients(actor).filter(pk__in=about).values_list("pk", "number"))
    asking = _Asking()
    told = [(each, asking.payer(each)) for each in held]
    chosen = [(each, payer) for each, payer in told if not wanted.payer or payer == wanted.payer]
    reckoned = _reckoned([each for each, _payer in chosen])
    found = [
        Served(
            noted=each,
            client=names.get(each.note.client_id, ""),
            number=numbers.get(each.note.client_id, ""),
            payer=payer,
            service=asking.service(each),
            minutes=_minutes(each),
            **reckoned.get(each.note.pk, {"units": None, "steps": (), "together": ()}),
            missing=tuple(_missing(each)),
        )
        for each, payer in chosen
    ]
    return sorted(
        found, key=lambda each: (each.client, str(each.noted.note.client_id), each.on or date.min, each.clocks)
    )


class _Asking:
    """What is asked of the lists of many notes, once for each day."""

    def __init__(self) -> None:
        self._services: dict[date, dict[str, Service]] = {}
        self._terms: dict[tuple[UUID, date], str] = {}

    def service(self, noted: Noted) -> Service | None:
        """The row of the agency's list on the day of service."""
        day = noted.on
        if day is None:
            return None
        if day not in self._services:
            self._services[day] = services.listed(day)
        return self._services[day].get(noted.content["service"])

    def payer(self, noted: Noted) -> str:
        """Who pays: who authorized it, else whose the case was on the day."""
        held = (noted.content.get("thread") or {}).get("authorization")
        if held:
            return str(held["payer"])
        case, day = noted.note.case_id, noted.on
        if case is None or day is None:
            return ""
        if (case, day) not in self._terms:
            terms = cases.terms_of(case, day)
            self._terms[case, day] = terms.payer if terms else ""
        return self._terms[case, day]


def _minutes(noted: Noted) -> int | None:
    minutes: int | None = (noted.content.get("attended") or {}).get("minutes", noted.content["minutes"])
    return minutes


def _missing(noted: Noted) -> Iterable[str]:
    """What a bill lacks: what the thread lacked when it was sealed, a co-signature that waits, a deadline that forbids it."""
    told = notes.why(noted.content)
    if not told.is_frozen:
        yield (
            _("It was imported: nothing was frozen with it.")
            if noted.note.source
            else _("It was signed before units were reckoned.")
        )
    yield from told.missing
    if noted.content["service"] == "":
        yield _("No service is named.")
    if noted.content["written"]["is_late"] and noted.content["written"]["late_effect"] == "blocks":
        yield _("It was signed too late to be billed, by the policy of the day.")
    if noted.waits:
        yield _("A co-signature is waited for.")
    if told.is_frozen and noted.content["service"] and not noted.content["thread"]["units"]:
        yield _("No policy said how its minutes become units.")


def _reckoned(held: Sequence[Noted]) -> dict[UUID, dict[str, Any]]:
    """Units and steps of each note by the policy that was sealed with it, pooled with others of the day where that says so."""
    groups: dict[tuple[Any, ...], list[Noted]] = {}
    for each in held:
        rules_of = {row["asked"]: row["says"] for row in (each.content.get("thread") or {}).get("rules", ())}
        if (
            each.content["service"]
            and rules_of.get("rounding_algorithm")
            and (each.content["thread"]["units"] or {})
            and _minutes(each) is not None
        ):
            by = tuple(rules_of.get(name) for name in ("rounding_algorithm", "pool_scope", "pool_by", "min_minutes"))
            groups.setdefault((each.note.client_id, each.on, *by), []).append(each)
    found: dict[UUID, dict[str, Any]] = {}
    for (_client, day, rounding, scope, by, least), of_it in groups.items():
        contacts = [
            Contact(
                str(each.note.pk), each.content["service"], day, str(each.content["author"]["id"]), _minutes(each) or 0
            )
            for each in of_it
        ]
        for line in lines_of(
            contacts,
            read_rounding(json.loads(rounding)),
            pool_scope=scope or "none",
            pool_by=by or "agency",
            least_minutes=int(least or 0),
        ):
            together = tuple(UUID(key) for key in line.keys)
            for entry in together:
                found[entry] = {"units": line.units, "steps": line.steps, "together": together}
    return found


def reconciled(actor: Staff | None, billed: Sequence[Billed]) -> list[Judged]:
    """A bill against the service record of its own days, as far as `actor` sees the clients."""
    days = [each.day for each in billed if each.day]
    if not days:
        return rules.reconcile(billed, [])
    served = service_record(actor, Wanted(min(days), max(days)))
    return rules.reconcile(billed, _documented(served))


def _documented(served: Sequence[Served]) -> list[Documented]:
    """By client, day and service; a note that names no service stands alone."""
    held: dict[tuple[Any, ...], list[Served]] = {}
    for each in served:
        alone = None if each.name else each.entry
        held.setdefault((each.noted.note.client_id, each.on, each.name, alone), []).append(each)
    return [_one(client, day, name, of_it) for (client, day, name, _alone), of_it in held.items()]


def _one(client: UUID, day: date, name: str, of_it: Sequence[Served]) -> Documented:
    first = of_it[0]
    counts = [each.units for each in of_it if each.is_first]
    unknown = any(count is None for count in counts)
    names = {name.casefold(), shown(name, "service").casefold()} - {""}
    if first.service and first.service.code:
        names |= {first.service.code.casefold(), first.code.casefold(), first.code.replace(" ", "").casefold()}
    modifiers = first.service.details.modifiers if first.service else ()
    rate = services.rate_of(payer=first.payer, service=name, modifiers=modifiers, on=day)
    return Documented(
        client=client,
        number=first.number,
        client_name=first.client,
        day=day,
        service=name,
        names=frozenset(names),
        entries=tuple(each.entry for each in of_it),
        minutes=sum(each.minutes or 0 for each in of_it),
        hundredths=None if unknown else sum(of_units(count) for count in counts if count is not None),
        cents=rate.amount_cents if rate else None,
        amiss=_forbidden(of_it),
    )


def _forbidden(of_it: Sequence[Served]) -> str:
    """What forbids to bill these notes; what is merely missing does not."""
    for each in of_it:
        if each.content["written"]["is_late"] and each.content["written"]["late_effect"] == "blocks":
            return _("It was signed too late to be billed, by the policy of the day.")
        if each.noted.waits:
            return _("A co-signature is waited for.")
        if not each.name:
            return _("It names no service, and is in no line.")
    return ""


def _clients(actor: Staff | None) -> "QuerySet[Client]":
    return Client.objects.visible_to(actor) if actor else Client.objects.all()


def clients_named(actor: Staff | None) -> dict[str, list[UUID]]:
    """The clients in sight by everything under which a bill may know them: number, name, identity."""
    found: dict[str, list[UUID]] = {}
    seen = dict(_clients(actor).values_list("pk", "number"))
    names = cases.names_for(actor, seen) if actor else cases.names_of(seen)
    for pk, number in seen.items():
        for key in {number.casefold(), names.get(pk, "").casefold(), str(pk)}:
            if key:
                found.setdefault(key, []).append(pk)
    return found
