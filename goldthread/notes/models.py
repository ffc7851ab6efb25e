"""Drafts, pending seals, and the projection of sealed notes that worklists and the case file read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.cases.models import Client
from goldthread.ledger.models import AppendOnly, Entry
from goldthread.lib import uuids
from goldthread.people.models import Staff


class NoteType(models.Model):
    """A form for one kind of note, in one version; shipped ones come from files, an agency adds its own."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    definition = models.JSONField(help_text="As goldthread.notes.types.NoteTypeDefinition reads it.")
    is_offered = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_note_type_a_version")]


class DraftQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Drafts, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "DraftQuerySet":
        """A draft is its author's alone."""
        return self.filter(author=actor)

    def open(self) -> "DraftQuerySet":
        """Drafts neither signed nor discarded."""
        return self.filter(signed_at__isnull=True, discarded_at__isnull=True)


class Draft(models.Model):
    """A note being written: private, mutable, never lost. Its UUID is made by the client and becomes the encounter's."""

    id = models.UUIDField(primary_key=True)
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="drafts")
    note_type = models.ForeignKey(NoteType, on_delete=models.PROTECT)
    revision = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict, help_text="The form as typed (goldthread.notes.content.DraftContent).")
    amends = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    amendment = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()


class DraftRevision(models.Model):
    """Each save of a draft; one from a stale base stands beside and is never overwritten nor overwrites."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveIntegerField()
    base_revision = models.PositiveIntegerField()
    is_beside = models.BooleanField(default=False)
    content = models.JSONField()
    saved_at = models.DateTimeField()


class PendingSeal(models.Model):
    """What was frozen for one reading and one signature: single use, five minutes."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT)
    draft_revision = models.PositiveIntegerField(default=0)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    method = models.CharField(max_length=20, choices=[("passkey", _("passkey")), ("password", _("password"))])
    frozen = models.JSONField(help_text="One item per entry: id, kind, signing input, disclosures, content.")
    challenge = models.CharField(max_length=64, help_text="base64url of the SHA-256 that a passkey signs.")
    facts_digest = models.CharField(
        max_length=64, help_text="SHA-256 of the frozen facts; a change refuses the signature."
    )
    prepared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class NoteQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Sealed notes, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "NoteQuerySet":
        """Notes of clients that `actor` may see, and those `actor` wrote."""
        from goldthread.cases.models import Client as Visible

        clients = Visible.objects.visible_to(actor)
        return self.filter(models.Q(client__in=clients) | models.Q(author=actor))


class Note(AppendOnly):
    """The columns of one sealed note, as `project(schema_version, content)` gives them."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="note")
    encounter = models.UUIDField(db_index=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="notes")
    author_name = models.CharField(max_length=300, help_text="With credential, as signed; or 'not stated in source'.")
    note_type = models.CharField(max_length=60)
    type_version = models.PositiveIntegerField()
    amends = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="amended_by")
    amendment = models.CharField(max_length=20, blank=True)
    occurred_on = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=60, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True)
    place_of_service = models.CharField(max_length=4, blank=True)
    how = models.CharField(max_length=20, blank=True)
    service = models.CharField(max_length=120, blank=True)
    modality = models.CharField(max_length=120, blank=True)
    prepared_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(
        max_length=200, blank=True, help_text="The file an imported note came from; blank: written here."
    )
    html = models.TextField(help_text="The note as read, rendered once; safe markup.")

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client", "-occurred_on", "-recorded_at"], name="journal_newest_first")]


class NoteItem(AppendOnly):
    """That a note carries one of the nineteen kinds of information, I1 to I19."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "item"], name="an_item_once_a_note")]


class NotePart(AppendOnly):
    """A structured part of a note: a participant, attempt, request, judgment or occurrence."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    person = models.UUIDField(null=True, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=60, blank=True)
    how = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "kind", "position"], name="a_part_once_a_note")]


class ImportedRow(AppendOnly):
    """The identity of a row once imported, so that a second run adds nothing."""

    digest = models.CharField(primary_key=True, max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
