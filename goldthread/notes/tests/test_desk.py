"""The editor's page as the server makes it: whom it offers, what it says, and what it never loses."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import CareTeamMember
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Access
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import actions, queries
from goldthread.notes.models import Draft, DraftRevision, Note
from goldthread.notes.tests.writing import begun, filled, signed, visit, yesterday
from goldthread.services import actions as services
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ana() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def page_of(browser: Browser, draft: Draft) -> str:
    return browser.get(f"/drafts/{draft.pk}/").content.decode()


def posted(draft: Draft, **changes: str) -> dict[str, str]:
    """The form of a draft about Mateo as a browser without script posts it."""
    held = Draft.objects.get(pk=draft.pk)
    typed = {key: value for key, value in held.content.items() if isinstance(value, str)}
    return {**typed, "base_revision": str(held.revision), "clients": str(client_named("Mateo Rivera").pk), **changes}


def serve_the_okafors() -> None:
    cases.assign(case=case_named("Okafor"), staff=named("ana"), role="case manager", from_on=OPENED_ON, by=COMMAND_LINE)


# About whom


def test_a_client_of_another_family_is_found_and_ticked_without_script(ana: Browser) -> None:
    serve_the_okafors()
    draft = begun(content=visit(participants=[]))
    found = ana.post(f"/drafts/{draft.pk}/", posted(draft, find_client="ngo", find="yes")).content.decode()
    ngozi = client_named("Ngozi Okafor").pk
    assert f'value="{ngozi}"> <span><bdi>Ngozi Okafor' in found
    both = {**posted(draft, save="yes"), "clients": [str(client_named("Mateo Rivera").pk), str(ngozi)]}
    ana.post(f"/drafts/{draft.pk}/", both)
    page = page_of(ana, draft)
    assert f'name="own-{ngozi}"' in page
    assert "Ngozi Okafor, client" in page
    ana.post(f"/drafts/{draft.pk}/", posted(draft, save="yes"))
    assert "Ngozi Okafor" not in page_of(ana, draft)


def test_the_script_finds_clients_in_sight_only_and_the_look_is_written_down(ana: Browser) -> None:
    draft = begun()
    assert "Nobody of that name" in ana.post(f"/drafts/{draft.pk}/clients/", {"find_client": "Ngozi"}).content.decode()
    serve_the_okafors()
    before = Access.objects.count()
    assert "Ngozi Okafor" in ana.post(f"/drafts/{draft.pk}/clients/", {"find_client": "Ngozi"}).content.decode()
    assert Access.objects.count() > before


def test_a_caseload_of_hundreds_is_found_by_name(ana: Browser) -> None:
    many = [NewClient(f"Child {n:03}") for n in range(30)]
    new = NewCase("A big home", "family", many, OPENED_ON, "Referred.", [(named("ana"), "case manager")])
    cases.open_case(new=new, by=COMMAND_LINE)
    draft = begun(content=visit(clients=[]))
    assert "There are more. Write more of the name." in page_of(ana, draft)
    assert "Child 029" in ana.post(f"/drafts/{draft.pk}/clients/", {"find_client": "child 029"}).content.decode()


def test_every_client_whose_name_is_shown_has_a_row_in_the_access_stream(ana: Browser) -> None:
    page_of(ana, begun(content=visit("Mateo Rivera")))
    looked = set(Access.objects.filter(page="draft").values_list("client", flat=True))
    assert looked == {client_named("Mateo Rivera").pk, client_named("Lucía Rivera").pk}


def test_words_about_a_client_who_was_unticked_are_kept(ana: Browser) -> None:
    lucia = client_named("Lucía Rivera").pk
    draft = begun(content=visit("Mateo Rivera", own={str(lucia): "Lucía drew the house."}))
    assert f'type="hidden" name="own-{lucia}" value="Lucía drew the house."' in page_of(ana, draft)


def test_who_left_the_care_team_sees_no_names_and_keeps_the_words(ana: Browser) -> None:
    content = filled("session")
    content["participants"] = [{"person": str(uuids.fresh()), "name": "Rosa Rivera", "role": "parent"}]
    draft = begun(content=content)
    member = CareTeamMember.objects.current().get(staff=named("ana"), case=case_named("Rivera"))
    cases.unassign(member=member, to_on=clock.today("UTC") - timedelta(days=1), by=COMMAND_LINE)
    page = page_of(ana, draft)
    assert "You are no longer on the care team" in page
    assert "Mateo Rivera" not in page
    assert ">Rosa Rivera" not in page
    assert "calmer than last week" in page
    assert f'name="clients" value="{client_named("Mateo Rivera").pk}" checked' in page


# When


def test_the_time_zone_of_the_place_is_chosen_from_a_list(ana: Browser) -> None:
    page = page_of(ana, begun())
    chosen = '<option value="America/Indiana/Indianapolis" selected>'
    assert chosen in page
    assert page.index("America/New_York") < page.index("Europe/Berlin")
    draft = begun(content=filled("session", zone="Mars/Olympus"))
    refused = ana.post(f"/drafts/{draft.pk}/", posted(draft, read="yes")).content.decode()
    assert '<a href="#zone">There is no time zone Mars/Olympus.' in refused


@pytest.mark.parametrize(
    ("times", "length", "twice"),
    [
        ({"starts": "00:30", "ends": "02:30"}, "3 h 0 min", []),
        ({"starts": "01:30", "ends": "02:30"}, "2 h 0 min", ["starts"]),
        ({"starts": "01:30", "starts_fold": "second", "ends": "02:30"}, "1 h 0 min", ["starts"]),
        ({"starts": "01:10", "ends": "01:30", "ends_fold": "second"}, "1 h 20 min", ["starts", "ends"]),
        ({"starts": "05:00", "ends": "04:00"}, "The end lies before the start.", []),
    ],
)
def test_the_length_shown_is_the_one_that_will_be_sealed(
    ana: Browser, times: dict[str, str], length: str, twice: list[str]
) -> None:
    # On 1 November 2026 the clock went from 2:00 back to 1:00.
    draft = begun(content=filled("session", **{"occurred_on": "2026-11-01", **times}))
    body = {"base_revision": 0, "content": draft.content}
    told = ana.post(f"/drafts/{draft.pk}/save/", body, content_type="application/json").json()
    assert told["length"].startswith(length)
    assert told["twice"] == twice
    if length[0].isdigit():
        (note,) = signed(draft)
        hours, minutes = divmod(note.duration_minutes or 0, 60)
        assert f"{hours} h {minutes} min" == length


def test_the_second_of_two_equal_readings_is_typed_again_for_a_correction() -> None:
    times = {"occurred_on": "2026-11-01", "starts": "01:30", "starts_fold": "second", "ends": "02:30"}
    (note,) = signed(begun(content=filled("session", **times)))
    by, author = acting("ana"), named("ana")
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=author, by=by)
    assert (draft.content["starts"], draft.content["starts_fold"]) == ("01:30", "second")
    content = {**draft.content, "starts_fold": "", "reason": "It was the first one."}
    actions.save(draft=draft, base_revision=0, content=content, by=by)
    draft.refresh_from_db()
    (correction,) = signed(draft)
    assert "<del>01:30 -05:00</del>" in correction.html
    assert "<ins>01:30 -04:00</ins>" in correction.html


# What stands in the way


def test_everything_amiss_is_listed_with_links_and_marked_at_its_field(ana: Browser) -> None:
    people = [{"person": "", "name": "A neighbor", "role": "king"}]
    draft = begun(content=visit(participants=people, ends="13:00"))
    answer = ana.post(f"/drafts/{draft.pk}/", posted(draft, read="yes", **{
        "participants-1000-here": "on", "participants-1000-name": "A neighbor", "participants-1000-role": "king",
    }))  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="refused" role="alert" tabindex="-1" autofocus' in page
    linked = re.findall(r'<li><a href="#([^"]+)">', page)
    assert {"ends", "participants-1000-role", "narrative-interventions", "narrative-progress"} <= set(linked)
    for field in linked:
        assert f'id="{field}"' in page
        assert f'id="{field}-error"' in page
    assert 'id="ends" name="ends" value="13:00" aria-describedby="ends-error" aria-invalid="true"' in page


# Amendments


@pytest.mark.parametrize("kind", ["addendum", "late_entry"])
def test_an_addendum_takes_a_judgment_an_occurrence_and_a_request(ana: Browser, kind: str) -> None:
    (note,) = signed()
    by, author = acting("ana"), named("ana")
    draft = actions.amend(note=note, kind=kind, draft_id=uuids.fresh(), author=author, by=by)
    page = page_of(ana, draft)
    for block in ("requests", "judgments", "occurrences"):
        assert f'id="{block}" data-block="{block}">' in page
    assert 'data-block="participants"' not in page
    assert "find_client" not in page
    judgment = {"question": "Call the hotline?", "decision": "Yes.", "why": "A mark on the arm."}
    content = {**draft.content, "reason": "Remembered.", "judgments": [judgment]}
    actions.save(draft=draft, base_revision=0, content=content, by=by)
    draft.refresh_from_db()
    (more,) = signed(draft)
    assert ledger.content_of(more.pk)["judgments"][0]["decision"] == "Yes."


# Versions


def test_a_window_that_types_on_from_an_old_revision_keeps_one_growing_row() -> None:
    draft, window, by = begun(note_type="free"), uuids.fresh(), acting("ana")
    actions.save(draft=draft, base_revision=0, content=visit(narrative={"narrative": "desk"}), by=by)
    for words in ("p", "ph", "phone"):
        content = visit(narrative={"narrative": words})
        assert actions.save(draft=draft, base_revision=0, content=content, window=window, by=by).beside
    other = begun(note_type="free")
    actions.save(draft=other, base_revision=9, content=visit(), window=window, by=by)
    (row,) = DraftRevision.objects.filter(draft=draft, is_beside=True)
    assert row.content["narrative"] == {"narrative": "phone"}
    assert DraftRevision.objects.filter(draft=other, is_beside=True).exclude(pk=window).count() == 1


def test_versions_are_read_under_their_titles_and_say_what_differs(ana: Browser) -> None:
    draft, by = begun(), acting("ana")
    changed = {**draft.content, "occurred_on": "2026-03-03", "requests": [{"of": "Pat", "what": "A bus pass"}]}
    changed["narrative"] = {**changed["narrative"], "progress": "About progress: angrier than last week."}
    actions.save(draft=draft, base_revision=5, content=changed, by=by)
    page = ana.get(f"/drafts/{draft.pk}/versions/").content.decode()
    assert "Progress or lack of progress" in page
    assert re.search(r"<ins>[^<]*\b3,", page)
    assert "A bus pass" in page
    assert "Rosa Rivera, parent" in page
    assert re.search(r"<ins>[^<]*angrier</ins>", page)
    assert Access.objects.filter(page="versions", client=client_named("Mateo Rivera").pk).exists()


@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_after_the_signature_becomes_an_addendum(ana: Browser, script: bool) -> None:
    draft = begun()
    (note,) = signed(draft)
    words = {**draft.content["narrative"], "progress": "She also called the school."}
    if script:
        body = {"base_revision": 0, "content": {**draft.content, "narrative": words}, "window": str(uuids.fresh())}
        told = ana.post(f"/drafts/{draft.pk}/save/", body, content_type="application/json").json()
        assert (told["beside"], told["signed"]) == (True, True)
    else:
        form = posted(draft, read="yes", **{f"narrative-{key}": text for key, text in words.items()})
        answer = ana.post(f"/drafts/{draft.pk}/", form)
        assert answer["Location"] == f"/drafts/{draft.pk}/versions/"
    page = ana.get(f"/drafts/{draft.pk}/versions/").content.decode()
    assert "Make an addendum of it" in page
    version = DraftRevision.objects.get(is_beside=True).pk
    answer = ana.post(f"/drafts/{draft.pk}/versions/", {"version": str(version), "draft": str(uuids.fresh())})
    addendum = Draft.objects.get(amends=note.pk)
    assert answer["Location"] == f"/drafts/{addendum.pk}/"
    assert addendum.content["narrative"]["narrative"] == "Progress or lack of progress:\nShe also called the school."
    assert ana.get(f"/drafts/{draft.pk}/")["Location"] == f"/drafts/{draft.pk}/versions/"
    assert ana.get(f"/drafts/{draft.pk}/versions/")["Location"] == f"/notes/{note.pk}/"


def test_what_was_signed_is_not_read_from_its_draft_by_who_lost_the_client(ana: Browser) -> None:
    draft = begun()
    signed(draft)
    member = CareTeamMember.objects.current().get(case=case_named("Rivera"), staff=named("ana"))
    cases.unassign(member=member, to_on=yesterday(), by=acting("dora"))
    assert ana.get(f"/drafts/{draft.pk}/versions/").status_code == 404


# Beginning


def test_the_browser_names_the_draft_and_the_same_name_twice_is_one_draft(ana: Browser) -> None:
    name = str(UUID("5f0c3a6e-9f0e-4b6c-8f4e-0f6f1d2c3b4a"))
    for _time in range(2):
        answer = ana.post("/notes/new/", {"type": "free", "draft": name})
        assert answer["Location"] == f"/drafts/{name}/"
    (note,) = signed()
    more = str(UUID("6f0c3a6e-9f0e-4b6c-8f4e-0f6f1d2c3b4a"))
    for _time in range(2):
        assert ana.post(f"/notes/{note.pk}/amend/addendum/", {"draft": more})["Location"] == f"/drafts/{more}/"
    assert Draft.objects.filter(signed_at=None).count() == 2


def test_a_new_note_begins_with_today_and_with_how_and_service_as_last_time(ana: Browser) -> None:
    services.load_shipped(by=COMMAND_LINE)
    signed(begun(content=filled("session", how="video", occurred_on=yesterday().isoformat())))
    ana.post("/notes/new/", {"type": "session"})
    content = Draft.objects.get(signed_at=None).content
    assert content["occurred_on"] == clock.today("America/Indiana/Indianapolis").isoformat()
    assert (content["how"], content["service"]) == ("video", "Home-based casework")


def test_the_kinds_that_somebody_writes_most_come_first(ana: Browser) -> None:
    for _time in range(2):
        signed(begun(note_type="contact", content=filled("contact")))
    signed()
    assert [row.key for row in queries.most_used(named("ana"))] == ["contact", "session"]
    page = ana.get("/notes/new/").content.decode()
    assert page.index("What you write most") < page.index('value="contact"') < page.index('value="session"')


@pytest.mark.parametrize("key", ["nope", "session"])
def test_a_kind_that_is_not_offered_cannot_be_changed_to(ana: Browser, key: str) -> None:
    actions.offer_type(key="session", is_offered=False, by=COMMAND_LINE)
    draft = begun(note_type="free", content=visit(narrative={"narrative": "Kept."}))
    answer = ana.post(f"/drafts/{draft.pk}/", posted(draft, change_type=key, **{"narrative-narrative": "Kept."}))
    assert answer.status_code == 422
    assert "There is no such kind of note." in answer.content.decode()
    held = Draft.objects.get()
    assert held.note_type.key == "free"
    assert held.content["narrative"] == {"narrative": "Kept."}
    assert not Note.objects.exists()
