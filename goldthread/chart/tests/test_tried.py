"""tried_with: sessions and minutes by modality, under the courses of measures and goals."""

import re
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.test import Client as Browser
from django.utils import formats

from goldthread.cases import actions as placing
from goldthread.cases import queries as cases
from goldthread.cases.actions import NewPlacement
from goldthread.chart import tried
from goldthread.chart.tried import Lane, Mark, Point, TriedAll, Turn
from goldthread.chart.tried_picture import picture
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewScore
from goldthread.notes import queries as notes
from goldthread.notes.tests.resting import goal_of, planned, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.plans.tests import writing
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def told(login: str = "ana") -> tried.TriedAll:
    """What was tried with Mateo, as somebody sees it."""
    mateo, staff = client_named("Mateo Rivera").pk, named(login)
    return tried.tried_with(staff, cases.known_of(staff, mateo), cases.cases_seen_by(staff, mateo))


def days_ago(days: int) -> str:
    """A day of service."""
    return (yesterday() - timedelta(days=days)).isoformat()


def test_sessions_minutes_and_ratings_are_counted_by_modality() -> None:
    goal = goal_of(planned())
    visited(occurred_on=days_ago(9), modality="Play therapy", **worked(goal, progress="no_change"))
    visited(occurred_on=days_ago(5), modality="Parent coaching", **worked(goal))
    visited(occurred_on=days_ago(2), modality="Parent coaching", ends="15:00", **worked(goal))
    found = told()
    assert [(lane.title, lane.sessions, lane.minutes, lane.rated) for lane in found.modalities] == [
        ("Play therapy", 1, 90, {"no change": 1}),
        ("Parent coaching", 2, 150, {"better": 2}),
    ]
    (course,) = found.goals
    assert [point.words for point in course.points] == ["no change", "better", "better"]
    assert [turn.words for turn in found.turns] == ["plan, version 1"]


def test_each_goal_that_a_session_worked_on_is_counted_with_its_own_rating() -> None:
    version = planned(goals=[writing.goal(), writing.goal("Mateo sleeps through.")])
    school, sleep = (each.goal for each in version.goals.order_by("position"))
    said = {field: {**words, **worked(sleep, progress="much_worse")[field]} for field, words in worked(school).items()}
    visited(modality="Play therapy", **said)
    (lane,) = told().modalities
    assert lane.rated == {"much worse": 1, "better": 1}


def test_minutes_are_those_that_the_client_was_there() -> None:
    mateo = str(client_named("Mateo Rivera").pk)
    own = {str(client_named(name).pk): "Drew a house." for name in ("Mateo Rivera", "Lucía Rivera")}
    content = filled(
        "group_session", "Mateo Rivera", "Lucía Rivera", own=own, came={mateo: "15:00"}, left={mateo: "15:30"}
    )
    note = next(
        each for each in signed(begun(note_type="group_session", content=content)) if str(each.client_id) == mateo
    )
    assert [(lane.sessions, lane.minutes) for lane in told().modalities] == [(1, 30)]
    assert told().modalities[0].points[0].words == "30 minutes"
    journal = notes.Journal(named("ana"), [client_named("Mateo Rivera").pk])
    assert [each.minutes for each in journal.tried()] == [30]
    amended(note, "correction", left={mateo: "15:15"})
    assert [each.minutes for each in journal.tried()] == [15]
    sister = notes.Journal(named("ana"), [client_named("Lucía Rivera").pk])
    assert [each.minutes for each in sister.tried()] == [90], "who was there all the time has the whole"


def test_a_correction_counts_and_what_was_entered_in_error_does_not() -> None:
    note = visited(modality="Play therapy")
    amended(note, "correction", modality="Family therapy")
    assert [lane.title for lane in told().modalities] == ["Family therapy"]
    amended(note, "entered_in_error")
    assert told().modalities == []


def test_measures_stand_between_their_bounds() -> None:
    taken_on = yesterday() - timedelta(days=3)
    mateo = client_named("Mateo Rivera")
    for answers in ([3] * 7, [0] * 7):
        needs.measure(client=mateo, new=NewScore("gad-7", "client", answers), taken_on=taken_on, by=acting("ana"))
        taken_on += timedelta(days=1)
    (course,) = told().measures
    assert [point.height for point in course.points] == [1.0, 0.0]
    assert [mark.words for mark in course.scale] == ["0", "5", "10", "15", "21"], "where each word for a total begins"
    assert [course.scale[0].height, course.scale[-1].height] == [0.0, 1.0]
    drawn = picture(told())
    for total in ("0", "5", "10", "15", "21"):
        assert f">{total}</text>" in drawn


