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
from goldthread.cases.actions import NewClient, NewPlacement, NewReferral
from goldthread.cases.models import CareTeamMember, Merge
from goldthread.chart import as_of
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewScore
from goldthread.needs.tests.stating import diagnosis, listed, need, stated
from goldthread.notes.tests.resting import authorized, planned, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.people import actions as people
from goldthread.plans.tests import writing as plans
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MATEO = "Mateo Rivera"


def shown(day: date | None = None, known_at: datetime | None = None, login: str = "ana") -> dict[str, Any]:
    """What the page says, as plain values."""
    client, actor = _mateo(), named(login)
    same = as_of.records_of(actor, client.pk, known_at)
    file = as_of.as_of(actor, client.pk, same, day or clock.today("UTC"), known_at)
    return {
        "cases": sorted(each.pk for each in file.cases),
        "episodes": [(each.case_id, each.true_from_on, each.true_to_on) for each in file.episodes],
        "referrals": [(each.referred_by, each.status) for each in file.referrals],
        "diagnoses": [(each.code, each.verification) for each in file.diagnoses],
        "scores": [(each.true_from_on, each.instrument, each.total) for each in file.scores],
        "name": file.detail.preferred_name if file.detail else None,
        "team": [(member.name, member.role) for member in file.team],
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


def test_the_team_bears_the_names_of_then() -> None:
    cleo, today = named("cleo"), clock.today("UTC")
    cases.assign(case=case_named("Rivera"), staff=cleo, role="therapist", from_on=OPENED_ON, by=COMMAND_LINE)
    before = clock.now()
    with later(5):
        people.change_staff(staff=named("cleo"), name="Cleo Tanaka", zone=cleo.zone, by=COMMAND_LINE)
    with later(24 * 60 + 10):
        tomorrow = today + timedelta(days=1)
        assert ("Cleo Tanaka", "therapist") in shown(tomorrow)["team"]
        assert ("Cleo Nakamura", "therapist") in shown(tomorrow, before)["team"]
        assert ("Cleo Nakamura", "therapist") in shown(today - timedelta(days=9))["team"]


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
    first, moved_to = yesterday() - timedelta(days=9), yesterday() - timedelta(days=4)
    note = visited(occurred_on=first.isoformat())
    known = clock.now()
    with later(5):
        amended(note, "correction", occurred_on=moved_to.isoformat())
    with later(10):
        assert shown(first, known)["count"] == 1
        assert shown(first - timedelta(days=1), known)["count"] == 0
        assert shown(first)["count"] == shown(moved_to - timedelta(days=1))["count"] == 0
        assert shown(moved_to)["count"] == 1


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


def _rename_staff() -> object:
    name = f"Ana {clock.now():%H%M}"
    return people.change_staff(staff=named("ana"), name=name, zone=named("ana").zone, by=COMMAND_LINE)


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
    return _changed("addendum", narrative={"text": f"Added at {clock.now():%H:%M}."})


def _correct() -> object:
    """The oldest note, moved to another day."""
    return _changed("correction", occurred_on=(yesterday() - timedelta(days=1 + clock.now().minute % 5)).isoformat())


def _error() -> object:
    return _changed("entered_in_error")


def _changed(kind: str, **changes: Any) -> object:
    note = _mateo().notes.filter(amends=None).order_by("recorded_at").first()
    return note and amended(note, kind, **changes)


def _review() -> object:
    version = plans.queries.standing_on([_mateo().pk], clock.today("UTC")).version
    return version and plans.reviewed(version, decision="close", reviewed_on=yesterday().isoformat())


def _end_goal() -> object:
    version = plans.queries.standing_on([_mateo().pk], clock.today("UTC")).version
    return version and plans.goal_ended(version, ended_on=yesterday().isoformat())


def _measure() -> object:
    new = NewScore("gad-7", "client", [clock.now().minute % 4] * 7)
    return needs.measure(client=_mateo(), new=new, taken_on=yesterday(), by=acting("ana"))


def _diagnose() -> object:
    return needs.diagnose(client=_mateo(), new=diagnosis(), from_on=yesterday(), by=acting("ana"))


def _rule_out() -> object:
    row = next(iter(as_of.needs.diagnoses_on([_mateo().pk], clock.today("UTC"))), None)
    return row and needs.strike(row=row, reason="It was never made.", by=acting("ana"))


def _warn() -> object:
    words = f"A dog at {clock.now():%H:%M}."
    return cases.warn(case=case_named("Rivera"), kind="dog", words=words, from_on=yesterday(), by=acting("ana"))


def _end_alert() -> object:
    rivera = case_named("Rivera")
    alert = next(iter(found.alerts_of([rivera.pk], clock.today("UTC"))[rivera.pk]), None)
    return alert and cases.end_warning(alert=alert, to_on=yesterday(), by=acting("ana"))


def _refer() -> object:
    new = NewReferral("Marion County", yesterday(), f"School, at {clock.now():%H:%M}.")
    return cases.refer(case=case_named("Rivera"), new=new, by=acting("ana"))


def _episode() -> object:
    """The case is closed, or opened again."""
    rivera, today = case_named("Rivera"), clock.today("UTC")
    if found.open_episode_of(rivera):
        return cases.close_episode(case=rivera, closed_on=yesterday(), reason="Moved.", by=acting("ana"))
    return cases.reopen(case=rivera, opened_on=today, reason="Came back.", by=acting("ana"))


def _merge() -> object:
    """A record of another case, with a need and a note, is found to be Mateo's as well, or not to be his after all."""
    link = Merge.objects.current().filter(true_to_on__isnull=True).first()
    if link:
        return cases.unmerge(link=link, by=COMMAND_LINE)
    return cases.merge(kept=_mateo(), merged=client_named("Ngozi Okafor"), reason="One child.", by=COMMAND_LINE)


_ACTS: dict[str, Act] = {
    "rename": _rename, "rename staff": _rename_staff, "team": _team, "need": _need, "strike need": _mended_need, "plan": _plan,
    "authorize": _authorize, "strike": _strike, "place": _placed, "end placement": _placement_ended,
    "note": _note, "amend": _amend, "correct": _correct, "error": _error,
    "review": _review, "end goal": _end_goal, "measure": _measure, "diagnose": _diagnose, "rule out": _rule_out,
    "warn": _warn, "end alert": _end_alert, "refer": _refer, "episode": _episode, "merge": _merge,
}  # fmt: skip


def test_each_act_of_the_histories_changes_what_is_shown() -> None:
    """Each by itself, after what it needs: a history of acts that do nothing would show nothing."""
    listed()
    quarters()
    furnish_the_other_record()
    needed = {
        "strike need": "need", "review": "plan", "end goal": "plan", "strike": "authorize", "amend": "note", "correct": "note",
        "error": "note", "rule out": "diagnose", "end alert": "warn", "end placement": "place",
    }  # fmt: skip
    for what, act in _ACTS.items():
        with transaction.atomic(), later(8):
            if what in needed:
                _ACTS[needed[what]]()
            before = _shown_to_who_sees_all()
            with later(7):
                act()
                assert _shown_to_who_sees_all() != before, what
            transaction.set_rollback(True)


def _shown_to_who_sees_all(at: datetime | None = None) -> dict[str, Any]:
    """The file of today, or of the day of a moment, to somebody whose sight no act changes."""
    return shown((at or clock.now()).date(), at, "fay")


def furnish_the_other_record() -> None:
    stated("Ngozi Okafor", login="cleo", words="Ngozi's alone.")
    signed(begun("cleo", content=filled("session", "Ngozi Okafor")), "cleo")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=some.lists(some.sampled_from(sorted(_ACTS)), min_size=1, max_size=9))
