"""Today and the team: what is to be signed and by when, what came back, and one figure for each, wherever it stands."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import formats

from goldthread.cases import actions as cases
from goldthread.cases.models import CareTeamMember
from goldthread.chart import queries, team, work
from goldthread.chart.work import Work
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Access
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import actions, queue, visiting
from goldthread.notes.models import Verdict
from goldthread.notes.tests.test_cosign import from_a_trainee
from goldthread.notes.tests.writing import amended, begun, filled, signed
from goldthread.people import actions as people
from goldthread.plans.models import PlanVersion
from goldthread.plans.tests.writing import first, own_signature, rule
from goldthread.policies import actions as policies
from goldthread.schedule.tests.planning import ZONE, planned_visit
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
THURSDAY = date(2026, 2, 12)


def on(day: date, hour: int = 17) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE))


def days_ago(days: int) -> str:
    return (clock.today(ZONE) - timedelta(days=days)).isoformat()


def browser(login: str) -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    return opened


def in_hand(login: str = "ana") -> Work:
    return queries.day_of(named(login)).work


def of_team(login: str = "ana") -> Work:
    return next(row.work for row in team.team_of(named("dora")) if row.work.staff == named(login))


def figures(held: Work) -> dict[str, int]:
    names = ("visits", "drafts", "due", "overdue", "returned", "to_cosign", "for_others", "plans")
    return {name: len(getattr(held, name)) for name in names}


def test_no_id_stands_twice_on_today() -> None:
    actions.submit(draft=begun(), by=acting("ana"))
    page = browser("dora").get("/").content.decode()
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert "Your visits" in page
    assert "is submitted to you" in page
    assert len(ids) == len(set(ids))


def in_texas() -> None:
    policies.load_shipped(by=COMMAND_LINE)
    policies.name_agency(name="Larkspur", state="TX", zone=ZONE, by=COMMAND_LINE)


def test_a_draft_is_due_at_the_moment_that_signing_would_seal_with_it() -> None:
    in_texas()
    with clock.set_to(on(THURSDAY)):
        draft = begun(content=filled("session", occurred_on=THURSDAY.isoformat(), starts="09:00", ends="10:00"))
        (unsigned,) = in_hand().due
        (note,) = signed(draft)
    assert unsigned.due_at is not None
    sealed = ledger.content_of(note.pk)["written"]["due_at"]
    assert unsigned.due_at.astimezone(UTC).isoformat().replace("+00:00", "Z") == sealed
    with clock.set_to(on(THURSDAY)):
        assert in_hand().unsigned == []


def test_what_is_not_signed_by_its_deadline_is_overdue() -> None:
    in_texas()
    with clock.set_to(on(THURSDAY)):
        begun(content=filled("session", occurred_on=THURSDAY.isoformat(), starts="09:00", ends="10:00"))
    # Two business days, of which Presidents' Day is none: until the end of Tuesday.
    with clock.set_to(on(date(2026, 2, 17), 23)):
        assert figures(in_hand()) | {"due": 1, "overdue": 0} == figures(in_hand())
    with clock.set_to(on(date(2026, 2, 18), 0)):
        assert figures(in_hand()) | {"due": 0, "overdue": 1} == figures(in_hand())
        assert "overdue since" in browser("ana").get("/").content.decode()


def test_a_visit_whose_note_nobody_began_is_due_from_its_end_until_it_is_begun_called_off_or_signed() -> None:
    with clock.set_to(on(THURSDAY, 8)):
        visits = [planned_visit(starts=starts, first_on=THURSDAY) for starts in ("09:00", "11:00")]
    with clock.set_to(on(THURSDAY, 9)):
        assert in_hand().due == []
    with clock.set_to(on(THURSDAY, 17)):
        assert [each.planned for each in in_hand().due] == visits
        assert all(not each.draft for each in in_hand().due)
        visiting.call_off(planned=visits[1], why="no_show", by=acting("ana"))
        draft = visiting.write(planned=visits[0], by=acting("ana"))
        held = in_hand()
        assert draft in [each.draft for each in held.due]
        assert not any(each.planned for each in held.due)
        content = filled(
            "session", visit=str(visits[0].pk), occurred_on=THURSDAY.isoformat(), starts="09:00", ends="10:00"
        )
        actions.save(draft=draft, base_revision=draft.revision, content=content, by=acting("ana"))
        draft.refresh_from_db()
        signed(draft)
        assert draft not in [each.draft for each in in_hand().unsigned]


def test_a_visit_or_a_draft_of_a_day_to_come_is_not_due() -> None:
    with clock.set_to(on(THURSDAY, 8)):
        planned_visit(first_on=THURSDAY + timedelta(days=1))
        begun(content=filled("session", occurred_on=(THURSDAY + timedelta(days=1)).isoformat()))
        assert in_hand().unsigned == []


def everything() -> None:
    """One of each: a visit, two drafts, one of them returned, a note that waits and one that came back."""
    note = from_a_trainee()
    planned_visit(starts="00:00", minutes=None)
    begun()
    draft = begun()
    submission = actions.submit(draft=draft, by=acting("ana"))
    actions.decide(
        submission=submission, verdict=Verdict.RETURNED, words="Say who.", reviewer=named("dora"), by=acting("dora")
    )
    (other,) = signed(begun(content=filled("session", occurred_on=days_ago(3))))
    amended(other, "returned", "dora", reason="Say where.")
    assert note.pk != other.pk
    rule(plan_initial_due_days=30, plan_signers=["supervisor"])
    first()


def test_each_figure_is_the_same_on_today_for_the_team_on_the_list_behind_it_and_in_the_queue() -> None:
    everything()
    own, seen = figures(in_hand()), figures(of_team())
    waiting = {name: own.pop(name) or seen[name] for name in ("to_cosign", "for_others")}
    assert own == {name: seen[name] for name in own}
    assert tuple(seen[name] for name in ("visits", "drafts", "returned", "to_cosign", "plans")) == (1, 2, 2, 1, 2)
    today = queries.day_of(named("dora"))
    assert {"to_cosign": len(today.waiting), "for_others": len(today.for_others)} == waiting
    rows = queue.rows(named("dora"))
    assert waiting["to_cosign"] == sum(row.kind == queue.COSIGN for row in rows)
    behind = browser("dora").get(f"/team/{named('ana').pk}/").content.decode()
    anchors = {each: each for each in ("visits", "drafts", "returned", "plans")} | {"cosign": "to_cosign"}
    for anchor, name in anchors.items():
        section = re.search(rf'<h2 id="{anchor}">.*?</section>', behind, re.S)
        assert section is not None
        assert f'<span class="meta">{seen[name]}</span>' in section[0]
        assert section[0].count("<li>") == seen[name]
    table = browser("dora").get("/team/").content.decode()
    assert f'#drafts">{seen["drafts"]}</a>' in table
    assert f'#plans">{seen["plans"]}</a>' in table
    assert f'#to-sign">{seen["due"]}</a>' in table or f"{seen['overdue']}</span></a>" in table


def test_who_is_taken_off_a_case_is_waited_for_neither_by_themselves_nor_by_the_supervisor() -> None:
    everything()
    member = CareTeamMember.objects.current().get(staff=named("ana"), case=case_named("Rivera"))
    cases.unassign(member=member, to_on=clock.today(ZONE), by=acting("dora"))
    assert figures(in_hand())["visits"] == figures(of_team())["visits"] == 0
    assert figures(in_hand())["returned"] == figures(of_team())["returned"] == 1


def test_what_plans_wait_for_stands_on_today_with_its_day_and_leads_to_where_it_is_begun() -> None:
    everything()
    mateo, lucia = (client_named(name).pk for name in ("Mateo Rivera", "Lucía Rivera"))
    version, due = PlanVersion.objects.get(), formats.date_format(OPENED_ON + timedelta(days=30))
    page = browser("ana").get("/").content.decode()
    assert "Plans waiting for your signature" not in page
    missing = re.search(rf'<a href="/clients/{lucia}/plan/">(.*?)</a>', page)
    signature = re.search(rf'<a href="/plans/{version.pk}/#signatures">(.*?)</a>', page)
    assert missing is not None
    assert signature is not None
    assert all(words in missing[1] for words in ("Lucía Rivera", "First plan", f"overdue since {due}"))
    assert "Signatures are missing: supervisor" in signature[1]
    assert browser("ana").get(f"/clients/{mateo}/plan/").status_code == 200


def test_a_supervisor_is_told_of_the_plans_that_lack_their_signature() -> None:
    everything()
    dora = queries.day_of(named("dora"))
    assert (dora.plans, [line.about for line in dora.plans_to_sign]) == ([], ["Mateo Rivera"])
    assert "Plans waiting for your signature" in browser("dora").get("/").content.decode()
    own_signature(PlanVersion.objects.get(), "dora", "supervisor")
    assert queries.day_of(named("dora")).plans_to_sign == []
    assert [line.what for line in queries.day_of(named("ana")).plans] == ["First plan"]


def test_no_list_of_the_team_shows_what_a_draft_says() -> None:
    begun(content=filled("session", narrative={"response": "He wept at the window."}))
    behind = browser("dora").get(f"/team/{named('ana').pk}/").content.decode()
    assert "a draft of theirs" in behind
    assert not any(words in behind for words in ("wept", "Mateo Rivera"))
    assert Access.objects.filter(page="in hand", object=named("ana").pk, client=None).count() == 1
    planned_visit(starts="00:00", minutes=None)
    assert "Mateo Rivera" in browser("dora").get(f"/team/{named('ana').pk}/").content.decode()
    assert Access.objects.filter(page="in hand", client=client_named("Mateo Rivera").pk).count() == 1


def test_the_work_of_others_is_for_those_above_them_alone() -> None:
    place = f"/team/{named('ana').pk}/"
    assert browser("dora").get(place).status_code == 200
    assert [browser(login).get(place).status_code for login in ("ana", "ben", "cleo", "fay", "hana")] == [404] * 5
    assert browser("dora").get(f"/team/{named('cleo').pk}/").status_code == 404


def test_the_files_opened_last_stand_on_today_once_and_only_while_they_are_seen() -> None:
    ana = browser("ana")
    for name in ("Lucía Rivera", "Mateo Rivera", "Lucía Rivera"):
        ana.get(f"/clients/{client_named(name).pk}/")
    assert [name for _, name in queries.day_of(named("ana")).files] == ["Lucía Rivera", "Mateo Rivera"]
    assert queries.day_of(named("ben")).files == []
    member = CareTeamMember.objects.current().get(staff=named("ana"), case=case_named("Rivera"))
    cases.unassign(member=member, to_on=clock.today(ZONE), by=acting("dora"))
    assert queries.day_of(named("ana")).files == []


def test_more_work_asks_no_more_statements() -> None:
    everything()

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asking:
            work.work_of(named("dora"), [named("ana"), named("ben")])
        return len(asking)

    before = asked()
    for days in range(1, 6):
        begun(content=filled("session", occurred_on=days_ago(days)))
        signed(begun(content=filled("session", occurred_on=days_ago(days + 5))))
        planned_visit(starts=f"00:0{days}", minutes=None)
    assert asked() == before


def test_a_draft_stands_on_today_once() -> None:
    dated = begun()
    bare = begun(content=filled("session", occurred_on=""))
    (note,) = signed(begun(content=filled("session", occurred_on=days_ago(3))))
    added = actions.amend(note=note, kind="addendum", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    today = queries.day_of(named("ana"))
    assert [line.unsigned.draft for line in today.to_sign] == [dated]
    assert {draft for draft, _about in today.drafts} == {bare, added}
    page = browser("ana").get("/").content.decode()
    assert [page.count(f"/drafts/{draft.pk}/") for draft in (dated, bare, added)] == [1, 1, 1]
    assert "All drafts</a>" not in page
    assert "All drafts (3)" in page


def test_the_draft_of_who_left_counts_as_one_and_is_due_to_nobody() -> None:
    in_texas()
    with clock.set_to(on(THURSDAY)):
        begun(content=filled("session", occurred_on=THURSDAY.isoformat(), starts="09:00", ends="10:00"))
    with clock.set_to(on(date(2026, 2, 18))):
        assert figures(of_team()) | {"drafts": 1, "overdue": 1} == figures(of_team())
        people.deactivate(staff=named("ana"), by=acting("hana"))
        assert figures(of_team()) | {"drafts": 1, "due": 0, "overdue": 0} == figures(of_team())


def test_what_was_signed_together_is_one_line_of_what_was_signed_last() -> None:
    names = ("Mateo Rivera", "Lucía Rivera")
    own = {str(client_named(name).pk): f"{name.split()[0]} drew." for name in names}
    signed(begun(note_type="group_session", content=filled("group_session", *names, own=own)))
    ((note, about),) = queries.day_of(named("ana")).recent
    assert note.note_type == "group_session"
    assert sorted(about.split(", ")) == sorted(names)


def test_who_writes_no_notes_is_shown_neither_drafts_nor_what_they_signed() -> None:
    for login, is_shown in (("ana", True), ("dora", True), ("gus", False), ("hana", False)):
        page = browser(login).get("/").content.decode()
        for words in ("Other drafts in hand", "What you signed last", 'href="/drafts/"'):
            assert (words in page) == is_shown, (login, words)
