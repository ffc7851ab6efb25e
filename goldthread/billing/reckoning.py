"""The units of signed notes by the policy that was sealed with each, pooled with others of the day where that policy says so; pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from goldthread.billing.served import Reckoned, Served
from goldthread.policies.rules import Ranges, read_rounding
from goldthread.services.rules import Contact, Line, Step, lines_of

_ASKED = ("rounding_algorithm", "pool_scope", "pool_by", "min_minutes")


def reckoned(served: Sequence[Served]) -> list[Served]:
    """The same notes, each with its units. Only minutes of one payer are pooled, and none that may not be billed with others.

    What a policy pays though nobody came is a sum of its own, and never pooled with minutes that were served.
    """
    groups: dict[tuple[Any, ...], list[Served]] = {}
    for each in served:
        says = {row["asked"]: row["says"] for row in each.thread.get("rules", ())}
        if each.name and says.get("rounding_algorithm") and each.thread["units"] and each.reckoned_minutes is not None:
            by = tuple(says.get(name) for name in _ASKED)
            alone = each.entry if each.is_paid_no_show else None
            groups.setdefault((each.person, each.on, each.payer, each.forbidding, alone, *by), []).append(each)
    found: dict[UUID, Reckoned] = {}
    for key, of_it in groups.items():
        found |= _of_group(sorted(of_it, key=_begins), *key[-len(_ASKED) :])
    return [replace(each, reckoned=found.get(each.entry, each.reckoned)) for each in served]


def _begins(each: Served) -> tuple[str, str]:
    return ((each.content["starts"] or {}).get("utc", ""), str(each.entry))


def _of_group(
    of_it: Sequence[Served], rounding: str, scope: str | None, by: str | None, least: int | None
) -> dict[UUID, Reckoned]:
    read = read_rounding(json.loads(rounding))
    contacts = [
        Contact(str(each.entry), each.name, each.on, str(each.content["author"]["id"]), each.reckoned_minutes or 0)
        for each in of_it
        if each.on
    ]
    held = {str(each.entry): each for each in of_it}
    found: dict[UUID, Reckoned] = {}
    for line in lines_of(
        contacts, read, pool_scope=scope or "none", pool_by=by or "agency", least_minutes=int(least or 0)
    ):
        made = _of_line(line, [held[key] for key in line.keys], is_ranged=isinstance(read, Ranges))
        found |= dict.fromkeys(made.together, made)
    return found


def _taken(thread: Mapping[str, Any]) -> int | None:
    """What signing took of the authorization; None where that counts other units, or days, which compare with nothing here."""
    held = thread["authorization"]
    return None if "uses" in held or held.get("once_a_day") else int(thread["units"]["hundredths"])


def _of_no_show(served: Served) -> tuple[Step, ...]:
    return (Step("no_show", {"minutes": served.reckoned_minutes}),) if served.is_paid_no_show else ()


def _of_line(line: Line, of_it: Sequence[Served], *, is_ranged: bool) -> Reckoned:
    taken = [_taken(each.thread) for each in of_it if each.thread["authorization"]]
    return Reckoned(
        units=line.units,
        steps=(*_of_no_show(of_it[0]), *line.steps),
        together=tuple(each.entry for each in of_it),
        # Below the first range there is no code, and nothing to bill.
        code=line.code if is_ranged and line.units else "",
        used=sum(each for each in taken if each is not None) if taken and None not in taken else None,
        first_at=of_it[0].clocks,
    )
