"""What the day sheet posts: three taps and what may be added, shape only."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.notes.daysheet import Tried, Whom
from goldthread.notes.models import How, Outcome

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def tried_from(data: QueryDict, people: Sequence[Whom], zone: str) -> Tried:
    """Who was tried, how and with what outcome; without a time, it was now. Refused by field."""
    chosen = next((each for each in people if str(each.identity) == data.get("whom")), None)
    if chosen is None:
        raise Refused(_("Choose whom you tried to reach."), field="whom")
    how, outcome = str(data.get("how", "")), str(data.get("outcome", ""))
    if how not in How.values:
        raise Refused(_("Choose how: by phone, in person or another way."), field="how")
    if outcome not in Outcome.values:
        raise Refused(_("Choose what came of it."), field="outcome")
    return Tried(
        whom=chosen,
        how=how,
        outcome=outcome,
        at=_time(data, "at") or _now(zone),
        ends=_time(data, "ends"),
        words=words_from(data),
    )


def words_from(data: QueryDict) -> str:
    """What was said, added to a line."""
    return accept(data.get("words", ""), field="words")


def _time(data: QueryDict, name: str) -> str:
    value = accept(data.get(name, ""), field=name).strip()
    if value and not _TIME.fullmatch(value):
        raise Refused(_("This is no time of day. Write it as 14:05."), field=name)
    return value


def _now(zone: str) -> str:
    now: datetime = clock.now().astimezone(ZoneInfo(zone))
    return now.strftime("%H:%M")
