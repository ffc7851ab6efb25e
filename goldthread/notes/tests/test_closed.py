"""A note about somebody whose case is closed: that is said, and what is written after closing is offered first."""

from datetime import date

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, queries
from goldthread.notes.tests.writing import begun
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ana(client: Browser) -> Browser:
    client.force_login(named("ana"))
    return client


def closed() -> None:
    actions.close_episode(case=case_named("Rivera"), closed_on=date(2026, 3, 2), reason="They moved.", by=acting("ana"))


def choice(ana: Browser) -> str:
    return ana.get(f"/notes/new/?client={client_named('Mateo Rivera').pk}").content.decode()


def test_the_choice_of_kinds_says_that_the_case_is_closed_and_offers_what_fits_first(ana: Browser) -> None:
    assert "was closed" not in choice(ana)
    closed()
    shown = choice(ana)
    assert "This case was closed on March 2, 2026." in shown
    after, before = shown.split("About a time before it was closed")
    assert 'value="contact"' in after
    assert 'value="session"' not in after
    assert 'value="session"' in before, "a visit before closing can still be written"


def test_the_editor_says_it_too(ana: Browser) -> None:
    draft = begun()
    assert "was closed" not in ana.get(f"/drafts/{draft.pk}/").content.decode()
    closed()
    assert "This case was closed on March 2, 2026." in ana.get(f"/drafts/{draft.pk}/").content.decode()


def test_a_case_that_was_opened_again_is_not_closed(ana: Browser) -> None:
    closed()
    actions.reopen(case=case_named("Rivera"), opened_on=date(2026, 3, 9), reason="They came back.", by=acting("ana"))
    assert queries.closed_on([client_named("Mateo Rivera").pk]) is None
    assert "was closed" not in choice(ana)


def test_who_has_another_open_case_is_served() -> None:
    closed()
    mateo = client_named("Mateo Rivera")
    assert queries.closed_on([mateo.pk]) == date(2026, 3, 2)
    assert queries.closed_on([mateo.pk, client_named("Ngozi Okafor").pk]) is None
