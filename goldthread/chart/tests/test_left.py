"""Brief and as it stood, of a client who left: whoever served them then reads what was theirs, and nothing of what came after."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases import queries as found
from goldthread.cases.actions import NewCase, NewClient, NewPlacement
from goldthread.cases.models import Client, Membership
from goldthread.chart import as_of
from goldthread.chart.brief import brief_of
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as record
from goldthread.ledger.models import Access
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.needs.queries import end_of
from goldthread.needs.tests.stating import stated
from goldthread.notes.content import thread_of
from goldthread.notes.tests.resting import authorized, planned
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.plans import queries as plan_queries
from goldthread.plans.models import PlanDraft, PlanVersion
from goldthread.plans.tests import writing as plans
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MATEO = "Mateo Rivera"


def mateo_leaves() -> date:
    """Mateo's last day with Ana, who held him until then, is over; Cleo holds the case that he comes to."""
    mateo, last = client_named(MATEO), yesterday() - timedelta(days=2)
    cases.leave_case(member=Membership.objects.current().get(client=mateo), to_on=last, by=acting("ana"))
    team = [(named("cleo"), "therapist")]
    new = NewCase("Elsewhere", "single", [NewClient("Somebody Else")], last, "Moved.", team)
    case = cases.open_case(new=new, by=COMMAND_LINE)
    ledger.record_facts(
        kind="client.added", rows=[Membership(case=case, client=mateo, true_from_on=last)], by=COMMAND_LINE
    )
    return last


def planned_elsewhere(last: date) -> PlanVersion:
    """A plan that Cleo writes afterwards and that says that it held already on his last day with Ana."""
    goal = plans.goal("Only Cleo knows of this.")
    content = plans.plan(valid_from_on=(last - timedelta(days=9)).isoformat(), goals=[goal])
    return PlanVersion.objects.get(pk=plans.signed(plans.begun(login="cleo", content=content)).pk)


def goals_told(login: str) -> list[str]:
    """The goals in the brief."""
    mateo = client_named(MATEO).pk
    known = found.known_of(named(login), mateo)
    return [each.words for each in brief_of(named(login), known, found.cases_seen_by(named(login), mateo)).goals]


def stood(login: str, day: date) -> as_of.AsOf:
    """Mateo's file of a day as it was known when that day ended."""
    mateo = client_named(MATEO).pk
    return as_of.as_of(named(login), mateo, [mateo], day, end_of(day, named(login).zone))


def test_what_another_case_says_of_a_plan_afterwards_is_not_shown_to_those_who_wrote_it(client: Browser) -> None:
    plans.rule(plan_signers=["guardian", "client"])
    with clock.set_to(clock.now() - timedelta(days=20)):
        version = planned(valid_from_on=(yesterday() - timedelta(days=5)).isoformat())
        plans.witnessed(version, "client")
    mateo_leaves()
    goals = {str(each.goal): {"rating": "worse", "words": "Only Cleo rates so."} for each in version.goals.all()}
    review = plans.begun("review", login="cleo", version=version)
    said = {"decision": "continue", "words": "Only Cleo knows.", "goals": goals}
    plans.signed(plans.typed(review, {**review.content, **said, "next_due_on": ""}))
    plans.witnessed(version, "guardian", login="cleo")
    ended = plans.begun("goal_end", login="cleo", version=version, goal=version.goals.get().goal)
    said = {"outcome": "met", "words": "Only Cleo says that it ended."}
    plans.signed(plans.typed(ended, {**ended.content, **said}))
    for login, is_shown in (("ana", False), ("cleo", True)):
        client.force_login(named(login))
        for place in (f"/plans/{version.pk}/", f"/clients/{client_named(MATEO).pk}/plan/"):
            page = client.get(place).content.decode()
            told = ("Only Cleo knows.", "Only Cleo rates so.", "Only Cleo says that it ended.")
            assert [words in page for words in told] == [is_shown] * 3
            assert page.count("R. Rivera") == 1 + is_shown, "Rosa signed once while Ana served him"
        sheets = plan_queries.on_paper(named(login), version.pk)
        assert sheets is not None
        assert ("Only Cleo" in "".join(sheets.articles())) == is_shown
        assert sorted(row.capacity for row, _said in sheets.signatures) == ["client", "guardian"][: 1 + is_shown]
        assert sheets.missing == ([] if is_shown else ["guardian"])


