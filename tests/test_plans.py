"""No page reads a growing table from its beginning to its end, however the database is minded; asked of both databases."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client as Browser

from goldthread.bench import plans
from goldthread.notes.tests.writing import signed
from goldthread.people.backends import BACKEND
from goldthread.search.tests.test_find import read_all
from tests.cast import client_named, named


@pytest.fixture
def note(cast: None) -> Iterator[UUID]:
    """A signed note in the index; PostgreSQL reads small tables whole unless it is told not to."""
    (made,) = signed()
    read_all()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    yield made.pk


def read(login: str, address: str, **sent: str) -> list[str]:
    """The steps of a page's statements that read a growing table as a whole."""
    browser = Browser()
    browser.force_login(named(login), backend=BACKEND)
    ask = (
        partial(browser.post, address, sent, headers={"HX-Request": "true"}) if sent else partial(browser.get, address)
    )
    assert ask().status_code == 200
    asked = plans.statements(ask)
    assert len(asked) > 3
    return [step for statement in asked for step in plans.scans(statement)]


@pytest.mark.parametrize(
    ("login", "address"),
    [("ana", "/"), ("ana", "/drafts/"), ("ana", "/clients/"), ("dora", "/"), ("dora", "/review/"), ("dora", "/team/")],
)
def test_of_what_is_in_hand(note: UUID, login: str, address: str) -> None:
    assert read(login, address) == []


def test_of_a_note_and_of_a_case_file(note: UUID) -> None:
    assert read("ana", f"/notes/{note}/") == []
    client = client_named("Mateo Rivera").pk
    assert read("ana", f"/clients/{client}/") == []
    assert read("ana", f"/clients/{client}/?item=I6") == []


@pytest.mark.parametrize("where", ["client", "caseload", "everything"])
@pytest.mark.parametrize("words", ["calmer", '"calmer than"', "calm* -school"])
def test_of_a_search(note: UUID, where: str, words: str) -> None:
    client = str(client_named("Mateo Rivera").pk) if where == "client" else ""
    login = "fay" if where == "everything" else "ana"
    assert read(login, "/search/", words=words, where=where, client=client) == []


def test_a_statement_that_does_read_it_whole_is_told(note: UUID) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = on")
    (step,) = plans.scans("SELECT * FROM notes_note other WHERE other.service = 'x'")
    assert step.startswith(("SCAN", "Seq Scan"))
