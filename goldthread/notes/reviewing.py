"""Review before signing: a draft is submitted, read, commented on, returned with reasons or approved; nothing is sealed yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goldthread.cases.models import Client
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.canonical import digest
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.notes import measures
from goldthread.notes.models import Draft
from goldthread.notes.models_review import ReviewComment, Submission, Verdict
from goldthread.people import queries as people
from goldthread.people.models import Staff

# Where the caret stood, and answers to the product's own questions, are no words of the note.
_NOT_REVIEWED = ("caret", "answers", "origins")
# What stands in a draft under a client, and is kept where the client is ticked no longer.
_OF_ONE_CLIENT = ("own", "came", "left")


def digest_of(draft: Draft) -> str:
    """SHA-256 over what a reviewer reads: the kind of note and its words.

    Empty fields count as absent, so that opening the editor changes nothing.
    """
    told = {key: value for key, value in draft.content.items() if value and key not in _NOT_REVIEWED}
    return digest({"note_type": str(draft.note_type_id), "words": _filled(told)}).hex()


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner) for key, inner in value.items() if inner not in ("", None, [], {})}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def last_of(draft: Draft) -> Submission | None:
    """The last submission of a draft that was not taken back."""
    kept = draft.submissions.exclude(verdict=Verdict.TAKEN_BACK).select_related("decided_by")
    last: Submission | None = kept.order_by("submitted_at").last()
    return last


def last_of_each(drafts: Sequence[UUID]) -> dict[UUID, Submission]:
    """The same of several drafts at once, by the draft."""
    kept = Submission.objects.filter(draft__in=list(drafts)).exclude(verdict=Verdict.TAKEN_BACK)
    return {each.draft_id: each for each in kept.order_by("submitted_at")}


def approval_of(draft: Draft) -> Submission | None:
    """The approval of exactly what a draft says now; None where it was not approved, or changed since."""
    last = last_of(draft)
    is_same = last is not None and last.digest == digest_of(draft)
    return last if last is not None and is_same and last.verdict == Verdict.APPROVED else None


def outdated_approval_of(draft: Draft) -> Submission | None:
    """The approval of what a draft said before it was changed; None where none was given, or it still holds."""
    approved = draft.submissions.filter(verdict=Verdict.APPROVED).select_related("decided_by")
    last: Submission | None = approved.order_by("submitted_at").last()
    return last if last and last.digest != digest_of(draft) else None


def may_review(submission: Submission, actor: Staff) -> bool:
    """Whether somebody supervises the author and sees every client of what was submitted, and was not taken back."""
    if submission.verdict == Verdict.TAKEN_BACK or submission.draft.discarded_at is not None:
        return False
    return submission.draft.author_id in people.below(actor) and _sees(submission, actor)


def _sees(submission: Submission, actor: Staff) -> bool:
    named = {found for each in submission.content.get("clients", []) if (found := uuids.or_none(each))}
    return Client.objects.visible_to(actor).filter(pk__in=named).count() == len(named)


def given_to_read(submission: Submission, actor: Staff) -> list[Submission]:
    """The submissions of its draft that whoever reviews this one was given to read, up to it and oldest first.

    Not those about a client out of their sight, nor what the author took back by hand: only what a further submission
    took the place of, which is taken back at the moment of that one.
    """
    every = list(submission.draft.submissions.order_by("submitted_at"))
    moments = {each.submitted_at for each in every}
    return [
        each
        for each in every
        if each.submitted_at <= submission.submitted_at
        and (each.verdict != Verdict.TAKEN_BACK or each.decided_at in moments)
        and _sees(each, actor)
    ]


def of_clients_ticked(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft says without what it keeps of clients who are not ticked: that will stand in no entry."""
    ticked = set(content.get("clients", ()))
    kept = {name: {pk: said for pk, said in content.get(name, {}).items() if pk in ticked} for name in _OF_ONE_CLIENT}
    measured = [row for row in content.get("measures", ()) if row.get(measures.CLIENT, "") in ticked]
    return {**content, **kept, "measures": measured}


