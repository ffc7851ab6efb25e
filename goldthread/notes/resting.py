"""What the checks have to say of the thread behind a draft: gathered here from the record, judged by `checks.resting`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.models import UnitLabel
from goldthread.authorizations.rules import spelled
from goldthread.needs.models import NeedKind
from goldthread.notes import before, bounding, goals, measures
from goldthread.notes.checks import holding, resting
from goldthread.notes.checks.registry import Found
from goldthread.notes.checks.resting import Authorized
from goldthread.notes.definitions import Definition
from goldthread.notes.judging import Ground
from goldthread.notes.models import Draft
from goldthread.notes.rules import SIGNED_TOGETHER, is_attempt
from goldthread.notes.thread import Thread
from goldthread.notes.times import Occurred
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.plans.models import Capacity
from goldthread.services.rules import not_allowed

# What is done before there is a plan, or whatever it says (rules.md R7, R69), and what is no treatment.
FREE_OF_PLAN = frozenset(
    ("assessment", "psychosocial", "clinical_impression", "emergency", "safety_concern", *SIGNED_TOGETHER)
)


@dataclass(frozen=True)
class Served:
    """A draft as these checks see it."""

    draft: Draft
    author: Staff
    definition: Definition
    occurred: Occurred
    ground: Ground

    @property
    def is_service(self) -> bool:
        """Whether it tells of a service that can be billed, which an attempt is not."""
        return self.definition.is_billable and not is_attempt(self.draft.content)

    @property
    def is_treatment(self) -> bool:
        """Whether it tells of what a plan is for: neither an attempt nor what comes before a plan."""
        return self.is_service and self.definition.key not in FREE_OF_PLAN


def found_of(threads: Sequence[Thread], served: Served) -> list[Found]:
    """Everything, once for what concerns all clients of the note alike."""
    found = [each for thread in threads for each in _of_one(thread, served)]
    if threads and served.definition.is_billable:
        found += _of_the_author(served, threads[0].day)
        found += _of_the_service(threads, served)
        found += bounding.of_the_group(threads, served.draft.content, served.definition, served.author)
    return list({(each.check, each.sentence, each.client): each for each in found}.values())


def _of_one(thread: Thread, served: Served) -> Iterable[Found]:
    client, plan = thread.about.client, thread.plan
    if served.is_treatment:
        version = plan.version
        yield from resting.plan_found(
            plan.state,
            begins=version.valid_from_on if version else None,
            ended=plan.ended_on,
            is_required=bool(thread.says("plan_required")),
            of=client,
        )
        if plan.is_in_force:
            yield from resting.unsigned_found(plan.missing, dict(Capacity.choices), client)
            planned = [each.service for each in plan.services]
            yield from resting.service_found(thread.service, planned, client)
        yield from resting.goal_found(
            anchor=thread.anchor,
            has_goals=bool(plan.goals),
            worked=len(goals.worked_on(served.draft.content, thread.goals)),
            is_asked=served.definition.works_on_goals,
            of=client,
        )
        yield from resting.need_found(
            # What is measured in the note itself says the need anew.
            thread.day if measures.rows_of(served.draft.content, client) else thread.newest_need_on,
            on=thread.day,
            old_after=thread.old_after,
            is_asked=bool(thread.says("plan_required") or thread.says("auth_required")),
            of=client,
        )
    if served.is_service:
        yield from _held(thread, served)
        yield from bounding.of_caps(thread, before.own_encounters(served.draft))
    if thread.no_show:
        yield from resting.no_show_found(thread.no_show, client)
    yield from _of_authorizations(thread, served)
    yield from _at_once(thread, served)


def _held(thread: Thread, served: Served) -> list[Found]:
    asked = thread.parameters("required_fields") or []
    typed, client = served.draft.content, thread.about.client
    written = holding.Written(
        client,
        typed,
        served.definition,
        goals.lines_of(typed, thread.goals, client),
        goals=bool(thread.goals),
        need=any(each.kind != NeedKind.STRENGTH for each in thread.needs),
        diagnosis=bool(thread.diagnoses),
        qualification=served.ground.credential is not None,
    )
    return holding.held_found(asked, written)


def _of_authorizations(thread: Thread, served: Served) -> list[Found]:
    # Short notes are signed in a row without questions; of them only what is paid though nobody came is held against it.
    is_unasked = served.definition.key in SIGNED_TOGETHER and thread.paid_minutes is None
    if not thread.service or not served.definition.is_billable or is_unasked:
        return []
    used, units, client = thread.authorization, thread.units, thread.about.client
    # Of several that hold it is the one to which the service falls that must have enough.
    asked = [used] if used else thread.authorizations
    found = resting.authorization_found(
        [_authorized(each) for each in asked],
        service=thread.service,
        wanted=thread.wanted,
        is_required=bool(thread.says("auth_required")),
        of=client,
    )
    if used and units and thread.uses is None:
        labels = dict(UnitLabel.choices)
        counted = str(labels.get(units.label, units.label))
        found += resting.uncounted_found(thread.service, counted, str(labels[used.row.unit_label]), client)
    if used and thread.payer and used.row.payer != thread.payer:
        found += resting.payer_found(thread.service, used.row.payer, thread.payer, client)
    return found


def _authorized(each: authorizations.Standing) -> Authorized:
    """What signed notes left of it: drafts may never be signed, and what another person types forbids nobody to sign."""
    row, remaining = each.row, each.remaining
    left = remaining.authorized - remaining.used
    return Authorized(remaining.state, row.true_from_on, row.true_to_on, left, spelled(left))


def _of_the_author(served: Served, on: date) -> list[Found]:
    if served.ground.credential is not None:
        return []
    held = people.credentials_of([served.author.pk]).get(served.author.pk, [])
    ended = max((each.true_to_on for each in held if each.true_to_on), default=None)
    return resting.credential_found(on, has_one=False, ended=ended)


def _of_the_service(threads: Sequence[Thread], served: Served) -> list[Found]:
    thread = threads[0]
    if thread.details is None:
        return []
    typed: Mapping[str, Any] = served.draft.content
    level = served.ground.credential.level if served.ground.credential else ""
    told = resting.described(typed, served.definition.activities, served.occurred.minutes, level)
    return resting.allowed_found(not_allowed(told, thread.service, thread.details))


def _at_once(thread: Thread, served: Served) -> list[Found]:
    occurred = served.occurred
    if occurred.starts is None or occurred.ends is None or not served.definition.is_billable:
        return []
    beside = before.beside_client(thread.same, occurred.starts, occurred.ends, served.author)
    second, others = bounding.of_the_second(thread, beside, occurred.zone)
    return second + resting.beside_found(others, thread.concurrency, occurred.zone, thread.about.client)
