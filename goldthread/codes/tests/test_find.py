"""find: as one types, beginnings of words and of codes, in any order, on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.codes import actions, queries, rules
from goldthread.codes.tests.lists import order_file
from goldthread.lib.actor import Actor

DAY = date(2026, 3, 2)


def found(text: str, on: date = DAY) -> list[str]:
    return [code.code for code in queries.find("icd-10-cm", text, on).codes]


@pytest.fixture
def listed(cast: None, by: Actor) -> None:
    actions.bring_in(name="icd10cm_order_2026.txt", document=order_file(), by=by, today=DAY)


@pytest.mark.usefixtures("listed")
def test_words_are_found_by_how_they_begin_in_any_order() -> None:
    assert found("depr") == ["F32.1", "F32.89", "F32.A"]
    assert found("unspec DEPRESSION") == found("depression unspec") == ["F32.A"]
    assert found("meniere") == found("MÉNI right") == ["H81.01"]
    assert found("pressive") == []
    assert found("g a") == found("a g") == ["F41.1"]


@pytest.mark.usefixtures("listed")
def test_codes_are_found_by_how_they_begin_with_and_without_dot() -> None:
    assert found("F32.") == found("f32") == ["F32.1", "F32.89", "F32.A"]
    assert found("F328") == found("f32.8") == ["F32.89"]
    assert found("F4 anx") == ["F41.1"]


@pytest.mark.usefixtures("listed")
def test_on_another_day_or_for_no_words_nothing_is_found() -> None:
    assert found("depr", date(2027, 1, 1)) == []
    assert queries.find("icd-10-cm", "depr", date(2027, 1, 1)).edition is None
    assert found(" ,. ") == []
    assert queries.find("icd-10-cm", "F32", DAY, limit=1).total == 3


@given(some.text(max_size=80), some.text(max_size=20))
def test_every_word_of_a_title_asks_for_that_title(title: str, further: str) -> None:
    words = rules.posted(iter([(7, "F32.1", f"{title} {further}")]))
    for asked in rules.asked(title):
        assert any(word.startswith(asked) for word in words) or not rules.words(title)


@given(some.sets(some.integers(0, 2**32 - 1)))
def test_places_come_back_as_they_were_kept(places: set[int]) -> None:
    assert list(queries.unpacked(queries.packed(sorted(places)))) == sorted(places)
