"""clock_is_past: when what a referral waits for is late."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from goldthread.cases import rules

ZONE = "America/Indiana/Indianapolis"


@given(
    due=some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=some.just(UTC)),
    wait=some.timedeltas(timedelta(0), timedelta(days=30)),
    done=some.none() | some.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_what_is_past_stays_past_until_it_is_done_in_time(due: datetime, wait: timedelta, done: date | None) -> None:
    now = rules.clock_is_past(due, done_on=done, now=due, zone=ZONE)
    later = rules.clock_is_past(due, done_on=done, now=due + wait, zone=ZONE)
    assert later or not now
    if done is not None:
        assert later == now, "what was done is judged by its day alone"
