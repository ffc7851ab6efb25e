"""score, change: each instrument counts as its authors say, also where answers are missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.needs import scoring
from goldthread.needs.instruments import Instrument, shipped
from goldthread.needs.scoring import BETTER, UNCHANGED, UNKNOWN, WORSE

NAMED = sorted(shipped())


def of(key: str) -> Instrument:
    return shipped()[key]


@pytest.mark.parametrize(
    ("key", "answers", "total", "word", "subscales"),
    [
        # As the sheet is added up: the columns by their values.
        ("phq-9", [0, 1, 2, 3, 0, 1, 2, 3, 0], 12, "moderate", {}),
        ("phq-9", [3] * 9, 27, "severe", {}),
        ("phq-9", [1, 1, 1, 1, 0, 0, 0, 0, 0], 4, "minimal", {}),
        ("phq-9", [1, 1, 1, 1, 1, 0, 0, 0, 0], 5, "mild", {}),
        ("phq-9", [2, 2, 2, 2, 2, 2, 2, 1, 0], 15, "moderately severe", {}),
        # Two missing: 14 over seven answers is a mean of 2, nine times that is 18.
        ("phq-9", [2, 2, 2, 2, 2, 2, 2, None, None], 18, "moderately severe", {}),
        # 10 over seven answers × 9 = 12.86, rounded to 13; 4 over eight × 9 = 4.5, rounded up to 5.
        ("phq-9", [2, 2, 2, 1, 1, 1, 1, None, None], 13, "moderate", {}),
        ("phq-9", [1, 1, 1, 1, 0, 0, 0, 0, None], 5, "mild", {}),
        ("gad-7", [1, 1, 1, 1, 1, 0, 0], 5, "mild", {}),
        ("gad-7", [3, 3, 3, 3, 3, 0, 0], 15, "severe", {}),
        ("gad-7", [2, 2, 2, 2, 2, 2, None], 14, "moderate", {}),
        ("psc-17", [1] * 17, 17, "at or above the cut-off", {"internalizing": 5, "attention": 5, "externalizing": 7}),
        # Blanks count nothing: three of them.
        ("psc-17", [None, None, None] + [1] * 14, 14, "below the cut-off", {"internalizing": 4, "attention": 3, "externalizing": 7}),
        ("pcl-5", [1] * 20, 20, "below the cut-off", {"b": 5, "c": 2, "d": 7, "e": 6}),
        ("pcl-5", [2] * 11 + [1] * 9, 31, "at or above the cut-off", {"b": 10, "c": 4, "d": 11, "e": 6}),
        # Nothing at all of what is sad, and nothing of what is glad: the four turned items count 3 each.
        ("ces-d", [0] * 20, 12, "below the cut-off", {}),
        ("ces-d", [3] * 20, 48, "at or above the cut-off", {}),
        ("ces-d", [3, 3, 3, 0, 3, 3, 3, 0, 3, 3, 3, 0, 3, 3, 3, 0, 3, 3, 3, 3], 60, "at or above the cut-off", {}),
    ],
)  # fmt: skip
def test_an_instrument_counts_as_its_authors_say(
    key: str, answers: list[int | None], total: int, word: str, subscales: dict[str, int]
) -> None:
    assert scoring.answer_findings(of(key), answers) == []
    scored = scoring.score(of(key), answers)
    assert (scored.total, scored.word, scored.subscales) == (total, word, subscales)


@pytest.mark.parametrize(
    ("key", "answers", "sentence", "field"),
    [
        ("phq-9", [4] + [0] * 8, "Answer 1 is not one of the scale", "item_1"),
        ("phq-9", [0] * 8 + [-1], "Answer 9 is not", "item_9"),
        ("phq-9", [0, None, None, None] + [0] * 5, "3 answers are missing; PHQ-9 counts with at most 2", "item_2"),
        ("gad-7", [None, None] + [0] * 5, "at most 1", "item_1"),
        ("psc-17", [None] * 4 + [0] * 13, "at most 3", "item_1"),
        ("pcl-5", [0] * 19 + [None], "only with all of them", "item_20"),
        ("ces-d", [None] * 5 + [0] * 15, "at most 4", "item_1"),
    ],
)
def test_what_the_instrument_does_not_count_is_refused(
    key: str, answers: list[int | None], sentence: str, field: str
) -> None:
    (finding,) = scoring.answer_findings(of(key), answers)
    assert sentence in finding.sentence
    assert finding.field == field


@pytest.mark.parametrize(("total", "refused"), [(-1, True), (0, False), (27, False), (28, True)])
def test_a_total_is_one_that_there_can_be(total: int, refused: bool) -> None:
    assert bool(scoring.total_findings(of("phq-9"), total)) == refused


@pytest.mark.parametrize(
    ("key", "earlier", "later", "means"),
    [
        ("phq-9", 20, 14, BETTER),
        ("phq-9", 20, 15, UNCHANGED),
        ("phq-9", 14, 20, WORSE),
        ("gad-7", 10, 6, BETTER),
        ("gad-7", 10, 7, UNCHANGED),
        ("pcl-5", 40, 30, BETTER),
        ("psc-17", 30, 2, UNKNOWN),
    ],
)
def test_a_change_counts_where_it_is_reliable(key: str, earlier: int, later: int, means: str) -> None:
    assert scoring.change(of(key), earlier, later) == means


def test_item_nine_above_nothing_asks_for_something_at_once() -> None:
    assert scoring.alarming(of("phq-9"), [0] * 8 + [1]) == [9]
    assert scoring.alarming(of("phq-9"), [3] * 8 + [0]) == []
    assert scoring.alarming(of("phq-9"), [3] * 8 + [None]) == []


@pytest.mark.parametrize("key", NAMED)
def test_a_shipped_instrument_is_whole_and_says_whose_it_is(key: str) -> None:
    found = of(key)
    assert found.source
    assert found.licence
    assert [band.least for band in found.bands] == sorted({band.least for band in found.bands})
    assert found.bands[0].least == found.least
    for subscale in found.subscales:
        assert set(subscale.items) <= set(range(1, len(found.items) + 1))
    parts = [item for subscale in found.subscales for item in subscale.items]
    assert len(parts) == len(set(parts))
    assert (found.reliable_change is None) == (not found.change_source)


@given(some.sampled_from(NAMED), some.data())
def test_a_score_lies_within_its_bounds_and_never_falls_when_an_answer_rises(key: str, data: some.DataObject) -> None:
    found = of(key)
    answers = [data.draw(some.sampled_from(found.values)) for _item in found.items]
    scored = scoring.score(found, answers)
    assert found.least <= scored.total <= found.most
    at = data.draw(some.integers(0, len(answers) - 1))
    if answers[at] == max(found.values):
        return
    higher = scoring.score(found, [*answers[:at], answers[at] + 1, *answers[at + 1 :]])
    assert (higher.total > scored.total) != (at + 1 in found.reversed)
    if found.subscales:
        assert sum(scored.subscales.values()) == scored.total


@given(some.sampled_from(NAMED), some.data())
def test_with_missing_answers_it_still_lies_within_its_bounds(key: str, data: some.DataObject) -> None:
    found = of(key)
    answers: list[int | None] = [data.draw(some.sampled_from(found.values)) for _item in found.items]
    for at in data.draw(some.sets(some.integers(0, len(answers) - 1), max_size=found.missing_at_most)):
        answers[at] = None
    assert scoring.answer_findings(found, answers) == []
    assert found.least <= scoring.score(found, answers).total <= found.most
