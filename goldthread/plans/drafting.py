"""What is typed about plans, kept until it is signed; nothing of it is ever lost. Other rooms come in by `actions`."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import queries as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.keeping import Saved as Saved
from goldthread.lib.keeping import Typed as Typed
from goldthread.lib.refusals import Refused
from goldthread.people.models import Staff
from goldthread.people.rules import may
from goldthread.plans import content as contents
from goldthread.plans import queries
from goldthread.plans.models import Act, PlanDraft, PlanVersion


@dataclass(frozen=True)
class NewDraft:
    """What is begun: an act about a client, on which version and which goal, under the UUID that the page made."""

    id: UUID
    client: Client
    act: str
    version: PlanVersion | None = None
    goal: UUID | None = None
    content: dict[str, Any] = field(default_factory=dict)


def begin(*, new: NewDraft, author: Staff, by: Actor) -> PlanDraft:
    """Begin an act about a plan; a version starts from the one that stands, and once more gives the same draft."""
    refuse_who_may_not(author, by)
    content = new.content or _first_content(new, author)
    now = clock.now()
    draft, _made = PlanDraft.objects.get_or_create(
        pk=_unless_taken(new, author),
        defaults={
            "author": author,
            "client": new.client,
            "act": new.act,
            "version_id": new.version.pk if new.version else None,
            "goal": new.goal,
            "content": content,
            "began_at": now,
            "saved_at": now,
        },
    )
    return draft


def _unless_taken(new: NewDraft, author: Staff) -> UUID:
    """The page's UUID; a fresh one where something else was begun under it, or what was begun is signed or laid aside."""
    taken = PlanDraft.objects.filter(pk=new.id).first()
    if taken is None:
        return new.id
    wanted = (author.pk, new.client.pk, new.act, new.version.pk if new.version else None, new.goal)
    held = (taken.author_id, taken.client_id, taken.act, taken.version_id, taken.goal)
    return new.id if held == wanted and taken.signed_at is None and taken.discarded_at is None else uuids.fresh()


def refuse_who_may_not(author: Staff, by: Actor) -> None:
    """Refuse who writes no plans, and who acts for another."""
    if by.staff_id != author.pk or not may(author.roles, "write_plans"):
        raise Refused(_("Plans are written by those who work with the client. Ask one of them."))


def _first_content(new: NewDraft, author: Staff) -> dict[str, Any]:
    """What the page offers at first: of a modification what stands, of a review the days that the policy gives."""
    today = clock.today(author.zone)
    case = new.version.case_id if new.version else _case_of(new, author, today)
    reviewed = new.version if new.act == Act.REVIEW else None
    due_on = queries.history([new.client.pk]).review_due(reviewed) if reviewed else None
    by = queries.asked_of(new.client.pk, case, today).review_by(today, due_on)
    due = by.isoformat() if by else ""
    if new.act == Act.REVIEW:
        return {"reviewed_on": today.isoformat(), "next_due_on": due}
    if new.act == Act.GOAL_END:
        return {"ended_on": today.isoformat()}
    if new.act != Act.VERSION:
        return {}
    if new.version is None:
        return {"valid_from_on": today.isoformat(), "review_due_on": due}
    standing = ledger.contents_of([new.version.pk]).get(new.version.pk, {})
    ended = {str(each.goal) for each in queries.history([new.version.client_id]).ends}
    typed = contents.typed_again(standing, without=ended)
    begins = max(today, new.version.valid_from_on)
    return {**typed, "valid_from_on": begins.isoformat(), "review_due_on": due or typed["review_due_on"]}


def _case_of(new: NewDraft, author: Staff, today: date) -> UUID | None:
    case = cases.case_on(author, new.client.pk, today)
    return case.pk if case else None


@transaction.atomic
def save(*, draft: PlanDraft, typed: Typed[dict[str, Any]], by: Actor) -> Saved:
    """Keep what was typed. What was typed on from an older state becomes a draft of its own, so that nothing is lost."""
    if by.staff_id != draft.author_id:
        raise Refused(_("This draft belongs to somebody else. Begin one of your own."))
    held = PlanDraft.objects.select_for_update().get(pk=draft.pk)
    # The same words, or a state that a later one of the same page has overtaken.
    if typed.words == held.content or typed.is_overtaken(held):
        return Saved(held.pk, held.revision, held.saved_at)
    is_open = held.signed_at is None and held.discarded_at is None
    if not is_open or not typed.goes_on(held):
        return _save_apart(held, typed, by)
    held.content, held.revision, held.saved_at = typed.words, held.revision + 1, clock.now()
    held.window, held.turn = typed.window, typed.turn
    held.save(update_fields=["content", "revision", "saved_at", "window", "turn"])
    return Saved(held.pk, held.revision, held.saved_at)


def _save_apart(held: PlanDraft, typed: Typed[dict[str, Any]], by: Actor) -> Saved:
    """A draft of its own for one page, under the page's UUID: it is the same one again where the answer was lost."""
    now = clock.now()
    apart, _made = PlanDraft.objects.get_or_create(
        pk=_free(typed.window, held),
        defaults={
            "author_id": held.author_id,
            "client_id": held.client_id,
            "act": held.act,
            "version_id": held.version_id,
            "goal": held.goal,
            "began_at": now,
            "saved_at": now,
        },
    )
    return save(draft=apart, typed=replace(typed, base_revision=apart.revision), by=by)


def _free(window: UUID | None, held: PlanDraft) -> UUID:
    """The page's UUID, unless a draft that is closed, or is about something else, has it."""
    taken = PlanDraft.objects.filter(pk=window).first() if window else None
    is_same = taken is None or (taken.author_id, taken.client_id, taken.act) == (
        held.author_id,
        held.client_id,
        held.act,
    )
    is_open = taken is None or (taken.signed_at is None and taken.discarded_at is None and taken.pk != held.pk)
    return window if window and is_same and is_open else uuids.fresh()


@transaction.atomic
def discard(*, draft: PlanDraft, by: Actor) -> None:
    """Lay a draft aside; its words stay where they are."""
    if by.staff_id != draft.author_id:
        raise Refused(_("This draft belongs to somebody else. Begin one of your own."))
    PlanDraft.objects.filter(pk=draft.pk, signed_at__isnull=True, discarded_at__isnull=True).update(
        discarded_at=clock.now()
    )
