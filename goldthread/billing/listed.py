"""What the lists of the agency say of many notes: services, rates, payers of cases and merged records, each list read once."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from goldthread.billing.forbidding import moved_by
from goldthread.billing.rules import plain
from goldthread.billing.served import Served
from goldthread.cases import queries as cases
from goldthread.cases.models import Merge
from goldthread.notes import queries as notes
from goldthread.notes.queries import Anew, Noted
from goldthread.services import queries as services
from goldthread.services.models import Rate, Service


class Lists:
    """The lists as they stand, for these notes."""

    def __init__(self, held: Sequence[Noted]) -> None:
        self._terms = cases.details_of({each.note.case_id for each in held if each.note.case_id})
        self._every_service = services.every_service()
        self._services: dict[date, dict[str, Service]] = {}
        self._rates: dict[tuple[str, str, tuple[str, ...]], list[Rate]] = {}
        for rate in services.every_rate():
            self._rates.setdefault((rate.payer, rate.service, tuple(rate.modifier_list)), []).append(rate)
        self._kept = Merge.objects.kept_records()
        self._dues = notes.dues_anew([each for each in held if moved_by(each) and not each.note.source])

    def person(self, client: UUID) -> UUID:
        """The record that is kept of somebody of whom there are several."""
        return self._kept.get(client, client)

    def service(self, noted: Noted) -> Service | None:
        """The row of the agency's list on the day of service."""
        return self._on(noted.on).get(noted.content["service"]) if noted.on else None

    def due_anew(self, noted: Noted) -> Anew | None:
        """By when it had to be signed, where a correction moved it to another day."""
        return self._dues.get(noted.note.pk)

    def payer(self, noted: Noted) -> str:
        """Who pays: who authorized it, else whose the case was on the day."""
        held = (noted.content.get("thread") or {}).get("authorization")
        if held:
            return str(held["payer"])
        case = noted.note.case_id
        terms = cases.terms_among(self._terms.get(case, ()), noted.on) if case and noted.on else None
        return terms.payer if terms else ""

    def cents(self, each: Served) -> int | None:
        """What the payer pays for a unit; where the minutes decide the code, what it pays for the service of that code."""
        if each.on is None:
            return None
        name = each.name
        if each.service and plain(each.bare_code) != plain(each.service.code):
            others = self._on(each.on).values()
            name = next((other.name for other in others if plain(other.code) == plain(each.bare_code)), "")
        rates = self._rates.get((each.payer, name, tuple(each.modifiers)), ())
        held = [rate for rate in rates if _holds(rate, each.on)]
        return held[0].amount_cents if held else None

    def _on(self, day: date) -> dict[str, Service]:
        if day not in self._services:
            held = [row for row in self._every_service if _holds(row, day)]
            self._services[day] = {row.name: row for row in sorted(held, key=lambda row: row.true_from_on)}
        return self._services[day]


def _holds(row: Service | Rate, day: date) -> bool:
    return bool(row.true_from_on <= day and (row.true_to_on is None or row.true_to_on >= day))
