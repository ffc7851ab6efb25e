"""What keeps a signed note from being billed: its deadline, a co-signature that waits, a service that is not billed; pure."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from goldthread.lib.encoding import from_moment
from goldthread.notes.queries import Anew, Noted
from goldthread.notes.rules import is_attempt, paid_minutes
from goldthread.services.models import Service


def forbidding(noted: Noted, service: Service | None, anew: Anew | None) -> Iterator[str]:
    """Each reason in one sentence; `service` is the row of the agency's list on the day, `anew` the deadline where the day was moved."""
    effect = anew.effect if anew else noted.content["written"]["late_effect"]
    if is_late(noted, anew) and effect == "blocks":
        yield _("It was signed too late to be billed, by the policy of the day.")
    if noted.waits:
        yield _("A co-signature is waited for.")
    if is_attempt(noted.content) and paid_minutes(noted.content) is None:
        yield _("It tells of attempts only, and no service was given.")
    if service and not service.is_billable:
        yield _("By the agency's list its service is not billed.")


def is_late(noted: Noted, anew: Anew | None) -> bool:
    """Whether it was signed after its deadline: the one that was sealed, or `anew` where a correction moved it to another day.

    The entry that was signed first counts, not the correction.
    """
    written = noted.content["written"]
    if anew is None:
        return bool(written["is_late"])
    return anew.at is not None and from_moment(written["at"]) > anew.at


def late_days(noted: Noted, anew: Anew | None) -> int | None:
    """How many days after the service, as corrected, it was signed, where that was late."""
    after: int | None = noted.content["written"]["days_after"]
    return after - moved_by(noted).days if after is not None and is_late(noted, anew) else None


def moved_by(noted: Noted) -> timedelta:
    """By how much corrections moved its day; nothing where none did."""
    first, day = noted.note.occurred_on, noted.on
    return day - first if first and day else timedelta()
