"""One signed note as a bill sees it: its time, its units step by step, what it rests on, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.authorizations.models import UnitLabel
from goldthread.authorizations.rules import of_units, spelled
from goldthread.billing import forbidding
from goldthread.notes import queries as notes
from goldthread.notes.queries import Anew, Noted
from goldthread.notes.rules import is_attempt, paid_minutes
from goldthread.services.models import Service
from goldthread.services.rules import Step, spoken


@dataclass(frozen=True)
class Reckoned:
    """The units of notes that were reckoned `together`, the first first; None where nobody says how they are reckoned.

    `code` is that of the range in which the minutes lie, where a policy has ranges; `used` are the hundredths of a unit that
    signing took of authorizations, None where it took of none; `first_at` is the time of the first note.
    """

    units: Decimal | None = None
    steps: tuple[Step, ...] = ()
    together: tuple[UUID, ...] = ()
    code: str = ""
    used: int | None = None
    first_at: str = ""


@dataclass(frozen=True)
class Served:
    """One signed note; `person` is the record that is kept of the client, the units stand at the first of those reckoned together.

    `anew` is the deadline of the day to which a correction moved it; None where none did, or where it was not signed here.
    """

    noted: Noted
    person: UUID
    client: str
    number: str
    payer: str
    service: Service | None
    reckoned: Reckoned = Reckoned()
    anew: Anew | None = None

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
    def minutes(self) -> int | None:
        """How long it took, for this client where that was another time."""
        minutes: int | None = (self.content.get("attended") or {}).get("minutes", self.content["minutes"])
        return minutes

    @property
    def is_paid_no_show(self) -> bool:
        """Whether nobody came, and the policy of the day pays for it."""
        return paid_minutes(self.content) is not None

    @property
    def reckoned_minutes(self) -> int | None:
        """The minutes of which its units are reckoned: those that it took, or that a policy pays though nobody came."""
        return paid_minutes(self.content) if self.is_paid_no_show else self.minutes

    @property
    def name(self) -> str:
        """The service."""
        return str(self.content["service"])

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifiers of the service, as the agency's list has them on the day."""
        return self.service.details.modifiers if self.service else ()

    @property
    def bare_code(self) -> str:
        """The code by which it is billed: of the range in which the minutes lie, else of the agency's list on the day."""
        return self.reckoned.code or (self.service.code if self.service else "")

    @property
    def code(self) -> str:
        """The same with the modifiers."""
        return " ".join([self.bare_code, *self.modifiers]).strip()

    @property
    def is_first(self) -> bool:
        """Whether the units stand here: they are told once for notes that were reckoned together."""
        return not self.reckoned.together or self.reckoned.together[0] == self.entry

    @property
    def counted(self) -> str:
        """The units as people write them; empty where nobody says how they are reckoned."""
        units = self.reckoned.units
        return "" if units is None or not self.is_first else spelled(of_units(units))

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
        return [spoken(step) for step in self.reckoned.steps]

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
        return forbidding.late_days(self.noted, self.anew)

    @cached_property
    def forbidding(self) -> tuple[str, ...]:
        """What keeps it from being billed."""
        return tuple(forbidding.forbidding(self.noted, self.service, self.anew))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What a bill lacks: what the thread lacked when it was sealed, and what forbids to bill it."""
        return tuple(self._missing())

    def _missing(self) -> Iterable[str]:
        told = notes.why(self.content)
        if not told.is_frozen:
            yield (
                _("It was imported: nothing was frozen with it.")
                if self.noted.note.source
                else _("It was signed before units were reckoned.")
            )
        yield from told.missing
        if not self.name:
            yield _("No service is named.")
        first = self.noted.note.occurred_on
        if first and forbidding.moved_by(self.noted):
            sentence = _("Its day was corrected after signing; its deadline had been set for %(day)s.")
            yield sentence % {"day": formats.date_format(first)}
        yield from self.forbidding
        if told.is_frozen and self.name and not self.thread["units"] and not is_attempt(self.content):
            yield _("No policy said how its minutes become units.")
        yield from self._used_otherwise()

    def _used_otherwise(self) -> Iterable[str]:
        """Signing rounds each note by itself, the record what the payer pools: both numbers, where they are not the same."""
        reckoned = self.reckoned
        if not self.is_first or reckoned.used is None or reckoned.units is None:
            return
        if reckoned.used != of_units(reckoned.units):
            told = {"used": spelled(reckoned.used), "carried": spelled(of_units(reckoned.units))}
            yield _("Signing took %(used)s of the authorization; reckoned together it is %(carried)s.") % told
