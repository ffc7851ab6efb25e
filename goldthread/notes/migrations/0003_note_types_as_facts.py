"""Note types become rows that an entry states, never overwritten; whether one is offered becomes a fact of its own."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import goldthread.lib.uuids
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.canonical import canonical


def state(apps: Any, schema_editor: Any) -> None:
    """State in one entry the types of a database that had them as ordinary rows, and which of them are not offered.

    The rows are spelled out here as they are at this migration, whatever the models become later.
    """
    # A copy is migrated while it is empty; only the record itself can have types from before.
    alias = schema_editor.connection.alias
    types = list(apps.get_model("notes", "NoteType").objects.using(alias).order_by("key", "version"))
    if not types:
        return
    facts: list[dict[str, Any]] = []
    for each in types:
        each.document = canonical(each.definition).decode()
        row = {"id": str(each.pk), "key": each.key, "version": each.version, "document": each.document}
        facts.append({"table": "notes_notetype", "row": row})
    withdrawn = [
        {
            "id": str(uuids.fresh()),
            "true_from_on": clock.today("UTC").isoformat(),
            "true_to_on": None,
            "replaces_id": None,
            "key": key,
            "is_offered": False,
        }
        for key in sorted({each.key for each in types} - {each.key for each in types if each.is_offered})
    ]
    facts += [{"table": "notes_typeoffered", "row": row} for row in withdrawn]
    entry = ledger.record(kind="note_type.stated", content={"facts": facts}, by=COMMAND_LINE)
    for each in types:
        each.entry_id, each.recorded_at = entry.pk, entry.recorded_at
        each.save(update_fields=["document", "entry", "recorded_at"])
    offered = apps.get_model("notes", "TypeOffered")
    for row in withdrawn:
        offered.objects.create(**row, entry_id=entry.pk, recorded_at=entry.recorded_at)
    if schema_editor.connection.vendor == "postgresql":
        # A table with foreign keys still to be checked cannot be altered in the same transaction.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("notes", "0002_note_cosignature_levels"),
    ]

    operations = [
        migrations.AddField(
            model_name="notetype",
            name="document",
            field=models.TextField(
                default="", help_text="Canonical JSON, as goldthread.notes.definitions.read reads it."
            ),
        ),
        migrations.AddField(
            model_name="notetype",
            name="entry",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
            ),
        ),
        migrations.CreateModel(
            name="TypeOffered",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=goldthread.lib.uuids.fresh, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("true_from_on", models.DateField()),
                ("true_to_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("key", models.CharField(max_length=60)),
                ("is_offered", models.BooleanField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="notes.typeoffered",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("true_to_on__isnull", True),
                            ("true_to_on__gte", models.F("true_from_on")),
                            _connector="OR",
                        ),
                        name="notes_typeoffered_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.RunPython(state, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="notetype",
            name="document",
            field=models.TextField(help_text="Canonical JSON, as goldthread.notes.definitions.read reads it."),
        ),
        migrations.AlterField(
            model_name="notetype",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
            ),
        ),
        migrations.RemoveField(model_name="notetype", name="definition"),
        migrations.RemoveField(model_name="notetype", name="is_offered"),
    ]
