"""What a goal goes back to: the diagnoses, needs and strengths on file that a plan can tie it to, as its author knows them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, Verification
from goldthread.people.models import Staff
from goldthread.plans.content import DIAGNOSIS

Answer = dict[str, str]


def standing(actor: Staff, client_id: UUID, day: date) -> dict[str, Answer]:
    """What stands on a day of a client and of records that are the same person, by identity; nothing that was ruled out.

    Of a client who left, what stood on a day until then, as it was known on the last one.
    """
    known = cases.known_of(actor, client_id)
    on = min(day, known.left) if known.left else day
    diagnosed = needs.diagnoses_on(known.same, on, known.known_at)
    in_force = [each for each in diagnosed if each.verification != Verification.REFUTED]
    return _said([*in_force, *needs.needs_on(known.same, on, known.known_at)])


def on_file(actor: Staff, client_id: UUID, identities: Collection[str]) -> dict[str, Answer]:
    """The same of these identities, whenever they were true, in their latest words; none of mistakes."""
    if not identities:
        return {}
    known = cases.known_of(actor, client_id)
    same, known_at = known.same, known.known_at
    rows: list[Diagnosis | Need] = [*needs.stood(Diagnosis, same, known_at), *needs.stood(Need, same, known_at)]
    wanted = [row for row in rows if str(row.identity) in identities]
    return _said(sorted(wanted, key=lambda row: row.true_from_on))


def _said(rows: Collection[Diagnosis | Need]) -> dict[str, Answer]:
    return {str(row.identity): _answer(row) for row in rows}


def _answer(row: Diagnosis | Need) -> Answer:
    """As a plan freezes it."""
    if isinstance(row, Diagnosis):
        return {"id": str(row.identity), "kind": DIAGNOSIS, "code": row.code, "words": row.title}
    return {"id": str(row.identity), "kind": row.kind, "code": "", "words": row.words}
