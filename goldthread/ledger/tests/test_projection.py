"""Projections of rooms above: verify derives their rows anew and compares."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from goldthread.ledger.projection import Row
from goldthread.ledger.verify import verify


class Services:
    """Projects services out of the facts themselves; what notes do in their own way."""

    kinds = ("service.added", "service.changed")
    tables = ("services_service", "services_modality")

    def project(self, version: int, entry_id: UUID, recorded_at: datetime, content: dict[str, Any]) -> list[Row]:
        return [Row(fact["table"], {**fact["row"], "recorded_at": recorded_at}) for fact in content["facts"]]


class Renamed(Services):
    """A projection whose rule was changed without the rows."""

    def project(self, version: int, entry_id: UUID, recorded_at: datetime, content: dict[str, Any]) -> list[Row]:
        rows = super().project(version, entry_id, recorded_at, content)
        return [Row(row.table, {**row.values, "name": row.values["name"] + "!"}) for row in rows]


class Failing(Services):
    """A projection that cannot read an entry."""

    def project(self, version: int, entry_id: UUID, recorded_at: datetime, content: dict[str, Any]) -> list[Row]:
        raise KeyError("nothing")


def test_a_row_has_one_source(standing: Path) -> None:
    problems = verify(witness=None, projections=[Services()]).problems
    assert len(problems) == 3, "these rows are stated as facts already; a projection may not state them once more"


def test_rows_that_do_not_follow_are_named(standing: Path) -> None:
    problems = verify(witness=None, projections=[Renamed()]).problems
    assert any("services_service" in problem for problem in problems)


def test_a_projection_that_fails_is_a_problem_not_a_crash(standing: Path) -> None:
    assert any("cannot be derived" in problem for problem in verify(witness=None, projections=[Failing()]).problems)
