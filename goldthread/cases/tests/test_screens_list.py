"""The client list: who stands in it, finding a name as one types, and what a long list or an empty one shows."""

from datetime import date

import pytest
from django.test import Client as Browser

from goldthread.cases import actions
from goldthread.cases.actions import NewCase, NewClient
from goldthread.ledger.models import Access
from goldthread.lib.actor import COMMAND_LINE
from tests.cast import case_named, named

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)


@pytest.fixture
def ana(client: Browser) -> Browser:
    client.force_login(named("ana"))
    return client


def _open(*clients: NewClient, name: str = "Sandoval", login: str = "ana") -> None:
    new = NewCase(name, "family", clients, DAY, "Referred.", [(named(login), "case manager")])
    actions.open_case(new=new, by=COMMAND_LINE)


def _text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_it_lists_the_clients_of_my_cases_and_no_others(ana: Browser) -> None:
    text = _text(ana.get("/clients/"))
    assert "Mateo Rivera" in text
    assert "Lucía Rivera" in text
    assert case_named("Rivera").number in text
    assert "Ngozi" not in text


def test_it_shows_number_age_pronouns_and_the_name_somebody_goes_by(ana: Browser) -> None:
    _open(NewClient("Alexandra Sandoval", date(2010, 1, 1), preferred_name="Lex", pronouns="they/them"))
    text = _text(ana.get("/clients/"))
    assert "goes by Lex" in text
    assert "they/them" in text
    assert "years" in text


def test_a_closed_case_says_so_and_stands_last(ana: Browser) -> None:
    _open(NewClient("Aaron Abel"), name="Abel")
    actions.close_episode(case=case_named("Abel"), closed_on=DAY, reason="Goals met.", by=COMMAND_LINE)
    text = _text(ana.get("/clients/"))
    assert "closed" in text
    assert text.index("Rivera") < text.index("Aaron Abel")


def test_that_somebody_looked_is_written_down(ana: Browser) -> None:
    ana.get("/clients/")
    assert Access.objects.filter(page="cases:clients", actor=named("ana").pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "name"), [("luc", "Lucía Rivera"), ("LUCIA riv", "Lucía Rivera"), ("mat", "Mateo Rivera")]
)
def test_a_name_is_found_as_one_types(ana: Browser, typed: str, name: str) -> None:
    response = ana.post("/clients/find/", {"words": typed}, headers={"HX-Request": "true"})
    text = _text(response)
    assert response.status_code == 200
    assert name in text
    assert "<html" not in text


@pytest.mark.parametrize(
    ("name", "typed"), [("عمر الخطيب", "الخط"), ("王小明", "小明"), ("Nguyễn Thị Minh", "nguyen"), ("Łukasz", "luk")]
)
def test_it_finds_in_any_script(ana: Browser, name: str, typed: str) -> None:
    _open(NewClient(name))
    text = _text(ana.post("/clients/find/", {"words": typed}))
    assert name in text
    assert "Mateo" not in text


def test_without_script_the_find_form_gives_a_whole_page_with_the_words_in_it(ana: Browser) -> None:
    text = _text(ana.post("/clients/find/", {"words": "mateo"}))
    assert "<html" in text
    assert 'value="mateo"' in text
    assert "Lucía" not in text


def test_a_client_is_found_by_number(ana: Browser) -> None:
    from tests.cast import client_named

    number = client_named("Mateo Rivera").number
    assert "Mateo Rivera" in _text(ana.post("/clients/find/", {"words": number.lower()}))


def test_somebody_elses_client_is_not_found(ana: Browser) -> None:
    text = _text(ana.post("/clients/find/", {"words": "ngozi"}))
    assert "Ngozi" not in text
    assert "Nobody of that name" in text


def test_no_words_give_the_list_again(ana: Browser) -> None:
    assert "Mateo Rivera" in _text(ana.post("/clients/find/", {"words": " ... "}, headers={"HX-Request": "true"}))


def test_the_find_address_alone_leads_to_the_list(ana: Browser) -> None:
    assert ana.get("/clients/find/").headers["Location"] == "/clients/"


def test_too_many_letters_are_refused_with_the_letters_still_there(ana: Browser) -> None:
    response = ana.post("/clients/find/", {"words": "x" * 201})
    assert response.status_code == 422
    assert "x" * 201 in _text(response)


def test_a_name_that_looks_like_markup_is_shown_as_it_was_written(ana: Browser) -> None:
    _open(NewClient('<script>alert("x")</script>', pronouns="<b>"), name="<img src=x>")
    text = _text(ana.get("/clients/"))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


def test_a_long_list_comes_in_pages(ana: Browser) -> None:
    for number in range(51):
        _open(NewClient(f"Child {number:02}"), name=f"Family {number:02}")
    first = _text(ana.get("/clients/"))
    assert "Page 1 of 2" in first
    assert "Rivera" not in first
    assert "Mateo Rivera" in _text(ana.get("/clients/?page=2"))
    assert "Page 2 of 2" in _text(ana.get("/clients/?page=99"))


@pytest.mark.parametrize(
    ("login", "sentence"), [("hana", "assigns you"), ("dora", "Mateo Rivera"), ("ed", "Ngozi Okafor")]
)
def test_an_empty_list_says_what_to_do(client: Browser, login: str, sentence: str) -> None:
    client.force_login(named(login))
    assert sentence in _text(client.get("/clients/"))


def test_many_families_cost_no_more_statements(ana: Browser, django_assert_max_num_queries: object) -> None:
    for number in range(20):
        _open(NewClient(f"Child {number}"), NewClient(f"Sibling {number}"), name=f"Family {number}")
    ana.get("/clients/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        ana.get("/clients/")
