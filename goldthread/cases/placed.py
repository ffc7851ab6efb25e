"""Where clients live and lived, as it is read; other rooms come in by `queries`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.cases import rules
from goldthread.cases.models import Placement
from goldthread.cases.names import Known, known_of, last_days, same_person, same_persons
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Stay:
    """A placement as far as somebody may know it: its last day and why it ended are left out where that came later."""

    placement: Placement
    true_from_on: date
    true_to_on: date | None
    days: int

    @property
    def in_words(self) -> str:
        """Where, and with whom, in a line; never the address."""
        return self.placement.in_words

    @property
    def span(self) -> str:
        """From when to when, in words."""
        return span(self.true_from_on, self.true_to_on)

    @property
    def end_reason(self) -> str:
        """Why it ended, once it did."""
        return self.placement.end_reason if self.true_to_on else ""


def span(from_on: date, to_on: date | None) -> str:
    """From when to when, in words."""
    since = formats.date_format(from_on)
    return f"{since} – {formats.date_format(to_on)}" if to_on else _("since %(day)s") % {"day": since}


def ever(client_id: UUID) -> list[Placement]:
    """Every placement that stands of a client and of records that are the same person, the first first."""
    standing: list[Placement] = Placement.objects.standing(client=same_person(client_id))
    return sorted(standing, key=lambda row: (row.true_from_on, row.recorded_at))


def open_on(client_id: UUID, day: date) -> list[Placement]:
    """The placements that have begun by a day and have no end yet: one, or several where records became one person."""
    return [row for row in ever(client_id) if row.true_to_on is None and row.true_from_on <= day]


def in_force_before(client_id: UUID, day: date) -> list[Placement]:
    """Of those the ones that began before the day: what begins on it can end them the day before."""
    return [row for row in open_on(client_id, day) if row.true_from_on < day]


def overlaps(stays: Collection[Stay]) -> list[tuple[Stay, Stay]]:
    """Each placement that began before the one after it had an end: so it is where records became one person."""
    ordered = sorted(stays, key=lambda stay: (stay.true_from_on, stay.placement.recorded_at))
    return [
        (one, other)
        for at, one in enumerate(ordered)
        for other in ordered[at + 1 :]
        if one.true_to_on is None or other.true_from_on <= one.true_to_on
    ]


def placements_on(client_ids: Collection[UUID], on: date, known_at: datetime | None = None) -> list[Placement]:
    """Where these clients lived on a day, as the record stands or stood at a moment; ask only for clients in sight."""
    rows: list[Placement] = Placement.objects.standing(on, known_at=known_at, client=list(client_ids))
    return sorted(rows, key=lambda row: (row.true_from_on, row.recorded_at))


def stays_of(known: Known) -> list[Stay]:
    """Every placement of a client, the newest first, as somebody knows them: of who left, as it was on the last day there."""
    # What comes on file after a client left, also of an earlier day, is not for those whom they left.
    rows: Iterable[Placement] = Placement.objects.standing(known_at=known.known_at, client=known.same)
    found = [_stay(row, known) for row in rows if known.left is None or row.true_from_on <= known.left]
    return sorted(found, key=lambda stay: (stay.true_from_on, stay.placement.recorded_at), reverse=True)


def addresses_known(actor: Staff, client_ids: Collection[UUID]) -> set[str]:
    """The address of every placement of these clients that `actor` may know, also of one that is over."""
    same, left = same_persons(client_ids), last_days(actor, client_ids)
    served = {pk for client in client_ids if client not in left for pk in same[client]}
    rows: list[Placement] = Placement.objects.standing(client=served)
    rows += [stay.placement for client in left for stay in stays_of(known_of(actor, client))]
    return {row.address for row in rows if row.address}


def _stay(row: Placement, known: Known) -> Stay:
    ends = row.true_to_on if row.true_to_on and (known.left is None or row.true_to_on <= known.left) else None
    return Stay(row, row.true_from_on, ends, max(0, rules.days_of(row.true_from_on, ends or known.day)))


def changes(stays: Collection[Stay]) -> list[tuple[date, Stay, bool]]:
    """The days on which a client came to live somewhere (True), or left and was placed nowhere else on the next day."""
    begun = {stay.true_from_on for stay in stays}
    found = [(stay.true_from_on, stay, True) for stay in stays]
    found += [
        (stay.true_to_on, stay, False)
        for stay in stays
        if stay.true_to_on and stay.true_to_on + timedelta(days=1) not in begun
    ]
    return sorted(found, key=lambda change: change[0])


def placement_of(client_id: UUID, placement: UUID) -> Placement | None:
    """What is now on file of a placement of a client that a row told of, be it that row, one that followed, or a mistake."""
    rows = list(Placement.objects.filter(client__in=same_person(client_id)))
    found = next((row for row in rows if row.pk == placement), None)
    followed_by = {row.replaces_id: row for row in rows if row.replaces_id}
    while found and found.pk in followed_by:
        found = followed_by[found.pk]
    return found


def mistakes_of(client_ids: Collection[UUID]) -> list[Placement]:
    """What was taken out as entered by mistake, with the reason."""
    struck = Placement.objects.filter(client__in=client_ids, replaced_by__isnull=True).exclude(in_error="")
    return list(struck.order_by("-true_from_on"))
