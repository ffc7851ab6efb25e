"""Printing a note, a stretch of a case file, and all of it: the whole record, to who may see it, and written down."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone, translation
from django.utils.formats import date_format
from docx import Document

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewPlacement
from goldthread.documents.tests.paper import PDF
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Access
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes.models import Note, NoteDocument
from goldthread.notes.tests.test_attach import attach
from goldthread.notes.tests.test_signers import STROKES, collected, confirmed
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.paper import pdf, queries
from goldthread.paper.pieces import pieces
from goldthread.paper.tests.pressing import pressed
from goldthread.paper.tests.reading import pages_of, pdf_text, plain, structure_of, word_text
from goldthread.policies import actions as policies
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
TAGS = re.compile(r"<[^>]+>")
ADDED = {"narrative": {"narrative": "The school called back."}}
SCRIPTS = (
    "Zoë Kovářová, e\u0301ve\u0301nement, مرحبا بالعالم, שלום, Ελένη, Łukasz, Дмитро, #let x = $y$ *z* <b>&amp;</b>"
)


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def note_as(ending: str, note: Note, login: str = "gus") -> Any:
    return signed_in(login).get(f"/notes/{note.pk}/{ending}/")


def printed(login: str = "gus", **asked: Any) -> Any:
    address = f"/clients/{client_named('Mateo Rivera').pk}/print/"
    return signed_in(login).post(address, {"since": "", "until": "", "given_as": "pdf", **asked})


def session(words: dict[str, str], **changes: Any) -> dict[str, Any]:
    """A session with these words in the place of what is filled in."""
    return filled("session", narrative={**filled("session")["narrative"], **words}, **changes)


def whole_history() -> Note:
    """A note with everything that can be added to one."""
    draft = begun(content=session({"progress": SCRIPTS}))
    attach(signed_in("ana"), draft, ("order.pdf", PDF))
    (note,) = signed(draft)
    amended(note, "addendum", **ADDED)
    amended(note, "correction", place_of_service="11", starts="13:00")
    amended(note, "late_entry", **ADDED)
    confirmed(collected(note, strokes=STROKES))
    confirmed(collected(note, not_given="yes", how="phone", outcome="refused", words="She asks her lawyer first."))
    return note


def test_a_note_on_paper_says_all_that_its_printed_page_says() -> None:
    note = whole_history()
    answer = note_as("pdf", note)
    text = pdf_text(answer.content)
    paper = queries.of_note(named("gus"), note.pk)
    assert paper is not None
    with translation.override("en"), timezone.override(named("gus").zone):
        told = [piece for html in paper.notes() for piece in pieces(html)]
    words = [word for run in runs_of(told) for word in plain(run).split() if word.isascii()]
    assert len(words) > 150
    missing = [word for word in words if word not in text]
    assert missing == []
    for said in ("Place of service", "Addendum", "Late entry", "What was corrected", "with the password"):
        assert said in text
    assert NoteDocument.objects.get().sha256 in text.replace(" ", "")
    for entry in Note.objects.filter(client=note.client_id):
        assert str(entry.pk) in text.replace(" ", "")


def runs_of(told: Any) -> list[str]:
    """Every text in some pieces."""
    if isinstance(told, list):
        return [run for each in told for run in runs_of(each)]
    found = [run[0] for run in told.get("runs", ())]
    for name in ("pieces", "items", "term", "said"):
        found += runs_of(told.get(name, []))
    return found


def test_the_page_for_the_browser_s_own_print_is_the_same_document() -> None:
    note = whole_history()
    page = signed_in("gus").get(f"/notes/{note.pk}/print/").content.decode()
    for entry in Note.objects.filter(client=note.client_id):
        assert f"Entry {entry.pk}" in page
    assert NoteDocument.objects.get().sha256 in page
    assert "<del>" in page
    assert "<ins>" in page


def test_every_page_bears_agency_client_number_birth_date_and_its_own_number() -> None:
    policies.name_agency(
        name="Larkspur Family Services", state="IN", zone="America/Indiana/Indianapolis",
        letterhead="12 Main Street\nBloomington, IN 47401", by=COMMAND_LINE,
    )  # fmt: skip
    for _again in range(4):
        a_long_note()
    pages = pages_of(printed().getvalue())
    assert len(pages) > 2
    client = client_named("Mateo Rivera")
    for number, page in enumerate(pages, start=1):
        for said in ("Larkspur Family Services", "Mateo Rivera", client.number, "May 3, 2014", "by Gus Petrakis"):
            assert said in page, f"page {number} lacks {said}"
        assert f"Page {number} of {len(pages)}" in page
    assert "12 Main Street" in pages[0]
    assert "Bloomington, IN 47401" in pages[0]


def a_long_note() -> None:
    day = yesterday() - timedelta(days=Note.objects.count())
    words = {"response": "She told of her week at school. " * 60}
    signed(begun(content=session(words, occurred_on=day.isoformat())))


def test_it_is_tagged_titled_and_speaks_the_reader_s_language() -> None:
    (note,) = signed()
    told = structure_of(note_as("pdf", note).content)
    assert told["tagged"]
    assert "Mateo Rivera" in told["title"]
    assert told["language"].startswith("en")
    assert {"H1", "H2", "L", "LI", "P"} <= set(told["tags"])
    data = note_as("pdf", note).content
    assert b"pdfuaid:part" in data
    spanish = signed_in("gus").get(f"/notes/{note.pk}/pdf/", headers={"Accept-Language": "es"}).content
    assert structure_of(spanish)["language"].startswith("es")


def test_the_whole_file_stands_oldest_first_and_a_stretch_holds_its_days_alone() -> None:
    days = [yesterday() - timedelta(days=ago) for ago in (0, 9, 4)]
    for day in days:
        signed(begun(content=session({"response": f"On {day}."}, occurred_on=day.isoformat())))
    text = pdf_text(printed().getvalue())
    places = [text.index(f"On {day}.") for day in sorted(days)]
    assert places == sorted(places)
    assert "Rosa Rivera" in text, "the people around stand before the notes"
    asked = {"since": str(days[2]), "until": str(days[2])}
    text = pdf_text(printed(**asked).getvalue())
    assert f"On {days[2]}." in text
    assert f"On {days[0]}." not in text
    assert f"On {days[1]}." not in text


def test_where_they_lived_stands_before_the_people_around_in_order_and_without_an_address() -> None:
    signed()
    mateo, today = client_named("Mateo Rivera"), yesterday()
    begins = [today - timedelta(days=ago) for ago in (90, 30)]
    home = NewPlacement("foster_home", begins[0], with_whom="The Larks", address="12 Heron Lane", reason="Removed.")
    cases.place(client=mateo, new=home, by=acting("ana"))
    kin = NewPlacement("relative", begins[1], with_whom="Aunt Clementine", address="7 Wren Court")
    cases.place(client=mateo, new=kin, ends_former=True, by=acting("ana"))
    for given_as in ("pdf", "page"):
        answer = printed(given_as=given_as)
        text = pdf_text(answer.getvalue()) if given_as == "pdf" else plain(TAGS.sub("", answer.content.decode()))
        first = (
            f"foster family home, The Larks · {date_format(begins[0])} – {date_format(begins[1] - timedelta(days=1))}"
        )
        second = f"with relatives or kin, Aunt Clementine · since {date_format(begins[1])}"
        places = [text.index(said) for said in ("Placements", first, second, "People around")]
        assert places == sorted(places)
        assert "Heron Lane" not in text
        assert "Wren Court" not in text
        assert "Removed." not in text
    signed(begun(content=session({"response": "Late."}, occurred_on=str(today - timedelta(days=3)))))
    text = pdf_text(printed(since=str(today - timedelta(days=3)), until=str(today)).getvalue())
    assert "Aunt Clementine" in text
    assert "The Larks" not in text, "it was over before the first of these days"


def test_only_some_kinds_are_printed_where_some_are_asked_for() -> None:
    signed()
    signed(begun(note_type="dap", content=filled("dap")))
    text = pdf_text(printed(note_types=["dap"]).getvalue())
    assert "1 note" in text
    assert "calmer than last week" not in text.partition("People around")[0]


def test_the_same_file_as_a_page_holds_every_note() -> None:
    note = whole_history()
    page = printed(given_as="page").content.decode()
    for entry in Note.objects.filter(client=note.client_id):
        assert f"Entry {entry.pk}" in page
    assert NoteDocument.objects.get().sha256 in page


def test_a_note_for_word_says_the_same() -> None:
    note = whole_history()
    answer = note_as("word", note)
    text = word_text(answer.content)
    for said in (
        "The school called back.",
        "What was corrected",
        "with the password",
        f"Entry {note.pk}",
        plain(SCRIPTS),
    ):
        assert said in text
    assert NoteDocument.objects.get().sha256 in text


def test_headings_for_word_are_as_plain_as_in_the_pdf() -> None:
    document = Document(io.BytesIO(note_as("word", whole_history()).content))
    headings = [each for each in document.paragraphs if each.style and each.style.name.startswith("Heading")]
    assert {str(each.style.font.color.rgb) for each in headings} == {"000000"}
    assert headings[0].text == f"Session or visit: Mateo Rivera, {client_named('Mateo Rivera').number}"
    (addendum,) = (each for each in headings if each.text.startswith("Addendum"))
    assert [run.bold for run in addendum.runs][-1] is False


def test_letters_of_every_script_are_there_or_written_as_numbers() -> None:
    unseen = "\u0378"  # no letter of any script, so that no machine has a font for it
    (note,) = signed(begun(content=session({"response": f"{SCRIPTS} 漢字 हिन्दी {unseen}\x01 end"})))
    text = pdf_text(note_as("pdf", note).content)
    assert "[U+0378][U+0001] end" in text
    assert "written here as their numbers" in text
    assert "#let x = $y$ *z* <b>&amp;</b>" in text
    for word in ("Kovářová", "Ελένη", "Łukasz", "Дмитро"):
        assert word in text
    for letter in "漢字":
        assert letter in text or f"[U+{ord(letter):04X}]" in text


def test_a_letter_without_a_font_is_told_apart_from_its_neighbours() -> None:
    text = pdf_text(pressed(["<p>a\x02b</p>"]))
    assert "a[U+0002]b" in text
    assert "As numbers." in text


def test_an_amendment_is_printed_with_the_note_that_it_amends() -> None:
    (note,) = signed()
    more = amended(note, "addendum", **ADDED)
    assert f"Entry {note.pk}" in pdf_text(note_as("pdf", more).content)


def test_what_was_entered_in_error_says_so() -> None:
    (note,) = signed()
    amended(note, "entered_in_error")
    assert "Entered in error. It stays readable" in pdf_text(printed().getvalue())


def test_it_is_given_out_as_a_download_that_names_nobody_and_is_kept_nowhere() -> None:
    (note,) = signed()
    for answer in (note_as("pdf", note), note_as("word", note), printed(since=str(yesterday()))):
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert "Rivera" not in answer["Content-Disposition"]
        assert "Mateo" not in answer["Content-Disposition"]
    assert str(yesterday()) in printed(since=str(yesterday()))["Content-Disposition"]


def test_each_print_is_written_down_as_one() -> None:
    (note,) = signed()
    note_as("pdf", note)
    note_as("word", note)
    printed(since="2026-01-01")
    printed(given_as="page")
    looks = Access.objects.filter(action="print", client=note.client_id, actor=named("gus").pk).order_by("at", "pk")
    assert [look.page for look in looks] == [
        "note as pdf", "note as docx", "pdf of file, 2026-01-01–", "page of file, all days",
    ]  # fmt: skip
    assert {look.object for look in looks} == {note.pk, None}


def test_a_record_that_is_the_same_person_is_printed_with_it_and_seen_with_it() -> None:
    kept, merged = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    signed(begun(content=filled("session", "Lucía Rivera")))
    cases.merge(kept=kept, merged=merged, reason="The same child.", by=COMMAND_LINE)
    text = pdf_text(printed().getvalue())
    assert f"Read together with: {merged.number}" in text
    assert Access.objects.filter(action="print", client=merged.pk).exists()


def test_the_head_of_the_record_is_printed() -> None:
    signed()
    ledger.sequence(sweep=True)
    head = ledger.checkpoint(stream="record")
    assert head is not None
    text = pdf_text(printed().getvalue())
    assert f"checkpoint {head.number} of" in text
    assert head.root in text.replace(" ", "")


@pytest.mark.parametrize("login", ["cleo", "hana"])
def test_who_may_not_see_the_client_finds_nothing_to_print(login: str) -> None:
    (note,) = signed()
    assert note_as("pdf", note, login).status_code == 404
    assert note_as("word", note, login).status_code == 404
    assert printed(login).status_code == 404
    assert signed_in(login).get(f"/clients/{note.client_id}/print/").status_code == 404
    assert not Access.objects.filter(action="print").exists()


def test_nothing_that_one_may_not_see_is_in_a_file() -> None:
    """Of somebody who left, a case's own people see what was written in it."""
    signed()
    (theirs,) = signed(begun("cleo", content=filled("session", "Ngozi Okafor")), "cleo")
    assert str(theirs.pk) not in pdf_text(printed("ana").getvalue())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"since": "2026-13-01"}, "not a day of the calendar"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The end lies before the start"),
        ({"since": "1990-01-01", "until": "1990-01-31"}, "No note fits"),
        ({"note_types": ["poem"]}, "is not in the list"),
        ({"given_as": "parchment"}, "is not in the list"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_a_sentence(asked: dict[str, Any], sentence: str) -> None:
    signed()
    answer = printed(**asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Access.objects.filter(action="print").exists()


def test_more_notes_than_go_on_one_page_are_refused_there_and_none_in_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    for _again in range(2):
        a_long_note()
    monkeypatch.setattr("goldthread.paper.views.MOST_ON_A_PAGE", 1)
    assert "2 notes, and 1 go on one page" in printed(given_as="page").content.decode()
    assert printed().status_code == 200


def test_a_file_with_nothing_in_it_says_so() -> None:
    text = pdf_text(printed().getvalue())
    assert "Mateo Rivera" in text
    assert "0 notes" in text
    assert "Page 1 of 1" in text


def test_what_is_not_a_document_is_a_crash_and_not_half_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = signed()
    monkeypatch.setattr(pdf, "head", lambda paper: {"unshown": ""})
    paper = queries.of_note(named("gus"), note.pk)
    assert paper is not None
    with pytest.raises(Exception, match="exit status 1"):
        pdf.printed(paper)
