"""The pages of a plan: written without script and with it, read, signed, compared; strangers find none."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.ledger.models import Access
from goldthread.lib import uuids
from goldthread.plans.models import PlanDraft, PlanReview, PlanVersion
from goldthread.plans.tests.writing import begun, changed, first, goal, goal_ended, plan, reviewed
from goldthread.search import actions as search
from tests.cast import PASSWORD, acting, client_named, named
from tests.forms import read

pytestmark = pytest.mark.usefixtures("cast")


def signed_in(login: str = "ana") -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def mateo() -> Any:
    return client_named("Mateo Rivera").pk


def posted(draft: PlanDraft, **said: str) -> Any:
    """The form of a draft as its page gives it, with what is said besides."""
    at = f"/plans/drafts/{draft.pk}/"
    page = read(signed_in().get(at).content.decode(), at)
    form = next(each for each in page.posted() if "base_revision" in each.values)
    buttons = ("save", "add", "remove", "read", "throw")
    return signed_in().post(at, {**{name: form.values[name] for name in form.values if name not in buttons}, **said})


def test_a_plan_is_written_and_signed_without_script() -> None:
    ana = signed_in()
    assert "No plan is on file yet." in ana.get(f"/clients/{mateo()}/plan/").content.decode()
    answer = ana.post(f"/clients/{mateo()}/plan/begin/", {"act": "version", "draft": str(uuids.fresh())})
    draft = PlanDraft.objects.get()
    assert answer.url == f"/plans/drafts/{draft.pk}/"
    words = {
        "why": "School.",
        "goals-0-words": "He goes to school.",
        "goals-0-objectives-0-words": "Fewer days absent.",
        "goals-0-objectives-0-measure": "days a month",
    }
    more = posted(draft, **words, add="goals-0-objectives-0-interventions").content.decode()
    assert 'name="goals-0-objectives-0-interventions-0-words"' in more
    assert "He goes to school." in more
    draft.refresh_from_db()
    answer = posted(draft, read="yes", **{"goals-0-objectives-0-interventions-0-words": "Coaching."})
    reading = ana.get(answer.url).content.decode()
    assert "Coaching." in reading
    assert "Fewer days absent." in reading
    assert ana.post(answer.url, {"password": PASSWORD}).url == f"/clients/{mateo()}/plan/"
    page = signed_in("ben").get(f"/clients/{mateo()}/plan/").content.decode()
    assert "He goes to school." in page
    assert "in force" in page
    assert Access.objects.filter(page="plan", client=mateo(), actor=named("ben").pk).exists()


def test_what_stands_in_the_way_is_said_at_its_field_and_everything_typed_stays() -> None:
    answer = posted(begun(content=plan(why="", goals=[goal("Kept <words>")])), read="yes")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-why"' in page
    assert "Kept &lt;words&gt;" in page


def test_a_nul_is_refused_by_name_and_the_rest_is_shown_again() -> None:
    answer = posted(begun(content=plan()), save="yes", why="a\x00b", **{"goals-0-need": "Still here"})
    assert answer.status_code == 422
    assert "NUL" in answer.content.decode()
    assert "Still here" in answer.content.decode()


def test_a_row_is_taken_out_with_all_that_lies_in_it() -> None:
    draft = begun(content=plan(goals=[goal("One"), goal("Two")]))
    assert posted(draft, remove="goals-0").url == f"/plans/drafts/{draft.pk}/#h-goals"
    draft.refresh_from_db()
    assert [each["words"] for each in draft.content["goals"]] == ["Two"]


def saved(draft: PlanDraft, **said: Any) -> Any:
    body = {"why": "Typed on.", "base_revision": draft.revision, "window": str(uuids.fresh()), "turn": 1, **said}
    return signed_in().post(f"/plans/drafts/{draft.pk}/save/", json.dumps(body), content_type="application/json")


def test_the_page_saves_by_itself_and_a_stale_window_goes_on_apart() -> None:
    draft = begun()
    assert saved(draft).json()["revision"] == 1
    apart = saved(draft, why="Another window.").json()
    assert apart["draft"] != str(draft.pk)
    assert {each.content["why"] for each in PlanDraft.objects.all()} == {"Typed on.", "Another window."}


@pytest.mark.parametrize("said", [{"why": 3}, {"base_revision": "x"}, {"turn": -1}, {"why": "\x00"}])
def test_what_is_no_plan_is_not_saved(said: dict[str, Any]) -> None:
    draft = begun()
    assert saved(draft, **said).status_code == 422
    draft.refresh_from_db()
    assert draft.revision == 0


def test_two_versions_stand_side_by_side() -> None:
    version = first()
    later = changed(version, goals=[goal("Rosa sleeps.")])
    page = signed_in().get(f"/plans/{later.pk}/beside/{version.pk}/").content.decode()
    assert page.index("Mateo goes to school every day.") > page.index("Version 1")
    assert "Rosa sleeps." in page
    assert "taken out" in page
    assert "The school asked for it." in page
    other = f"/plans/{later.pk}/beside/{later.pk}/"
    assert signed_in().get(other).status_code == 404


def test_a_review_and_the_end_of_a_goal_are_written_on_their_pages() -> None:
    version = first()
    ana = signed_in()
    answer = ana.post(f"/clients/{mateo()}/plan/begin/", {"act": "review", "version": version.pk})
    draft = PlanDraft.objects.get(act="review")
    assert "Written since the last review" not in ana.get(answer.url).content.decode(), "no note speaks of goals yet"
    at = f"goal-{version.goals.get().goal}"
    said = {f"{at}-rating": "better", f"{at}-words": "He went.", "decision": "continue", "read": "yes"}
    answer = posted(draft, **said)
    assert "He went." in ana.get(answer.url).content.decode()
    ana.post(answer.url, {"password": PASSWORD})
    assert PlanReview.objects.get().ratings.get().words == "He went."
    goal_ended(version)
    page = ana.get(f"/clients/{mateo()}/plan/").content.decode()
    assert "ended on" in page
    assert "He has gone every day for two months." in page


def test_the_plan_is_found_by_its_words() -> None:
    reviewed(first(why="Heron pond."))
    search.catch_up()
    answer = signed_in().post("/search/", {"words": "heron", "where": "everything"}, follow=True)
    assert f"/plans/{PlanVersion.objects.get().pk}/" in answer.content.decode()
    stranger = signed_in("cleo").post("/search/", {"words": "heron", "where": "everything"}, follow=True)
    assert "/plans/" not in stranger.content.decode()


def test_a_plan_of_another_record_of_the_same_person_is_reviewed_from_either_page() -> None:
    version, lucia = first(), client_named("Lucía Rivera")
    cases.merge(kept=lucia, merged=client_named("Mateo Rivera"), reason="One child.", by=acting("ana"))
    at = f"/clients/{lucia.pk}/plan/"
    forms = read(signed_in().get(at).content.decode(), at).posted()
    begins = [each for each in forms if each.values.get("version") == str(version.pk)]
    assert len(begins) == 2
    for form in begins:
        answer = signed_in().post(form.at, {**form.values, "act": "goal_end" if "goal" in form.values else "review"})
        assert answer.status_code == 302
    assert set(PlanDraft.objects.open().values_list("act", flat=True)) == {"review", "goal_end"}


@pytest.mark.parametrize("login", ["cleo", "hana"])
def test_a_stranger_finds_none_of_the_pages(login: str) -> None:
    version, draft = first(), begun("review", version=PlanVersion.objects.first())
    stranger = signed_in(login)
    for path in (
        f"/clients/{mateo()}/plan/",
        f"/plans/{version.pk}/",
        f"/plans/{version.pk}/beside/{version.pk}/",
        f"/plans/{version.pk}/signature/",
        f"/plans/drafts/{draft.pk}/",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"/clients/{mateo()}/plan/begin/", {"act": "version"}).status_code == 404
    assert signed_in("ben").get(f"/plans/drafts/{draft.pk}/").status_code == 404


def test_who_only_reads_is_offered_nothing_to_write() -> None:
    first()
    page = signed_in("gus").get(f"/clients/{mateo()}/plan/").content.decode()
    assert "Change it" not in page
    assert signed_in("gus").post(f"/clients/{mateo()}/plan/begin/", {"act": "version"}).status_code == 404
