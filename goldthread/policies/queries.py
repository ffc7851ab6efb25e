"""The resolver: which row speaks, for whom, on a day; the agency; and its days off."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from goldthread.lib import clock
from goldthread.policies import rules
from goldthread.policies.models import Agency, Holiday, Policy
from goldthread.policies.subjects import DEMANDS, SUBJECTS, Said, columns_of, kind_of, largest_of, told

__all__ = ["CHECK", "COLUMNS", "SCOPE", "SUBJECTS", "Book", "Due", "Past", "Resolved", "Said", "Standing", "agency", "checks", "columns_of",
           "days_off", "documentation_due", "holidays", "kind_of", "largest_of", "resolve", "standing_rows", "take_checks_from",
           "today"]  # fmt: skip

# From the weightiest down: a row that names the service is more specific than one that names program, payer and state.
SCOPE = ("service", "program", "payer", "state", "staff_level")
COLUMNS = (
    "idle_minutes",
    "absolute_minutes",
    "documentation_due_count",
    "documentation_due_unit",
    "late_effect",
    "cosign_required",
    "cosign_levels",
    "diagnosis_levels",
    "cosign_due_days",
    "cosign_sample_percent",
    "attestation_allowed",
    "review_required",
    "offline_drafts",
    *DEMANDS,
)
# How severe one check of notes is; asked for as `check.<key>`.
CHECK = ("check_key", "check_severity")
Row = TypeVar("Row", Policy, Holiday)
# Key, title, and whether it always blocks, of every check that the room above has.
Checks = Callable[[], Sequence[tuple[str, str, bool]]]
_checks: list[Checks] = []


def take_checks_from(source: Checks) -> None:
    """Let the room above that checks notes say which checks there are."""
    _checks[:] = [source]


def checks() -> list[tuple[str, str, bool]]:
    """The checks that a policy may name: key, title, and whether it always blocks."""
    return [each for source in _checks for each in source()]


def agency(on: date | None = None) -> Agency:
    """The agency as it was on a day, or is today; where nothing is on file, one without a name in Indiana's zone."""
    return _agency_of(Agency.objects.standing(), on)


def _agency_of(standing: Sequence[Agency], on: date | None) -> Agency:
    begun = [row for row in standing if row.true_from_on <= (on or clock.today(row.zone))]
    return max(begun or standing, key=lambda row: row.true_from_on, default=Agency())


def today() -> date:
    """The calendar day where the agency is."""
    return clock.today(agency().zone)


def days_off(since: date, until: date, among: Sequence[Holiday] | None = None) -> frozenset[date]:
    """Every day between two, both included, on which the agency has a day off; by rows read before, where they are given."""
    rows: Sequence[Holiday] = Holiday.objects.standing() if among is None else among
    found = set()
    # A New Year's Day on Saturday is kept on the last day of the year before.
    for year in range(since.year - 1, until.year + 2):
        for row in rows:
            day = rules.falls_on(row.day, year)
            if day and row.true_from_on <= day and (row.true_to_on is None or day <= row.true_to_on):
                found.add(rules.observed(day) if row.moves_off_weekends else day)
    return frozenset(day for day in found if since <= day <= until)


def holidays() -> list[tuple[Holiday, date | None]]:
    """The days off that no later row replaces, each with when it is next kept, soonest first; those over come last."""
    now = today()
    rows = [(row, _next_of(row, now)) for row in Holiday.objects.current()]
    return sorted(rows, key=lambda pair: (pair[1] is None, pair[1] or now, pair[0].name))


def _next_of(row: Holiday, now: date) -> date | None:
    for year in range(now.year - 1, now.year + 9):
        day = rules.falls_on(row.day, year)
        if day and row.true_from_on <= day and (row.true_to_on is None or day <= row.true_to_on):
            kept = rules.observed(day) if row.moves_off_weekends else day
            if kept >= now:
                return kept
    return None


@dataclass(frozen=True)
class Resolved:
    """What holds, and the row that says so; `value` is None where no row speaks."""

    value: Any
    policy_id: UUID | None = None
    citation: str = ""


class Book:
    """Every rule, day off and detail of the agency on file, read once, for who asks about many days."""

    def __init__(self) -> None:
        self._policies: list[Policy] = Policy.objects.standing()
        self._agencies: list[Agency] = Agency.objects.standing()
        self.holidays: list[Holiday] = Holiday.objects.standing()

    def with_rows(self, policies: list[Policy], holidays: list[Holiday]) -> "Book":
        """The same book with other rules and days off in it."""
        book = copy(self)
        book._policies, book.holidays = policies, holidays
        return book

    def policies_on(self, day: date) -> list[Policy]:
        """The rules in force on a day."""
        begun = (row for row in self._policies if row.true_from_on <= day)
        return [row for row in begun if row.true_to_on is None or row.true_to_on >= day]

    def agency(self, on: date) -> Agency:
        """The agency as it was on a day."""
        return _agency_of(self._agencies, on)


