"""How the cast puts needs on file: a list of codes, a diagnosis of Ben's, and what Mateo needs."""

from datetime import date, timedelta
from typing import Any

from goldthread.codes import actions as codes
from goldthread.codes.tests.lists import order_file
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.needs import actions
from goldthread.needs.actions import NewDiagnosis, NewNeed
from goldthread.needs.models import Diagnosis, Need
from goldthread.policies import actions as policies
from tests.cast import BEGAN_ON, acting, client_named, named

SINCE = date(2026, 2, 2)


def today() -> date:
    """The day where the cast works."""
    return clock.today("America/Indiana/Indianapolis")


def listed(*more: tuple[str, str], who: bool = True) -> None:
    """A list of ICD-10-CM that holds since the cast began, and a rule that licensed staff diagnose."""
    codes.bring_in(
        name="icd10cm_order_2026.txt",
        document=order_file(*more),
        from_on=BEGAN_ON,
        to_on=today() + timedelta(days=400),
        today=today(),
        by=COMMAND_LINE,
    )
    if who:
        licensed_diagnose()


def licensed_diagnose() -> None:
    """A rule that licensed staff diagnose."""
    said = {"diagnosis_levels": "licensed, psychologist", "true_from_on": date(2000, 1, 1)}
    policies.add(values={**said, "source_citation": "Our rule"}, by=COMMAND_LINE)


def diagnosis(**changes: Any) -> NewDiagnosis:
    """What Ben found."""
    said = {
        "code": "F32.1",
        "verification": "provisional",
        "source": "here",
        "made_on": SINCE,
        "staff": named("ben").pk,
    }
    return NewDiagnosis(**{**said, **changes})


def diagnosed(of: str = "Mateo Rivera", from_on: date = SINCE, login: str = "ana", **changes: Any) -> Diagnosis:
    """A diagnosis on file."""
    return actions.diagnose(client=client_named(of), new=diagnosis(**changes), from_on=from_on, by=acting(login))


def need(**changes: Any) -> NewNeed:
    """What Ana hears of the nights."""
    said = {
        "kind": "symptom",
        "words": "Wakes three nights a week, and screams.",
        "domain": "home",
        "severity": "moderate",
    }
    return NewNeed(**{**said, **changes})


def stated(of: str = "Mateo Rivera", from_on: date = SINCE, login: str = "ana", **changes: Any) -> Need:
    """A need on file."""
    return actions.state(client=client_named(of), new=need(**changes), from_on=from_on, by=acting(login))
