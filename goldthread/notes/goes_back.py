"""What the goals of a plan go back to, as it stood on the day of a service: standing, ruled out, ended or struck since."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, Verification
from goldthread.plans.models import PlanAnswer

STANDS, RULED_OUT, ENDED, STRUCK = "stands", "ruled_out", "ended", "struck"


def sealed(
    answers: Collection[PlanAnswer],
    on_the_day: Collection[Diagnosis | Need],
    client: UUID,
    day: date,
    known_at: datetime | None,
) -> list[dict[str, Any]]:
    """Each of them in the words of the plan, with how it stood on the day, as known at a moment or now; `ended` is its last day."""
    held = {row.identity: row for row in on_the_day}
    gone = {each.identity for each in answers} - held.keys()
    ends = _ends(client, gone, day, known_at) if gone else {}
    return [_answer(each, held.get(each.identity), ends) for each in answers]


def _ends(client: UUID, identities: Collection[UUID], day: date, known_at: datetime | None) -> dict[UUID, date | None]:
    """Of those of these that are on file and no mistake, the last day before a day; None where it only comes later."""
    same = cases.same_person(client)
    found: dict[UUID, date | None] = {}
    rows: list[Diagnosis | Need] = [*needs.stood(Diagnosis, same, known_at), *needs.stood(Need, same, known_at)]
    for row in sorted(rows, key=lambda each: each.true_from_on):
        if row.identity in identities:
            ended = row.true_to_on if row.true_to_on and row.true_to_on < day else None
            found[row.identity] = ended or found.get(row.identity)
    return found


def _answer(each: PlanAnswer, held: Diagnosis | Need | None, ends: Mapping[UUID, date | None]) -> dict[str, Any]:
    ended = ends.get(each.identity)
    return {
        "goal": str(each.goal),
        "id": str(each.identity),
        "kind": each.kind,
        "code": each.code,
        "words": each.words,
        "state": _state(each, held, ends),
        "ended": ended.isoformat() if ended else None,
    }


def _state(each: PlanAnswer, held: Diagnosis | Need | None, ends: Mapping[UUID, date | None]) -> str:
    if isinstance(held, Diagnosis) and held.verification == Verification.REFUTED:
        return RULED_OUT
    if held:
        return STANDS
    return ENDED if each.identity in ends else STRUCK
