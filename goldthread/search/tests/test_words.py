"""Text as it is searched: what counts as the same word, in every script, and what a line of search asks for."""

from datetime import date
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.search.rules import MOST_TERMS, Asked, Term, asked, best_first, excerpt, number, spans
from goldthread.search.words import LONGEST, placed, tokens

DAY = date(2026, 5, 4)
# Thai, Lao, Burmese, Khmer and kana, with everything that stands on their letters.
_WITHOUT_SPACES = (
    st.characters(min_codepoint=0xE00, max_codepoint=0xEFF)
    | st.characters(min_codepoint=0x1000, max_codepoint=0x109F)
    | st.characters(min_codepoint=0x1780, max_codepoint=0x17FF)
    | st.characters(min_codepoint=0x3040, max_codepoint=0x30FF)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lucía's Café, ŁÓDŹ & Straße", ["lucias", "cafe", "lodz", "strasse"]),
        ("O’Brien and O'Brien", ["obrien", "and", "obrien"]),
        ("今天 went 学校abc", ["今", "天", "went", "学", "校", "abc"]),
        ("हिन्दी में", ["हिनदी", "में"]),
        ("مُحَمَّد", ["محمد"]),
        ("นำ", ["น", "า"]),
        ("นํา", ["น", "า"]),
        ("Ngozi_Okafor 14:05 (3x)", ["ngozi", "okafor", "14", "05", "3x"]),
        ("", []),
    ],
)
def test_words_count_without_case_accents_and_apostrophes(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@given(st.text(max_size=300))
def test_every_word_stands_where_it_says_and_holds_nothing_that_an_index_would_read_otherwise(text: str) -> None:
    for token, start, end in placed(text):
        assert 0 <= start < end <= len(text)
        assert 0 < len(token) <= LONGEST
        assert token[0].isalnum()
        assert all(letter.isalnum() or category(letter)[0] == "M" for letter in token)


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_plain_letters_are_read_faster_and_no_otherwise(text: str) -> None:
    assert tokens(text) == [token for token, _start, _end in placed(text)]


@given(st.text(max_size=100) | st.text(_WITHOUT_SPACES, max_size=30))
def test_what_is_found_is_found_again_in_what_was_indexed(text: str) -> None:
    once = tokens(text)
    assert tokens(" ".join(once)) == once


def test_a_line_asks_for_words_phrases_beginnings_and_exclusions() -> None:
    assert asked('school "red bicycle" calm* -bus -"by car" self-harm').terms == (
        Term(("school",)),
        Term(("red", "bicycle")),
        Term(("calm",), is_begun=True),
        Term(("bus",), is_excluded=True),
        Term(("by", "car"), is_excluded=True),
        Term(("self", "harm")),
    )


def test_of_a_pasted_page_the_first_words_count_and_it_is_said_that_there_were_more() -> None:
    line = " ".join(f"word{number}" for number in range(MOST_TERMS))
    assert not asked(line).is_cut
    assert asked(f"{line} more") == Asked(asked(line).terms, is_cut=True)


def test_while_one_types_the_last_word_may_be_begun_from_three_letters_on() -> None:
    assert asked("red bic", is_typing=True).terms == (Term(("red",)), Term(("bic",), is_begun=True))
    assert asked("red bi", is_typing=True).terms == (Term(("red",)), Term(("bi",)))
    assert asked("red bic ", is_typing=True).terms == (Term(("red",)), Term(("bic",)))
    assert asked('"red bic', is_typing=True).terms == (Term(("red", "bic"), is_begun=True),)
    assert asked('"red bic"', is_typing=True).terms == (Term(("red", "bic")),)


@pytest.mark.parametrize(
    "line",
    [
        '"red bicycle"', "“red bicycle”", "„red bicycle“", "„red bicycle”", "«red bicycle»", "« red bicycle »", "»red bicycle«",
        "”red bicycle”", "‘red bicycle’", "'red bicycle'", "「red bicycle」", "＂red bicycle＂", '"red bicycle', "“red bicycle",
    ],
)  # fmt: skip
def test_quotes_of_every_kind_hold_a_phrase(line: str) -> None:
    assert asked(line).terms == (Term(("red", "bicycle")),)
    assert asked(f"-{line}").terms == (Term(("red", "bicycle"), is_excluded=True),)


def test_an_apostrophe_and_a_stray_quote_are_no_quotes() -> None:
    assert asked("Rosa's friends' house").terms == (Term(("rosas",)), Term(("friends",)), Term(("house",)))
    assert asked("‘it’s red’").terms == (Term(("its", "red")),)
    assert asked("said” and left").terms == (Term(("said",)), Term(("and",)), Term(("left",)))


@given(st.text(max_size=200), st.booleans())
def test_any_line_can_be_asked(line: str, is_typing: bool) -> None:
    assert all(term.words for term in asked(line, is_typing=is_typing).terms)


def test_what_was_sought_is_marked_where_it_stands() -> None:
    text = "Lucía's mother came to school. School ended; schooling goes on."
    terms = asked('lucias school "goes on"').wanted
    assert [text[start:end] for start, end in spans(text, terms)] == ["Lucía's", "school", "School", "goes on"]


@given(st.text(max_size=900), st.sampled_from(["a", "school", "今", "e*"]))
def test_an_excerpt_is_the_text_itself(text: str, line: str) -> None:
    pieces = excerpt(text, asked(line).wanted)
    assert "".join(piece.text for piece in pieces if piece.text not in ("… ", " …")) in text


def test_an_excerpt_begins_near_where_most_words_stand() -> None:
    text = "Nothing of it. " * 60 + "The school called about the bus. " + "Nothing of it. " * 60
    pieces = excerpt(text, asked("school bus").wanted)
    assert [piece.text for piece in pieces if piece.is_hit] == ["school", "bus"]
    assert len("".join(piece.text for piece in pieces)) < 340


def test_the_text_that_holds_the_rarer_word_more_often_comes_first() -> None:
    texts = ["school home home", "school school home", "school bus home"]
    assert best_first(texts, asked("school").wanted)[0] == 1
    assert best_first(texts, asked("school bus*").wanted)[0] == 2
    assert best_first(texts, asked("home").wanted)[0] == 0


def test_numbers_grow_with_the_day() -> None:
    assert number(DAY, 7, 3) > number(DAY, 7, 2) > number(DAY, 6, 63)
    assert number(DAY.replace(year=1800), 5) < number(DAY) < number(DAY.replace(year=2999)) < 2**62


def test_vowel_signs_tell_words_apart_and_accents_do_not() -> None:
    assert len({tokens(word)[0] for word in ("का", "की", "के", "को", "क")}) == 5
    assert tokens("मिले") != tokens("मिला")
    assert tokens("ಮನೆ") != tokens("ಮನಿ")
    assert tokens("บ้าน") == tokens("บาน")
    assert tokens("ที่") != tokens("ทา")
    assert tokens("مُحَمَّد") == tokens("محمد")
    assert tokens("naïve") == tokens("naive")
    assert tokens("❤️ 1️⃣") == ["1"]
