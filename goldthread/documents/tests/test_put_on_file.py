"""Documents of a case: put on file, described, given out to who sees the case, and never changed unseen."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from goldthread.documents import actions, queries
from goldthread.documents.actions import NewDocument
from goldthread.documents.models import Blob, Document
from goldthread.documents.taking import Taken, take
from goldthread.documents.tests.paper import PDF, picture
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes.projection import PROJECTION
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def new(data: bytes = PDF, name: str = "order.pdf", **changes: Any) -> NewDocument:
    given = {"file": take(data, name), "kind": "order", "dated_on": date(2026, 10, 2), **changes}
    return NewDocument(file_name=name, **given)


def on_file(**changes: Any) -> Document:
    return actions.put_on_file(case=case_named("Rivera"), new=new(**changes), by=acting("ana"))


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def test_it_is_given_out_as_a_download_that_no_browser_guesses_at() -> None:
    document = on_file(name="Übergabe “Plan”.pdf")
    answer = signed_in("ben").get(f"/documents/{document.identity}/file/")
    assert answer.content == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%C3%9Cbergabe" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Access.objects.filter(page="document file", object=document.identity).exists()


def test_it_is_sealed_and_verifies() -> None:
    on_file()
    assert verify(witness=None, projections=[PROJECTION]).problems == []
    assert list(queries.problems([])) == []


def test_a_changed_or_missing_file_is_named() -> None:
    other = sha256(PDF).hexdigest()
    Blob.objects.create(pk=other, data=PDF + b" ", small=b"", media_type="application/pdf")
    on_file(title="Order of October")
    changed, missing = queries.problems([("Release of May", "0" * 64)])
    assert changed == f"The document “Order of October” ({other[:12]}) is not the one that was put on file."
    assert missing == "The document “Release of May” (000000000000) is missing."


@pytest.mark.parametrize("change", [lambda rows: rows.update(data=b"other"), lambda rows: rows.delete()])
def test_the_database_keeps_the_bytes_as_they_are(change: Callable[[Any], object]) -> None:
    on_file()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(Blob.objects.all())


def test_a_file_without_a_small_picture_is_shown_as_a_sheet_of_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    document = on_file(file=Taken(PDF, sha256(PDF).hexdigest(), "application/pdf", b""))
    answer = signed_in("ana").get(f"/documents/{document.identity}/small/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("paper.svg")


def test_several_files_are_put_on_file_from_the_page() -> None:
    ana, case = signed_in("ana"), case_named("Rivera")
    given = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("../../b.png", picture())]
    said = {
        "given": given,
        "kind": "photo",
        "title": "",
        "dated_on": "2026-11-01",
        "client": str(client_named("Mateo Rivera").pk),
    }
    answer = ana.post(f"/cases/{case.pk}/documents/new/", said)
    assert answer.status_code == 302
    page = ana.get(f"/cases/{case.pk}/documents/").content.decode()
    assert "a.pdf" in page
    assert "b.png" in page
    assert ".." not in page.partition("<main")[2]


def test_one_bad_file_among_several_keeps_all_out() -> None:
    case = case_named("Rivera")
    given = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"no")]
    answer = signed_in("ana").post(
        f"/cases/{case.pk}/documents/new/", {"given": given, "kind": "photo", "dated_on": "2026-11-01"}
    )
    assert answer.status_code == 422
    assert "b.pdf is no PDF" in answer.content.decode()
    assert not Document.objects.exists()


def test_it_is_described_otherwise_and_both_are_kept() -> None:
    document = on_file()
    actions.describe(
        document=document, kind="letter", title="Letter of the court", dated_on=date(2026, 9, 1), by=acting("ana")
    )
    assert [each.title for each in queries.of_case(named("ana"), case_named("Rivera").pk)] == ["Letter of the court"]
    assert Document.objects.count() == 2


def test_a_mistake_says_why_and_stays() -> None:
    document = on_file()
    ana = signed_in("ana")
    assert (
        ana.post(f"/documents/{document.identity}/mistake/", {"reason": "Another family's order."}).status_code == 302
    )
    assert "Another family" in ana.get(f"/documents/{document.identity}/").content.decode()


def test_the_same_file_twice_is_said() -> None:
    on_file(title="Order of October")
    with pytest.raises(Refused, match="there already, as “Order of October”"):
        on_file()


@pytest.mark.parametrize("login", ["cleo", "hana"])
def test_who_does_not_see_the_case_finds_nothing(login: str) -> None:
    document, browser = on_file(), signed_in(login)
    for path in ("", "file/", "small/", "change/", "mistake/"):
        assert browser.get(f"/documents/{document.identity}/{path}").status_code == 404
    assert browser.get(f"/cases/{case_named('Rivera').pk}/documents/").status_code == 404


def test_who_only_reads_adds_nothing() -> None:
    ed, document = signed_in("ed"), on_file()
    assert ed.get(f"/documents/{document.identity}/").status_code == 200
    assert ed.get(f"/cases/{case_named('Rivera').pk}/documents/new/").status_code == 404
    assert ed.get(f"/documents/{document.identity}/change/").status_code == 404


def test_what_a_document_is_comes_from_the_list() -> None:
    with pytest.raises(Refused, match="from the list"):
        on_file(kind="malware")


def test_of_two_that_are_the_same_none_is_kept() -> None:
    with pytest.raises(Refused, match="there already"):
        actions.put_all_on_file(case=case_named("Rivera"), new=[new(), new(name="again.pdf")], by=acting("ana"))
    assert not Document.objects.exists()
