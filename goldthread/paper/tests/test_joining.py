"""Joining: a document that was set in parts is one document, with one tree of tags, and nothing in it is lost or said twice."""

import io
import re

import pypdfium2
import pytest

from goldthread.paper import press
from goldthread.paper.joining import Joined
from goldthread.paper.tests.pressing import pressed
from goldthread.paper.tests.reading import bookmarks_of, marks_on, pages_of, structure_of, tags_of

# What looks like the inside of a PDF, as people may type it.
SLY = "See (1 0 R) 2 0 R \\( /StructParents 0 endobj"
NOTES = 12
DRAWN = (
    '<p><svg viewBox="0 0 600 200" width="600" height="200" xmlns="http://www.w3.org/2000/svg"><title>A drawn signature</title>'
    '<polyline points="1,1 90,90" fill="none" stroke="#000"/></svg></p>'
)


def notes(count: int = NOTES) -> list[str]:
    """So many notes of half a page, each with a heading of its own; the last one has a drawing."""
    return [
        f"<h2>Note {number}: {SLY}</h2><h3>What was done</h3><p><b>Said {number}.</b> {'She told of her week. ' * 90}</p>"
        f"<ul><li>{SLY}</li></ul>{DRAWN if number == count - 1 else ''}"
        for number in range(count)
    ]


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Twelve notes, set in parts of some notes each."""
    monkeypatch.setattr(press, "A_PART", 8_000)
    return pressed(notes())


def test_every_page_says_of_how_many_it_is_one(in_parts: bytes) -> None:
    pages = pages_of(in_parts)
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Larkspur" in page


def test_every_note_is_there_once_and_in_its_order(in_parts: bytes) -> None:
    text = " ".join(pages_of(in_parts))
    assert re.findall(r"Said (\d+)\.", text) == [str(number) for number in range(NOTES)]
    assert text.count(SLY) == 2 * NOTES
    assert text.count("12 Main Street") == 1
    assert "12 Main Street" in pages_of(in_parts)[0]


def test_all_that_is_drawn_on_a_page_has_its_tag_and_each_tag_is_drawn(in_parts: bytes) -> None:
    for page in pypdfium2.PdfDocument(in_parts):
        tagged = [mark for _tag, _said, marks in tags_of(page) for mark in marks]
        assert len(tagged) == len(set(tagged))
        assert marks_on(page) <= set(tagged)
        assert tagged


def test_the_tags_are_those_of_one_document(in_parts: bytes) -> None:
    told = [[(tag, said) for tag, said, _marks in tags_of(page)] for page in pypdfium2.PdfDocument(in_parts)]
    assert all(page[0] == ("Document", "") for page in told)
    tags = [tag for page in told for tag, _said in page]
    assert tags.count("H1") == NOTES
    assert tags.count("H2") == NOTES
    assert {"P", "L", "LI", "LBody", "Span"} <= set(tags)
    assert told[-1][-1] == ("Figure", "A drawn signature")


def test_it_says_once_what_it_is(in_parts: bytes) -> None:
    told = structure_of(in_parts)
    assert told["tagged"]
    assert told["title"] == "Case file"
    assert told["language"] == "en"
    for said in (b"<?xpacket begin", b"<pdfuaid:part>1<", b"<pdfaid:part>2<", b"startxref"):
        assert in_parts.count(said) == 1
    assert b"<xmpTPg:NPages>%d<" % len(pages_of(in_parts)) in in_parts


def test_the_bookmarks_are_one_chain_through_all_parts(in_parts: bytes) -> None:
    found = bookmarks_of(in_parts)
    assert [title for title, _page in found] == [f"Note {number}: {SLY}" for number in range(NOTES)]
    pages = pages_of(in_parts)
    for title, page in found:
        assert title in pages[page]


def test_in_parts_it_says_what_it_says_in_one(in_parts: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "A_PART", 10**9)
    foot = r" ?Page \d+ of \d+"
    in_one, apart = (
        "".join(re.sub(foot, "", page) for page in pages_of(each)) for each in (pressed(notes()), in_parts)
    )
    for around in ("Larkspur", "Mateo", "Printed", " "):
        in_one, apart = in_one.replace(around, ""), apart.replace(around, "")
    assert in_one == apart


def test_a_letter_without_a_font_in_one_part_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "A_PART", 8_000)
    first, *rest = notes()
    pages = pages_of(pressed([first + "<p>a\u0378b</p>", *rest]))
    assert "a[U+0378]b" in " ".join(pages)
    assert "As numbers." in pages[-1]
    assert f"Page 1 of {len(pages)}" in pages[0]


def test_a_document_without_any_heading_has_no_bookmarks() -> None:
    made = pressed(["<p>Nothing but this.</p>"])
    assert bookmarks_of(made) == []
    assert pages_of(made) == ["Larkspur Mateo Larkspur 12 Main Street Case file Nothing but this. Printed Page 1 of 1"]


@pytest.mark.parametrize(
    ("changed", "into"), [(b"startxref", b"startxreg"), (b"/Type/Pages", b"/Tipe/Pages"), (b"trailer", b"trayler")]
)
def test_what_is_no_part_as_it_is_known_is_refused(
    changed: bytes, into: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[bytes] = []
    add = Joined.add
    monkeypatch.setattr(Joined, "add", lambda whole, data: parts.append(data) or add(whole, data))
    pressed(notes(1))
    Joined(io.BytesIO()).add(parts[0])
    with pytest.raises(ValueError, match=r"known|not found"):
        Joined(io.BytesIO()).add(parts[0].replace(changed, into))
