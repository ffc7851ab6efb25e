"""The record check of the index: it fits while it follows the log, and whoever changes it is found."""

import pytest
from django.db import connection

from goldthread.ledger import actions as ledger
from goldthread.ledger.verify import verify
from goldthread.notes.projection import PROJECTION
from goldthread.search import actions, queries
from goldthread.search.derived import INDEX
from goldthread.search.models import Passage, Read
from goldthread.search.tests.test_find import read_all, wrote

pytestmark = pytest.mark.usefixtures("cast")


def problems() -> list[str]:
    ledger.sequence(stream="access", sweep=True)
    return [*verify(witness=None, projections=(PROJECTION,), derived=(INDEX,)).problems, *queries.problems()]


def test_an_index_that_is_read_whole_half_or_not_at_all_fits() -> None:
    wrote("Swimming.")
    assert problems() == []
    actions.catch_up(at_most=20)
    assert 0 < queries.read() < queries.read() + queries.behind()
    assert problems() == []
    read_all()
    assert problems() == []


def test_changed_words_of_a_passage_are_found() -> None:
    note = wrote("Swimming.")
    read_all()
    Passage.objects.filter(entry=note.pk).update(words="rowing")
    assert any(note.pk.hex in problem.replace("-", "") for problem in problems())


def test_a_passage_that_is_gone_is_found() -> None:
    note = wrote("Swimming.")
    read_all()
    actions.forget(entry=note.pk)
    assert any(note.pk.hex in problem.replace("-", "") for problem in problems())


def test_a_passage_before_its_time_is_found() -> None:
    wrote("Swimming.")
    read_all()
    Read.objects.update(entries=queries.read() - 1)
    assert problems() != []


@pytest.mark.sqlite_only
def test_an_index_that_does_not_hold_its_passages_is_found() -> None:
    note = wrote("Swimming.")
    read_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_passage SET words = 'rowing' WHERE entry_id = %s", [note.pk.hex])
    assert any("goldthread index --anew" in problem for problem in problems())


@pytest.mark.postgresql_only
def test_a_passage_without_its_vector_is_found() -> None:
    note = wrote("Swimming.")
    read_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_passage SET vector = NULL WHERE entry_id = %s", [note.pk])
    assert any("goldthread index --anew" in problem for problem in problems())


@pytest.mark.parametrize("column", ["tags", "about"])
def test_whoever_moves_a_passage_into_another_record_is_found(column: str) -> None:
    note = wrote("Swimming.")
    read_all()
    another = Passage.objects.exclude(entry=note.pk).latest("pk")
    Passage.objects.filter(entry=note.pk).update(**{column: getattr(another, column)})
    assert problems() != []
