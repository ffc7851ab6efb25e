"""Where a draft stands between its author and the supervisor, as its editor shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Draft, ReviewComment, Submission
from goldthread.notes.reviewing import digest_of, last_of
from goldthread.people.models import Staff
from goldthread.people.queries import supervisors_of


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
    comments = [
        (each, titles.get(each.part) or each.part or _("The whole note"), each.part.replace("/", "-")) for each in said
    ]
    return Review(last, last.digest != digest_of(draft), may_submit, comments)
