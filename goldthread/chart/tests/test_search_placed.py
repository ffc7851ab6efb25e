"""Who looks for a foster parent or a home finds the clients who live or lived there, within what they may know."""

from datetime import date, timedelta

import pytest

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewPlacement
from goldthread.cases.models import Placement
from goldthread.chart.tests.test_left import mateo_leaves
from goldthread.chart.tests.test_search import browser_of, searched
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import yesterday
from goldthread.search.derived import INDEX
from goldthread.search.tests.test_find import read_all
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def placed(
    whom: str, ago: int = 30, login: str = "ana", kind: str = "foster_home", name: str = "Mateo Rivera"
) -> Placement:
    """A client lives with somebody since some days before yesterday, and where they lived before is over."""
    new = NewPlacement(kind, yesterday() - timedelta(days=ago), with_whom=whom, address="12 Heron Lane")
    return cases.place(client=client_named(name), new=new, ends_former=True, by=acting(login))


def listed(login: str, words: str) -> str:
    """What the list of clients shows for these words."""
    return browser_of(login).post("/clients/find/", {"words": words}).content.decode()


@pytest.mark.parametrize("login", ["ana", "ben", "dora", "gus"])
def test_the_name_of_a_home_finds_who_lives_there(login: str) -> None:
    placed("Wilhelmina Lark")
    mateo = client_named("Mateo Rivera").pk
    for words in ("lark", "Wilhelm*", '"wilhelmina lark"'):
        page = searched(browser_of(login), words)
        assert f"/clients/{mateo}/placements/" in page
        assert "Mateo Rivera · foster family home · since" in page
    assert Access.objects.filter(actor=named(login).pk, client=mateo).exists()
    page = listed(login, "wilhel")
    assert "Mateo Rivera" in page
    assert "placement: foster family home, Wilhelmina Lark · since" in page


def test_nobody_finds_by_a_home_a_client_whom_they_do_not_see() -> None:
    placed("Wilhelmina Lark")
    assert "Nothing holds" in searched(browser_of("cleo"), "lark")
    assert "Mateo" not in listed("cleo", "lark")


def test_who_lived_there_is_found_with_the_days_and_what_was_a_mistake_is_not() -> None:
    first = placed("Wilhelmina Lark", ago=60)
    placed("Hope House", ago=30, kind="group_home")
    page = searched(browser_of("ana"), "lark")
    assert f"{first.true_from_on:%b}" in page
    assert " – " in page
    assert page.count("/placements/") == 1, "the row that ended it says it again, and is shown once"
    house = Placement.objects.current().get(with_whom="Hope House")
    mended = NewPlacement("group_home", house.true_from_on, with_whom="Faith House")
    cases.mend_placement(placement=house, new=mended, by=acting("ana"))
    assert "Nothing holds" in searched(browser_of("ana"), "hope")
    assert "Faith" in searched(browser_of("ana"), "faith")
    wrong = Placement.objects.current().get(with_whom="Faith House")
    cases.strike_placement(placement=wrong, reason="Never there.", by=acting("ana"))
    for words in ("hope", "faith"):
        assert "Nothing holds" in searched(browser_of("ana"), words)
        assert "Mateo" not in listed("ana", words)


def test_an_address_finds_nobody_and_words_must_stand_in_one_name() -> None:
    placed("Wilhelmina Lark")
    for words in ("heron", "lark house"):
        assert "Nothing holds" in searched(browser_of("ana"), words)
        assert "Mateo" not in listed("ana", words)


def test_where_a_client_came_to_live_after_they_left_finds_nobody_for_those_whom_they_left() -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        placed("Wilhelmina Lark", ago=40)
    last = mateo_leaves()
    new = NewPlacement("pre_adoptive", last - timedelta(days=1), with_whom="Hidden Adoptive")
    cases.place(client=client_named("Mateo Rivera"), new=new, ends_former=True, by=acting("cleo"))
    for login, is_found in (("ana", False), ("cleo", True)):
        assert ("Hidden" in searched(browser_of(login), "adoptive")) == is_found
        assert ("Mateo" in listed(login, "adoptive")) == is_found
        found, ended = searched(browser_of(login), "lark"), date_of(last - timedelta(days=2))
        assert "Mateo Rivera · foster family home" in found
        assert (ended in found) == is_found, "for those whom he left it had no end"
        assert (ended in listed(login, "lark")) == is_found


def date_of(day: date) -> str:
    """A day as pages write it."""
    from django.utils.formats import date_format

    return str(date_format(day))


def test_the_index_with_placements_fits_the_log() -> None:
    placed("Wilhelmina Lark")
    placed("", ago=10, kind="runaway")
    read_all()
    ledger.sequence(stream="access", sweep=True)
    assert verify(witness=None, projections=(PROJECTION,), derived=(INDEX,)).problems == []
