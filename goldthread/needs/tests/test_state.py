"""state, change_need, mend_need, end, strike: what care is needed for, by both clocks."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.needs import actions, queries, rules
from goldthread.needs.actions import NewScore
from goldthread.needs.models import Need
from goldthread.needs.tests.stating import SINCE, diagnosed, listed, need, stated, today
from tests.cast import acting, client_named, named


def on(day: date, known_at: object = None) -> list[tuple[str, str]]:
    rows = queries.needs_on([client_named("Mateo Rivera").pk], day, known_at)
    return [(row.kind, row.severity) for row in rows]


@pytest.mark.usefixtures("cast")
def test_a_need_holds_from_its_day_and_says_who_put_it_on_file() -> None:
    row = stated()
    assert on(SINCE) == [("symptom", "moderate")]
    assert on(SINCE - timedelta(days=1)) == []
    assert row.recorded_by == named("ana")
    assert row.words == "Wakes three nights a week, and screams."
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("cast")
def test_nothing_is_so_of_a_client_before_the_birth() -> None:
    listed()
    born, eve = date(2014, 5, 3), date(2014, 5, 2)
    mateo, ana = client_named("Mateo Rivera"), acting("ana")
    counted = NewScore("phq-9", "client", [0] * 9)
    for refused in (
        lambda: stated(from_on=eve),
        lambda: diagnosed(from_on=eve),
        lambda: actions.measure(client=mateo, new=counted, taken_on=eve, by=ana),
    ):
        with pytest.raises(Refused, match=r"before the client was born \(May 3, 2014\)"):
            refused()
    stated(from_on=born)


@pytest.mark.usefixtures("cast")
def test_needs_come_by_kind_and_strengths_last() -> None:
    for kind in ("strength", "risk", "symptom"):
        stated(kind=kind, severity="")
    assert [kind for kind, _severity in on(SINCE)] == ["symptom", "risk", "strength"]


@pytest.mark.usefixtures("cast")
def test_it_becomes_milder_ends_and_both_stay_readable() -> None:
    row, day = stated(), SINCE + timedelta(days=40)
    milder = actions.change_need(need=row, new=need(severity="mild"), from_on=day, by=acting("ana"))
    ended = actions.end(row=milder, to_on=day + timedelta(days=10), by=acting("ana"))
    assert on(day - timedelta(days=1)) == [("symptom", "moderate")]
    assert on(day + timedelta(days=10)) == [("symptom", "mild")]
    assert on(day + timedelta(days=11)) == []
    assert on(day + timedelta(days=11), milder.recorded_at) == [("symptom", "mild")]
    assert on(day, row.recorded_at) == [("symptom", "moderate")]
    assert len(queries.versions_of(ended)) == 2


@pytest.mark.usefixtures("cast")
def test_what_never_was_is_a_mistake_and_no_longer_read() -> None:
    row = stated()
    struck = actions.strike(row=row, reason="Of her brother.", by=acting("ana"))
    assert on(SINCE) == []
    assert on(SINCE, row.recorded_at) == [("symptom", "moderate")]
    assert queries.on_file(named("ana"), client_named("Mateo Rivera").pk).mistakes == [struck]
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("cast")
def test_a_mended_need_says_what_was_so_from_the_first_day() -> None:
    row = stated()
    mended = actions.mend_need(need=row, new=need(severity="severe"), from_on=SINCE, by=acting("ana"))
    assert on(SINCE) == [("symptom", "severe")]
    with pytest.raises(Refused, match="same moment"):
        actions.mend_need(need=row, new=need(severity="mild"), from_on=SINCE, by=acting("ana"))
    assert mended.identity == row.identity


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": "  "}, "Say in a few words"),
        ({"words": "a\x00b"}, "NUL"),
        ({"kind": "mood"}, "Choose one from the list"),
        ({"domain": ""}, "Choose one from the list"),
        ({"severity": "much"}, "Choose one from the list"),
        ({"kind": "strength"}, "has no severity"),
        ({"from_on": date(2099, 1, 1)}, "still to come"),
    ],
)
def test_what_says_nothing_is_refused(changes: dict, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        stated(**changes)
    assert not Need.objects.exists()


@pytest.mark.usefixtures("cast")
def test_an_end_lies_after_the_start_and_not_ahead() -> None:
    row = stated()
    for day, sentence in (
        (SINCE - timedelta(days=1), "before it began"),
        (today() + timedelta(days=1), "still to come"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.end(row=row, to_on=day, by=acting("ana"))
    ended = actions.end(row=row, to_on=SINCE, by=acting("ana"))
    with pytest.raises(Refused, match=r"It ended on Feb. 2, 2026"):
        actions.change_need(need=ended, new=need(), from_on=SINCE + timedelta(days=1), by=acting("ana"))
    with pytest.raises(Refused, match="Say in a few words why"):
        actions.strike(row=row, reason="", by=acting("ana"))


@given(some.sampled_from(["symptom", "impairment", "factor", "risk", "strength"]), some.sampled_from(["", "mild"]))
def test_only_what_is_graded_has_a_severity(kind: str, severity: str) -> None:
    assert bool(rules.severity_findings(kind, severity)) == (bool(severity) and kind not in rules.GRADED)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("seed", range(3))
def test_the_record_replayed_to_a_moment_shows_what_was_shown_then(seed: int) -> None:
    chance = Random(seed)
    days = [SINCE + timedelta(days=offset) for offset in range(0, 60, 7)]
    shown: list[tuple[datetime, list[object]]] = []
    for _step in range(12):
        try:
            _something(chance)
        except Refused:
            continue
        shown.append((clock.now(), [_stood(day) for day in days]))
    assert len(shown) > 6
    for moment, then in shown:
        assert [_stood(day, moment) for day in days] == then


def _stood(day: date, known_at: datetime | None = None) -> list[tuple[UUID, str]]:
    found = queries.needs_on([client_named("Mateo Rivera").pk], day, known_at)
    return sorted((row.identity, row.severity) for row in found)


def _something(chance: Random) -> None:
    """A need that is stated, or one that is changed, mended, ended or taken out."""
    standing = queries.stood(Need, [client_named("Mateo Rivera").pk])
    day = SINCE + timedelta(days=chance.randrange(50))
    what = chance.choice(["state", "change", "mend", "end", "strike"]) if standing else "state"
    row = chance.choice(sorted(standing, key=lambda each: each.recorded_at)) if standing else None
    new = need(severity=chance.choice(["", "mild", "moderate", "severe"]))
    match what:
        case "state":
            actions.state(client=client_named("Mateo Rivera"), new=new, from_on=day, by=acting("ana"))
        case "change":
            actions.change_need(need=row, new=new, from_on=day, by=acting("ana"))
        case "mend":
            actions.mend_need(need=row, new=new, from_on=day, by=acting("ana"))
        case "end":
            actions.end(row=row, to_on=day, by=acting("ana"))
        case "strike":
            actions.strike(row=row, reason="A mistake.", by=acting("ana"))
