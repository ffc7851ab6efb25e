"""What notes say of goals of plans, as rows."""

from django.db import models

from goldthread.ledger.models import AppendOnly


class NoteGoal(AppendOnly):
    """What a note says of one goal of the plan; a correction says all of them anew, and one that it takes off is `is_off`."""

    id = models.UUIDField(primary_key=True, editable=False)
    note = models.ForeignKey(
        "notes.Note", on_delete=models.PROTECT, related_name="goals", help_text="The entry that says so."
    )
    first = models.UUIDField(db_index=True, help_text="The note itself: this entry, or the one that it corrects.")
    goal = models.UUIDField(db_index=True)
    position = models.PositiveIntegerField()
    is_off = models.BooleanField(default=False)
    did = models.TextField(blank=True)
    response = models.TextField(blank=True)
    progress = models.CharField(max_length=20, blank=True)
    because = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "goal"], name="a_goal_once_a_note")]
