"""What a policy sets bounds to: units in a span of time, clients for each of the staff in a group, a second member of staff; pure.

Sources: rules.md R48, R50, R55.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.authorizations.rules import spelled
from goldthread.lib.shipped import shown
from goldthread.notes.checks.registry import Found

NEVER, WITH_REASON, ALWAYS = "never", "with_reason", "always"
# The spans that a cap may name (policies.parameters), as a sentence names them. A week begins on Monday.
SPANS: dict[str, str | Promise] = {
    "day": gettext_lazy("on one day"),
    "week": gettext_lazy("in one week"),
    "month": gettext_lazy("in one month"),
    "year": gettext_lazy("in one year"),
    "authorization": gettext_lazy("under this authorization"),
}


@dataclass(frozen=True)
class Counted:
    """Units of one service to one client in a span of time, in hundredths: what is allowed, and who takes how many.

    `signed` are those of signed notes, `drafted` those that other drafts would use, `own` those of the note itself.
    `warn_percent` is from which part on it is told that little is left; None where the policy does not say.
    """

    per: str
    most: int
    signed: int
    drafted: int
    own: int
    warn_percent: int | None = None


@dataclass(frozen=True)
class Beside:
    """Another service to the same client at the same time: which, from when to when, and of whose note.

    `is_seen` is whether the writer may see that note; of others only that they are on file may be told.
    """

    service: str
    starts: datetime
    ends: datetime
    author: str
    is_seen: bool = True


def span_of(per: str, day: date) -> tuple[date, date]:
    """The first and the last day of the calendar's day, week, month or year in which a day lies."""
    match per:
        case "day":
            return day, day
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
    raise ValueError(f"no span of the calendar is called {per}")


def cap_found(counted: Counted, *, service: str, of: UUID) -> list[Found]:
    """That the units of signed notes and of this one are more than a policy allows, or come near to it.

    Drafts that nobody has signed are no service yet: they are told apart, and make nothing too much by themselves.
    """
    taken = counted.signed + counted.own
    told = {
        "service": shown(service, "service"),
        "span": SPANS[counted.per],
        "most": spelled(counted.most),
        "signed": spelled(counted.signed),
        "own": spelled(counted.own),
        "drafted": spelled(counted.drafted),
    }
    if taken > counted.most:
        sentence = _("“%(service)s” has at most %(most)s units %(span)s: signed notes have %(signed)s, this one takes %(own)s, other drafts would take %(drafted)s.")  # fmt: skip
        return [Found("cap", sentence % told, "ends", f"{spelled(taken)} / {spelled(counted.most)}", of)]
    percent = counted.warn_percent
    is_near = percent is not None and 100 * taken >= percent * counted.most
    if not is_near and taken + counted.drafted <= counted.most:
        return []
    sentence = _("Of the %(most)s units that “%(service)s” has %(span)s, signed notes have %(signed)s, this one takes %(own)s, other drafts would take %(drafted)s.")  # fmt: skip
    return [Found("cap_near", sentence % told, "ends", client=of)]


def ratio_found(*, clients: int, staff: int, most: int | None) -> list[Found]:
    """That a group has more clients for each of the staff than a policy allows."""
    if most is None or clients <= most * staff:
        return []
    led = ngettext("%(n)s member of staff", "%(n)s members of staff", staff) % {"n": staff}
    sentence = _("The group has %(clients)s clients and %(staff)s; at most %(most)s clients for each are allowed. Name who else led it, or say what was so.")  # fmt: skip
    told = {"clients": clients, "staff": led, "most": most}
    return [Found("group_ratio", sentence % told, "participants", f"{clients} : {staff}")]


def second_found(beside: Sequence[Beside], rule: str, zone: str, of: UUID) -> list[Found]:
    """Where another member of staff gave the same client the same service at the same time, and a policy does not simply pay both."""
    sentences = {
        NEVER: _("%(author)s gave “%(service)s” to this client from %(starts)s to %(ends)s as well, and a second member of staff is never billed. Whose note is billed?"),
        WITH_REASON: _("%(author)s gave “%(service)s” to this client from %(starts)s to %(ends)s as well, and a second member of staff is billed with a reason. Say it here."),
    }  # fmt: skip
    found = []
    for each in beside if rule in sentences else ():
        clocks = {"starts": clock_of(each.starts, zone), "ends": clock_of(each.ends, zone)}
        told = {"service": shown(each.service, "service"), "author": each.author, **clocks}
        detail = f"{clocks['starts']}–{clocks['ends']}"
        found.append(Found("co_provider", sentences[rule] % told, "starts", detail, of))
    return found


def clock_of(at: datetime, zone: str) -> str:
    """The time of day of a moment by the clock of a place."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
