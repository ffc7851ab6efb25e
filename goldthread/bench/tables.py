"""The plain tables of the bare views: the same rows without seal, projection rules or triggers."""

from typing import Any, ClassVar

from django.db import connection, models


class Draft(models.Model):
    """A note being written."""

    id = models.UUIDField(primary_key=True)
    author = models.UUIDField(db_index=True)
    content = models.JSONField()
    revision = models.IntegerField(default=0)
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"


class Entry(models.Model):
    """A signed document."""

    id = models.UUIDField(primary_key=True)
    recorded_at = models.DateTimeField(db_index=True)
    signed = models.TextField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"


class Content(models.Model):
    """Its words."""

    entry = models.UUIDField(primary_key=True)
    words = models.TextField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"


class Note(models.Model):
    """Its columns."""

    entry = models.UUIDField(primary_key=True)
    client = models.UUIDField()
    author_name = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    occurred_on = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    minutes = models.IntegerField(null=True)
    zone = models.CharField(max_length=60)
    place = models.CharField(max_length=200)
    how = models.CharField(max_length=20)
    service = models.CharField(max_length=200)
    modality = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    amends = models.UUIDField(null=True)
    html = models.TextField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"
        # As anybody would who has a million of them; an index of all that amend nothing would be read instead.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "-occurred_on", "-recorded_at"], name="bare_journal"),
            models.Index(fields=["amends"], condition=models.Q(amends__isnull=False), name="bare_amends"),
        ]


class Item(models.Model):
    """What it tells of."""

    id = models.UUIDField(primary_key=True)
    note = models.UUIDField(db_index=True)
    item = models.CharField(max_length=10)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"


class Head(models.Model):
    """How long the log is, and the digest of its last entry."""

    size = models.IntegerField()
    hash = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"


class Audit(models.Model):
    """Who wrote and who looked."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField()
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=40)
    page = models.CharField(max_length=120)
    client = models.UUIDField(null=True, db_index=True)
    object = models.UUIDField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bare"


TABLES = (Draft, Entry, Content, Note, Item, Head, Audit)


def make() -> None:
    """Create them in the database of this run."""
    with connection.schema_editor() as editor:
        for table in TABLES:
            editor.create_model(table)
    Head(id=1, size=0, hash="").save(force_insert=True)


def copy_all() -> None:
    """The notes that are not there yet, taken over by the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_note (entry, client, author_name, title, occurred_on, starts_at, ends_at, minutes, zone, place,"
            " how, service, modality, recorded_at, amends, html) SELECT entry_id, client_id, author_name, type_title,"
            " occurred_on, starts_at, ends_at, duration_minutes, zone, place_of_service, how, service, modality,"
            " recorded_at, amends_id, html FROM notes_note"
            " WHERE NOT EXISTS (SELECT 1 FROM bare_note WHERE bare_note.entry = notes_note.entry_id)"
        )
