"""The same draft opened for signing in two windows: what was opened last is signed, and the other is told and led on."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.actions import Signature
from goldthread.notes.models import Draft, Note, PendingSeal
from goldthread.notes.tests.test_sign_together import attempts
from goldthread.notes.tests.writing import begun, read, signed
from tests.cast import PASSWORD, acting, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ana() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def page_of(pending: PendingSeal) -> str:
    return reverse("notes:sign", args=[pending.pk])


def test_who_opened_it_once_more_is_told_so_where_it_was_opened_first(ana: Browser) -> None:
    draft = begun()
    first = read(draft)
    read(draft)
    answer = ana.get(page_of(first))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "opened for signing once more" in page
    assert reverse("notes:again", args=[draft.pk]) in page
    assert f'href="/drafts/{draft.pk}/"' in page


def test_a_password_given_there_signs_nothing(ana: Browser) -> None:
    draft = begun()
    first, _second = read(draft), read(draft)
    answer = ana.post(page_of(first), {"password": PASSWORD})
    assert answer.status_code == 422
    assert "opened for signing once more" in answer.content.decode()
    assert not Note.objects.exists()


def test_read_again_from_there_it_is_signed_and_the_other_window_is_led_to_the_note(ana: Browser) -> None:
    draft = begun()
    first, second = read(draft), read(draft)
    assert first.pk != second.pk
    again = ana.post(reverse("notes:again", args=[draft.pk]))
    assert ana.post(again.headers["Location"], {"password": PASSWORD}).status_code == 302
    note = Note.objects.get()
    for late in (ana.get(page_of(second), follow=True), ana.post(page_of(first), {"password": PASSWORD}, follow=True)):
        assert late.redirect_chain[-1][0] == f"/notes/{note.pk}/"
        assert "signed in another window meanwhile" in late.content.decode()
    assert Note.objects.count() == 1


def test_read_it_again_after_it_was_signed_leads_to_the_note(ana: Browser) -> None:
    draft = begun()
    (note,) = signed(draft)
    answer = ana.post(reverse("notes:again", args=[draft.pk]))
    assert answer.headers["Location"] == f"/notes/{note.pk}/"


def test_an_amendment_that_was_signed_in_another_window_leads_to_its_note(ana: Browser) -> None:
    (note,) = signed()
    draft = actions.amend(note=note, kind="addendum", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    content = {**draft.content, "reason": "More.", "narrative": {"narrative": "He called again."}}
    actions.save(draft=draft, base_revision=0, content=content, by=acting("ana"))
    draft.refresh_from_db()
    first = read(draft)
    signed(draft)
    assert ana.get(page_of(first)).headers["Location"] == f"/notes/{note.pk}/"


def test_what_was_frozen_for_the_first_window_is_let_go() -> None:
    draft = begun()
    first = read(draft)
    read(draft)
    first.refresh_from_db()
    assert first.gave_way
    assert first.frozen == []


def test_a_reading_that_gave_way_at_the_moment_of_its_signature_signs_nothing() -> None:
    draft = begun()
    meanwhile = read(draft)  # as the request that signs read it
    read(draft)
    with pytest.raises(Refused, match="opened for signing once more"):
        actions.sign(pending=meanwhile, signature=Signature(PASSWORD), by=acting("ana"))
    assert not Note.objects.exists()
    assert Draft.objects.get(pk=draft.pk).signed_at is None


def test_a_draft_that_was_laid_aside_meanwhile_is_not_signed_and_can_be_taken_up_again(ana: Browser) -> None:
    draft = begun()
    pending = read(draft)
    actions.discard(draft=draft, by=acting("ana"))
    for answer in (ana.get(page_of(pending)), ana.post(page_of(pending), {"password": PASSWORD})):
        assert "laid aside in another window" in answer.content.decode()
    assert not Note.objects.exists()
    again = ana.post(reverse("notes:again", args=[draft.pk]))
    assert Draft.objects.get(pk=draft.pk).discarded_at is None
    assert ana.post(again.headers["Location"], {"password": PASSWORD}).status_code == 302
    assert Note.objects.count() == 1


def test_nobody_else_hears_of_it() -> None:
    first = read(begun())
    browser = Browser()
    browser.force_login(named("ben"))
    read(Draft.objects.get())
    assert browser.get(page_of(first)).status_code == 404


def test_what_was_read_together_and_one_of_it_again_leads_back_to_the_day_sheet(ana: Browser) -> None:
    drafts = attempts(2)
    pendings = actions.prepare_together(drafts=drafts, passkey=None, by=acting("ana"))
    read(drafts[1])
    together = reverse("notes:day_sign", args=[pendings[0].ceremony])
    for answer in (ana.get(together, follow=True), ana.post(together, {"password": PASSWORD}, follow=True)):
        assert answer.redirect_chain[-1][0] == "/day/"
        assert "opened again after you read them" in answer.content.decode()
    assert not Note.objects.exists()


def test_what_was_read_together_twice_and_signed_is_said_to_be_signed(ana: Browser) -> None:
    drafts = attempts(2)
    first = actions.prepare_together(drafts=drafts, passkey=None, by=acting("ana"))
    second = actions.prepare_together(drafts=drafts, passkey=None, by=acting("ana"))
    actions.sign_together(pendings=second, signature=Signature(PASSWORD), by=acting("ana"))
    answer = ana.get(reverse("notes:day_sign", args=[first[0].ceremony]), follow=True)
    assert "All of them were signed in another window meanwhile." in answer.content.decode()
    assert Note.objects.count() == 2


def test_a_line_that_was_taken_back_after_it_was_read_keeps_all_of_them_unsigned() -> None:
    drafts = attempts(2)
    pendings = actions.prepare_together(drafts=drafts, passkey=None, by=acting("ana"))
    actions.discard(draft=drafts[1], by=acting("ana"))
    with pytest.raises(Refused, match="about Mateo Rivera was taken back"):
        actions.sign_together(pendings=pendings, signature=Signature(PASSWORD), by=acting("ana"))
    assert not Note.objects.exists()
