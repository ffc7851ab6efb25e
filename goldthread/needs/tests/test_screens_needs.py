"""The pages of needs and strengths: seen as other facts of a client are, and changed by who serves the client today."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.needs.models import Diagnosis, Need
from goldthread.needs.tests.stating import SINCE, diagnosed, listed, stated, today
from goldthread.notes.tests.writing import signed
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
WORDS = "Screams at night."
NEED = {"kind": "symptom", "words": WORDS, "domain": "home", "severity": "severe", "from_on": "2026-02-02"}


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def page_of(name: str = "Mateo Rivera") -> str:
    return f"/clients/{client_named(name).pk}/needs/"


def told(**changes: str) -> dict[str, str]:
    said = {"code_words": "major depr", "code": "F32.1", "verification": "provisional", "source": "here"}
    return {**said, "staff": str(named("ben").pk), "made_on": "2026-02-02", "from_on": "2026-02-02", **changes}


def test_a_need_is_put_on_file_changed_ended_and_taken_out() -> None:
    ana, page = as_("ana"), page_of()
    assert ana.post(f"{page}new/", NEED)["Location"] == page
    assert WORDS in ana.get(page).content.decode()
    row = Need.objects.get()
    changed = {**NEED, "severity": "mild", "how": "changed", "from_on": "2026-03-02"}
    assert ana.post(f"{page}{row.identity}/", changed).status_code == 302
    shown = ana.get(f"{page}{row.identity}/").content.decode()
    assert shown.count("Recorded") == 2
    assert ana.post(f"{page}{row.identity}/end/", {"to_on": "2026-04-01"}).status_code == 302
    assert "Over" in ana.get(page).content.decode()
    assert ana.post(f"{page}{row.identity}/out/", {"reason": "Of his sister."}).status_code == 302
    assert "Of his sister." in ana.get(page).content.decode()
    assert ana.get(f"{page}{row.identity}/").status_code == 404
    assert verify(witness=None).problems == []


def test_a_diagnosis_is_found_chosen_and_confirmed() -> None:
    listed()
    ana, page = as_("ana"), page_of()
    searched = ana.post(f"{page}diagnoses/new/", told(code="", code_words="depr", code_find="yes"))
    assert searched.status_code == 422
    assert "F32.89 Other specified depressive episodes" in searched.content.decode()
    assert ana.post(f"{page}diagnoses/new/", told()).status_code == 302
    row = Diagnosis.objects.get()
    change = f"{page}diagnoses/{row.identity}/"
    assert 'value="F32.1"' in ana.get(change).content.decode()
    confirmed = {**told(code_words="F32.1", verification="confirmed"), "how": "changed", "from_on": "2026-03-02"}
    assert ana.post(change, confirmed).status_code == 302
    shown = ana.get(page).content.decode()
    assert "confirmed" in shown
    assert "Ben Achterberg, LCSW" in shown


def test_a_code_that_is_typed_whole_needs_no_choosing() -> None:
    listed()
    assert as_("ana").post(f"{page_of()}diagnoses/new/", told(code="", code_words="f32.a")).status_code == 302
    assert Diagnosis.objects.get().code == "F32.A"


def test_a_note_leads_to_what_it_evidences() -> None:
    (note,) = signed()
    ana = as_("ana")
    link = f"{page_of()}new/?evidence={note.pk}"
    assert link in ana.get(f"/notes/{note.pk}/").content.decode()
    assert str(note.pk) in ana.get(link).content.decode()
    ana.post(link, {**NEED, "from_on": today().isoformat(), "evidence": str(note.pk)})
    assert Need.objects.get().evidence_id == note.pk
    assert f"/notes/{note.pk}/" in ana.get(page_of()).content.decode()


def test_a_refusal_keeps_what_was_typed() -> None:
    listed()
    answered = as_("ana").post(f"{page_of()}diagnoses/new/", told(staff=str(named("ana").pk))).content.decode()
    assert "held no credential" in answered
    assert 'value="major depr"' in answered
    assert "checked" in answered
    answered = as_("ana").post(f"{page_of()}new/", {**NEED, "kind": "strength"})
    assert answered.status_code == 422
    assert WORDS in answered.content.decode()


def test_a_stranger_finds_no_such_page_and_a_biller_changes_nothing() -> None:
    row = stated()
    for login in ("cleo", "hana"):
        assert as_(login).get(page_of()).status_code == 404
    ed = as_("ed")
    assert ed.get(page_of()).status_code == 200
    assert "Add a need" not in ed.get(page_of()).content.decode()
    for path in ("new/", "diagnoses/new/", f"{row.identity}/", f"{row.identity}/end/", f"{row.identity}/out/"):
        assert ed.get(f"{page_of()}{path}").status_code == 404
        assert as_("cleo").get(f"{page_of()}{path}").status_code == 404
    other = page_of("Lucía Rivera")
    assert as_("ana").get(f"{other}{row.identity}/").status_code == 404


def test_who_was_left_sees_what_was_known_then() -> None:
    stated()
    client = client_named("Mateo Rivera")
    cases.leave_case(member=client.memberships.get(), to_on=SINCE + timedelta(days=1), by=acting("ana"))
    assert as_("ana").get(f"{page_of()}new/").status_code == 404
    # What was recorded after the last day there is not for those who were left.
    assert WORDS not in as_("ana").get(page_of()).content.decode()


def test_every_page_leaves_a_look() -> None:
    listed()
    row = diagnosed()
    as_("ana").get(page_of())
    as_("ana").get(f"{page_of()}diagnoses/{row.identity}/")
    client = client_named("Mateo Rivera").pk
    looks = Access.objects.filter(client=client).values_list("page", flat=True)
    assert {"needs:of_client", "needs:change_diagnosis"} <= set(looks)
