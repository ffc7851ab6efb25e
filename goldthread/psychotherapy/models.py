"""Psychotherapy notes: whose they are and when they were written; their words lie here encrypted and nowhere else.

They have no time of a session, diagnosis, service, unit or plan, because 45 CFR 164.501 excludes all of that. What is kept is
added and never changed: a change is a further version.
"""

from django.db import models

from goldthread.cases.models import Client
from goldthread.ledger.models import AppendOnly
from goldthread.lib import uuids
from goldthread.people.models import Staff
from goldthread.people.rules import may


class OwnQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What belongs to its author alone."""

    def visible_to(self, actor: Staff) -> "OwnQuerySet":
        """What `actor` wrote about clients whom they see, as a therapist who works here; nobody else's, whatever their role."""
        if not actor.is_active or not may(actor.roles, "keep_psychotherapy_notes"):
            return self.none()
        return self.filter(author=actor, client__in=Client.objects.visible_to(actor).values("pk"))


class PsychotherapyNote(AppendOnly):
    """That somebody keeps a note about a client; what it says are its versions."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()


class Version(AppendOnly):
    """What a note says from one moment on."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    note = models.ForeignKey(PsychotherapyNote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="1, 2, 3 ... within its note; the highest is what it says now.")
    written_at = models.DateTimeField()
    words = models.BinaryField(help_text="Encrypted (goldthread.psychotherapy.words).")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="one_version_a_number")]


class Draft(models.Model):
    """What its author is still writing: a note to be, or the next version of one; emptied once kept or thrown away."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(PsychotherapyNote, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField(default=bytes, help_text="Encrypted; empty where nothing is written.")
    revision = models.PositiveIntegerField(default=0)
    window = models.UUIDField(null=True, help_text="Which open page wrote it last.")
    turn = models.PositiveIntegerField(default=0, help_text="Which state of that page this is.")
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    kept_as = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OwnQuerySet.as_manager()
