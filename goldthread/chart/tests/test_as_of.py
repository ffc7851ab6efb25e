"""as_of: a case file as it stood, by both clocks; what was shown at a moment is shown again when that moment is asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from goldthread.authorizations import actions as authorizations
from goldthread.cases import actions as cases
from goldthread.cases import queries as found
from goldthread.cases.actions import NewClient, NewPlacement
from goldthread.cases.models import CareTeamMember
from goldthread.chart import as_of
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.needs import actions as needs
from goldthread.needs.tests.stating import need, stated
from goldthread.notes.tests.resting import authorized, planned, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, yesterday
from goldthread.plans.tests import writing as plans
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MATEO = "Mateo Rivera"


def shown(day: date | None = None, known_at: datetime | None = None, login: str = "ana") -> dict[str, Any]:
    """What the page says, as plain values."""
    client = _mateo()
    same = sorted(found.same_person(client.pk))
    file = as_of.as_of(named(login), client.pk, same, day or clock.today("UTC"), known_at)
    return {
        "name": file.detail.preferred_name if file.detail else None,
        "team": sorted(member.staff.name for member in file.team),
        "around": sorted(each.person.name for each in file.around),
        "placements": [(each.kind, each.with_whom, each.true_from_on, each.true_to_on) for each in file.placements],
        "alerts": sorted(each.words for each in file.alerts),
        "needs": sorted((each.words, each.severity) for each in file.needs),
        "plan": (
            file.plan.state,
            file.plan.version.number if file.plan.version else 0,
            sorted(g.words for g in file.plan.goals),
        ),
        "authorizations": sorted((each.row.number, each.authorized, each.used) for each in file.authorizations or ()),
        "notes": [(each.note.pk, len(each.amendments), each.is_in_error, each.body) for each in file.notes],
        "count": file.count,
    }


_known: dict[str, Any] = {}


def _mateo() -> Any:
    """Mateo by his identity: his name may be another one at the moment that is asked for."""
    return _known["mateo"]


@pytest.fixture(autouse=True)
def _remembered(cast: None) -> None:
    _known["mateo"] = client_named(MATEO)


@contextmanager
def later(minutes: int) -> Iterator[datetime]:
    """So many minutes from now."""
    with clock.set_to(clock.now() + timedelta(minutes=minutes)):
        yield clock.now()


def test_what_was_entered_later_was_not_known_then_and_is_known_now() -> None:
    before = clock.now()
    with later(10):
        stated(from_on=yesterday() - timedelta(days=30))
        assert shown(yesterday(), before)["needs"] == []
        assert shown(yesterday())["needs"] == [("Wakes three nights a week, and screams.", "moderate")]


def test_a_note_reads_as_it_read_then() -> None:
    note = visited()
    then = clock.now()
    with later(20):
        amended(note, "correction", modality="Family therapy")
        now = clock.now()
    with later(40):
        amended(note, "entered_in_error")
    (at_first,), (mended,) = shown(known_at=then)["notes"], shown(known_at=now)["notes"]
    assert at_first[1:3] == (0, False)
    assert mended[1:3] == (1, False)
    with later(60):
        ((_pk, added, in_error, _body),) = shown()["notes"]
        assert (added, in_error) == (2, True)


def test_a_note_moved_to_a_later_day_stands_under_the_day_that_was_known() -> None:
    visited(occurred_on=(yesterday() - timedelta(days=9)).isoformat())
    assert shown(yesterday() - timedelta(days=8))["count"] == 1
    assert shown(yesterday() - timedelta(days=10))["count"] == 0


def units(day: date, known_at: datetime | None = None) -> list[tuple[str, str, str]]:
    """Number, authorized and used of each authorization on a day."""
    found: list[tuple[str, str, str]] = shown(day, known_at)["authorizations"]
    return found


def test_the_units_that_were_used_by_then() -> None:
    quarters()
    authorized()
    before = clock.now()
    with later(5):
        visited()
    with later(10):
        assert units(yesterday(), before) == [("A-17", "40", "0")]
        assert units(yesterday()) == [("A-17", "40", "6")]


def test_on_a_day_before_the_service_no_unit_of_it_was_used() -> None:
    quarters()
    authorized()
    note = visited()
    assert units(yesterday() - timedelta(days=1)) == [("A-17", "40", "0")]
    assert units(yesterday() - timedelta(days=20)) == [("A-17", "40", "0")]
    known = clock.now()
    with later(5):
        moved_on = yesterday() - timedelta(days=9)
        amended(note, "correction", occurred_on=moved_on.isoformat())
    with later(10):
        assert units(moved_on) == [("A-17", "40", "6")]
        assert units(moved_on, known) == [("A-17", "40", "0")]
        assert units(moved_on - timedelta(days=1)) == [("A-17", "40", "0")]


def test_what_was_given_back_was_used_until_then() -> None:
    quarters()
    authorized()
    note = visited()
    known = clock.now()
    with later(5):
        amended(note, "entered_in_error")
    with later(10):
        assert units(yesterday(), known) == [("A-17", "40", "6")]
        assert units(yesterday()) == [("A-17", "40", "0")]


def test_a_draft_of_today_counts_on_no_past_day(client: Browser) -> None:
    quarters()
    authorized()
    begun(content=filled("session"))
    (today,) = as_of.authorizations.of_clients([_mateo().pk], yesterday())
    assert today.drafted == "6"
    (then,) = as_of.as_of(named("ana"), _mateo().pk, [_mateo().pk], yesterday(), None).authorizations or ()
    assert (then.drafted, then.left) == ("0", "40")
    client.force_login(named("ana"))
    page = client.get(f"/clients/{_mateo().pk}/as-of/", {"known": "now"}).content.decode()
    assert "0 used in signed notes" in page
    assert "in drafts" not in page


def test_where_the_client_lived_on_that_day_as_it_was_known() -> None:
    before = clock.now()
    with later(5):
        _placed()
        then = clock.now()
    with later(9):
        _placement_ended()
        first, second = (shown(yesterday(), moment)["placements"] for moment in (then, None))
        assert shown(yesterday(), before)["placements"] == []
        assert (len(first), len(second)) == (1, 0)


Act = Callable[[], object]


def _rename() -> object:
    name = f"Teo {clock.now():%H%M}"
    return cases.change_client(
        client=_mateo(), new=NewClient(MATEO, date(2014, 5, 3), name), from_on=OPENED_ON, by=COMMAND_LINE
    )


def _team() -> object:
    held = (
        CareTeamMember.objects.current().filter(case=case_named("Rivera"), staff=named("cleo"), true_to_on=None).first()
    )
    today = clock.today("UTC")
    if held:
        return cases.unassign(member=held, to_on=today, by=COMMAND_LINE)
    return cases.assign(
        case=case_named("Rivera"), staff=named("cleo"), role="therapist", from_on=today, by=COMMAND_LINE
    )


def _placed() -> object:
    """A first placement, the next one that ends it, and then that the next one was a mistake."""
    days = [yesterday() - timedelta(days=back) for back in (6, 3)]
    held = found.placements_on([_mateo().pk], yesterday())
    if held and held[0].true_from_on == days[1]:
        return cases.strike_placement(placement=held[0], reason="Another child.", by=acting("ana"))
    if held:
        new = NewPlacement("relative", days[1], with_whom=f"Kin of {clock.now():%H:%M}")
        return cases.place(client=_mateo(), new=new, ends_former=True, by=acting("ana"))
    return cases.place(client=_mateo(), new=NewPlacement("foster_home", days[0]), by=acting("ana"))


def _placement_ended() -> object:
    held = found.placements_on([_mateo().pk], yesterday())
    return held and cases.end_placement(
        placement=held[0], to_on=held[0].true_from_on, reason="It closed.", by=acting("ana")
    )


def _need() -> object:
    return needs.state(
        client=_mateo(), new=need(words=f"Need of {clock.now():%H:%M}"), from_on=yesterday(), by=acting("ana")
    )


def _mended_need() -> object:
    row = next(iter(as_of.needs.needs_on([_mateo().pk], clock.today("UTC"))), None)
    return row and needs.strike(row=row, reason="It was another child.", by=acting("ana"))


def _plan() -> object:
    version = plans.queries.standing_on([_mateo().pk], clock.today("UTC")).version
    return plans.changed(version, why=f"Anew at {clock.now():%H:%M}.") if version else planned()


def _authorize() -> object:
    return authorized(units=clock.now().minute + 1)


def _strike() -> object:
    row = next(iter(as_of.authorizations.of_clients([_mateo().pk], clock.today("UTC"))), None)
    return row and authorizations.strike(row=row.row, reason="Never was.", by=acting("ana"))


def _note() -> object:
    return visited()


def _amend() -> object:
    note = _known["mateo"].notes.filter(amends=None).order_by("recorded_at").first()
    return note and amended(note, "addendum", narrative={"text": f"Added at {clock.now():%H:%M}."})


_ACTS: dict[str, Act] = {
    "rename": _rename, "team": _team, "need": _need, "strike need": _mended_need, "plan": _plan,
    "authorize": _authorize, "strike": _strike, "place": _placed,
    "end placement": _placement_ended, "note": _note, "amend": _amend,
}  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=some.lists(some.sampled_from(sorted(_ACTS)), min_size=1, max_size=7))
def test_asking_for_a_moment_shows_what_was_shown_at_that_moment(history: list[str]) -> None:
    with transaction.atomic():
        kept: list[tuple[datetime, dict[str, Any]]] = []
        for step, what in enumerate(history, 1):
            with later(step * 7):
                try:
                    with transaction.atomic():
                        _ACTS[what]()
                except Refused:
                    pass  # what is refused changes nothing, and that is shown as well
                kept.append((clock.now(), shown(clock.now().date())))
        with later(len(history) * 7 + 10):
            for at, was in kept:
                assert shown(at.date(), at) == was
        transaction.set_rollback(True)


def test_the_page_says_by_which_clock_and_refuses_a_day_that_is_none(client: Browser) -> None:
    visited()
    client.force_login(named("ana"))
    address = f"/clients/{client_named(MATEO).pk}/as-of/"
    page = client.get(address, {"day": yesterday().isoformat(), "known": "now"}).content.decode()
    assert "by everything that is known now" in page
    assert "1 note up to that day" in page
    assert "As the record knew it at" in client.get(address).content.decode()
    ahead = client.get(address, {"day": (clock.today("UTC") + timedelta(days=9)).isoformat()})
    assert "That day lies ahead" in ahead.content.decode()
    assert "not a day of the calendar" in client.get(address, {"day": "2026-02-30"}).content.decode()


def test_a_stranger_finds_no_page(client: Browser) -> None:
    client.force_login(named("cleo"))
    assert client.get(f"/clients/{client_named(MATEO).pk}/as-of/").status_code == 404