@pytest.mark.parametrize("is_ticked", [False, True])
def test_a_draft_of_a_plan_offers_what_stood_when_the_client_left_and_nothing_that_came_since(
    client: Browser, is_ticked: bool
) -> None:
    ours = stated(from_on=yesterday() - timedelta(days=9), words="Ana was told this.")
    with clock.set_to(clock.now() - timedelta(days=20)):
        known = stated(from_on=yesterday() - timedelta(days=9), words="Ana was told that.")
    last = mateo_leaves()
    later = stated(from_on=last, login="cleo", words="Only Cleo hears this.")
    ticked = [str(row.identity) for row in (ours, known, later)] if is_ticked else []
    draft = PlanDraft.objects.create(
        pk=uuids.fresh(),
        author=named("ana"),
        client=client_named(MATEO),
        act="version",
        content=plans.plan(goals=[plans.goal(answers=ticked)]),
        began_at=clock.now(),
        saved_at=clock.now(),
    )
    client.force_login(named("ana"))
    page = client.get(f"/plans/drafts/{draft.pk}/").content.decode()
    assert "Ana was told that." in page
    assert "Only Cleo hears this." not in page
    assert "Ana was told this." not in page, "it came on file after the last day"
    assert page.count("no longer on file") == (2 if is_ticked else 0)


def test_a_draft_of_a_review_asks_of_the_goals_as_they_stood_when_the_client_left(client: Browser) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        version = planned(valid_from_on=(yesterday() - timedelta(days=5)).isoformat())
    draft = plans.begun("review", version=version)
    mateo_leaves()
    ended = plans.begun("goal_end", login="cleo", version=version, goal=version.goals.get().goal)
    plans.signed(plans.typed(ended, {**ended.content, "outcome": "met", "words": "He goes."}))
    client.force_login(named("ana"))
    assert "Mateo goes to school every day." in client.get(f"/plans/drafts/{draft.pk}/").content.decode()


def test_who_wrote_a_plan_and_signed_it_after_the_last_day_still_reads_it(client: Browser) -> None:
    version = planned(valid_from_on=(yesterday() - timedelta(days=9)).isoformat())
    mateo_leaves()
    client.force_login(named("ana"))
    assert "Mateo goes to school every day." in client.get(f"/plans/{version.pk}/").content.decode()
    assert client.get(f"/clients/{client_named(MATEO).pk}/plan/").status_code == 200


def test_who_served_a_client_still_reads_the_plan_of_that_time() -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        planned(valid_from_on=(yesterday() - timedelta(days=5)).isoformat())
    last = mateo_leaves()
    assert goals_told("ana") == ["Mateo goes to school every day."]
    assert [goal.words for goal in stood("ana", last).plan.goals] == ["Mateo goes to school every day."]


def test_a_plan_of_another_case_written_afterwards_is_not_shown_to_those_who_were_left() -> None:
    last = mateo_leaves()
    version = planned_elsewhere(last)
    assert not PlanVersion.objects.visible_to(named("ana")).exists()
    assert goals_told("ana") == []
    mateo = client_named(MATEO).pk
    everything_known = as_of.as_of(named("ana"), mateo, [mateo], last, None)
    assert everything_known.plan.version is None
    assert as_of.as_of(named("cleo"), mateo, [mateo], last, None).plan.version == version


def test_a_plan_that_the_same_case_wrote_afterwards_is_not_in_the_brief_of_the_last_day() -> None:
    last = yesterday() - timedelta(days=2)
    planned(valid_from_on=(last - timedelta(days=9)).isoformat())
    assert goals_told("ana") == ["Mateo goes to school every day."]
    mateo_leaves()
    assert goals_told("ana") == []


@pytest.mark.parametrize("page", ["", "brief/", "placements/"])
def test_where_they_lived_is_not_shown_once_another_case_says_so_afterwards(client: Browser, page: str) -> None:
    last = mateo_leaves()
    new = NewPlacement("relative", last - timedelta(days=1), with_whom="Aunt Clementine")
    cases.place(client=client_named(MATEO), new=new, by=acting("cleo"))
    address = f"/clients/{client_named(MATEO).pk}/{page}"
    for login, is_shown in (("ana", False), ("cleo", True)):
        client.force_login(named(login))
        assert ("Aunt Clementine" in client.get(address).content.decode()) == is_shown


