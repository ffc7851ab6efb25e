"""find: as one types, beginnings of words and of codes, in any order, on a day."""

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.codes import actions, queries, rules
from goldthread.codes.tests.lists import order_file, order_line
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


def many(count: int) -> bytes:
    """A list as large as the real one, of invented words as unevenly spread as those of real titles."""
    chance = random.Random(10)
    words = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(4, 11))) for _ in range(12_000)]
    spread = [1 / (rank + 2) for rank in range(len(words))]
    lines = []
    for number in range(count):
        title = " ".join(chance.choices(words, spread, k=chance.randint(4, 14)))
        code = f"{chr(65 + number // 10_000)}{number // 1000 % 10}{number % 1000:03d}"
        lines.append(order_line(number % 100_000, code, title))
    return "\n".join(lines).encode()


@pytest.mark.usefixtures("cast")
def test_a_thousand_codes_come_in_and_are_found_at_once(by: Actor) -> None:
    document = many(1000)
    actions.bring_in(name="icd10cm_order_2026.txt", document=document, by=by, today=DAY)
    word = document.decode().splitlines()[500][77:].split()[0]
    began = time.perf_counter()
    assert found(word[:3])
    assert time.perf_counter() - began < 0.5
