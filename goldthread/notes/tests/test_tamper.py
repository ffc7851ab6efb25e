"""A forger with the file changes a value of a note, a client, a case or a role, and is found out."""

import os

import pytest

from goldthread.ledger import actions as ledger
from goldthread.ledger.tests.test_tamper import forge_often
from goldthread.ledger.verify import verify
from goldthread.notes import actions as notes
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, signed
from goldthread.people import actions as people
from goldthread.people.models import Staff
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")
TABLES = [
    "notes_note", "notes_noteitem", "notes_notepart", "cases_case", "cases_client", "cases_clientdetail", "cases_episode",
    "cases_membership", "cases_person", "cases_relationship", "cases_careteammember", "people_roleheld",
    "people_credential", "people_supervision", "people_staffdetail", "notes_notetype", "notes_typeoffered", "ledger_entry",
    "ledger_content", "ledger_leaf",
]  # fmt: skip
FORGERIES = int(os.environ.get("GOLDTHREAD_FORGERIES", "2000")) // 4


@pytest.mark.sqlite_only
def test_no_changed_value_of_a_note_or_a_fact_escapes() -> None:
    first, _second = signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))
    amended(first, "correction", place_of_service="11")
    notes.offer_type(key="soap", is_offered=False, by=acting("hana"))
    ledger.sequence(sweep=True)
    done = forge_often(FORGERIES, TABLES, (PROJECTION,))
    assert done.total() == FORGERIES
    assert set(done) == set(TABLES)


@pytest.mark.parametrize(
    ("column", "value"), [("name", "Ana Castellano"), ("name", "ana castellanos"), ("zone", "UTC"), ("zone", "")]
)
def test_a_name_or_a_zone_that_is_not_on_file_is_found(column: str, value: str) -> None:
    people.change_staff(staff=named("ben"), name="Ben Achterberg-Ode", zone="America/Chicago", by=acting("hana"))
    assert verify(witness=None, projections=[PROJECTION]).problems == []
    Staff.objects.filter(login="ana").update(**{column: value})
    (problem,) = verify(witness=None, projections=[PROJECTION]).problems
    assert "table people_staff" in problem
    assert named("ana").pk.hex in problem.replace("-", "")


def test_somebody_put_into_the_list_of_staff_beside_the_record_is_found() -> None:
    Staff.objects.create(login="eve", name="Eve")
    (problem,) = verify(witness=None, projections=[PROJECTION]).problems
    assert "table people_staff" in problem
