"""Phrases: one's own are private, the agency's are facts that administrators keep."""

import pytest
from django.test import Client as Browser

from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.models import AgencyPhrase, Phrase
from goldthread.notes.projection import PROJECTION
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def offered(login: str) -> list[tuple[str, str]]:
    told = signed_in(login).get("/snippets/offered/").json()["phrases"]
    return [(each["short"], each["text"]) for each in told]


def test_a_phrase_of_ones_own_is_kept_changed_and_removed_and_nobody_else_sees_it() -> None:
    ana = signed_in("ana")
    ana.post("/snippets/new/", {"short": "hv", "text": "Home visit with ___."})
    assert offered("ana") == [("hv", "Home visit with ___.")]
    assert offered("ben") == []
    (phrase,) = Phrase.objects.all()
    ana.post(f"/snippets/{phrase.pk}/", {"short": "hv", "text": "Visit at home."})
    assert offered("ana") == [("hv", "Visit at home.")]
    ana.post(f"/snippets/{phrase.pk}/remove/")
    assert offered("ana") == []


def test_what_is_private_leaves_no_entry_in_the_record() -> None:
    entries = Entry.objects.count()
    actions.keep_phrase(phrase_id=None, short="hv", text="Home visit.", by=acting("ana"))
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_phrase_is_not_there(method: str) -> None:
    phrase = actions.keep_phrase(phrase_id=None, short="hv", text="Home visit.", by=acting("ana"))
    assert getattr(signed_in("ben"), method)(f"/snippets/{phrase.pk}/").status_code == 404
    assert signed_in("ben").post(f"/snippets/{phrase.pk}/remove/").status_code == 404
    assert offered("ana") == [("hv", "Home visit.")]


def test_the_agencys_phrases_are_facts_that_everybody_who_writes_is_offered() -> None:
    hana = signed_in("hana")
    hana.post("/snippets/agency/new/", {"short": "team", "text": "The team met."})
    (first,) = AgencyPhrase.objects.all()
    hana.post(f"/snippets/agency/{first.pk}/", {"short": "team", "text": "The team met at ___."})
    assert offered("ana") == [("team", "The team met at ___.")]
    assert AgencyPhrase.objects.count() == 2
    standing = AgencyPhrase.objects.get(replaces=first)
    hana.post(f"/snippets/agency/{standing.pk}/remove/")
    assert offered("ana") == []
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@pytest.mark.parametrize("login", ["ana", "dora", "ed"])
def test_only_administrators_keep_the_agencys(login: str) -> None:
    assert signed_in(login).post("/snippets/agency/new/", {"short": "x", "text": "x"}).status_code == 404
    with pytest.raises(Refused):
        actions.offer_phrase(former=None, short="x", text="x", by=acting(login))


@pytest.mark.parametrize("login", ["ed", "fay", "gus"])
def test_who_writes_no_notes_has_no_phrases(login: str) -> None:
    browser = signed_in(login)
    assert browser.get("/snippets/").status_code == 404
    assert browser.get("/snippets/new/").status_code == 404


def test_ones_own_phrase_comes_before_the_agencys_of_the_same_name() -> None:
    actions.offer_phrase(former=None, short="hv", text="The agency's.", by=acting("hana"))
    actions.keep_phrase(phrase_id=None, short="hv", text="Mine.", by=acting("ana"))
    assert offered("ana")[0] == ("hv", "Mine.")


@pytest.mark.parametrize(
    ("short", "text", "field"), [("", "x", "short"), ("h v", "x", "short"), (";hv", "x", "short"), ("hv", " ", "text")]
)
def test_a_phrase_that_nobody_could_write_is_refused(short: str, text: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.keep_phrase(phrase_id=None, short=short, text=text, by=acting("ana"))
    assert refused.value.field == field


def test_two_phrases_of_one_name_are_refused_and_what_was_typed_stays() -> None:
    actions.keep_phrase(phrase_id=None, short="hv", text="Home visit.", by=acting("ana"))
    answer = signed_in("ana").post("/snippets/new/", {"short": "hv", "text": "Another."})
    assert answer.status_code == 422
    assert "Another." in answer.content.decode()


def test_two_of_the_agencys_of_one_name_are_refused() -> None:
    actions.offer_phrase(former=None, short="hv", text="Home visit.", by=acting("hana"))
    with pytest.raises(Refused):
        actions.offer_phrase(former=None, short="hv", text="Another.", by=acting("hana"))
