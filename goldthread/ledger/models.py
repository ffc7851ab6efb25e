"""The tables of the record: entries, their content, the two logs, and who looked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from goldthread.lib import uuids
from goldthread.lib.statements import rows


class AppendOnly(models.Model):
    """A table whose rows are added and never changed; triggers in both databases hold it."""

    append_only = True

    class Meta:
        abstract = True


class Entry(AppendOnly):
    """One sealed entry: the SD-JWT's JWS without its disclosures, and when it was committed."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=60)
    schema_version = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField(db_index=True)
    jws = models.TextField()
    evidence = models.TextField(default="", help_text="JSON: the passkey assertion that proves the author, or empty.")

    class Meta:
        verbose_name_plural = "entries"


class Content(AppendOnly):
    """The salted disclosures of one entry, joined by '~' as RFC 9901 has it; the words live here once."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="content")
    disclosures = models.TextField()


class Leaf(AppendOnly):
    """The place of an entry in the record tree (RFC 6962 leaf hash)."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="leaf")


class Access(AppendOnly):
    """Who looked at what: one row per page, written before the answer leaves."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    session = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=40)
    action = models.CharField(max_length=40)
    page = models.CharField(max_length=120)
    client = models.UUIDField(null=True, db_index=True)
    object = models.UUIDField(null=True)
    outcome = models.CharField(max_length=40, default="shown")

    class Meta:
        indexes = [
            # Which case files somebody opened lately stands on their every Today; other rows stay out of it.
            models.Index(fields=["actor", "-at"], name="files_opened_lately", condition=models.Q(page="case file")),
        ]


class AccessLeaf(AppendOnly):
    """The place of an access row in the access tree."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)
    access = models.OneToOneField(Access, on_delete=models.PROTECT, related_name="leaf")


class Key(AppendOnly):
    """A public key and the entry that introduced it; `purpose` is seal or checkpoint."""

    kid = models.CharField(primary_key=True, max_length=64)
    purpose = models.CharField(max_length=20)
    public = models.CharField(max_length=64, help_text="Raw Ed25519 public key, base64url without padding.")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)


class Checkpoint(AppendOnly):
    """A signed tree head (C2SP tlog-checkpoint) of one stream, record or access.

    Every other column is read out of the note, or of its digest (the id), so that the signature covers them all.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="The first half of the SHA-256 of the note.")
    stream = models.CharField(max_length=10)
    number = models.BigIntegerField(help_text="1, 2, 3 ... in its stream, so that a deleted one leaves a gap.")
    size = models.BigIntegerField()
    root = models.CharField(max_length=44, help_text="base64")
    note = models.TextField(help_text="The signed note, byte for byte.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "size"], name="one_checkpoint_a_size"),
            models.UniqueConstraint(fields=["stream", "number"], name="one_checkpoint_a_number"),
        ]


class TreeHead(models.Model):
    """Operational: how far each tree has been sequenced, with its compact right edge.

    Recomputable from the leaves at any time, and compared with them by `verify`.
    """

    stream = models.CharField(primary_key=True, max_length=10)
    size = models.BigIntegerField(default=0)
    edge = models.TextField(default="", help_text="Roots of the complete subtrees, largest first, base64, by commas.")
    checkpoints = models.BigIntegerField(default=0, help_text="How many checkpoints the stream has.")

    class Meta:
        db_table = "sequencer_tree_head"


class Fact(AppendOnly):
    """A row of what was true and when it was recorded; projected from an entry, added and never overwritten.

    A change is a further row that names the row it `replaces`.
    """

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    true_from_on = models.DateField()
    true_to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(true_to_on__isnull=True) | models.Q(true_to_on__gte=models.F("true_from_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            )
        ]


@dataclass(frozen=True)
class Shown:
    """Columns of another table that repeat what the standing row of a fact says, because they are read all the time.

    `column` of the fact points at that table's row; a Fact that has such a copy names it in `shown_in`, and `verify`
    compares the two.
    """

    table: str
    column: str
    columns: tuple[str, ...]


class FactQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads facts on their two clocks."""

    def current(self) -> "FactQuerySet":
        """The rows that no later row replaces."""
        return self.filter(replaced_by__isnull=True)

    def known_at(self, moment) -> "FactQuerySet":  # type: ignore[no-untyped-def]
        """The rows as the record stood at `moment`."""
        later = self.model.objects.filter(replaces=models.OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(recorded_at__lte=moment).exclude(models.Exists(later))

    def true_on(self, day) -> "FactQuerySet":  # type: ignore[no-untyped-def]
        """The rows that were true on a calendar day."""
        return self.filter(models.Q(true_to_on__isnull=True) | models.Q(true_to_on__gte=day), true_from_on__lte=day)

    def standing(self, on: date | None = None, *, known_at: datetime | None = None, **of: Any) -> list[Any]:
        """The rows that no later row replaces, true on a day where one is given, with these values in these fields.

        With `known_at`, as the record stood at that moment: what was recorded later says nothing and replaces nothing.
        What current().true_on(on).filter(**of) gives, by one statement written here: every page asks for several of them,
        and the ORM needs ten times as long to compose one as the database to answer it. A collection means any of it.
        """
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        wheres, values = [], []
        for name, value in of.items():
            either = list(value) if isinstance(value, Collection) and not isinstance(value, str) else [value]
            if not either:
                return []
            wheres.append(f"row.{fields[name].column} IN ({', '.join(['%s'] * len(either))})")
            values += [fields[name].get_db_prep_value(each, connection) for each in either]
        if on is not None:
            wheres.append("row.true_from_on <= %s AND (row.true_to_on IS NULL OR row.true_to_on >= %s)")
            values += [fields["true_from_on"].get_db_prep_value(on, connection)] * 2
        table = self.model._meta.db_table
        columns = ", ".join(f"row.{field.column}" for field in fields.values())
        later = "later.replaces_id = row.id"
        if known_at is not None:
            moment = fields["recorded_at"].get_db_prep_value(known_at, connection)
            wheres.append("row.recorded_at <= %s")
            later += " AND later.recorded_at <= %s"
            values += [moment, moment]
        unreplaced = f"NOT EXISTS (SELECT 1 FROM {table} later WHERE {later})"
        statement = f"SELECT {columns} FROM {table} row WHERE {' AND '.join([*wheres, unreplaced])}"
        return rows(self.model, statement, values)
