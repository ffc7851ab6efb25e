"""From a draft about a plan to what will be signed, and from a signature to an entry and its rows. Other rooms come in by `actions`."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as ledger_queries
from goldthread.ledger.models import Entry
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.canonical import digest
from goldthread.lib.encoding import from_moment
from goldthread.lib.refusals import Refused, refuse
from goldthread.lib.statements import change
from goldthread.people import actions as people
from goldthread.people import queries as staff
from goldthread.people.actions import Signature
from goldthread.people.models import Passkey
from goldthread.people.rules import PENDING_FOR
from goldthread.plans import answering, projection, queries, rules
from goldthread.plans import content as contents
from goldthread.plans.drafting import refuse_who_may_not
from goldthread.plans.models import Act, PlanDraft, PlanReading, PlanVersion
from goldthread.plans.projection import PROJECTION

KINDS = {
    Act.VERSION: projection.VERSION,
    Act.SIGNATURE: projection.SIGNATURE,
    Act.REVIEW: projection.REVIEW,
    Act.GOAL_END: projection.GOAL_END,
}


@dataclass(frozen=True)
class Whole:
    """What a draft becomes: its content, and the entries that it amends."""

    content: dict[str, Any]
    amends: tuple[UUID, ...]
    facts: dict[str, Any]


@transaction.atomic
def prepare(*, draft: PlanDraft, passkey: Passkey | None, by: Actor) -> PlanReading:
    """Freeze what will be signed, for one reading and one signature within five minutes; refused with every finding."""
    held = PlanDraft.objects.select_for_update(of=("self",)).select_related("author", "client").get(pk=draft.pk)
    people.nobody_for_another(held.author_id, by)
    _still_open(held)
    whole = _whole(held, people.way_of_signing(passkey))
    prepared_at = from_moment(whole.content["written"]["at"])
    kind = KINDS[Act(held.act)]
    sealed = ledger.prepare(
        entry_id=uuids.fresh(), kind=kind, content=whole.content, amends=whole.amends, prepared_at=prepared_at
    )
    people.give_way(PlanReading.objects.filter(draft=held))
    return PlanReading.objects.create(
        draft=held,
        draft_revision=held.revision,
        kind=kind,
        staff=held.author,
        method="passkey" if passkey else "password",
        frozen=[people.frozen_item(whole.content, sealed)],
        challenge=people.challenge_over([sealed.signing_input]),
        facts_digest=digest(whole.facts).hex(),
        prepared_at=prepared_at,
        expires_at=prepared_at + PENDING_FOR,
    )


def sign(*, reading: PlanReading, signature: Signature, by: Actor) -> Entry:
    """Sign what was read; the same signature sent twice gives the same entry."""
    people.nobody_for_another(reading.staff_id, by)
    if reading.gave_way:
        raise Refused(_opened_again())
    if reading.used_at is not None:
        return _signed(reading)
    if clock.now() > reading.expires_at:
        raise Refused(_("More than five minutes passed between reading and signing. Read it again, then sign."))
    answer = people.answer_to(reading, signature, by)
    entry = _commit(reading, answer, by)
    ledger.sequence()
    return entry


@transaction.atomic
def _commit(reading: PlanReading, answer: people.PasskeyAnswer | None, by: Actor) -> Entry:
    now = clock.now()
    if not people.use_up(reading, now):
        if type(reading).objects.get(pk=reading.pk).gave_way:
            raise Refused(_opened_again())
        return _signed(reading)
    as_read = {"id": reading.draft_id, "revision": reading.draft_revision, "signed_at": None}
    if not change(PlanDraft, as_read, {"signed_at": now}):
        _still_open(PlanDraft.objects.get(pk=reading.draft_id))
        raise Refused(_("It was changed after it was read. Read it again, then sign."))
    held = PlanDraft.objects.select_related("author", "client").get(pk=reading.draft_id)
    if digest(_whole(held, {}).facts).hex() != reading.facts_digest:
        raise Refused(_("Something about the client, the plan or you changed meanwhile. Read it again, then sign."))
    if answer:
        people.note_use(answer=answer)
    (item,) = reading.frozen
    unsigned = people.unsigned_of(item, reading.kind, reading.prepared_at)
    return _insert(unsigned, item["content"], answer.evidence if answer else None, by)


def _insert(unsigned: ledger.Unsigned, content: dict[str, Any], evidence: dict[str, Any] | None, by: Actor) -> Entry:
    """Add the entry and the rows that show it; of two that collide, one is refused."""
    try:
        with transaction.atomic():
            entry = ledger.insert(unsigned=unsigned, evidence=evidence, by=by)
            for row in PROJECTION.project(entry.schema_version, entry.pk, entry.recorded_at, content):
                ledger.add_rows([_models()[row.table](**row.values)])
    except IntegrityError as collision:
        sentence = _(
            "Somebody signed a version or an end of this goal at the same moment. Look at the plan, then go on."
        )
        raise Refused(sentence) from collision
    return entry


@lru_cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_app_config("plans").get_models()}


@transaction.atomic
def sign_directly(*, draft: PlanDraft, method: str, by: Actor) -> Entry:
    """Sign a draft in one step and say how: for the demonstration and tests, which have no author at hand."""
    whole = _whole(draft, {"method": method})
    kind = KINDS[Act(draft.act)]
    prepared_at = from_moment(whole.content["written"]["at"])
    unsigned = ledger.prepare(
        entry_id=uuids.fresh(), kind=kind, content=whole.content, amends=whole.amends, prepared_at=prepared_at
    )
    entry = _insert(unsigned, whole.content, None, by)
    PlanDraft.objects.filter(pk=draft.pk).update(signed_at=clock.now())
    return entry


def _signed(reading: PlanReading) -> Entry:
    return Entry.objects.get(pk=reading.frozen[0]["entry_id"])


def _opened_again() -> str:
    return _("This was opened for signing once more after you read it. Read it again, then sign.")


def _still_open(draft: PlanDraft) -> None:
    if draft.signed_at is not None:
        raise Refused(_("This is signed and locked already. Begin anew to say more."))


def _whole(draft: PlanDraft, signing: dict[str, Any]) -> Whole:
    """What a draft says now, with the facts that hold; refused with every finding."""
    refuse_who_may_not(draft.author, Actor(draft.author_id, draft.author.name))
    today = clock.today(draft.author.zone)
    version = PlanVersion.objects.filter(pk=draft.version_id).first() if draft.version_id else None
    common = _common(draft, version, today)
    said = {Act.VERSION: _version, Act.SIGNATURE: _signature, Act.REVIEW: _review, Act.GOAL_END: _goal_end}
    own, facts = said[Act(draft.act)](draft, version, today)
    content = {
        "act": str(draft.act),
        **common,
        **contents.as_sealed(own),
        "written": contents.written(draft.began_at, clock.now()),
        "signing": signing,
    }
    amends = (version.pk,) if version else ()
    return Whole(content, amends, {**common, **facts})


def _common(draft: PlanDraft, version: PlanVersion | None, today: date) -> dict[str, Any]:
    """About whom, under which case and by whom, as on file today."""
    seen = Client.objects.served_by(draft.author).filter(pk=draft.client_id).first()
    if seen is None:
        raise Refused(_("This client is not with you any more. The text stays in your drafts; ask your supervisor."))
    credential = staff.credential_on(draft.author_id, today)
    case = cases.case_on(draft.author, draft.client_id, today)
    return {
        "client": {
            "id": str(seen.pk),
            "name": cases.names_for(draft.author, [seen.pk])[seen.pk],
            "number": seen.number,
        },
        "case": str(case.pk) if case else None,
        "author": {
            "id": str(draft.author_id),
            "name": draft.author.name,
            "credential": credential.title if credential else "",
            "level": credential.level if credential else "",
        },
        **({"version": str(version.pk)} if version and draft.act != Act.VERSION else {}),
    }


Said = tuple[dict[str, Any], dict[str, Any]]


def _version(draft: PlanDraft, version: PlanVersion | None, today: date) -> Said:
    history = queries.history([draft.client_id])
    state, latest = history.on(today)
    newest = history.versions[-1] if history.versions else None
    _refuse_out_of_turn(version, newest, state)
    case = cases.case_on(draft.author, draft.client_id, today)
    begins = contents.day_or_refuse(draft.content.get("valid_from_on", ""), "valid_from_on")
    first = date.fromisoformat(begins) if begins else today
    if version is None:
        _refuse_beside(first, history.ended_on(state, latest))
    asked = queries.asked_of(draft.client_id, case.pk if case else None, first)
    known = answering.standing(draft.author, draft.client_id, first)
    content = contents.planned(draft.content, anchor=asked.anchor, people=who_may_take_part(draft), answers=known)
    former = ledger_queries.contents_of([version.pk])[version.pk] if version else None
    content["changes"] = contents.changes_between(former, content) if former else []
    refuse(
        rules.version_findings(content, asked, former) + rules.answers_findings(draft.content.get("goals", ()), known)
    )
    content |= {
        "plan": str(version.plan if version else draft.pk),
        "number": newest.number + 1 if newest else 1,
        "replaces": str(version.pk) if version else None,
        "signers": {"needed": list(asked.signers)},
    }
    facts = {"newest": str(newest.pk) if newest else None, "signers": list(asked.signers), "anchor": asked.anchor}
    facts["answers"] = [each.get(contents.ANSWERS, []) for each in content["goals"]]
    return content, facts


def _refuse_beside(first: date, ended_on: date | None) -> None:
    """A new plan begins after the last day of the one before: no day has two."""
    if ended_on is not None and first <= ended_on:
        sentence = _("The plan before held until %(day)s. Let this one begin on a later day.")
        raise Refused(sentence % {"day": formats.date_format(ended_on)}, field="valid_from_on")


def _refuse_out_of_turn(version: PlanVersion | None, newest: PlanVersion | None, state: str) -> None:
    if version is None and newest is not None and state in (rules.IN_FORCE, rules.NOT_YET):
        raise Refused(_("There is a plan already. Modify it, or close it by a review first."))
    if version is not None and newest is not None and version.pk != newest.pk:
        sentence = _("Version %(number)s was signed since you began. Compare, and begin your change from that one.")
        raise Refused(sentence % {"number": newest.number})
    if version is not None and state == rules.CLOSED:
        raise Refused(_("The plan is closed. Begin a new one; your text stays in your drafts."))


def who_may_take_part(draft: PlanDraft) -> dict[str, tuple[str, str]]:
    """Name and role of everybody on file who may take part in planning, by identity: client, people around, care team."""
    around = cases.signers_around(draft.author, draft.client_id, zone=draft.author.zone)
    found = {each.person: (each.name, each.role) for each in around}
    case = cases.case_on(draft.author, draft.client_id, clock.today(draft.author.zone))
    for member in cases.care_team_of(case, clock.today(draft.author.zone)) if case else ():
        found[str(member.staff_id)] = (member.staff.name, "staff")
    return found


def _signature(draft: PlanDraft, version: PlanVersion | None, today: date) -> Said:
    typed = draft.content
    own = typed.get("own") is True
    capacity = str(typed.get("capacity", ""))
    above = version is not None and version.author_id in staff.supervisees_of(draft.author_id, today)
    refuse(rules.capacity_findings(capacity, is_staff=own, supervises=above))
    given, tried = typed.get("signature"), typed.get("attempt")
    if own:
        by = {"person": str(draft.author_id), "name": draft.author.name, "role": "staff"}
        given = {"by": by, "method": "own", "strokes": [], "typed": "", "statement": ""}
    if version is None or not (given or tried):
        raise Refused(_("Nothing is signed yet. Draw in the field, or type the name as a signature."), field="typed")
    return {"capacity": capacity, "signature": given, "attempt": None if given else tried}, {}


def _review(draft: PlanDraft, version: PlanVersion | None, today: date) -> Said:
    if version is None:
        raise Refused(_("There is no plan to review. Write one first."))
    history = queries.history([draft.client_id])
    goals = open_goals(version, history)
    content = contents.review(draft.content, goals)
    asked = queries.asked_of(version.client_id, version.case_id, today)
    due_on = history.review_due(version)
    refuse(rules.review_findings(content, began_on=version.valid_from_on, due_on=due_on, today=today, asked=asked))
    return content, {"newest": str(history.versions[-1].pk), "goals": [goal["id"] for goal in goals]}


def open_goals(version: PlanVersion, history: queries.History) -> list[dict[str, str]]:
    """The goals of a version that did not end, with identity and words."""
    over = {each.goal for each in history.ends}
    goals = version.goals.order_by("position")
    return [{"id": str(each.goal), "words": each.words} for each in goals if each.goal not in over]


def _goal_end(draft: PlanDraft, version: PlanVersion | None, today: date) -> Said:
    goals = open_goals(version, queries.history([draft.client_id])) if version else []
    goal = next((each for each in goals if each["id"] == str(draft.goal)), None)
    if version is None or goal is None:
        raise Refused(_("This goal ended already, or is not in the plan any more. Look at the plan."))
    content = contents.goal_end(draft.content, goal)
    refuse(rules.end_findings(content, began_on=version.valid_from_on, today=today))
    return content, {"goal": goal["id"]}
