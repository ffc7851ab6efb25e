"""The case file keeps its place: narrowed as it was, on the page of the note that one comes back from."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.notes import queries as notes
from goldthread.notes.models import Note
from goldthread.notes.queries import Filters, Journal
from goldthread.notes.tests.writing import amended, begun, filled, signed
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def browser(login: str = "ana") -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    return opened


def wrote(day: str, note_type: str = "session") -> Note:
    return signed(begun(note_type=note_type, content=filled(note_type, occurred_on=day)))[0]


def file() -> str:
    return f"/clients/{client_named('Mateo Rivera').pk}/"


@pytest.fixture
def five(monkeypatch: pytest.MonkeyPatch) -> list[Note]:
    """Five visits, newest first, two on a page."""
    monkeypatch.setattr(notes, "PAGE", 2)
    return [wrote((date(2026, 3, 9) - timedelta(days=days)).isoformat()) for days in range(5)]


def back_from(note: Note, query: str = "") -> str:
    page = browser().get(f"/notes/{note.pk}/{query}").content.decode()
    found = re.search(rf'href="({re.escape(file())}\?[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_coming_back_from_a_note_lands_on_its_page_at_that_note(five: list[Note]) -> None:
    for at, note in enumerate(five):
        place = back_from(note)
        assert place.endswith(f"#n{note.pk}")
        page = browser().get(place).content.decode()
        assert f'id="n{note.pk}"' in page
        assert f"Page {at // 2 + 1} of 3" in page


def test_a_narrowed_file_stays_narrowed_through_pages_and_notes(five: list[Note]) -> None:
    wrote("2026-03-08", "soap")
    query = Filters(note_type="session", since=date(2026, 3, 6)).address
    page = browser().get(file() + query).content.decode()
    assert "4 notes" in page
    assert f"/notes/{five[0].pk}/?type=session&amp;since=2026-03-06" in page
    older = re.search(r'rel="next" href="([^"]*)"', page)
    assert older is not None
    assert older[1].endswith("page=2#journal")
    assert "type=session" in older[1]
    assert five[3].pk.hex in back_from(five[3], query).replace("-", "")
    assert "Page 2 of 2" in browser().get(back_from(five[3], query)).content.decode()


def test_turning_the_page_leaves_the_note_that_one_came_from(five: list[Note]) -> None:
    page = browser().get(f"{file()}?at={five[2].pk}").content.decode()
    turned = re.findall(r'rel="(?:prev|next)" href="([^"]*)"', page)
    above, below = turned[:2], turned[2:]
    assert above == below
    assert [("at=" in place, place.rpartition("page=")[2]) for place in below] == [
        (False, "1#journal"),
        (False, "3#journal"),
    ]


def test_each_of_the_nineteen_narrows_the_file_to_the_notes_that_carry_it(five: list[Note]) -> None:
    page = browser().get(file()).content.decode()
    for code, title in notes.items().items():
        assert f'<option value="{code}">{title}</option>' in page.replace("&#x27;", "'")
        told = Note.objects.filter(client=client_named("Mateo Rivera"), items__item=code).count()
        assert Journal(named("ana"), [client_named("Mateo Rivera").pk], Filters(item=code)).count() == told
    assert len(notes.items()) == 19


def test_what_an_address_cannot_mean_narrows_nothing_and_is_not_kept() -> None:
    given = {"author": "nobody", "person": "1", "item": "I20", "since": "yesterday", "until": "", "words": "he wept"}
    assert Filters.asked(given) == Filters()
    assert Filters.asked(given).address == ""


def test_a_note_that_is_not_in_the_file_leaves_it_at_its_first_page(five: list[Note]) -> None:
    stranger = client_named("Ngozi Okafor").pk
    page = browser().get(f"{file()}?at={stranger}").content.decode()
    assert "Page 1 of 3" in page
    assert browser("cleo").get(f"{file()}?at={five[0].pk}").status_code == 404


def landed(place: str) -> str:
    """Where an address leads in the end."""
    return str(browser().get(place, follow=True).redirect_chain[-1][0])


def test_a_day_is_gone_to_on_its_page_with_the_file_narrowed_as_it_was(five: list[Note]) -> None:
    for day, at in (("2026-03-09", 0), ("2026-03-06", 3), ("2026-12-31", 0), ("2020-01-01", 4)):
        assert landed(f"{file()}?on={day}") == f"{file()}?at={five[at].pk}#n{five[at].pk}"
    other = wrote("2026-03-07", "soap")
    place = landed(f"{file()}?type=soap&on=2026-03-08")
    assert place == f"{file()}?type=soap&at={other.pk}#n{other.pk}"
    assert landed(f"{file()}?type=contact&on=2026-03-08") == f"{file()}?type=contact#journal"
    assert browser("cleo").get(f"{file()}?on=2026-03-08").status_code == 404


def test_a_day_between_two_visits_begins_with_the_one_before_it(five: list[Note]) -> None:
    early = wrote("2026-02-01")
    assert landed(f"{file()}?on=2026-02-20").endswith(f"#n{early.pk}")


def test_older_and_newer_turn_from_note_to_note_within_what_the_file_was_narrowed_to(five: list[Note]) -> None:
    between = wrote("2026-03-08", "soap")
    assert landed(f"/notes/{between.pk}/older/") in {f"/notes/{note.pk}/" for note in five[1:3]}
    query = "?type=session"
    assert landed(f"/notes/{five[0].pk}/older/{query}") == f"/notes/{five[1].pk}/{query}"
    assert landed(f"/notes/{five[1].pk}/older/{query}") == f"/notes/{five[2].pk}/{query}"
    assert landed(f"/notes/{five[2].pk}/newer/{query}") == f"/notes/{five[1].pk}/{query}"
    page = browser().get(f"/notes/{five[2].pk}/{query}").content.decode()
    assert f'href="older/{query}"' in page
    assert f'href="newer/{query}"' in page


def test_at_either_end_one_stays_and_is_told(five: list[Note]) -> None:
    for note, way in ((five[0], "newer"), (five[-1], "older")):
        page = browser().get(f"/notes/{note.pk}/{way}/", follow=True)
        assert page.redirect_chain[-1][0] == f"/notes/{note.pk}/"
        assert f"There is no {way} note here." in page.content.decode()


def test_a_corrected_note_stands_beside_the_days_of_its_correction(five: list[Note]) -> None:
    amended(five[0], "correction", occurred_on="2026-03-01")
    assert landed(f"/notes/{five[4].pk}/older/") == f"/notes/{five[0].pk}/"
    assert landed(f"{file()}?on=2026-03-02").endswith(f"#n{five[0].pk}")