def test_names_of_steps_that_would_cover_each_other_are_left_out_of_the_picture_and_their_lines_stay() -> None:
    scale = [Mark(step / 60, str(step)) for step in range(61)]
    lane = Lane("A measure of many words", [Point(yesterday(), 0.5, "30", "/")], scale, is_curve=True)
    drawn = picture(TriedAll([lane], [], [], [], []))
    assert drawn.count('class="t-step"') == 61
    down = [float(y) for y in re.findall(r'class="t-name" x="[\d.]+" y="([\d.]+)"', drawn)]
    assert len(down) > 3
    assert all(above - below <= -10 for above, below in pairwise(sorted(down)))


def test_each_change_of_placement_is_a_line_of_its_own_kind_in_the_picture_the_legend_and_a_table(
    client: Browser,
) -> None:
    visited(occurred_on=days_ago(9), modality="Play therapy")
    visited(occurred_on=days_ago(1), modality="Play therapy")
    mateo, began, moved = client_named("Mateo Rivera"), yesterday() - timedelta(days=8), yesterday() - timedelta(days=4)
    for new in (
        NewPlacement("foster_home", began, with_whom="The Larks"),
        NewPlacement("parents", moved),
    ):
        home = placing.place(client=mateo, new=new, ends_former=True, by=acting("ana"))
    placing.end_placement(placement=home, to_on=yesterday() - timedelta(days=2), reason="", by=acting("ana"))
    told_of = [(turn.on, turn.words) for turn in told().turns if turn.is_placement]
    assert told_of == [
        (began, "placement: foster family home, The Larks"),
        (moved, "placement: with parent(s)"),
        (yesterday() - timedelta(days=2), "placement ends: with parent(s)"),
    ]
    client.force_login(named("ana"))
    page = client.get(f"/clients/{mateo.pk}/tried/").content.decode()
    assert page.count('<g class="t-turn t-placed">') == page.count('width="6" height="6"/>') == 3
    assert "Unbroken line with a square at its foot" in page
    assert '<th scope="row"><bdi>foster family home, The Larks</bdi></th>' in page


def test_a_stranger_is_told_nothing(client: Browser) -> None:
    visited(modality="Play therapy")
    assert told("cleo").lanes == []
    client.force_login(named("cleo"))
    assert client.get(f"/clients/{client_named('Mateo Rivera').pk}/tried/").status_code == 404


def test_the_page_draws_and_says_it_and_names_no_cause(client: Browser) -> None:
    client.force_login(named("ana"))
    address = f"/clients/{client_named('Mateo Rivera').pk}/tried/"
    assert "No note names a modality" in client.get(address).content.decode()
    note = visited(modality="Play therapy")
    page = client.get(address).content.decode()
    assert "It does not say that one caused the other." in page
    assert f'<a href="/notes/{note.pk}/" tabindex="-1">' in page
    assert "Play therapy" in page


def test_what_the_picture_shows_stands_below_it_session_by_session(client: Browser) -> None:
    first, second = (visited(modality="Play therapy", occurred_on=days_ago(days)) for days in (9, 2))
    client.force_login(named("ana"))
    page = client.get(f"/clients/{client_named('Mateo Rivera').pk}/tried/").content.decode()
    drawn, below = page[page.index("<svg") :].split("</svg>", 1)
    folded = below[below.index('<details class="more told" id="modality-1">') : below.index("</details>")]
    assert "Play therapy: 2 sessions" in folded
    for note in (first, second):
        assert f'href="/notes/{note.pk}/"' in drawn
        day = formats.date_format(note.occurred_on, "SHORT_DATE_FORMAT")
        assert f'href="/notes/{note.pk}/">{day}</a> 90 minutes' in folded


def crowded(turns: list[int], points: list[int]) -> str:
    """The picture of one goal over a year and a half, with turns and points on the days that are given by their number."""
    begins = date(2024, 3, 9)
    steps = [Point(begins + timedelta(days=day), 0.5, f"point {day}", f"/notes/{day}/") for day in (0, *points, 500)]
    told = [Turn(begins + timedelta(days=day), f"turn {day}", day % 3 == 0) for day in sorted(turns)]
    return picture(TriedAll([], [Lane("Mateo sleeps through.", steps)], [], told, []))


