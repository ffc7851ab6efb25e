"""The manual's pages: titles, order, what Markdown may do, and pages that rooms make."""

from collections.abc import Iterator

import pytest
from django.test import Client

from goldthread.page import help as manual
from goldthread.people.models import Staff


@pytest.fixture
def ana(cast: None) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(login="ana"))
    return client


@pytest.fixture
def registered() -> Iterator[None]:
    manual.register("made-here", "Made here", lambda _signed_in: "# Made here\n\nOne *two*.\n")
    yield
    manual._made.pop("made-here")


def test_every_page_of_the_manual_opens(ana: Client) -> None:
    for each in manual.pages():
        answer = ana.get(f"/help/{each.name}/")
        assert answer.status_code == 200
        assert answer.content.decode().count("<h1>") == 1


def test_help_opens_where_one_begins(ana: Client) -> None:
    assert b"Where to begin" in ana.get("/help/").content
    assert manual.pages()[0].name == "start"


def test_a_page_that_is_not_there_is_not_found(ana: Client) -> None:
    assert ana.get("/help/no-such-page/").status_code == 404


def test_front_matter_gives_the_title_and_is_not_shown() -> None:
    page = manual.read("---\ntitle: Keys\norder: 3\n---\n\n# The keys\n\nText.\n", "keys")
    assert page.title == "Keys"
    assert manual.html(page) == "<p>Text.</p>\n"


def test_the_first_heading_is_the_title_where_there_is_no_front_matter() -> None:
    page = manual.read("# The keys\n\n## Where\n", "keys")
    assert page.title == "The keys"
    assert manual.html(page) == "<h2>Where</h2>\n"


def test_a_line_of_dashes_alone_is_no_front_matter() -> None:
    assert "half" in manual.html(manual.read("---\nhalf\n", "x"))


def test_no_page_shows_its_front_matter() -> None:
    for each in manual.pages():
        assert "order:" not in manual.html(each).partition("\n")[0]


def test_html_in_markdown_is_shown_as_text() -> None:
    assert "<script>" not in manual.html(manual.read("# T\n\n<script>x</script>\n", "t"))


@pytest.mark.usefixtures("registered")
def test_a_room_adds_a_page_that_it_makes(ana: Client) -> None:
    shown = ana.get("/help/made-here/").content.decode()
    assert "<em>two</em>" in shown
    assert 'href="/help/made-here/" aria-current="page"' in shown
