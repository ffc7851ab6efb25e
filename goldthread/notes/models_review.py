"""What is submitted before it is signed, and what the reviewer says of it: working papers, not the record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.lib import uuids
from goldthread.people.models import Staff
from goldthread.people.queries import below


class Verdict(models.TextChoices):
    """What became of a submission."""

    WAITING = "waiting", _("waiting")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    TAKEN_BACK = "taken_back", _("taken back")


class SubmissionQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Submitted drafts, as somebody may see them."""

    def of_those_below(self, actor: Staff) -> "SubmissionQuerySet":
        """Those of the people whom `actor` supervises today; whether they see the clients is asked with the content."""
        return self.filter(draft__author__in=below(actor), draft__discarded_at__isnull=True)

    def waiting(self) -> "SubmissionQuerySet":
        """Those that nobody decided yet, of drafts still in hand."""
        return self.filter(verdict=Verdict.WAITING, draft__signed_at__isnull=True, draft__discarded_at__isnull=True)


class Submission(models.Model):
    """One state of a draft that its author submitted for review: a copy, so that what is read does not move."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    draft = models.ForeignKey("notes.Draft", on_delete=models.PROTECT, related_name="submissions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the words, so that a change after approval is seen.")
    submitted_at = models.DateTimeField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices, default=Verdict.WAITING)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(verdict="waiting"), name="one_submission_waits_a_draft"
            )
        ]


class ReviewComment(models.Model):
    """What a reviewer or the author says in the margin of one part of a submission."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="comments")
    part = models.CharField(max_length=200, help_text="As notes.versions.parts_of names it; empty: the whole.")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)


class OpenMatter(models.Model):
    """What a signed note waits for: a co-signature, or to be mended by its author. The row goes when that is done.

    Who has a queue asks these few rows, not all notes (goldthread.notes.matters).
    """

    entry = models.OneToOneField(
        "notes.Note", primary_key=True, on_delete=models.PROTECT, related_name="opened", help_text="What opened it."
    )
    note = models.ForeignKey("notes.Note", on_delete=models.PROTECT, related_name="matters")
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    is_returned = models.BooleanField(help_text="It waits to be mended; otherwise for a co-signature.")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "is_returned"], name="open_matters_of_author")]