def numbers_of(drawn: str) -> list[tuple[float, str]]:
    """Where the numbers of the lines stand, and what they say."""
    return [(float(x), words) for x, words in re.findall(r'class="t-number" x="([\d.]+)" y="23">([\d–]+)<', drawn)]


@pytest.mark.parametrize("seed", range(20))
def test_the_numbers_of_lines_never_cover_each_other_and_tell_of_every_line(seed: int) -> None:
    chance = Random(seed)
    days = [chance.randrange(501) for _ in range(chance.randrange(1, 30))] + [250, 250, 251]
    found = numbers_of(crowded(days, []))
    edges = [(x - len(words) * 5.8 / 2, x + len(words) * 5.8 / 2) for x, words in found]
    assert all(one[1] + 2 < other[0] for one, other in pairwise(edges))
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 720
    spans = [[int(number) for number in words.split("–")] for _x, words in found]
    assert [n for span in spans for n in range(span[0], span[-1] + 1)] == list(range(1, len(days) + 1))


def test_a_number_stands_above_its_line_and_those_of_lines_on_each_other_are_told_together() -> None:
    drawn = crowded([100, 300, 300, 301], [])
    lines = [float(x) for x in re.findall(r'<path d="M([\d.]+) 26V', drawn)]
    assert numbers_of(drawn) == [(lines[0], "1"), (pytest.approx((lines[1] + lines[3]) / 2, abs=0.1), "2–4")]
    assert drawn.count("2. Jan. 3, 2025: turn 300\n3. Jan. 3, 2025: turn 300\n4. Jan. 4, 2025: turn 301</title>") == 3


def test_points_that_would_cover_each_other_are_one_that_leads_to_their_list() -> None:
    drawn = crowded([], [200, 200, 202, 260])
    assert re.findall(r'href="([^"]+)"', drawn) == ["#goal-1", "/notes/0/", "/notes/260/", "/notes/500/"]
    assert "<title>Sept. 25, 2024: point 200\nSept. 25, 2024: point 200\nSept. 27, 2024: point 202</title>" in drawn
    assert drawn.count("t-several") == 1
    told = re.search(r"<title>(.*?)</title>", crowded([], [100] * 40), re.DOTALL)
    assert told
    assert len(told[1].splitlines()) == 12
    assert told[1].endswith("…")


def test_each_list_is_where_the_picture_leads_and_the_page_says_what_a_larger_point_is(client: Browser) -> None:
    goal = goal_of(planned())
    client.force_login(named("ana"))
    address = f"/clients/{client_named('Mateo Rivera').pk}/tried/"
    for starts in ("09:00", "11:00"):
        assert "A larger point" not in client.get(address).content.decode()
        visited(starts=starts, ends=f"{starts[:2]}:50", modality="Play therapy", **worked(goal))
    page = client.get(address).content.decode()
    assert "A larger point with a rim stands for several" in page
    for anchor in ("goal-1", "modality-1"):
        assert (page.count(f'href="#{anchor}"'), page.count(f'id="{anchor}"')) == (1, 1)


@pytest.mark.parametrize(
    ("days", "named_as"),
    [
        (40, ["March 9, 2024", "Apr 2024"]),
        (200, ["Apr 2024", "May", "Jun", "Jul", "Aug", "Sep"]),
        (800, ["Apr 2024", "Jul", "Oct", "Jan 2025", "Apr", "Jul", "Oct", "Jan 2026", "Apr"]),
        (3650, ["2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032", "2033", "2034"]),
    ],
)
def test_the_scale_names_days_months_or_years_as_they_have_room(days: int, named_as: list[str]) -> None:
    begins = date(2024, 3, 9)
    lane = Lane(
        "A goal", [Point(begins, 0.5, "no change", "/"), Point(begins + timedelta(days=days), 0.5, "better", "/")]
    )
    drawn = picture(TriedAll([], [lane], [], [], []))
    found = re.findall(r'class="t-scale" x="([\d.]+)" y="10">([^<]+)<', drawn)
    assert [words for _x, words in found] == named_as
    ends = [float(x) + len(words) * 6.2 for x, words in found]
    assert all(end < float(other[0]) for end, other in zip(ends, found[1:], strict=False))
    assert ends[-1] <= 720
