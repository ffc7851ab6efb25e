"""Drafts in hand as their list shows them: about whom, by when they are to be signed, and where a review of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.notes import reviewing
from goldthread.notes.about import clients_of
from goldthread.notes.models import Draft, Submission, Verdict
from goldthread.notes.unsigned import Unsigned, unsigned
from goldthread.people.models import Staff


@dataclass(frozen=True)
class InHand:
    """One draft, as its list shows it; without a day it has no deadline, and mostly no review."""

    draft: Draft
    about: str
    unsigned: Unsigned | None = None
    review: Submission | None = None

    @property
    def review_told(self) -> str:
        """Where the review stands; empty where it was never submitted, or changed and not submitted again."""
        if self.review is None:
            return ""
        if self.review.verdict == Verdict.WAITING:
            return _("submitted for review")
        if self.review.verdict == Verdict.RETURNED:
            return _("returned to you")
        is_same = self.review.digest == reviewing.digest_of(self.draft)
        return _("approved") if is_same else _("changed after its approval")

    @property
    def is_returned(self) -> bool:
        """Whether it is the author's turn again."""
        return self.review is not None and self.review.verdict == Verdict.RETURNED


def rows(actor: Staff, drafts: Sequence[Draft]) -> list[InHand]:
    """These drafts of one's own, in their order."""
    names = _names(actor, drafts)
    due = {each.draft.pk: each for each in unsigned(actor, drafts, []) if each.draft}
    reviews = reviewing.last_of_each([each.pk for each in drafts])
    return [InHand(each, _about(each, names), due.get(each.pk), reviews.get(each.pk)) for each in drafts]


def aside(actor: Staff, drafts: Sequence[Draft]) -> list[InHand]:
    """The same for drafts that were laid aside: nothing of them is due."""
    names = _names(actor, drafts)
    return [InHand(each, _about(each, names)) for each in drafts]


def _names(actor: Staff, drafts: Sequence[Draft]) -> dict[UUID, str]:
    named = {client for each in drafts for client in clients_of(each)}
    seen = Client.objects.visible_to(actor).filter(pk__in=named).values_list("pk", flat=True)
    return cases.names_for(actor, seen)


def _about(draft: Draft, names: dict[UUID, str]) -> str:
    return ", ".join(names[pk] for pk in clients_of(draft) if names.get(pk)) or _("no client yet")
