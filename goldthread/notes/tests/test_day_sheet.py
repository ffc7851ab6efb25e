"""The day sheet: three taps keep a line, and what lacks something says so beside it."""

from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.ledger.models import Access
from goldthread.lib import uuids
from goldthread.notes import actions, daysheet, queries
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import Draft, Note
from goldthread.notes.tests.writing import begun, filled
from tests.cast import PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ana() -> Browser:
    return signed_in("ana")


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def identity_of(name: str, login: str = "ana") -> str:
    return str(next(each.identity for each in daysheet.whom(named(login)) if each.name == name))


def three_taps(browser: Browser, name: str = "Rosa Rivera", outcome: str = "no_answer", **more: Any) -> Any:
    tapped = {"draft": str(uuids.fresh()), "whom": identity_of(name), "how": "phone", "outcome": outcome, **more}
    return browser.post("/day/", tapped)


def test_three_taps_are_an_attempt_now_for_every_child_of_hers(ana: Browser) -> None:
    assert three_taps(ana).status_code == 302
    (draft,) = Draft.objects.all()
    assert draft.note_type.key == "attempted_contact"
    assert set(draft.content["clients"]) == {str(client_named(n).pk) for n in ("Mateo Rivera", "Lucía Rivera")}
    (attempt,) = draft.content["attempts"]
    assert (attempt["name"], attempt["how"], attempt["outcome"]) == ("Rosa Rivera", "phone", "no_answer")
    assert len(attempt["at"]) == 5


def test_a_line_lies_ready_and_the_whole_sheet_is_signed_by_one_password(ana: Browser) -> None:
    for outcome in ("no_answer", "left_message"):
        three_taps(ana, outcome=outcome)
    answer = ana.post("/day/read/", {"drafts": [str(pk) for pk in Draft.objects.values_list("pk", flat=True)]})
    page = ana.get(answer.url).content.decode()
    assert page.count("<article") == 4
    assert ana.post(answer.url, {"password": PASSWORD}).status_code == 302
    assert Note.objects.count() == 4
    assert "Nothing waits" in ana.get("/day/").content.decode()


def test_somebody_reached_is_a_contact_that_asks_what_was_said(ana: Browser) -> None:
    three_taps(ana, outcome="reached")
    (draft,) = Draft.objects.all()
    assert draft.note_type.key == "contact"
    assert "What was said?" in ana.get("/day/").content.decode()
    ana.post(f"/day/{draft.pk}/words/", {"words": "She will bring the papers. "})
    draft.refresh_from_db()
    assert draft.content["narrative"] == {"about": "She will bring the papers. "}
    assert 'name="drafts"' in ana.get("/day/").content.decode()


def test_the_sheet_opens_where_one_was(ana: Browser) -> None:
    assert three_taps(ana, outcome="reached").url == "/day/#try"
    (draft,) = Draft.objects.all()
    assert ana.post(f"/day/{draft.pk}/words/", {"words": "She called."}).url == f"/day/#l-{draft.pk}"
    page = ana.get("/day/").content.decode()
    for place in ("try", "waiting", f"l-{draft.pk}"):
        assert f'id="{place}"' in page


def test_the_last_one_tried_stands_first(ana: Browser) -> None:
    three_taps(ana, "Pat Lindqvist")
    assert daysheet.whom(named("ana"))[0].name == "Pat Lindqvist"


def test_a_line_sent_twice_is_one(ana: Browser) -> None:
    once = str(uuids.fresh())
    three_taps(ana, draft=once)
    three_taps(ana, draft=once)
    assert Draft.objects.count() == 1


def test_a_line_is_taken_back_to_the_sheet(ana: Browser) -> None:
    three_taps(ana)
    answer = ana.post(f"/drafts/{Draft.objects.get().pk}/discard/", {"back": "day"})
    assert answer.url == "/day/#waiting"
    assert not Draft.objects.open().exists()


def test_who_looked_at_whose_names_is_written_down(ana: Browser) -> None:
    ana.get("/day/")
    assert Access.objects.filter(page="day sheet", client=client_named("Mateo Rivera").pk).exists()


