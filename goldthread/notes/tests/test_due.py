"""sealing: the policies that judge a note are those of its state, program, payer, service and staff level that day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewTerms
from goldthread.ledger import queries as ledger
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import actions
from goldthread.notes.models import Note
from goldthread.notes.tests.writing import begun, filled, signed
from goldthread.people import actions as people
from goldthread.policies import actions as policies
from goldthread.policies import queries
from tests.cast import acting, case_named, named

pytestmark = pytest.mark.usefixtures("shipped")
INDIANA = "America/Indiana/Indianapolis"
THURSDAY = datetime(2026, 2, 12, 23, 0, tzinfo=UTC)


@pytest.fixture
def shipped(cast: None) -> None:
    policies.load_shipped(by=COMMAND_LINE)


def agency_in(state: str, from_on: date | None = None) -> None:
    policies.name_agency(name="Larkspur", state=state, zone=INDIANA, from_on=from_on, by=COMMAND_LINE)


def served_under(program: str, payer: str = "", from_on: date = date(2026, 1, 12)) -> None:
    cases.change_case(
        case=case_named("Rivera"), new=NewTerms("Rivera", program, payer), from_on=from_on, by=acting("ana")
    )


def visited(*clients: str, **changes: Any) -> list[Note]:
    """A visit on Thursday, 12 February 2026, signed that evening."""
    with clock.set_to(THURSDAY):
        return signed(begun(content=filled("session", *clients, occurred_on="2026-02-12", **changes)))


def written(note: Note) -> dict[str, Any]:
    return dict(ledger.content_of(note.pk)["written"])


def test_without_state_or_program_the_default_speaks() -> None:
    (note,) = visited()
    assert "no federal rule" in written(note)["citation"]


def test_in_texas_the_texan_row_speaks_and_presidents_day_is_no_business_day() -> None:
    agency_in("TX")
    (note,) = visited()
    assert "26 TAC 301.361" in written(note)["citation"]
    # Friday counts, Monday is Washington's Birthday, Tuesday counts: until midnight in Indiana, five hours behind.
    assert written(note)["due_at"] == "2026-02-18T04:59:59.999999Z"


def test_an_indiana_center_has_thirty_days_and_no_longer() -> None:
    agency_in("IN")
    served_under("CMHC")
    (note,) = visited()
    assert "IC 12-15-13.5-6" in written(note)["citation"]
    assert written(note)["due_at"].startswith("2026-03-15T03:59:59")
    assert written(note)["late_effect"] == "blocks"


def test_another_program_in_indiana_has_the_default() -> None:
    agency_in("IN")
    served_under("Child welfare")
    (note,) = visited()
    assert "no federal rule" in written(note)["citation"]


def test_what_counts_is_where_the_agency_and_the_case_were_on_the_day_of_service() -> None:
    agency_in("TX")
    agency_in("IN", from_on=date(2026, 2, 13))
    served_under("CMHC", from_on=date(2026, 2, 13))
    (note,) = visited()
    assert "26 TAC 301.361" in written(note)["citation"]


@pytest.mark.parametrize(
    "scope",
    [{"payer": "Example Health"}, {"service": "Home-based casework"}, {"staff_level": "bachelor"}, {"state": "IN"}],
)
def test_a_rule_that_the_agency_adds_applies(scope: dict[str, str]) -> None:
    agency_in("IN")
    served_under("", "Example Health")
    rule = {"true_from_on": "2026-01-01", "source_citation": "Contract 7", "documentation_due_count": 24}
    policies.add(values={**rule, **scope, "documentation_due_unit": "hours"}, by=COMMAND_LINE)
    (note,) = visited()
    assert written(note)["citation"] == "Contract 7"


def test_the_staff_level_is_that_of_the_day_of_service() -> None:
    rule = {"true_from_on": "2026-01-01", "source_citation": "Interns", "documentation_due_count": 24}
    policies.add(values={**rule, "staff_level": "trainee", "documentation_due_unit": "hours"}, by=COMMAND_LINE)
    new = people.NewCredential("intern", date(2026, 2, 1), date(2026, 2, 12), level="trainee")
    people.add_credential(staff=named("ana"), new=new, by=COMMAND_LINE)
    (note,) = visited()
    assert written(note)["citation"] == "Interns"
    with clock.set_to(THURSDAY + timedelta(days=1)):
        (later,) = signed(begun(content=filled("session", occurred_on="2026-02-13")))
    assert written(later)["citation"] != "Interns"


def test_a_payer_may_demand_a_cosignature() -> None:
    rule = {"true_from_on": "2026-01-01", "source_citation": "Contract 7", "payer": "Example Health"}
    policies.add(values={**rule, "cosign_required": True, "cosign_due_days": 5}, by=COMMAND_LINE)
    served_under("", "Example Health")
    (note,) = visited()
    assert note.needs_cosignature
    assert note.cosignature_due_on == date(2026, 2, 17)


def test_of_a_meeting_about_two_cases_each_entry_has_the_deadline_of_its_own_case() -> None:
    agency_in("IN")
    cases.assign(
        case=case_named("Okafor"), staff=named("ana"), role="case manager", from_on=date(2026, 1, 12), by=COMMAND_LINE
    )
    served_under("CMHC")
    notes = {note.client_id: written(note) for note in visited("Mateo Rivera", "Ngozi Okafor")}
    assert len({told["due_at"] for told in notes.values()}) == 2


def test_a_case_that_changes_its_program_between_reading_and_signing_is_read_again() -> None:
    from goldthread.lib.refusals import Refused
    from goldthread.notes.actions import Signature
    from goldthread.notes.tests.writing import read
    from tests.cast import PASSWORD

    agency_in("IN")
    pending = read(begun())
    served_under("CMHC")
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))


def test_a_deadline_that_does_not_say_what_it_counts_is_refused() -> None:
    from goldthread.lib.refusals import Refused

    rule = {"true_from_on": "2026-01-01", "source_citation": "Contract 7", "documentation_due_count": 24}
    with pytest.raises(Refused, match="what it counts"):
        policies.add(values=rule, by=COMMAND_LINE)
    assert queries.resolve("documentation_due_unit", on=date(2026, 2, 1)).value == "business_days"
