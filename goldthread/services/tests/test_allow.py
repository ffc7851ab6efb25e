"""change_service, details_of, not_allowed: what a service allows, and where a note describes something else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.ledger import actions as ledger
from goldthread.ledger import facts
from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.notes.choices import PART_ROLES, How
from goldthread.services import actions, queries
from goldthread.services.models import Service
from goldthread.services.rules import ACTIVITIES, PARTICIPANTS, PLACES, WAYS, Described, Details, not_allowed

DAY = date(2026, 3, 2)
VISITS = Details(
    modifiers=("HO", "U1"),
    unit="15",
    places=("12", "03"),
    ways=("in_person",),
    activities=("therapy", "skills"),
    participants=("client", "parent"),
    modalities=("Family therapy",),
    least_minutes=30,
    most_minutes=120,
)
FITTING = Described("12", "in_person", ["therapy"], ["client", "parent", "school"], ["Family therapy"], 60)


@pytest.mark.usefixtures("cast")
def test_a_service_says_what_it_allows_and_another_day_something_else(by: Actor) -> None:
    row = actions.add_service(name="Home visits", code="H2014", is_billable=True, from_on=DAY, details=VISITS, by=by)
    assert queries.details_of("Home visits", DAY) == VISITS
    later = DAY + timedelta(days=30)
    actions.change_service(
        row=row, code="H2014", is_billable=True, details=Details(places=("12",)), from_on=later, by=by
    )
    assert queries.details_of("Home visits", later - timedelta(days=1)) == VISITS
    assert queries.details_of("Home visits", later) == Details(places=("12",))
    assert queries.names(later) == ["Home visits"], "notes go on naming it"
    wrong = Service.objects.current().get(true_from_on=later)
    actions.change_service(row=wrong, code="", is_billable=False, details=Details(), from_on=later, by=by)
    assert queries.details_of("Home visits", later) == Details()
    assert queries.details_of("Moon visits", later) is None
    actions.end(row=Service.objects.current().get(true_from_on=later), to_on=later, by=by)
    assert queries.names(later + timedelta(days=1)) == []
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("cast")
def test_two_who_change_a_service_at_once_do_not_split_it(by: Actor) -> None:
    row = actions.add_service(name="Home visits", code="", is_billable=True, from_on=DAY, by=by)
    said = {"row": row, "code": "", "is_billable": True, "details": VISITS, "by": by}
    actions.change_service(from_on=DAY, **said)
    with pytest.raises(Refused, match="at the same moment"):
        actions.change_service(from_on=DAY, **said)
    with pytest.raises(Refused, match="not offered on that day"):
        actions.change_service(from_on=DAY - timedelta(days=1), **said)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(modifiers=("ho",)), "modifiers"),
        (Details(modifiers=("HO", "HO")), "modifiers"),
        (Details(modifiers=("U1", "U2", "U3", "U4", "U5")), "modifiers"),
        (Details(unit="moon"), "unit"),
        (Details(places=("77",)), "places"),
        (Details(ways=("pigeon",)), "ways"),
        (Details(activities=("dancing",)), "activities"),
        (Details(participants=("dog",)), "participants"),
        (Details(modalities=("nul\0",)), "modalities"),
        (Details(least_minutes=60, most_minutes=30), "most_minutes"),
        (Details(most_minutes=1441), "most_minutes"),
    ],
)
def test_a_detail_that_is_not_one_is_refused_at_its_field(details: Details, field: str, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_service(name="Home visits", code="", is_billable=True, from_on=DAY, details=details, by=by)
    assert refused.value.field == field
    assert not Service.objects.exists()


@pytest.mark.usefixtures("cast")
def test_a_service_of_a_version_that_knew_no_details_is_whole(by: Actor) -> None:
    row = Service(name="Home visits", code="", is_billable=True, true_from_on=DAY)
    said = facts.statement(row)
    said["row"] = {name: said["row"][name] for name in ("id", "true_from_on", "true_to_on", "replaces_id", "name", "code", "is_billable")}  # fmt: skip
    entry = ledger.record(kind="service.added", content={"facts": [said]}, by=by)
    row.entry, row.recorded_at = entry, entry.recorded_at
    Service.objects.bulk_create([row])
    ledger.sequence()
    assert Service.objects.get().details == Details()
    assert verify(witness=None, projections=[]).problems == []


def test_what_fits_is_allowed_and_what_does_not_is_named() -> None:
    assert not_allowed(FITTING, "Home visits", VISITS) == []
    assert not_allowed(Described(), "Home visits", VISITS) == [], "silence is judged by what a note must hold"
    described = Described("11", "phone", ["transport"], ["client"], ["Play therapy"], 20)
    assert [(found.field, found.sentence) for found in not_allowed(described, "Home visits", VISITS)] == [
        ("place", "“Home visits” is not given at this place: 11 Office."),
        ("how", "“Home visits” is not given this way: phone."),
        ("modalities", "“Home visits” does not allow this modality: Play therapy."),
        ("activities", "“Home visits” does not allow this activity: transport."),
        ("participants", "“Home visits” is given with parent, whom the note does not name as taking part."),
        ("minutes", "“Home visits” takes at least 30 minutes; the note says 20."),
    ]
    (long,) = not_allowed(Described(minutes=121), "Home visits", VISITS)
    assert long.sentence == "“Home visits” takes at most 120 minutes; the note says 121."


def test_a_note_that_tells_of_one_of_several_activities_is_amiss_where_none_of_them_is_allowed() -> None:
    assert not_allowed(Described(activities=("court", "therapy")), "Home visits", VISITS) == []
    (none,) = not_allowed(Described(activities=("court", "transport")), "Home visits", VISITS)
    assert none.sentence == "“Home visits” allows none of these activities: court, transport."


_DETAILS = some.builds(
    Details,
    places=some.lists(some.sampled_from(sorted(PLACES)), unique=True).map(tuple),
    ways=some.lists(some.sampled_from(sorted(WAYS)), unique=True).map(tuple),
    activities=some.lists(some.sampled_from(sorted(ACTIVITIES)), unique=True).map(tuple),
    participants=some.lists(some.sampled_from(sorted(PARTICIPANTS)), unique=True).map(tuple),
)


@given(details=_DETAILS)
def test_what_describes_only_what_is_allowed_is_never_objected_to(details: Details) -> None:
    place, way = next(iter(details.places), ""), next(iter(details.ways), "")
    described = Described(place, way, details.activities, details.participants, (), None)
    assert not_allowed(described, "X", details) == []
    assert not_allowed(FITTING, "X", Details()) == []


def test_the_codes_are_those_of_the_notes() -> None:
    assert list(WAYS) == How.values
    assert set(PARTICIPANTS) <= set(PART_ROLES)


def test_a_staff_level_is_the_same_however_it_is_written() -> None:
    details = Details(levels=("Licensed", "bachelor"))
    assert not_allowed(Described(level="licensed"), "X", details) == []
    (found,) = not_allowed(Described(level="trainee"), "X", details)
    assert found.field == "levels"