def test_people_of_other_caseloads_are_not_there_and_not_taken(ana: Browser) -> None:
    assert "Ngozi" not in ana.get("/day/").content.decode()
    answer = ana.post("/day/", {"whom": identity_of("Ngozi Okafor", "cleo"), "how": "phone", "outcome": "no_answer"})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


@pytest.mark.parametrize("login", ["ed", "fay", "gus", "hana"])
def test_who_writes_no_notes_has_no_day_sheet(login: str) -> None:
    assert signed_in(login).get("/day/").status_code == 404


def test_another_ones_ceremony_and_drafts_are_not_there(ana: Browser) -> None:
    three_taps(ana)
    answer = ana.post("/day/read/", {"drafts": [str(Draft.objects.get().pk)]})
    ben = signed_in("ben")
    assert ben.get(answer.url).status_code == 404
    assert ben.post(f"/day/{Draft.objects.get().pk}/words/", {"words": "Mine."}).status_code == 404
    assert ben.post("/day/read/", {"drafts": [str(Draft.objects.get().pk)]}).status_code == 422


def test_a_time_that_is_none_is_refused_and_all_stays_as_it_was_tapped(ana: Browser) -> None:
    answer = three_taps(ana, at="25:99", words="He waved from the window.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "He waved from the window." in page
    assert page.count("checked") >= 2


def test_other_drafts_do_not_stand_on_the_sheet(ana: Browser) -> None:
    begun()
    assert "Nothing waits" in ana.get("/day/").content.decode()


def unfinished_contact(**content: Any) -> Draft:
    """As "Write a note" begins it: a client, no day, nothing said."""
    mateo = str(client_named("Mateo Rivera").pk)
    said = {"clients": [mateo], "zone": "America/New_York", "labels": [], "narrative": {}, **content}
    new = NewDraft(uuids.fresh(), queries.newest_type("contact"), said)
    return actions.start(new=new, by=acting("ana"))


def test_an_unfinished_note_that_nobody_tapped_is_no_line(ana: Browser) -> None:
    unfinished_contact()
    assert "Nothing waits" in ana.get("/day/").content.decode()
    assert "waits to be signed" not in ana.get("/").content.decode()
    three_taps(ana)
    assert "1 line waits to be signed" in ana.get("/").content.decode()


def test_a_short_note_that_is_whole_is_a_line_until_it_is_submitted(ana: Browser) -> None:
    draft = begun(note_type="contact", content=filled("contact"))
    assert f"l-{draft.pk}" in ana.get("/day/").content.decode()
    actions.submit(draft=draft, by=acting("ana"))
    assert f"l-{draft.pk}" not in ana.get("/day/").content.decode()


def test_a_day_is_written_as_people_read_it(ana: Browser) -> None:
    three_taps(ana)
    draft = Draft.objects.get()
    content = {**draft.content, "occurred_on": "2026-02-27"}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=acting("ana"))
    page = ana.get("/day/").content.decode()
    assert "<h3>Feb. 27, 2026</h3>" in page


def test_words_for_a_line_never_take_the_place_of_others(ana: Browser) -> None:
    draft = begun(note_type="contact")
    section = next(iter(draft.content["narrative"]))
    there = draft.content["narrative"][section]
    for _again in range(2):
        ana.post(f"/day/{draft.pk}/words/", {"words": "She called back."})
    draft.refresh_from_db()
    assert draft.content["narrative"][section] == f"{there}\n\nShe called back."
    ana.post(f"/day/{draft.pk}/words/", {"words": " "})
    ana.post(f"/day/{draft.pk}/words/", {"words": "called"})
    draft.refresh_from_db()
    assert draft.content["narrative"][section] == f"{there}\n\nShe called back.\n\ncalled"


def test_no_look_is_written_at_a_client_who_is_not_shown(ana: Browser) -> None:
    stranger = client_named("Ngozi Okafor").pk
    begun(note_type="contact", content={**filled("contact"), "clients": [str(stranger)]})
    ana.get("/day/")
    assert not Access.objects.filter(client=stranger).exists()
