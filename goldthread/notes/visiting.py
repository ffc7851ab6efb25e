"""From a planned visit to its note: begun in one tap, its times offered as buttons are pressed; and the attempt it became.

What a button offers stands in the draft only where nobody typed otherwise: an empty field, or one that still says what an
earlier offer put there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.notes import queries
from goldthread.notes.drafting import NewDraft, discard, save, start
from goldthread.notes.models import Draft, How, NoteType, Outcome, OwnRole
from goldthread.notes.times import fold_of, stamp
from goldthread.schedule import actions as schedule
from goldthread.schedule import rules as visits
from goldthread.schedule.models import NotHeld
from goldthread.schedule.queries import Planned
from goldthread.services import queries as services

ATTEMPT = "attempted_contact"
# What belongs together: a time that was typed is left alone with everything that tells which one it is.
_TOGETHER = (("occurred_on",), ("starts", "starts_fold"), ("ends", "ends_fold", "overnight"))
_BECAME = {NotHeld.BY_FAMILY: Outcome.CANCELLED, NotHeld.NO_SHOW: Outcome.NO_SHOW}


@transaction.atomic
def write(*, planned: Planned, by: Actor) -> Draft:
    """The draft of a planned visit: the one in hand, else a new one that says what the plan and its buttons say."""
    author = _author(planned, by)
    if held := queries.drafts_for(author, [planned.pk]).get(planned.pk):
        return held
    note_type = _type_of(planned.visit.note_type)
    definition = queries.definition_of(note_type)
    content = _begun(planned, note_type) | _times(planned)
    kept = {name: value for name, value in content.items() if definition.header.get(name) != "none"}
    return start(new=NewDraft(_draft_id(planned, author), note_type, kept), by=by)


@transaction.atomic
def arrive(*, planned: Planned, by: Actor) -> Planned:
    """Note that the worker arrives now, and offer it as the start."""
    return _offered(planned, schedule.arrive(planned=planned, by=by), by)


@transaction.atomic
def leave(*, planned: Planned, by: Actor) -> Planned:
    """Note that the worker leaves now, and offer it as the end."""
    return _offered(planned, schedule.leave(planned=planned, by=by), by)


@transaction.atomic
def call_off(*, planned: Planned, why: str, by: Actor) -> Draft | None:
    """Note that a visit did not take place; where the family called it off or nobody came, the attempt to be signed."""
    after = schedule.call_off(planned=planned, why=why, by=by)
    if why not in _BECAME or by.staff_id != planned.visit.worker_id:
        return None
    author = _author(planned, by)
    if held := queries.drafts_for(author, [planned.pk]).get(planned.pk):
        _drop_untouched(held, by)
    note_type = queries.newest_type(ATTEMPT)
    content = _begun(after, note_type) | _attempt(after, Outcome(_BECAME[NotHeld(why)]))
    return start(new=NewDraft(_draft_id(planned, author), note_type, content), by=by)


@transaction.atomic
def undo(*, planned: Planned, by: Actor) -> Planned:
    """Take back what was noted last, and what that offered where nobody typed since."""
    after = schedule.undo(planned=planned, by=by)
    if not planned.not_held:
        return _offered(planned, after, by)
    held = queries.drafts_for(planned.visit.worker_id, [planned.pk]).get(planned.pk)
    if held and held.note_type.key == ATTEMPT and held.author_id == by.staff_id:
        _drop_untouched(held, by)
    return after


def _author(planned: Planned, by: Actor) -> UUID:
    if by.staff_id is None or by.staff_id != planned.visit.worker_id:
        raise Refused(_("Only who goes there writes the note of this visit."))
    return by.staff_id


def _draft_id(planned: Planned, author: UUID) -> UUID:
    """The next draft of this visit: the same for two taps at the same moment, another once that one is out of hand."""
    before = Draft.objects.filter(author=author, content__visit=str(planned.pk)).count()
    return uuid5(planned.pk, f"{author}/{before}")


def _drop_untouched(held: Draft, by: Actor) -> None:
    """Lay a draft aside in which nobody typed anything."""
    if held.revision == 0:
        discard(draft=held, by=by)


def _type_of(key: str) -> NoteType:
    """The note that was planned, or where it is offered no longer the free one."""
    found = next((row for row in queries.offered() if row.key == key), None)
    return found or queries.newest_type("free")


def _begun(planned: Planned, note_type: NoteType) -> dict[str, Any]:
    """What the plan says of its note."""
    visit = planned.visit
    offered = services.names(planned.day)
    return {
        "clients": [str(client.pk) for client in visit.clients],
        "labels": list(queries.definition_of(note_type).labels),
        "zone": visit.zone,
        "how": How.VIDEO if visit.place_of_service in visits.TELEHEALTH else How.IN_PERSON,
        "place_of_service": visit.place_of_service,
        "service": visit.service if not offered or visit.service in offered else "",
        "visit": str(planned.pk),
    }


def _times(planned: Planned) -> dict[str, str]:
    """Day and times as the buttons say, else as planned; an end only where somebody left."""
    zone = planned.visit.zone
    began, ended = planned.arrived_at, planned.left_at
    offer = {"occurred_on": planned.day.isoformat(), "starts": planned.starts, "starts_fold": "",
             "ends": "", "ends_fold": "", "overnight": ""}  # fmt: skip
    if began:
        began = began.replace(second=0, microsecond=0)
        offer |= {"occurred_on": _local(began, zone).date().isoformat(), **_clock("starts", began, zone)}
    if began and ended:
        # A visit of less than a minute is a visit of one: an end at its start is none.
        ended = max(ended.replace(second=0, microsecond=0), began + timedelta(minutes=1))
        overnight = "on" if _local(ended, zone).date() != _local(began, zone).date() else ""
        offer |= {**_clock("ends", ended, zone), "overnight": overnight}
    return offer


def _clock(field: str, at: datetime, zone: str) -> dict[str, str]:
    return {field: f"{_local(at, zone):%H:%M}", f"{field}_fold": fold_of(stamp(at, zone))}


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _attempt(planned: Planned, outcome: Outcome) -> dict[str, Any]:
    """The attempt that a visit became: whom one came for, when, and what came of it."""
    zone = planned.visit.zone
    now = _local(clock.now(), zone)
    on = min(planned.day, now.date())
    at = _local(planned.arrived_at, zone).strftime("%H:%M") if planned.arrived_at else planned.starts
    if not planned.arrived_at and (planned.day > on or (planned.day == on and now.strftime("%H:%M") < at)):
        at = now.strftime("%H:%M")  # called off ahead of its time
    names = cases.names_for(planned.visit.worker, (client.pk for client in planned.visit.clients))
    rows = [
        {"person": str(pk), "name": name, "role": OwnRole.CLIENT, "how": How.IN_PERSON, "at": at, "outcome": outcome}
        for pk, name in names.items()
    ]
    return {
        "occurred_on": on.isoformat(),
        "attempts": [{key: str(value) for key, value in row.items()} for row in rows],
    }


def _offered(before: Planned, after: Planned, by: Actor) -> Planned:
    """The draft in hand with what is offered now in place of what was offered before."""
    held = queries.drafts_for(after.visit.worker_id, [after.pk]).get(after.pk)
    if held is None or held.author_id != by.staff_id or held.note_type.key == ATTEMPT:
        return after
    content = filled(held.content, _times(before), _times(after))
    if content != held.content:
        # A window of its own: the state before is kept, from which an editor that stands open goes on.
        save(draft=held, base_revision=held.revision, content=content, window=uuids.fresh(), by=by)
    return after


def filled(typed: Mapping[str, Any], before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    """A draft with the offer of `after`, where a field is empty or says what `before` offered; nothing typed is touched."""
    content = dict(typed)
    for names in _TOGETHER:
        held = str(typed.get(names[0]) or "")
        if held in ("", before[names[0]]):
            content |= {name: after[name] for name in names}
    return content
