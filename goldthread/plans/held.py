"""Everything that was sealed about the plans of clients by a moment, and which version stands on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection

from goldthread.lib.statements import rows
from goldthread.plans import rules
from goldthread.plans.models import Decision, GoalEnd, PlanReview, PlanVersion


@dataclass(frozen=True)
class History:
    """Everything that was sealed about a client's plans by a moment."""

    versions: list[PlanVersion]
    reviews: list[PlanReview]
    ends: list[GoalEnd]

    def on(self, day: date) -> tuple[str, PlanVersion | None]:
        """How the plan stands on a day (a code of goldthread.plans.rules), and the version that tells so."""
        versions = {each.pk: each for each in self.versions}
        held = [rules.Held(pk, v.recorded_at, v.valid_from_on, v.valid_to_on) for pk, v in versions.items()]
        state, latest = rules.standing_on(held, self._closings(), day)
        return state, versions[latest.version] if latest else None

    def ahead(self, day: date) -> list[PlanVersion]:
        """The versions that come into force after a day, as far as is known by now."""
        later = [each for each in self.versions if each.valid_from_on > day]
        return [each for each in later if self.on(each.valid_from_on) == (rules.IN_FORCE, each)]

    def _closings(self) -> Iterable[tuple[datetime, date]]:
        moments = {version.pk: version.recorded_at for version in self.versions}
        return [
            (moments[each.version_id], each.reviewed_on)
            for each in self.reviews
            if each.decision == Decision.CLOSE and each.version_id in moments
        ]

    def ended_on(self, state: str, version: PlanVersion | None) -> date | None:
        """The last day of a plan that is over: of its version, or of the review that closed it."""
        if version is None or state not in (rules.EXPIRED, rules.CLOSED):
            return None
        if state == rules.EXPIRED:
            return version.valid_to_on
        closed = [each.reviewed_on for each in self.reviews_of(version) if each.decision == Decision.CLOSE]
        return max(closed, default=None)

    def ended_by(self, day: date) -> set[UUID]:
        """The goals whose last day lies before a day."""
        return {each.goal for each in self.ends if each.ended_on < day}

    def reviews_of(self, version: PlanVersion) -> list[PlanReview]:
        """The reviews of the plan that a version belongs to, newest first."""
        same = {each.pk for each in self.versions if each.plan == version.plan}
        mine = [each for each in self.reviews if each.version_id in same]
        return sorted(mine, key=lambda each: (each.reviewed_on, each.recorded_at), reverse=True)

    def review_due(self, version: PlanVersion) -> date | None:
        """By when a version is to be reviewed next; what a review of an earlier version said holds for that one alone."""
        held = [(each.reviewed_on, each.next_due_on) for each in self.reviews if each.version_id == version.pk]
        return rules.review_due(version.review_due_on, held)


def history(client_ids: Collection[UUID], known_at: datetime | None = None) -> History:
    """The plans of a client, and of records that are the same person, as the record stood at a moment, or stands."""
    versions = _recorded(PlanVersion, client_ids, known_at)
    if not versions:
        return History([], [], [])
    reviews, ends = _recorded(PlanReview, client_ids, known_at), _recorded(GoalEnd, client_ids, known_at)
    return History(sorted(versions, key=lambda each: (each.recorded_at, each.number)), reviews, ends)


Sealed = TypeVar("Sealed", PlanVersion, PlanReview, GoalEnd)


def _recorded(model: type[Sealed], client_ids: Collection[UUID], known_at: datetime | None) -> list[Sealed]:
    """Every row about these clients, recorded by a moment or by now, oldest first; by hand: the editor asks at each opening."""
    if not client_ids:
        return []
    fields = {each.name: each for each in model._meta.concrete_fields}
    columns = ", ".join(f"row.{each.column}" for each in fields.values())
    values = [fields["client"].get_db_prep_value(pk, connection) for pk in client_ids]
    where = f"row.client_id IN ({', '.join(['%s'] * len(values))})"
    if known_at is not None:
        where += " AND row.recorded_at <= %s"
        values.append(fields["recorded_at"].get_db_prep_value(known_at, connection))
    statement = f"SELECT {columns} FROM {model._meta.db_table} row WHERE {where} ORDER BY row.recorded_at"
    return rows(model, statement, values)
