"""The year of a client: contacts by way, attempts, events, and the longest stretch without a contact, as picture and table."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.cases import actions as cases
from goldthread.chart import year as years
from goldthread.chart.year import ATTEMPT, IN_PERSON, PHONE, Gap, Year, longest_gap, year_of
from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.notes.tests.writing import amended, begun, filled, signed
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def browser(login: str = "ana") -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    return opened


def wrote(day: str, note_type: str = "session", **changes: object) -> object:
    return signed(begun(note_type=note_type, content=filled(note_type, occurred_on=day, **changes)))[0]


def year(login: str = "ana", number: int = 2026) -> Year:
    return year_of(named(login), [client_named("Mateo Rivera").pk], number)


def place(number: int = 2026) -> str:
    return f"/clients/{client_named('Mateo Rivera').pk}/year/{number}/"


def attempted(day: str) -> object:
    row = {"person": "", "name": "Rosa Rivera", "role": "parent", "how": "phone", "at": "10:00", "outcome": "no_answer"}
    return wrote(day, "attempted_contact", attempts=[row], participants=[], how="phone")


def test_contacts_are_told_apart_by_way_and_an_attempt_is_none() -> None:
    wrote("2026-02-02")
    wrote("2026-02-09", how="phone")
    attempted("2026-02-11")
    assert {way: count for way, count in year().totals if count} == {IN_PERSON: 1, PHONE: 1, ATTEMPT: 1}
    assert years.contacted(year().days) == [date(2026, 2, 2), date(2026, 2, 9)]


def test_the_longest_stretch_without_contact_is_found_between_opening_and_today() -> None:
    contacts = [date(2026, 2, 2), date(2026, 2, 9), date(2026, 3, 9)]
    assert longest_gap(contacts, date(2026, 1, 12), date(2026, 3, 12)) == Gap(date(2026, 2, 10), date(2026, 3, 8))
    assert longest_gap([], date(2026, 1, 12), date(2026, 1, 31)) == Gap(date(2026, 1, 12), date(2026, 1, 31))
    assert longest_gap([date(2026, 1, 1)], date(2026, 1, 1), date(2026, 1, 1)) is None
    assert Gap(date(2026, 2, 10), date(2026, 3, 8)).days == 27


def test_what_was_entered_in_error_is_not_shown_and_a_corrected_day_is() -> None:
    mistaken, moved = wrote("2026-02-02"), wrote("2026-02-09")
    amended(mistaken, "entered_in_error")  # type: ignore[arg-type]
    amended(moved, "correction", occurred_on="2026-02-16")  # type: ignore[arg-type]
    assert years.contacted(year().days) == [date(2026, 2, 16)]


def test_openings_alerts_and_meetings_are_events() -> None:
    cases.warn(case=case_named("Rivera"), kind="dog", words="It bites.", from_on=date(2026, 3, 2), by=acting("ana"))
    wrote("2026-03-09", "cftm")
    told = [(each.kind, each.on) for each in year().events]
    assert told == [
        (years.OPENED, date(2026, 1, 12)),
        (years.ALERT, date(2026, 3, 2)),
        (years.MEETING, date(2026, 3, 9)),
    ]
    page = browser().get(place()).content.decode()
    assert "bites" not in page


def test_the_picture_is_sound_and_the_table_has_the_same_figures() -> None:
    wrote("2026-02-02")
    wrote("2026-02-09", how="phone")
    page = browser().get(place()).content.decode()
    picture = re.search(r'<svg class="year".*?</svg>', page, re.S)
    assert picture is not None
    drawn = ElementTree.fromstring(picture[0])
    assert [drawn.get("role"), "in person 1" in (drawn.get("aria-label") or "")] == ["img", True]
    shapes = [element.get("class") for element in drawn]
    assert (shapes.count("y-in-person"), shapes.count("y-phone"), shapes.count("y-month")) == (1, 1, 12)
    february = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if "since=2026-02-01" in row)
    assert re.findall(r"<td>(\d+)</td>", february) == ["1", "0", "1", "0", "0"]
    assert "until=2026-02-28" in february


def test_the_case_file_opens_the_part_and_each_look_is_written_down() -> None:
    ana, file = browser(), f"/clients/{client_named('Mateo Rivera').pk}/"
    assert f'hx-get="{file}year/' in ana.get(file).content.decode()
    part = ana.get(place(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.lstrip().startswith('<div class="stack" id="year">')
    assert Access.objects.filter(page="year", client=client_named("Mateo Rivera").pk).count() == 1


def test_the_link_that_was_followed_keeps_the_focus_and_at_an_end_the_heading_has_it() -> None:
    def part(number: int, trigger: str) -> str:
        return browser().get(place(number), headers={"HX-Request": "true", "HX-Trigger": trigger}).content.decode()

    wrote("2024-03-07")
    assert 'id="year-before"' in part(2025, "year-before")
    assert "autofocus" not in part(2025, "year-before")
    assert '<h2 id="year-h" tabindex="-1" autofocus>' in part(2024, "year-before")


def offered(number: int) -> set[int]:
    """The years that the page of one leads to."""
    return {int(found) for found in re.findall(r"/year/(\d+)/", browser().get(place(number)).content.decode())}


def test_the_years_of_the_file_are_a_step_away_and_no_others_are_offered() -> None:
    this_year = clock.today("America/Indiana/Indianapolis").year
    assert offered(2026) <= set(range(2026, this_year + 1))
    wrote("2022-03-07")
    assert offered(2024) == set(range(2022, this_year + 1))
    assert 2021 not in offered(2022)
    assert offered(2025) >= {2024, 2026}
    assert browser().get(place(1)).status_code == browser().get(place(9999)).status_code == 404


def test_a_stranger_finds_no_year() -> None:
    assert browser("cleo").get(place()).status_code == 404
    assert browser("ben").get(place()).status_code == 200


def test_more_notes_ask_no_more_statements() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as asking:
            year()
        return len(asking)

    wrote("2026-02-02")
    before = asked()
    for day in range(3, 9):
        wrote(f"2026-02-0{day}")
    assert asked() == before