def test_asking_for_a_moment_shows_what_was_shown_at_that_moment(history: list[str]) -> None:
    with transaction.atomic():
        listed()
        quarters()
        furnish_the_other_record()
        kept: list[tuple[datetime, dict[str, Any]]] = []
        for step, what in enumerate(history, 1):
            with later(step * 7):
                try:
                    with transaction.atomic():
                        _ACTS[what]()
                except Refused:
                    pass  # what is refused changes nothing, and that is shown as well
                kept.append((clock.now(), _shown_to_who_sees_all()))
        with later(len(history) * 7 + 10):
            for at, was in kept:
                assert _shown_to_who_sees_all(at) == was
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


@pytest.mark.parametrize("hour", ["25:99", "noon", "14:00+02:00"])
def test_an_hour_that_is_none_is_said_and_the_end_of_the_day_is_shown(client: Browser, hour: str) -> None:
    client.force_login(named("ana"))
    address, day = f"/clients/{client_named(MATEO).pk}/as-of/", yesterday().isoformat()
    page = client.get(address, {"day": day, "at": hour}).content.decode()
    assert "That is no time of day. Write it like 14:30." in page
    assert "11:59 p.m." in page
    assert "no time of day" not in client.get(address, {"day": day, "at": "14:30"}).content.decode()
    assert "no time of day" not in client.get(address, {"day": day, "at": ""}).content.decode()


def test_a_stranger_finds_no_page(client: Browser) -> None:
    client.force_login(named("cleo"))
    assert client.get(f"/clients/{client_named(MATEO).pk}/as-of/").status_code == 404
