"""What became of each row of another system's files."""

from django.db import models

from goldthread.ledger.models import AppendOnly, Entry
from goldthread.lib import uuids


class IntakeRow(AppendOnly):
    """A row that is in: which one, what its words were, and what was made of it, so that a second run adds nothing.

    A row that later says when something ended is added again, with `ends`; the last one of a key counts.
    """

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=80, help_text="The system, as the map names it.")
    kind = models.CharField(max_length=20, help_text="The layout: staff, cases, ...")
    key = models.CharField(max_length=300, help_text="What the row is known by in its system.")
    part = models.CharField(max_length=300, blank=True, help_text="The rest of it, where several rows share a key.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its words, but for those that end it.")
    ends = models.CharField(max_length=64, blank=True, help_text="SHA-256 of those that end it; empty: it goes on.")
    made = models.UUIDField(help_text="What was made: a member of staff, a case, a client, somebody's identity, ...")

    class Meta:
        indexes = [models.Index(fields=["source", "kind", "key", "part"], name="intake_row_by_key")]