@transaction.atomic
def submit(*, draft: Draft, by: Actor) -> Submission:
    """Give a copy of what a draft says now to those who supervise its author; an earlier one that waits is taken back."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if by.staff_id != held.author_id:
        raise Refused(_("This draft belongs to somebody else. Begin a note of your own."))
    if held.signed_at is not None:
        raise Refused(_("This note is signed and locked already. Add an addendum to say more."))
    if not people.supervisors_of(held.author_id, people.today_of(by)):
        raise Refused(
            _("Nobody supervises you, so nobody would see it. Ask an administrator who does."), field="submit"
        )
    now = clock.now()
    withdraw(held.pk, now)
    try:
        with transaction.atomic():
            return Submission.objects.create(
                draft=held,
                revision=held.revision,
                content=held.content,
                digest=digest_of(held),
                submitted_at=now,
            )
    except IntegrityError as twice:
        raise Refused(_("It is submitted already.")) from twice


def withdraw(draft: UUID, now: datetime) -> bool:
    """Let nobody review what waits of a draft, which says something else or is another kind of note now; whether anything did."""
    waiting = Submission.objects.filter(draft=draft, verdict=Verdict.WAITING)
    return bool(waiting.update(verdict=Verdict.TAKEN_BACK, decided_at=now))


def take_back(*, submission: Submission, by: Actor) -> None:
    """Let nobody review it any more; the draft stays as it is."""
    if by.staff_id != submission.draft.author_id:
        raise Refused(_("Only who submitted this takes it back."))
    waiting = Submission.objects.filter(pk=submission.pk, verdict=Verdict.WAITING)
    if not waiting.update(verdict=Verdict.TAKEN_BACK, decided_at=clock.now()):
        raise Refused(_("This was decided meanwhile. Look at what was said."))


@transaction.atomic
def decide(
    *,
    submission: Submission,
    verdict: str,
    words: str,
    reviewer: Staff,
    by: Actor,
    comments: Mapping[str, str] | None = None,
) -> None:
    """Approve, with or without a comment, or return with reasons; the first of several supervisors decides.

    `comments` (part → words) were typed in the margin and not kept one by one: they are kept along with the decision.
    """
    _refuse_stranger(submission, reviewer)
    for part, said in (comments or {}).items():
        comment(submission=submission, part=part, words=said, writer=reviewer, by=by)
    words = accept(words, field="words")
    if verdict == Verdict.RETURNED and not words.strip() and not submission.comments.exists():
        raise Refused(_("Say what is to be mended before you return it."), field="words")
    changes = {"verdict": verdict, "words": words, "decided_by": reviewer, "decided_at": clock.now()}
    if not Submission.objects.waiting().filter(pk=submission.pk).update(**changes):
        raise Refused(_("This was decided or taken back meanwhile. Look at the queue again."))


def comment(*, submission: Submission, part: str, words: str, writer: Staff, by: Actor) -> ReviewComment:
    """Say something in the margin of a part: the reviewer, or the author in answer."""
    if writer.pk != submission.draft.author_id:
        _refuse_stranger(submission, writer)
    words = accept(words, field="comment")
    if not words.strip():
        raise Refused(_("The comment is empty. Write it, or leave it out."), field="comment")
    return ReviewComment.objects.create(
        submission=submission, part=accept(part)[:200], author=writer, words=words, written_at=clock.now()
    )


def settle(*, noted: ReviewComment, by: Actor) -> None:
    """Mark a comment as done: the author's to say."""
    if by.staff_id != noted.submission.draft.author_id:
        raise Refused(_("Only the author of the note marks a comment as done."))
    ReviewComment.objects.filter(pk=noted.pk, settled_at__isnull=True).update(settled_at=clock.now())


def _refuse_stranger(submission: Submission, reviewer: Staff) -> None:
    if not may_review(submission, reviewer):
        raise Refused(_("Only who supervises the author reviews this."))