def test_where_they_lived_when_they_left_is_still_shown(client: Browser) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        new = NewPlacement("relative", yesterday() - timedelta(days=40), with_whom="Aunt Clementine")
        cases.place(client=client_named(MATEO), new=new, by=acting("ana"))
    mateo_leaves()
    client.force_login(named("ana"))
    for page in ("", "brief/", "placements/"):
        assert "Aunt Clementine" in client.get(f"/clients/{client_named(MATEO).pk}/{page}").content.decode()


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_merge_that_came_after_a_client_left_opens_nothing_of_the_other_record(
    client: Browser, is_kept: bool
) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        new = NewPlacement("foster_home", yesterday() - timedelta(days=40), with_whom="The Larks")
        cases.place(client=client_named("Ngozi Okafor"), new=new, by=acting("cleo"))
        stated("Ngozi Okafor", login="cleo", words="Only Cleo hears this.")
    mateo_leaves()
    mateo, ngozi = client_named(MATEO), client_named("Ngozi Okafor")
    kept, merged = (mateo, ngozi) if is_kept else (ngozi, mateo)
    cases.merge(kept=kept, merged=merged, reason="Entered twice.", by=acting("hana"))
    places = ["", "brief/", "placements/", "tried/", "needs/", "as-of/", "print/", "plan/", f"year/{yesterday().year}/"]
    for login, is_shown in (("ana", False), ("cleo", True)):
        client.force_login(named(login))
        pages = {place: client.get(f"/clients/{mateo.pk}/{place}") for place in places}
        assert {page.status_code for page in pages.values()} == {200}
        told = "".join(page.content.decode() for page in pages.values())
        assert [("The Larks" in told), ("Only Cleo hears this." in told)] == [is_shown, is_shown]
        assert Access.objects.filter(actor=named(login).pk, client=ngozi.pk).exists() == is_shown
        assert client.get(f"/clients/{ngozi.pk}/").status_code == (200 if is_shown else 404)
        assert Client.objects.visible_to(named(login)).filter(pk=mateo.pk).exists()


def test_a_late_note_about_a_client_who_left_knows_nothing_of_a_record_that_was_merged_afterwards(
    client: Browser,
) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        stated("Ngozi Okafor", login="cleo", words="Only Cleo hears this.", from_on=yesterday() - timedelta(days=40))
    last = mateo_leaves()
    both = {"kept": client_named(MATEO), "merged": client_named("Ngozi Okafor")}
    cases.merge(**both, reason="Entered twice.", by=acting("hana"))
    (note,) = signed(begun(content=filled("session", occurred_on=last.isoformat())))
    assert thread_of(record.content_of(note.pk))["needs"] == []
    client.force_login(named("ana"))
    assert client.get(f"/clients/{client_named(MATEO).pk}/service-record/").status_code == 200
    assert not Access.objects.filter(actor=named("ana").pk, client=client_named("Ngozi Okafor").pk).exists()


def test_a_merge_that_was_known_when_a_client_left_joins_both_records_until_it_is_taken_back() -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        new = NewPlacement("foster_home", yesterday() - timedelta(days=40), with_whom="The Larks")
        cases.place(client=client_named("Ngozi Okafor"), new=new, by=acting("cleo"))
        merged = client_named("Ngozi Okafor")
        link = cases.merge(kept=client_named(MATEO), merged=merged, reason="Entered twice.", by=acting("hana"))
    mateo_leaves()
    ana, mateo = named("ana"), client_named(MATEO).pk
    assert Client.objects.visible_to(ana).filter(pk=merged.pk).exists()
    assert [stay.placement.with_whom for stay in found.stays_of(found.known_of(ana, mateo))] == ["The Larks"]
    cases.unmerge(link=link, by=acting("hana"))
    assert not Client.objects.visible_to(ana).filter(pk=merged.pk).exists()
    assert found.stays_of(found.known_of(ana, mateo)) == []


def test_what_is_authorized_is_for_those_who_serve_the_client_today(client: Browser) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        authorized()
    last = mateo_leaves()
    shown = stood("ana", last)
    assert shown.authorizations is None
    assert [each.row.number for each in stood("cleo", last).authorizations or ()] == ["A-17"]
    client.force_login(named("ana"))
    address = f"/clients/{client_named(MATEO).pk}/"
    assert client.get(f"{address}authorizations/").status_code == 404
    page = client.get(f"{address}as-of/").content.decode()
    assert "A-17" not in page
    assert "Only who serves the client today is shown what was authorized." in page


def test_what_a_plan_lacked_on_the_last_day_stays_unfinished_in_the_brief_and_no_authorization_is_told() -> None:
    plans.rule(plan_signers=["guardian"])
    authorized(units=1, ends=yesterday())
    with clock.set_to(clock.now() - timedelta(days=20)):
        version = planned(valid_from_on=(yesterday() - timedelta(days=5)).isoformat())
    last = mateo_leaves()
    plans.witnessed(version, login="cleo")
    mateo = client_named(MATEO).pk
    known = found.known_of(named("ana"), mateo)
    assert known.left == last
    told = brief_of(named("ana"), known, found.cases_seen_by(named("ana"), mateo))
    assert [each.what for each in told.due] == ["Signatures are missing: guardian"]
    assert told.short == []
