"""Where words come from: spans read, moved along with edits, sealed by section, never naming another client's note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, origins, queries
from goldthread.notes.content import corrected, typed_again
from goldthread.notes.models import Note
from goldthread.notes.origins import Span
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, read, signed
from tests.cast import acting, client_named, named

LETTERS = st.text(alphabet="ab 😀é\n", max_size=30)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text with some spans in it."""
    text = draw(LETTERS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    kinds = st.sampled_from(["carried", "template", "dictated"])
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return text, [Span(start, end, draw(kinds)) for start, end in pairs]


@given(marked())
def test_what_is_written_is_read_again(held: tuple[str, list[Span]]) -> None:
    text, spans = held
    assert origins.read(origins.write(spans), len(text)) == spans


@given(marked(), LETTERS)
def test_after_any_edit_spans_lie_in_the_text_in_order_and_mark_only_words_that_they_marked(
    held: tuple[str, list[Span]], after: str
) -> None:
    before, spans = held
    moved = origins.moved(spans, before, after)
    assert origins.read(origins.write(moved), len(after)) == moved
    marked_before = [before[span.start : span.end] for span in spans]
    assert all(any(after[each.start : each.end] in words for words in marked_before) for each in moved)


@given(marked(), LETTERS, st.integers(0, 30))
def test_what_is_typed_into_a_text_is_nobodys_and_the_rest_keeps_its_origin(
    held: tuple[str, list[Span]], typed: str, at: int
) -> None:
    before, spans = held
    at = min(at, len(before))
    after = before[:at] + typed + before[at:]
    moved = origins.moved(spans, before, after)
    assert sum(each.end - each.start for each in moved) == sum(each.end - each.start for each in spans)


@given(marked())
def test_cut_pieces_are_the_text_again(held: tuple[str, list[Span]]) -> None:
    text, spans = held
    assert "".join(piece for piece, _span in origins.cut(text, spans)) == text


@pytest.mark.parametrize(
    "written",
    ["", "x", "5-3:carried", "0-99:carried", "0-2:stolen", "0-4:template 2-6:template", "-1-3:carried", "0-4"],
)
def test_what_is_no_span_counts_as_typed(written: str) -> None:
    assert all(span == Span(0, 4, "template") for span in origins.read(written, 10))


def test_a_word_of_which_a_letter_was_typed_is_new() -> None:
    assert origins.count("one twos three", [Span(0, 7, "carried")]) == (3, 2)


def test_a_dictated_word_is_ones_own() -> None:
    assert origins.count("one two", [Span(0, 7, "dictated")]) == (2, 2)


# Sealed


def earlier_note(*clients: str, words: str = "Rosa read aloud. He listened.") -> list[Note]:
    content = filled("session", *(clients or ("Mateo Rivera",)))
    content["narrative"]["interventions"] = words
    return signed(begun(content=content))


def carrying(source: Note, *clients: str, section: str = "interventions") -> Note:
    """A note whose first words are carried from another, and what it sealed of that."""
    content = filled("session", *(clients or ("Mateo Rivera",)))
    content["narrative"][section] = "Rosa read aloud. And then we stopped."
    content["origins"] = {f"narrative-{section}": f"0-16:carried:{source.pk}"}
    return signed(begun(content=content))[0]


def spans_of(note: Note) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ledger.content_of(note.pk).get("origins", [])
    return found


@pytest.mark.usefixtures("cast")
def test_what_was_carried_is_sealed_with_its_source_and_the_rest_is_not_mentioned() -> None:
    (source,) = earlier_note()
    note = carrying(source)
    assert spans_of(note) == [
        {"section": "interventions", "start": 0, "end": 16, "kind": "carried", "source": str(source.pk)}
    ]
    assert "origins" not in ledger.content_of(source.pk)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@pytest.mark.usefixtures("cast")
def test_another_clients_note_is_never_named_in_this_ones_record() -> None:
    (source,) = earlier_note("Mateo Rivera")
    note = carrying(source, "Lucía Rivera")
    assert [(span["kind"], span["source"]) for span in spans_of(note)] == [("carried", "")]
    assert str(source.pk) not in str(ledger.content_of(note.pk))


@pytest.mark.usefixtures("cast")
def test_of_a_visit_with_both_each_record_names_its_own_entry() -> None:
    sources = {note.client_id: str(note.pk) for note in earlier_note("Mateo Rivera", "Lucía Rivera")}
    note = carrying(Note.objects.get(client=client_named("Mateo Rivera")), "Lucía Rivera")
    assert spans_of(note)[0]["source"] == sources[client_named("Lucía Rivera").pk]


@pytest.mark.usefixtures("cast")
def test_words_that_do_not_stand_in_the_note_named_count_as_typed() -> None:
    (source,) = earlier_note(words="Something else.")
    assert spans_of(carrying(source)) == []


@pytest.mark.usefixtures("cast")
def test_a_note_out_of_the_authors_sight_is_no_source() -> None:
    content = filled("session", "Ngozi Okafor", participants=[])
    content["narrative"]["interventions"] = "Rosa read aloud. He listened."
    (source,) = signed(begun("cleo", content=content), "cleo")
    assert spans_of(carrying(source)) == []


@pytest.mark.usefixtures("cast")
def test_pieces_that_stood_together_are_one_span_again() -> None:
    (source,) = earlier_note()
    content = filled("session")
    content["narrative"]["interventions"] = "Rosa read aloud."
    content["origins"] = {"narrative-interventions": f"0-5:carried:{source.pk} 5-16:carried:{source.pk}"}
    assert [(span["start"], span["end"]) for span in spans_of(signed(begun(content=content))[0])] == [(0, 16)]


@pytest.mark.usefixtures("cast")
def test_pieces_between_which_something_was_taken_out_stay_pieces() -> None:
    (source,) = earlier_note()
    content = filled("session")
    content["narrative"]["interventions"] = "Rosa aloud."
    content["origins"] = {"narrative-interventions": f"0-5:carried:{source.pk} 5-11:carried:{source.pk}"}
    assert [(span["start"], span["end"]) for span in spans_of(signed(begun(content=content))[0])] == [(0, 5), (5, 11)]


@pytest.mark.usefixtures("cast")
def test_each_clients_own_words_keep_their_origin_in_their_own_entry_alone() -> None:
    mateo, lucia = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    content = filled("session", "Mateo Rivera", "Lucía Rivera")
    content["own"] = {str(mateo.pk): "Read aloud.", str(lucia.pk): "Listened."}
    content["origins"] = {f"own-{mateo.pk}": "0-11:dictated"}
    held = {note.client_id: spans_of(note) for note in signed(begun(content=content))}
    assert held[lucia.pk] == []
    assert held[mateo.pk] == [{"section": "own", "start": 0, "end": 11, "kind": "dictated", "source": ""}]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("kind", ["carried", "template"])
@pytest.mark.parametrize(("note_type", "section"), [("session", "response"), ("session", "progress"), ("dap", "data")])
def test_nothing_ready_made_is_signed_as_response_or_progress(kind: str, note_type: str, section: str) -> None:
    content = filled(note_type)
    content["origins"] = {f"narrative-{section}": f"0-5:{kind}"}
    with pytest.raises(Refused) as refused:
        read(begun(note_type=note_type, content=content))
    assert [each.field for each in refused.value.findings] == [f"narrative-{section}"]


@pytest.mark.usefixtures("cast")
def test_progress_may_be_dictated() -> None:
    content = filled("session")
    content["origins"] = {"narrative-progress": "0-5:dictated"}
    assert [span["kind"] for span in spans_of(signed(begun(content=content))[0])] == ["dictated"]


# Corrections


@pytest.mark.usefixtures("cast")
def test_a_correction_starts_with_the_spans_of_what_was_signed() -> None:
    (source,) = earlier_note()
    note = carrying(source)
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    assert draft.content["origins"] == {"narrative-interventions": f"0-16:carried:{source.pk}"}


@pytest.mark.usefixtures("cast")
def test_a_corrected_section_has_its_new_spans_and_the_others_keep_theirs() -> None:
    (source,) = earlier_note()
    note = carrying(source)
    content = typed_again(ledger.content_of(note.pk))
    content["narrative"]["interventions"] = "We stopped. Rosa read aloud."
    content["narrative"]["next"] = "Same time next week."
    content["origins"] = {
        "narrative-interventions": f"12-28:carried:{source.pk}",
        "narrative-next": "0-4:template",
    }
    amended(note, "correction", **content)
    standing = queries.standing_content(note.pk)
    assert sorted((span["section"], span["start"], span["end"]) for span in standing["origins"]) == [
        ("interventions", 12, 28),
        ("next", 0, 4),
    ]
    assert spans_of(note)[0]["end"] == 16
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_section_corrected_by_typing_loses_its_spans() -> None:
    signed_content = {
        "narrative": [{"section": "next", "title": "Next", "text": "Old."}],
        "origins": [{"section": "next", "start": 0, "end": 4, "kind": "template", "source": ""}],
        "starts": None,
        "ends": None,
    }
    mended = corrected(signed_content, [[{"field": "narrative/next", "title": "Next", "old": "Old.", "new": "New."}]])
    assert mended["origins"] == []


# Without script


def test_spans_follow_what_a_browser_without_script_sends() -> None:
    before = {"narrative": {"next": "Call the school."}, "origins": {"narrative-next": "0-16:template"}}
    after = {"narrative": {"next": "Please: Call the school."}, "origins": {}}
    assert origins.followed(before, after) == {"narrative-next": "8-24:template"}
