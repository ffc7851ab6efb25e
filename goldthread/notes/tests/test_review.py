"""Review before signing: submitted, commented on, returned with reasons, approved; exactly what was approved is signed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Access
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries, reviewing
from goldthread.notes.models import Draft, Submission, Verdict
from goldthread.notes.tests.resting import planned
from goldthread.notes.tests.writing import begun, filled, read, signed
from goldthread.plans.tests import writing as planning
from goldthread.plans.tests.writing import goal
from goldthread.policies import actions as policies
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def required(**scope: str) -> None:
    row = {
        "review_required": True,
        "source_citation": "The agency's own rule",
        "true_from_on": date(2020, 1, 1),
        **scope,
    }
    policies.add(values=row, by=acting("hana"))


def submitted(draft: Draft | None = None) -> Submission:
    return actions.submit(draft=draft or begun(), by=acting("ana"))


def decided(submission: Submission, verdict: str = Verdict.APPROVED, words: str = "", by: str = "dora") -> None:
    actions.decide(submission=submission, verdict=verdict, words=words, reviewer=named(by), by=acting(by))


def changed(draft: Draft, **changes: Any) -> Draft:
    actions.save(draft=draft, base_revision=draft.revision, content={**draft.content, **changes}, by=acting("ana"))
    draft.refresh_from_db()
    return draft


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def test_the_supervisor_sees_it_and_the_look_is_written_down() -> None:
    submission = submitted()
    dora = signed_in("dora")
    assert "Ana Castellanos" in dora.get("/review/").content.decode()
    assert "calmer than last week" in dora.get(f"/review/{submission.pk}/").content.decode()
    assert Access.objects.filter(page="submitted", object=submission.draft_id).exists()
    assert "1 note is submitted to you" in dora.get("/").content.decode()


def test_days_are_read_as_everywhere_else() -> None:
    asked = {"what": "The attendance list.", "of": "Ms. Chalk", "due_on": "2026-03-09"}
    submission = submitted(begun(content=filled("session", occurred_on="2026-03-02", requests=[asked])))
    told = signed_in("dora").get(f"/review/{submission.pk}/").content.decode()
    assert "March 2, 2026" in told
    assert "March 9, 2026" in told
    assert "2026-03-0" not in told


def test_what_is_read_does_not_move_while_the_author_goes_on() -> None:
    submission = submitted()
    changed(submission.draft, modality="")
    page = signed_in("dora").get(f"/review/{submission.pk}/").content.decode()
    assert "Parent coaching" in page


def test_a_return_with_reasons_and_comments_stands_before_its_author() -> None:
    submission = submitted()
    dora = signed_in("dora")
    dora.post(
        f"/review/{submission.pk}/", {"comment": "narrative/response", "words-narrative/response": "Whose words?"}
    )
    dora.post(f"/review/{submission.pk}/", {"return": "yes", "words": "Say what he said himself."})
    ana = signed_in("ana")
    assert "Say what he said himself." in ana.get("/").content.decode()
    page = ana.get(f"/drafts/{submission.draft_id}/").content.decode()
    assert "Whose words?" in page
    assert 'href="#narrative-response"' in page
    noted = submission.comments.get()
    ana.post(f"/review/comments/{noted.pk}/done/")
    noted.refresh_from_db()
    assert noted.settled_at


def test_submitted_again_shows_what_changed() -> None:
    first = submitted()
    decided(first, Verdict.RETURNED, "More.")
    draft = changed(first.draft, narrative={**first.draft.content["narrative"], "response": "He said: never again."})
    again = submitted(draft)
    page = signed_in("dora").get(f"/review/{again.pk}/").content.decode()
    assert "<ins>" in page
    assert "never again" in page


def test_a_goal_is_called_by_its_own_words_and_what_is_said_of_it_stays_at_it() -> None:
    version = planned(goals=[goal(), goal("Mateo sleeps through the night.")])
    first, second = (str(each.goal) for each in version.goals.order_by("position"))
    draft = begun(content=filled("session", worked={second: "on"}, did={second: "We read to him."}))
    submission = submitted(draft)
    dora = signed_in("dora")
    page = dora.get(f"/review/{submission.pk}/").content.decode()
    assert "<h2>Mateo sleeps through the night." in page
    assert "Goal 1" not in page
    said = {"comment": f"goal/{second}", f"words-goal/{second}": "Who read to him?"}
    dora.post(f"/review/{submission.pk}/", said)
    decided(submission, Verdict.RETURNED)
    editor = signed_in("ana").get(f"/drafts/{draft.pk}/").content.decode()
    assert f'<b><a href="#worked-{second}">Mateo sleeps through the night.</a></b>' in editor
    both = {"worked": {first: "on", second: "on"}, "did": {first: "We walked to school.", second: "Rosa read to him."}}
    draft.refresh_from_db()
    again = submitted(changed(draft, **both))
    page = dora.get(f"/review/{again.pk}/").content.decode()
    of_first, of_second = (
        page.split(f'id="part-goal/{each}"')[1].split('<div id="part-')[0] for each in (first, second)
    )
    assert "<h2>Mateo goes to school every day." in of_first
    assert "Who read to him?" not in of_first
    assert "Who read to him?" in of_second


def test_what_was_approved_is_signed_and_the_note_says_by_whom() -> None:
    required()
    draft = begun()
    decided(submitted(draft), words="Well seen.")
    (note,) = signed(draft)
    assert note.reviewed_by == "Dora Fitzwilliam"
    assert ledger.content_of(note.pk)["review"]["by"]["name"] == "Dora Fitzwilliam"
    assert "Approved before signing" in signed_in("ana").get(f"/notes/{note.pk}/").content.decode()


def test_where_a_rule_asks_for_it_nothing_is_signed_unapproved() -> None:
    required(staff_level="bachelor")
    with pytest.raises(Refused, match="approved before it is signed"):
        read(begun())
    assert read(begun("ben", content=filled("session")), "ben")


def test_a_change_after_approval_asks_for_another() -> None:
    required()
    draft = begun()
    decided(submitted(draft))
    with pytest.raises(Refused, match="approved before"):
        read(changed(draft, modality=""))


def test_opening_the_editor_changes_nothing_that_was_approved() -> None:
    draft = begun()
    decided(submitted(draft))
    as_sent = {
        **draft.content,
        "came": {},
        "answers": {},
        "documents": [],
        "overnight": "",
        "caret": {"field": "starts"},
    }
    assert reviewing.approval_of(changed(draft, **as_sent))


def test_an_answer_about_a_note_needs_no_review() -> None:
    (note,) = signed()
    required()
    from goldthread.lib import uuids

    draft = actions.amend(note=note, kind="addendum", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    changed(draft, reason="Forgot it.", narrative={"note": "One more thing."})
    assert read(draft)


def test_the_first_supervisor_decides() -> None:
    submission = submitted()
    decided(submission)
    with pytest.raises(Refused, match="decided or taken back"):
        decided(submission, Verdict.RETURNED, "Too late.")


def test_it_is_taken_back() -> None:
    submission = submitted()
    actions.take_back(submission=submission, by=acting("ana"))
    assert not queries.submitted_to(named("dora"))
    with pytest.raises(Refused, match="decided or taken back"):
        decided(submission)


@pytest.mark.parametrize("login", ["ana", "ben", "cleo", "ed", "fay", "gus", "hana"])
def test_who_does_not_supervise_reads_and_decides_nothing(login: str) -> None:
    submission = submitted()
    assert signed_in(login).get(f"/review/{submission.pk}/").status_code == 404
    with pytest.raises(Refused, match="supervises"):
        decided(submission, by=login)


def test_nobody_submits_for_another() -> None:
    with pytest.raises(Refused, match="somebody else"):
        actions.submit(draft=begun(), by=acting("ben"))


def test_who_has_no_supervisor_is_told() -> None:
    with pytest.raises(Refused, match="Nobody supervises you"):
        actions.submit(draft=begun("cleo", content={"clients": []}), by=acting("cleo"))


def test_a_return_says_why() -> None:
    submission = submitted()
    answer = signed_in("dora").post(f"/review/{submission.pk}/", {"return": "yes", "words": " "})
    assert answer.status_code == 422
    assert "what is to be mended" in answer.content.decode()


def test_one_about_a_client_out_of_the_reviewer_s_sight_is_not_read() -> None:
    from goldthread.cases.models import Client

    strangers = [str(pk) for pk in Client.objects.visible_to(named("cleo")).values_list("pk", flat=True)]
    submission = submitted(begun(content={"clients": strangers}))
    assert signed_in("dora").get(f"/review/{submission.pk}/").status_code == 404
    assert not queries.submitted_to(named("dora"))


@pytest.mark.parametrize("act", ["take_back", "discard"])
def test_what_was_taken_back_or_laid_aside_is_nobody_s_to_read(act: str) -> None:
    submission = submitted()
    if act == "discard":
        actions.discard(draft=submission.draft, by=acting("ana"))
    else:
        actions.take_back(submission=submission, by=acting("ana"))
    dora = signed_in("dora")
    assert dora.get(f"/review/{submission.pk}/").status_code == 404
    assert dora.post(f"/review/{submission.pk}/", {"comment": "x", "words-x": "Late."}).status_code == 404


def test_what_a_reviewer_typed_comes_back_where_it_was_taken_back_meanwhile() -> None:
    submission, dora = submitted(), signed_in("dora")
    at = f"/review/{submission.pk}/"
    dora.post(at, {"comment": "clients", "words-clients": "Kept.", "words": "Reasons in hand."})
    actions.take_back(submission=submission, by=acting("ana"))
    for answer in (dora.get(at), dora.post(at, {"return": "yes", "words": "Reasons in hand.", "words-requests": ""})):
        assert answer.status_code == 404
        told = answer.content.decode()
        assert "Its author took it back or laid it aside, or it is not yours to review." in told
        assert "Reasons in hand." in told
        assert "Session or visit" not in told
    assert "Reasons in hand." not in signed_in("hana").get(at).content.decode()


def test_an_approval_holds_for_the_kind_of_note_that_was_read() -> None:
    draft = begun(note_type="contact")
    decided(submitted(draft))
    assert reviewing.approval_of(draft)
    actions.change_type(draft=draft, note_type=queries.newest_type("session"), by=acting("ana"))
    draft.refresh_from_db()
    assert reviewing.approval_of(draft) is None


def test_who_reviews_hears_what_would_keep_it_from_being_signed() -> None:
    draft = begun(content={**filled("session"), "how": "", "place_of_service": ""})
    page = signed_in("dora").get(f"/review/{submitted(draft).pk}/").content.decode()
    assert "It cannot be signed like this:" in page
    assert "Place of service" in page


def test_what_was_changed_after_its_approval_says_so_where_it_is_signed() -> None:
    draft = begun()
    decided(submitted(draft))
    changed(draft, starts="14:10")
    page = signed_in("ana").get(f"/sign/{read(draft).pk}/").content.decode()
    assert "It was changed after Dora" in page


def test_what_is_typed_beside_a_comment_that_is_kept_comes_back() -> None:
    submission, dora = submitted(), signed_in("dora")
    at = f"/review/{submission.pk}/"
    typed = {"words": "Reasons in hand.", "words-text": "About the text.", "words-requests": "About the requests."}
    narrative = next(key for key in dora.get(at).context["parts"] if key["key"].startswith("narrative"))["key"]
    typed |= {f"words-{narrative}": "About this section."}
    page = dora.post(at, {**typed, "comment": narrative}, follow=True).content.decode()
    assert "About this section.</span>" in page
    assert "\nReasons in hand.</textarea>" in page
    assert "\nAbout the requests.</textarea>" in page
    assert "\nAbout this section.</textarea>" not in page
    assert "Reasons in hand." not in signed_in("hana").get(at).content.decode()


def test_what_is_typed_stays_where_a_comment_or_the_answer_is_refused() -> None:
    submission, dora = submitted(), signed_in("dora")
    at = f"/review/{submission.pk}/"
    typed = {"words": "Reasons in hand.", "words-clients": " ", "words-requests": "About the requests."}
    page = dora.post(at, {**typed, "comment": "clients"}).content.decode()
    assert "The comment is empty" in page
    assert "\nReasons in hand.</textarea>" in page
    assert "\nAbout the requests.</textarea>" in page
    decided(submission)
    page = dora.post(at, {**typed, "return": "yes"}).content.decode()
    assert "decided or taken back meanwhile" in page
    for words in ("Reasons in hand.", "About the requests."):
        assert words in page


def test_comments_in_hand_go_along_with_the_answer() -> None:
    submission, dora = submitted(), signed_in("dora")
    dora.post(f"/review/{submission.pk}/", {"words": "", "words-requests": "About the requests.", "return": "yes"})
    submission.refresh_from_db()
    assert submission.verdict == Verdict.RETURNED
    assert [each.words for each in submission.comments.all()] == ["About the requests."]


def said_page(submission: Submission) -> str:
    return signed_in("dora").get(f"/review/{submission.pk}/").content.decode()


def response(words: str) -> dict[str, Any]:
    return {"narrative": {"response": words}}


def test_what_was_first_submitted_about_a_client_out_of_the_reviewer_s_sight_is_not_shown_beside() -> None:
    draft = begun(content=filled("session", "Ngozi Okafor", **response("Ngozi slept badly.")))
    actions.submit(draft=draft, by=acting("ana"))
    again = submitted(changed(draft, clients=[str(client_named("Mateo Rivera").pk)], **response("Mateo slept well.")))
    page = said_page(again)
    assert "Mateo slept well." in page
    assert "Ngozi slept badly." not in page


def test_what_was_taken_back_by_hand_is_not_shown_beside_what_came_after_it() -> None:
    first = submitted(begun(content=filled("session", **response("Said in a temper."))))
    actions.take_back(submission=first, by=acting("ana"))
    again = submitted(changed(first.draft, **response("Said calmly.")))
    assert "temper" not in said_page(again)
    once_more = submitted(changed(first.draft, **response("Said at last.")))
    page = said_page(once_more)
    assert "temper" not in page
    assert "calmly" in page


def test_a_reviewer_reads_nothing_of_a_client_who_is_ticked_no_longer() -> None:
    ngozi = str(client_named("Ngozi Okafor").pk)
    row = {"client": ngozi, "instrument": "psc-17", "title": "PSC-17", "informant": "parent", "total": "12"}
    kept = {"own": {ngozi: "Ngozi alone."}, "came": {ngozi: "14:10"}, "left": {ngozi: "14:20"}, "measures": [row]}
    page = said_page(submitted(begun(content=filled("session", "Mateo Rivera", **kept))))
    for words in ("Ngozi alone.", "14:10", "PSC-17, "):
        assert words not in page


def test_a_reviewer_hears_that_something_is_said_of_a_goal_out_of_their_sight_and_not_what() -> None:
    content = planning.plan(participants=[])
    planning.signed(planning.begun(login="cleo", client="Ngozi Okafor", content=content))
    theirs = content["goals"][0]["id"]
    page = said_page(submitted(begun(content=filled("session", did={theirs: "Ngozi went to school."}))))
    assert "Ngozi went to school." not in page
    assert "a client out of your sight" in page


def test_what_becomes_another_kind_of_note_is_not_approved_as_the_kind_that_was_submitted() -> None:
    submission = submitted()
    draft, ana = submission.draft, signed_in("ana")
    at = f"/drafts/{draft.pk}/"
    told = ana.post(at, {"change_type": "contact", "base_revision": "0"}, follow=True).content.decode()
    assert "so it is taken back. Submit it again." in told
    with pytest.raises(Refused, match="taken back meanwhile"):
        decided(submission)
    assert reviewing.approval_of(draft) is None
