"""Handing a file over whole: the documents on file stand in its list and lie beside it, as far as one may see them."""

import hashlib
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.documents import actions, queries
from goldthread.documents.models import Blob, Document
from goldthread.documents.tests.paper import PDF, picture
from goldthread.documents.tests.test_put_on_file import new
from goldthread.ledger.models import Access
from goldthread.notes.tests.test_attach import attach
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.paper.tests.reading import pdf_text, plain
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
LATER = PDF + b"\n%later"


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def printed(login: str = "gus", client: str = "Mateo Rivera", **asked: Any) -> Any:
    address = f"/clients/{client_named(client).pk}/print/"
    return signed_in(login).post(address, {"since": "", "until": "", "given_as": "zip", **asked})


def put(**changes: Any) -> Document:
    return actions.put_on_file(case=case_named("Rivera"), new=new(**changes), by=acting("ana"))


def letters() -> dict[str, Document]:
    """A picture about everybody in the case, an order about Mateo, a letter about his sister."""
    mateo, lucia = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    return {
        "photo": put(data=picture(), name="door.png", title="صورة / the door", dated_on=date(2026, 3, 1)),
        "order": put(data=PDF, name="order.pdf", title="Order", dated_on=date(2026, 2, 1), client=mateo),
        "letter": put(data=LATER, name="letter.pdf", title="About Lucía", dated_on=date(2026, 1, 1), client=lucia),
    }


def packed(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as held:
        assert held.testzip() is None
        return {name: held.read(name) for name in held.namelist()}


def test_the_documents_lie_beside_the_pdf_in_the_order_of_its_list() -> None:
    letters()
    signed()
    held = packed(printed())
    number = client_named("Mateo Rivera").number
    assert list(held) == [f"{number}.pdf", "documents/1-Order.pdf", "documents/2-صورة-the-door.png"]
    assert held["documents/1-Order.pdf"] == PDF
    assert held["documents/2-صورة-the-door.png"] == picture()
    text = pdf_text(held[f"{number}.pdf"])
    first, second = text.index("Document 1 of 2: Order · court order"), text.index("Document 2 of 2")
    assert first < second < text.index("Session or visit")
    for name, data in held.items():
        if name.startswith("documents/"):
            assert hashlib.sha256(data).hexdigest() in text.replace(" ", "")
            assert plain(name.partition("/")[2]).rpartition("-")[2] in text


def test_the_list_says_what_each_is_its_day_its_pages_and_who_added_it_when() -> None:
    order = letters()["order"]
    actions.describe(
        document=order, kind="letter", title="Order on visits", dated_on=date(2026, 2, 2), by=acting("gus")
    )
    text = pdf_text(printed(given_as="pdf").getvalue())
    assert "Order on visits · letter · Feb. 2, 2026 · PDF, " in text
    assert "1 page · added on" in text
    assert f"by {named('ana').name}" in text
    assert "folder “documents”" not in text


def test_a_file_that_was_signed_with_a_note_is_named_with_its_note() -> None:
    draft = begun()
    attach(signed_in("ana"), draft, ("plan.pdf", PDF))
    signed(draft)
    held = packed(printed())
    assert held["documents/1-plan.pdf"] == PDF
    (text,) = (
        pdf_text(data) for name, data in held.items() if name.endswith(f"{client_named('Mateo Rivera').number}.pdf")
    )
    assert "signed with the note “Session or visit, " in text


def test_the_page_to_print_has_the_same_list() -> None:
    letters()
    signed()
    page = printed(given_as="page").content.decode()
    assert "Document 1 of 2" in page
    assert hashlib.sha256(PDF).hexdigest() in page


def test_what_is_about_a_sibling_alone_is_neither_listed_nor_handed_over() -> None:
    letters()
    held = packed(printed())
    assert LATER not in held.values()
    assert "Lucía" not in pdf_text(next(iter(held.values())))


def test_what_was_put_on_file_by_mistake_is_not_handed_over() -> None:
    order = letters()["order"]
    actions.take_off(document=order, reason="Of another child.", by=acting("ana"))
    held = packed(printed())
    assert PDF not in held.values()
    assert "Order" not in pdf_text(next(iter(held.values())))


def test_a_stretch_of_days_has_its_documents_alone_and_some_kinds_of_note_have_none() -> None:
    letters()
    draft = begun(content=filled("session", occurred_on=(yesterday() - timedelta(days=1)).isoformat()))
    attach(signed_in("ana"), draft, ("plan.pdf", PDF))
    signed(draft)
    names = list(packed(printed(since="2026-03-01", until="2026-03-31")))
    assert [name for name in names if name.startswith("documents/")] == ["documents/1-صورة-the-door.png"]
    names = list(packed(printed(note_types=["session"])))
    assert [name for name in names if name.startswith("documents/")] == ["documents/1-plan.pdf"]


def test_who_may_not_see_the_client_gets_nothing() -> None:
    letters()
    for login in ("cleo", "hana"):
        assert printed(login).status_code == 404
    assert not Access.objects.filter(action="print").exists()


def test_each_document_that_leaves_is_written_down() -> None:
    known = letters()
    packed(printed())
    looks = Access.objects.filter(action="print", page="document file", actor=named("gus").pk)
    assert {look.object for look in looks} == {known["order"].identity, known["photo"].identity}
    assert Access.objects.filter(action="print", page="zip of file, all days").exists()


def test_bytes_that_are_not_what_was_put_on_file_are_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    letters()
    monkeypatch.setattr(queries, "blob", lambda sha256: Blob(sha256=sha256, data=b"otherwise"))
    with pytest.raises(ValueError, match="is not what was put on file"):
        printed()


def test_pages_are_counted_as_far_as_a_pdf_can_be_opened() -> None:
    order, photo = put(data=PDF), put(data=picture(), name="door.png", title="door")
    broken = "ab" * 32
    Blob.objects.create(sha256=broken, data=b"%PDF-1.7 and no more", small=b"", media_type="application/pdf")
    assert queries.pages_of([order.sha256, photo.sha256, broken, "cd" * 32]) == {order.sha256: 1}
    assert queries.pages_of([]) == {}