class Past:
    """Every rule and day off that was ever recorded, read once, for who asks what was known at several moments."""

    def __init__(self) -> None:
        self._now = Book()
        self._policies, self._holidays = list(Policy.objects.all()), list(Holiday.objects.all())

    def known_at(self, moment: datetime) -> Book:
        """The book as it stood at a moment; the agency's own details stay those of now."""
        return self._now.with_rows(_known(self._policies, moment), _known(self._holidays, moment))


def _known(rows: Sequence[Row], moment: datetime) -> list[Row]:
    """The rows that were recorded by a moment and that none recorded by then replaces."""
    then = [row for row in rows if row.recorded_at <= moment]
    replaced = {row.replaces_id for row in then}
    return [row for row in then if row.pk not in replaced]


class Standing:
    """The rows in force on a day, read once (as known at a moment, or now) or taken from a book, and what they say for a scope."""

    def __init__(self, on: date, book: Book | None = None, *, known_at: datetime | None = None) -> None:
        self._rows: list[Policy] = book.policies_on(on) if book else Policy.objects.standing(on, known_at=known_at)
        self._holidays = book.holidays if book else None

    def days_off(self, since: date, until: date) -> frozenset[date]:
        """The agency's days off between two days."""
        return days_off(since, until, self._holidays)

    def resolve(self, column: str, **scope: str) -> Resolved:
        """The value of a column for this scope: the most specific row that says something.

        `scope` takes state, payer, program, service and staff_level. Of equally specific rows the one that names the
        weightier scope (SCOPE, first is weightiest) wins, then the one in force most recently, then the one recorded last.
        `check.<key>` asks how severe a check of notes is.
        """
        column, key = ("check_severity", column[6:]) if column.startswith("check.") else (column, "")
        if (column in CHECK) != bool(key) or column not in (*COLUMNS, *CHECK) or set(scope) - set(SCOPE):
            raise ValueError(f"no policy has {column} by {sorted(scope)}")
        if key:
            return self._most_specific([row for row in self._rows if row.check_key == key], column, scope)
        return self._most_specific(self._rows, column, scope)

    def _most_specific(self, rows: Sequence[Policy], column: str, scope: Mapping[str, str]) -> Resolved:
        speaking = (row for row in rows if _says(row, column) and _fits(row, scope))
        spoken = max(speaking, key=_weight, default=None)
        if spoken is None:
            return Resolved(None)
        return Resolved(getattr(spoken, column), spoken.pk, spoken.source_citation)


@dataclass(frozen=True)
class Due:
    """By when a note must be signed, what follows if it is later, and which row says so."""

    at: datetime
    effect: str | None
    policy_id: UUID | None
    citation: str


def documentation_due(standing: Standing, *, service_end: datetime, zone: str, **scope: str) -> Due | None:
    """When documentation is due for this scope, by the place's calendar and the agency's days off; None: no rule."""
    count = standing.resolve("documentation_due_count", **scope)
    unit = standing.resolve("documentation_due_unit", **scope)
    if count.value is None or not unit.value:
        return None
    off: frozenset[date] = frozenset()
    if unit.value == "business_days":
        # Twice as many days, and a month for the days off among them, hold the deadline whatever the calendar.
        off = standing.days_off(service_end.date(), service_end.date() + timedelta(days=2 * count.value + 31))
    at = rules.due_at(service_end=service_end, count=count.value, unit=unit.value, zone=zone, holidays=off)
    return Due(at, standing.resolve("late_effect", **scope).value, count.policy_id, count.citation)


def standing_rows() -> list[Policy]:
    """Every row that no later one replaces, also those that ended or are yet to come: general first, newest first."""
    titles = {key: title for key, title, _is_fixed in checks()}
    rows = list(Policy.objects.current())
    for row in rows:
        row.check_title = titles.get(row.check_key, row.check_key)
        row.demands = told(row)
    return sorted(rows, key=lambda row: (_weight(row)[0], -row.true_from_on.toordinal()))


def resolve(column: str, *, on: date, **scope: str) -> Resolved:
    """One value on the date of service; who asks for several reads the rows once, by `Standing`."""
    return Standing(on).resolve(column, **scope)


def _says(row: Policy, column: str) -> bool:
    return getattr(row, column) not in (None, "")


def _fits(row: Policy, scope: Mapping[str, str]) -> bool:
    return all(getattr(row, name) in ("", scope.get(name, "")) for name in SCOPE)


def _weight(row: Policy) -> tuple[Any, ...]:
    named = [bool(getattr(row, name)) for name in SCOPE]
    return sum(named), named, row.true_from_on, row.recorded_at, row.pk
