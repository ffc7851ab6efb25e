"""Where a draft stands between its author and the supervisor, as its editor shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goldthread.lib import clock, uuids
from goldthread.lib.shipped import shown
from goldthread.notes.definitions import Definition
from goldthread.notes.goals import WORKED
from goldthread.notes.models import Draft, ReviewComment, Submission
from goldthread.notes.reviewing import digest_of, last_of
from goldthread.people.models import Staff
from goldthread.people.queries import supervisors_of
from goldthread.plans import queries as plans

# What the parts of goals begin with, as notes.versions names them.
_GOAL = "goal/"


@dataclass(frozen=True)
class Review:
    """Where a draft stands between its author and the supervisor: the last submission, and what was said of which part."""

    last: Submission | None
    has_changed: bool
    may_submit: bool
    comments: Sequence[tuple[ReviewComment, str, str]]
    is_required: bool = False


def review_of(draft: Draft, author: Staff, definition: Definition) -> Review:
    """What the editor shows of the review of a draft: nothing of it where it was never submitted."""
    may_submit = not draft.amendment and bool(supervisors_of(author.pk, clock.today(author.zone)))
    last = last_of(draft)
    if last is None:
        return Review(None, False, may_submit, ())
    said = ReviewComment.objects.filter(submission__draft=draft).select_related("author").order_by("written_at")
    titles = {f"narrative/{each.key}": shown(each.title, "note type") for each in definition.sections}
    titles |= _goals_called(author, [each.part for each in said])
    comments = [
        (each, titles.get(each.part) or each.part or _("The whole note"), _place_of(each.part)) for each in said
    ]
    return Review(last, last.digest != digest_of(draft), may_submit, comments)


def _goals_called(author: Staff, parts: Sequence[str]) -> dict[str, str]:
    """The goals that were commented on, each by its own words; by less than that where its plan is out of the author's sight."""
    said = {
        part: goal for part in parts if part.startswith(_GOAL) and (goal := uuids.or_none(part.removeprefix(_GOAL)))
    }
    words = plans.words_of_goals(author, set(said.values()))
    return {part: words.get(goal) or _("A goal of the plan") for part, goal in said.items()}


def _place_of(part: str) -> str:
    """Where a part stands in the editor: a goal under its tick."""
    return part.replace(_GOAL, f"{WORKED}-") if part.startswith(_GOAL) else part.replace("/", "-")
