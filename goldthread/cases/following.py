"""How one version of a fact follows another by its days; shared by the rooms that keep facts about clients."""

from typing import TypeVar

from goldthread.cases import rules
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Fact
from goldthread.lib.refusals import refuse

Row = TypeVar("Row", bound=Fact)


def successors(former: Row, new: Row) -> list[Row]:
    """What to add when `new` follows `former`: the former ends the day before; on its own first day it was wrong."""
    refuse(rules.change_findings(former.true_from_on, new.true_from_on))
    if new.true_from_on == former.true_from_on:
        new.replaces_id = former.pk  # type: ignore[attr-defined]
        return [new]
    new.true_to_on = former.true_to_on
    return [ledger.further(former, true_to_on=rules.day_before(new.true_from_on)), new]
