"""Files attached to a note: the author's alone until it is signed, then locked into the entry by their digest."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from goldthread.documents.models import Held
from goldthread.documents.tests.paper import PDF, picture
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.models import Draft
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import begun, filled, read, signed
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


@pytest.fixture
def ana() -> Browser:
    return signed_in("ana")


def attach(browser: Browser, draft: Draft, *files: tuple[str, bytes], **more: Any) -> Any:
    draft.refresh_from_db()
    form = {
        "base_revision": str(draft.revision),
        "clients": draft.content["clients"],
        "narrative-response": "Typed just now.",
    }
    kept = {"documents": draft.content.get("documents", []), **form}
    for name in ("occurred_on", "starts", "ends", "zone", "how", "place_of_service", "service"):
        kept[name] = draft.content[name]
    for section, text in draft.content["narrative"].items():
        kept.setdefault(f"narrative-{section}", text)
    given = [SimpleUploadedFile(name, data) for name, data in files]
    answer = browser.post(f"/drafts/{draft.pk}/documents/", {**kept, "files": given, "document_kind": "order", **more})
    draft.refresh_from_db()
    return answer


def with_a_file_about_somebody_unticked(browser: Browser) -> Draft:
    draft = begun(content=filled("session", "Mateo Rivera", "Lucía Rivera"))
    attach(browser, draft, ("order.pdf", PDF), document_client=str(client_named("Lucía Rivera").pk))
    content = {**draft.content, "clients": [str(client_named("Mateo Rivera").pk)]}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=acting("ana"))
    draft.refresh_from_db()
    return draft


def test_what_was_typed_is_saved_and_the_file_stands_with_the_draft(ana: Browser) -> None:
    draft = begun()
    assert attach(ana, draft, ("order.pdf", PDF)).status_code == 302
    assert draft.content["narrative"]["response"] == "Typed just now."
    (held,) = Held.objects.all()
    assert draft.content["documents"] == [str(held.pk)]
    assert "order.pdf" in ana.get(f"/drafts/{draft.pk}/").content.decode()
    assert ana.get(f"/drafts/documents/{held.pk}/file/").content == PDF


def test_it_is_locked_into_the_note_and_given_out_from_there(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF), ("door.png", picture()))
    (note,) = signed(draft)
    sealed = ledger.content_of(note.pk)["documents"]
    assert [each["title"] for each in sealed] == ["order.pdf", "door.png"]
    assert all(len(each["sha256"]) == 64 for each in sealed)
    first = note.documents.get(position=0)
    assert ana.get(f"/notes/{note.pk}/documents/{first.pk}/file/").content == PDF
    assert signed_in("ben").get(f"/notes/{note.pk}/documents/{first.pk}/small/").status_code == 200
    assert sealed[0]["sha256"][:12] in ana.get(f"/notes/{note.pk}/").content.decode()
    assert sealed[0]["sha256"][:12] in ana.get(f"/notes/{note.pk}/print/").content.decode()
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_file_about_one_client_stands_in_that_record_alone(ana: Browser) -> None:
    draft = begun(content=filled("session", "Mateo Rivera", "Lucía Rivera"))
    attach(ana, draft, ("order.pdf", PDF), document_client=str(client_named("Lucía Rivera").pk))
    notes = {note.client_id: note for note in signed(draft)}
    assert notes[client_named("Lucía Rivera").pk].documents.count() == 1
    assert notes[client_named("Mateo Rivera").pk].documents.count() == 0


def test_what_is_taken_off_can_be_put_back(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    held = str(Held.objects.get().pk)
    attach(ana, draft, take_off=held)
    assert draft.content["documents"] == []
    assert "Put back" in ana.get(f"/drafts/{draft.pk}/").content.decode()
    attach(ana, draft, put_back=held)
    assert draft.content["documents"] == [held]


def test_a_file_that_is_refused_says_so_and_loses_no_word(ana: Browser) -> None:
    draft = begun()
    answer = attach(ana, draft, ("order.pdf", b"not one"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "order.pdf is no PDF" in page
    assert "Typed just now." in page
    assert draft.content["narrative"]["response"] == "Typed just now."


def test_no_file_is_said(ana: Browser) -> None:
    assert "Choose at least one file" in attach(ana, begun()).content.decode()


@pytest.mark.parametrize("login", ["ben", "dora", "cleo", "gus"])
def test_nobody_else_sees_the_files_of_a_draft(ana: Browser, login: str) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    held = Held.objects.get()
    assert signed_in(login).get(f"/drafts/documents/{held.pk}/file/").status_code == 404
    assert attach(signed_in(login), draft, ("other.pdf", PDF)).status_code == 404


def test_a_stranger_finds_no_file_of_a_signed_note(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    (note,) = signed(draft)
    document: UUID = note.documents.get().pk
    assert signed_in("cleo").get(f"/notes/{note.pk}/documents/{document}/file/").status_code == 404


def test_another_one_s_file_cannot_be_put_into_one_s_own_note(ana: Browser) -> None:
    attach(ana, begun(), ("order.pdf", PDF))
    held = str(Held.objects.get().pk)
    draft = begun("ben", content={**filled("session"), "documents": [held]})
    (note,) = signed(draft, "ben")
    assert note.documents.count() == 0


def test_a_file_about_somebody_who_was_unticked_keeps_the_note_from_being_signed(ana: Browser) -> None:
    draft = with_a_file_about_somebody_unticked(ana)
    with pytest.raises(Refused, match=r"“order\.pdf” is about Lucía Rivera, and this note is not") as caught:
        read(draft)
    assert caught.value.field == "documents"


def test_the_same_file_twice_is_said(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    answer = attach(ana, draft, ("again.pdf", PDF))
    assert answer.status_code == 422
    assert "This file is there already, as “order.pdf”." in answer.content.decode()
    assert len(draft.content["documents"]) == 1


def test_who_reviews_it_opens_the_files_that_were_submitted_and_no_others(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    first = Held.objects.get()
    submission = actions.submit(draft=draft, by=acting("ana"))
    attach(ana, draft, ("door.png", picture()))
    later = Held.objects.exclude(pk=first.pk).get()
    dora, place = signed_in("dora"), f"/review/{submission.pk}/documents"
    assert "order.pdf" in dora.get(f"/review/{submission.pk}/").content.decode()
    assert dora.get(f"{place}/{first.pk}/file/").content == PDF
    assert dora.get(f"{place}/{first.pk}/small/").status_code == 200
    assert Access.objects.filter(page="submitted file", object=draft.pk).exists()
    assert dora.get(f"{place}/{later.pk}/file/").status_code == 404
    assert signed_in("ben").get(f"{place}/{first.pk}/file/").status_code == 404


def test_once_it_is_signed_a_file_is_given_out_by_the_note_alone(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    signed(draft)
    assert ana.get(f"/drafts/documents/{Held.objects.get().pk}/file/").status_code == 404


@pytest.mark.parametrize("name", ["Ngozi Okafor", ""])
def test_a_file_is_about_a_client_of_the_note_or_about_all(ana: Browser, name: str) -> None:
    draft = begun(content=filled("session", "Mateo Rivera", "Lucía Rivera"))
    stranger = str(client_named(name).pk) if name else str(uuids.fresh())
    answer = attach(ana, draft, ("order.pdf", PDF), document_client=stranger)
    assert answer.status_code == 422
    assert "Choose from the clients of this note" in answer.content.decode()
    assert not Held.objects.exists()


def test_who_reviews_sees_no_file_of_a_client_whom_the_draft_is_not_about(ana: Browser) -> None:
    draft = with_a_file_about_somebody_unticked(ana)
    submission = actions.submit(draft=draft, by=acting("ana"))
    dora, page = signed_in("dora"), f"/review/{submission.pk}/"
    told = dora.get(page).content.decode()
    assert "order.pdf" not in told
    assert "Lucía" not in told
    assert dora.get(f"{page}documents/{Held.objects.get().pk}/file/").status_code == 404


def test_the_same_file_twice_in_one_choice_is_said(ana: Browser) -> None:
    draft = begun()
    assert attach(ana, draft, ("order.pdf", PDF), ("again.pdf", PDF)).status_code == 422
    assert not Held.objects.exists()


def test_without_script_a_chosen_file_that_is_not_attached_is_said(ana: Browser) -> None:
    draft = begun()
    form = {"base_revision": "0", "clients": draft.content["clients"], "files": "order.pdf", "read": "yes"}
    answer = ana.post(f"/drafts/{draft.pk}/", form)
    assert answer.status_code == 422
    assert "not attached yet" in answer.content.decode()


def posted(browser: Browser, draft: Draft, *files: tuple[str, bytes], button: str = "read", **more: Any) -> Any:
    """The form of the editor as a browser without script sends it, with what is chosen in it."""
    draft.refresh_from_db()
    fields: dict[str, Any] = {"base_revision": str(draft.revision), button: "yes"}
    for key, value in draft.content.items():
        if isinstance(value, dict):
            fields |= {f"{key}-{inner}": text for inner, text in value.items()}
        elif key == "participants":
            fields |= {f"{key}-{at}-{name}": text for at, row in enumerate(value) for name, text in row.items()}
        elif value and not isinstance(value[0], dict):
            fields[key] = value
    given = [SimpleUploadedFile(name, data) for name, data in files]
    answer = browser.post(f"/drafts/{draft.pk}/", {**fields, "files": given, **more}, follow=True)
    draft.refresh_from_db()
    return answer


def test_each_of_several_files_has_a_kind_and_a_title_of_its_own_until_it_is_signed(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("a.pdf", PDF), ("b.png", picture()))
    order, photo = draft.content["documents"]
    page = ana.get(f"/drafts/{draft.pk}/").content.decode()
    assert f'name="file_kind-{order}"' in page
    assert f'name="file_title-{photo}" maxlength="200" dir="auto" value="b.png"' in page
    said = {f"file_kind-{photo}": "photo", f"file_title-{photo}": "The front door", f"file_title-{order}": " "}
    assert posted(ana, draft, button="save", **said).status_code == 200
    (note,) = signed(draft)
    sealed = [(each["kind"], each["title"]) for each in ledger.content_of(note.pk)["documents"]]
    assert sealed == [("order", "a.pdf"), ("photo", "The front door")]
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_kind_that_is_none_keeps_the_note_from_being_signed(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    content = {**draft.content, "file_kind": {draft.content["documents"][0]: "song"}}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=acting("ana"))
    with pytest.raises(Refused, match="Choose from the list what the document is") as caught:
        read(draft)
    assert caught.value.field == "documents"


def test_what_is_said_of_a_file_stays_while_it_is_taken_off(ana: Browser) -> None:
    draft = begun()
    attach(ana, draft, ("order.pdf", PDF))
    (held,) = draft.content["documents"]
    posted(ana, draft, button="save", **{f"file_title-{held}": "Order of May"})
    attach(ana, draft, take_off=held, **{f"file_title-{held}": "Order of May", f"file_kind-{held}": "order"})
    page = ana.get(f"/drafts/{draft.pk}/").content.decode()
    assert f'<input type="hidden" name="file_title-{held}" value="Order of May">' in page


def test_without_script_a_chosen_file_is_attached_as_the_note_is_saved_and_that_is_said(ana: Browser) -> None:
    draft = begun()
    assert 'method="post" enctype="multipart/form-data"' in ana.get(f"/drafts/{draft.pk}/").content.decode()
    answer = posted(ana, draft, ("order.pdf", PDF), button="save", document_kind="order")
    assert "1 file is attached." in answer.content.decode()
    assert draft.content["documents"] == [str(Held.objects.get().pk)]
    assert Held.objects.get().kind == "order"


def test_a_chosen_file_is_in_what_is_read_before_signing(ana: Browser) -> None:
    draft = begun()
    answer = posted(ana, draft, ("order.pdf", PDF), ("door.png", picture()))
    assert answer.redirect_chain[-1][0].startswith("/sign/")
    page = answer.content.decode()
    assert "2 files are attached." in page
    assert "order.pdf" in page
    assert "door.png" in page


def test_a_chosen_file_that_is_refused_stops_the_way_to_signing_and_every_word_is_kept(ana: Browser) -> None:
    draft = begun()
    answer = posted(ana, draft, ("order.pdf", b"not one"), **{"narrative-response": "Typed just now."})
    assert answer.status_code == 422
    assert "order.pdf is no PDF" in answer.content.decode()
    assert draft.content["narrative"]["response"] == "Typed just now."


def test_a_file_is_attached_also_where_the_words_stand_beside(ana: Browser) -> None:
    draft = begun()
    stale = {"base_revision": "0", "narrative-response": "From the phone."}
    content = {**draft.content, "narrative": {"response": "From the desk."}}
    actions.save(draft=draft, base_revision=0, content=content, by=acting("ana"))
    answer = posted(ana, draft, ("order.pdf", PDF), **stale)
    assert "1 file is attached." in answer.content.decode()
    assert draft.revisions.filter(is_beside=True).count() == 1
    assert draft.content["documents"] == [str(Held.objects.get().pk)]


def test_a_file_that_was_chosen_while_the_note_was_signed_elsewhere_is_said_not_to_be_in_it(ana: Browser) -> None:
    draft = begun()
    signed(draft)
    answer = posted(ana, draft, ("order.pdf", PDF), **{"narrative-response": "Too late."})
    assert "is not in it. Attach it to the addendum." in answer.content.decode()
    assert not Held.objects.exists()
