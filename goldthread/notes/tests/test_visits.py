"""From a planned visit to its signed note: one tap each, and nothing typed is ever overwritten."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.notes import actions, visiting
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import Draft, Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.queries import newest_type
from goldthread.notes.tests.writing import amended, filled, signed
from goldthread.schedule.queries import Planned
from goldthread.schedule.tests.planning import ZONE, found, planned_visit, today
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def nine() -> datetime:
    """Nine o'clock of the working day."""
    return datetime.combine(today(), datetime.min.time(), ZoneInfo(ZONE)) + timedelta(hours=9)


def browser(login: str = "ana") -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    return opened


def at(planned: Planned, act: str) -> str:
    return f"/visits/{planned.visit.identity}/{planned.planned_on}/{act}/"


def press(planned: Planned, act: str, login: str = "ana", **typed: str) -> int:
    return browser(login).post(at(planned, act), typed).status_code


def draft_of(planned: Planned) -> Draft:
    return Draft.objects.open().get(content__visit=str(planned.pk))


def typed_on(planned: Planned, **changes: object) -> Draft:
    draft = draft_of(planned)
    content = {**draft.content, **changes}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=acting("ana"))
    return draft


def test_one_tap_begins_the_note_with_what_the_plan_says_and_another_goes_on_with_it(nine: datetime) -> None:
    planned = planned_visit("ana", "Mateo Rivera", "Lucía Rivera")
    with clock.set_to(nine):
        assert [press(planned, "write"), press(planned, "write")] == [302, 302]
    draft = draft_of(planned)
    assert draft.note_type.key == "session"
    said = {name: draft.content[name] for name in ("occurred_on", "starts", "how", "place_of_service", "service")}
    assert said == {
        "occurred_on": today().isoformat(),
        "starts": "09:00",
        "how": "in_person",
        "place_of_service": "12",
        "service": "Home-based casework",
    }
    assert set(draft.content["clients"]) == {str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera")}
    assert "Go on writing" in browser().get("/").content.decode()


def test_arrived_and_left_are_the_start_and_the_end_of_a_note_begun_afterwards(nine: datetime) -> None:
    planned = planned_visit()
    for minutes, act in ((3, "arrived"), (65, "left"), (70, "write")):
        with clock.set_to(nine + timedelta(minutes=minutes, seconds=40)):
            assert press(planned, act) == 302
    content = draft_of(planned).content
    assert (content["starts"], content["ends"]) == ("09:03", "10:05")


def test_a_draft_in_hand_takes_the_offer_where_nobody_typed_otherwise(nine: datetime) -> None:
    planned = planned_visit()
    for minutes, act in ((0, "write"), (4, "arrived")):
        with clock.set_to(nine + timedelta(minutes=minutes)):
            press(planned, act)
    assert draft_of(planned).content["starts"] == "09:04"
    typed_on(planned, starts="09:10", ends="09:50")
    with clock.set_to(nine + timedelta(minutes=90)):
        press(planned, "left")
    content = draft_of(planned).content
    assert (content["starts"], content["ends"]) == ("09:10", "09:50")


def test_undo_takes_back_what_was_pressed_and_what_it_offered(nine: datetime) -> None:
    planned = planned_visit()
    with clock.set_to(nine + timedelta(minutes=4)):
        press(planned, "arrived")
        press(planned, "write")
        press(planned, "undo")
    assert found(planned.visit, planned.planned_on).arrived_at is None
    assert draft_of(planned).content["starts"] == "09:00"
    with clock.set_to(nine + timedelta(minutes=9)):
        press(planned, "arrived")
    assert draft_of(planned).content["starts"] == "09:09"


def test_a_visit_over_midnight_ends_the_next_day_and_one_of_seconds_lasts_a_minute(nine: datetime) -> None:
    planned = planned_visit()
    late = nine + timedelta(hours=14, minutes=30)
    with clock.set_to(late):
        press(planned, "arrived")
    with clock.set_to(late + timedelta(hours=1)):
        press(planned, "left")
        press(planned, "write")
    content = draft_of(planned).content
    assert (content["starts"], content["ends"], content["overnight"]) == ("23:30", "00:30", "on")
    short = planned_visit(starts="10:00")
    with clock.set_to(nine):
        for act in ("arrived", "left", "write"):
            press(short, act)
    content = draft_of(short).content
    assert (content["starts"], content["ends"]) == ("09:00", "09:01")


@pytest.mark.parametrize(("why", "outcome"), [("no_show", "no_show"), ("cancelled_by_family", "cancelled")])
def test_a_visit_that_fell_out_is_an_attempt_ready_to_be_signed(why: str, outcome: str, nine: datetime) -> None:
    planned = planned_visit()
    with clock.set_to(nine + timedelta(minutes=15)):
        assert press(planned, "not-held", why=why) == 302
        draft = draft_of(planned)
        assert draft.note_type.key == "attempted_contact"
        (row,) = draft.content["attempts"]
        assert (row["name"], row["how"], row["at"], row["outcome"]) == ("Mateo Rivera", "in_person", "09:00", outcome)
        (note,) = signed(draft)
    assert note.visit == planned.pk
    assert f"/notes/{note.pk}/" in browser().get("/").content.decode()


def test_what_is_called_off_ahead_was_tried_at_that_moment(nine: datetime) -> None:
    planned = planned_visit(first_on=today() + timedelta(days=2))
    with clock.set_to(nine + timedelta(minutes=30)):
        press(planned, "not-held", why="cancelled_by_family")
    content = draft_of(planned).content
    assert (content["occurred_on"], content["attempts"][0]["at"]) == (today().isoformat(), "09:30")


def test_what_the_provider_cancelled_is_no_attempt() -> None:
    planned = planned_visit()
    press(planned, "not-held", why="cancelled_by_provider")
    assert found(planned.visit, planned.planned_on).not_held == "cancelled_by_provider"
    assert not Draft.objects.exists()


def test_undo_lays_an_attempt_aside_that_nobody_wrote_in_and_keeps_one_that_somebody_did() -> None:
    planned = planned_visit()
    press(planned, "not-held", why="no_show")
    press(planned, "undo")
    assert not Draft.objects.open().exists()
    press(planned, "not-held", why="no_show")
    typed_on(planned, narrative={"circumstances": "Lights on."})
    press(planned, "undo")
    assert draft_of(planned).content["narrative"] == {"circumstances": "Lights on."}


def test_a_signed_visit_says_so_with_a_link_and_a_correction_keeps_it() -> None:
    planned = planned_visit(first_on=today() - timedelta(days=1))
    assert "Your visits" in browser().get("/").content.decode()
    press(planned, "write")
    typed_on(planned, **{**filled("session"), "visit": str(planned.pk)})
    (note,) = signed(draft_of(planned))
    assert ledger.content_of(note.pk)["visit"] == str(planned.pk)
    assert planned.visit.purpose not in browser().get("/").content.decode()
    page = browser().get(f"/visits/?week={planned.day}").content.decode()
    assert "signed" in page
    amended(note, "correction", place_of_service="03")
    assert Note.objects.get(pk=note.pk).visit == planned.pk
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_that_it_is_signed_stands_apart_from_when_one_was_there(nine: datetime) -> None:
    planned = planned_visit(first_on=today() - timedelta(days=1))
    for minutes, act in ((3, "arrived"), (65, "left")):
        with clock.set_to(nine - timedelta(days=1) + timedelta(minutes=minutes)):
            press(planned, act)
    press(planned, "write")
    typed_on(planned, **{**filled("session"), "visit": str(planned.pk)})
    signed(draft_of(planned))
    assert (
        "signed</a> <span" in browser().get(f"/visits/{planned.visit.identity}/{planned.planned_on}/").content.decode()
    )


def test_an_alert_stands_before_the_visit_on_today_and_on_its_page() -> None:
    planned = planned_visit()
    alert = {"kind": "dog", "words": "Large dog; call first.", "from_on": today(), "by": acting("ben")}
    cases.warn(case=case_named("Rivera"), **alert)  # type: ignore[arg-type]
    for address in ("/", f"/visits/{planned.visit.identity}/{planned.planned_on}/"):
        page = browser().get(address).content.decode()
        assert page.index("Large dog") < page.index("Arrived")


def test_nobody_else_presses_the_buttons_of_a_visit() -> None:
    planned = planned_visit()
    for act in ("write", "arrived", "left", "not-held", "undo"):
        assert [press(planned, act, login) for login in ("cleo", "ben", "hana", "ed")] == [404] * 4, act
    assert [press(planned, act, "dora") for act in ("write", "arrived", "left")] == [404] * 3
    assert press(planned, "not-held", "dora", why="no_show") == 302
    assert not Draft.objects.exists()


def test_a_button_that_comes_too_late_says_so_where_it_stood() -> None:
    planned = planned_visit()
    press(planned, "arrived")
    ana = browser()
    answer = ana.post(at(planned, "arrived"), {"from": "visit"}, follow=True)
    assert answer.redirect_chain == [(f"/visits/{planned.visit.identity}/{planned.planned_on}/", 302)]
    assert "Your arrival is noted already" in answer.content.decode()
    assert press(planned, "not-held", why="nobody") == 302


def test_what_was_typed_is_left_alone_with_what_tells_which_one_it_is() -> None:
    names = ("occurred_on", "starts", "starts_fold", "ends", "ends_fold", "overnight")
    before, after = dict.fromkeys(names, ""), dict.fromkeys(names, "")
    before |= {"occurred_on": "2026-11-01", "starts": "01:00"}
    after |= {"occurred_on": "2026-11-01", "starts": "01:30", "starts_fold": "second", "ends": "03:00"}
    assert visiting.filled({"starts": "01:10"}, before, after) == {
        "occurred_on": "2026-11-01", "starts": "01:10", "ends": "03:00", "ends_fold": "", "overnight": "",
    }  # fmt: skip
    assert visiting.filled({"starts": "01:00"}, before, after)["starts_fold"] == "second"


def test_a_note_is_that_of_one_s_own_visit_alone() -> None:
    planned = planned_visit()
    signed(
        actions.start(
            new=NewDraft(uuids.fresh(), newest_type("session"), {**filled("session"), "visit": str(planned.pk)}),
            by=acting("ben"),
        ),
        "ben",
    )
    (note,) = Note.objects.filter(author=named("ben").pk)
    assert note.visit is None


def test_a_note_about_another_client_leaves_the_visit_to_be_written_up() -> None:
    planned, yesterday = planned_visit(), (today() - timedelta(days=1)).isoformat()
    said = {"visit": str(planned.pk), "occurred_on": yesterday}
    for about, hour, is_of_it in ((["Lucía Rivera"], "08", False), (["Lucía Rivera", "Mateo Rivera"], "10", True)):
        content = filled("session", *about, **said, starts=f"{hour}:00", ends=f"{hour}:50")
        new = NewDraft(uuids.fresh(), newest_type("session"), content)
        notes = signed(actions.start(new=new, by=acting("ana")))
        assert [note.visit == planned.pk for note in notes] == [is_of_it] * len(about)


def test_a_visit_that_began_hours_before_its_plan_is_asked_about_and_one_on_time_is_not(nine: datetime) -> None:
    planned = planned_visit(starts="15:00")
    with clock.set_to(nine):
        assert press(planned, "arrived") == 302
    with clock.set_to(nine + timedelta(minutes=1)):
        assert [press(planned, "left"), press(planned, "write")] == [302, 302]

    def told() -> str:
        return browser().post(f"/drafts/{draft_of(planned).pk}/asked/").content.decode()

    assert "This visit was planned at 15:00, and the note begins at 09:00." in told()
    assert "This visit went from 09:00 to 09:01." in told()
    typed_on(planned, starts="14:50", ends="15:50")
    assert "This visit" not in told()


def test_an_editor_that_stands_open_while_arrived_and_left_are_pressed_goes_on_with_both(nine: datetime) -> None:
    planned = planned_visit()
    with clock.set_to(nine):
        press(planned, "write")
    draft, window = draft_of(planned), uuids.fresh()
    typed = {**draft.content, "narrative": {"response": "He laughed."}, "modality": "Parent coaching"}
    for minutes, act in ((4, "arrived"), (65, "left")):
        with clock.set_to(nine + timedelta(minutes=minutes)):
            press(planned, act)
    saved = actions.save(draft=draft, base_revision=0, content=typed, window=window, turn=1, by=acting("ana"))
    assert saved.taken == {"starts": "09:04", "ends": "10:05"}
    held = draft_of(planned)
    assert held.revision == saved.revision
    assert not held.revisions.filter(is_beside=True).exists()
    assert held.content == {**typed, "starts": "09:04", "ends": "10:05"}


@pytest.mark.parametrize(
    "steps",
    [
        ("arrived", "undo", "save", "arrived", "save"),
        ("arrived", "save", "undo", "save"),
        ("save", "arrived", "save", "left", "undo", "undo", "save"),
        ("arrived", "left", "undo", "undo", "save"),
        ("arrived", "undo", "left", "arrived", "save", "save"),
    ],
)
def test_presses_that_are_undone_under_an_open_editor_leave_its_words_in_the_draft(
    steps: tuple[str, ...], nine: datetime
) -> None:
    planned, window, now = planned_visit(), uuids.fresh(), nine + timedelta(minutes=4)
    press(planned, "write")
    page, base = draft_of(planned).content, 0
    for turn, step in enumerate(steps, start=1):
        now += timedelta(seconds=15)
        with clock.set_to(now):
            if step != "save":
                press(planned, step)
                continue
            page = {**page, "narrative": {"response": f"He laughed {turn} times."}}
            saved = actions.save(
                draft=draft_of(planned), base_revision=base, content=page, window=window, turn=turn, by=acting("ana")
            )
            assert not saved.beside
            page, base = {**page, **saved.taken}, saved.revision
            assert draft_of(planned).content == page


def test_an_end_that_was_typed_as_left_was_pressed_is_kept_beside(nine: datetime) -> None:
    planned = planned_visit()
    with clock.set_to(nine):
        press(planned, "write")
    draft = draft_of(planned)
    with clock.set_to(nine + timedelta(minutes=65)):
        press(planned, "arrived")
        press(planned, "left")
    typed = {**draft.content, "ends": "09:50"}
    assert actions.save(draft=draft, base_revision=0, content=typed, window=uuids.fresh(), by=acting("ana")).beside
    assert draft_of(planned).content["ends"] == "10:06"
