"""A full disk and a record that can only be read: one sentence on a page of its own, and nothing that was typed is gone."""

import errno
import html
import logging
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from goldthread.lib import faults
from goldthread.lib.faults import Fault
from goldthread.notes.tests.writing import begun, filled
from goldthread.people.models import Staff

pytestmark = pytest.mark.usefixtures("cast")
JSON = {"Accept": "application/json"}


@pytest.fixture
def ana() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Staff.objects.get(login="ana"))
    assert client.get("/").status_code == 200
    return client


def let_it_be_read_only() -> None:
    """As a standby or a disk mounted for reading is; what PostgreSQL checks at a transaction's end is checked before."""
    ways = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; SET TRANSACTION READ ONLY"}
    with connection.cursor() as cursor:
        cursor.execute(ways[connection.vendor])


def fill_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")


@pytest.fixture(autouse=True)
def _write_again(request: Any) -> Any:
    yield
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA query_only=OFF")
        connection.connection.execute("PRAGMA max_page_count=1073741823")


def test_where_nothing_can_be_written_no_page_of_a_client_is_shown(ana: Client) -> None:
    let_it_be_read_only()
    answer = ana.get("/")
    assert answer.status_code == 503
    assert b"The record can only be read just now" in answer.content
    assert b"Rivera" not in answer.content


def test_the_manual_is_there_where_nothing_can_be_written(ana: Client) -> None:
    session = ana.session
    session["seen"] = session["seen"] - 60
    session.save()
    let_it_be_read_only()
    assert ana.get("/help/faults/").status_code == 200


def test_a_script_is_told_in_a_sentence_why_nothing_was_saved(ana: Client) -> None:
    draft = begun(content=filled("session", "Mateo Rivera"))
    message = {"base_revision": draft.revision, "turn": 1, "content": {**draft.content, "starts": "09:07"}}
    let_it_be_read_only()
    with transaction.atomic():
        answer = ana.post(f"/drafts/{draft.pk}/save/", message, content_type="application/json", headers=JSON)
    assert answer.status_code == 503
    assert answer.json()["sentence"] == "The record can only be read just now. Tell your administrator."


@pytest.mark.sqlite_only
def test_what_was_sent_stands_on_the_page_that_says_the_disk_is_full(ana: Client) -> None:
    fill_the_disk()
    long = "Home visit, <announced>. " * 2000
    answer = ana.post("/snippets/new/?from=note", {"short": "hv", "text": long})
    assert answer.status_code == 503
    page = html.unescape(answer.content.decode())
    assert "The server's disk is full" in page
    assert f'<input type="hidden" name="text" value="{long}">' in page
    assert '<form method="post" action="/snippets/new/?from=note"' in page


def test_a_password_stands_on_no_page(ana: Client) -> None:
    let_it_be_read_only()
    stranger = Client(raise_request_exception=False)
    with transaction.atomic():
        answer = stranger.post("/sign-in/", {"login": "ana", "password": "a password of fifteen letters"})
    assert answer.status_code == 503
    assert b"a password" not in answer.content
    assert b"The record can only be read just now" in answer.content


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Fault.FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Fault.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Fault.READ_ONLY),
        (PermissionError(errno.EACCES, "Permission denied"), None),
        (psycopg.errors.DiskFull("could not extend file"), Fault.FULL),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), Fault.READ_ONLY),
        (psycopg.errors.AdminShutdown("terminating connection"), Fault.AWAY),
        (ValueError("a mistake of ours"), None),
    ],
)
def test_an_error_tells_what_is_amiss_beneath_it(error: Exception, fault: Fault | None) -> None:
    wrapped = OperationalError(str(error)) if isinstance(error, psycopg.Error) else RuntimeError("further up")
    wrapped.__cause__ = error
    assert faults.of(wrapped) is fault


def test_the_log_has_one_line_of_a_full_disk_and_everything_of_a_mistake() -> None:
    full, mistake = OSError(errno.ENOSPC, "No space left on device"), ValueError("a mistake of ours")
    for error, keeps in ((full, False), (mistake, True)):
        record = logging.makeLogRecord({"msg": "broken", "exc_info": (type(error), error, None)})
        assert faults.OneLine().filter(record)
        assert bool(record.exc_info) is keeps
