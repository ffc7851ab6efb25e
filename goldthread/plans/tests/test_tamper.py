"""A forger with the file changes a value of a plan, a signature, a review or an end, and is found out."""

import pytest

from goldthread.ledger import actions as ledger
from goldthread.ledger.tests.test_tamper import forge_often
from goldthread.needs.tests.stating import stated
from goldthread.plans.projection import PROJECTION
from goldthread.plans.tests.writing import changed, first, goal, goal_ended, reviewed, witnessed

pytestmark = pytest.mark.usefixtures("cast")


@pytest.mark.sqlite_only
def test_no_changed_value_of_a_plan_escapes() -> None:
    version = changed(first(), goals=[goal(answers=[str(stated().identity)]), goal("Rosa sleeps.")])
    witnessed(version)
    reviewed(version)
    goal_ended(version)
    ledger.sequence(sweep=True)
    done = forge_often(20 * len(PROJECTION.tables), [*PROJECTION.tables], (PROJECTION,))
    assert set(done) == set(PROJECTION.tables)
