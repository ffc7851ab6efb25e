"""A row for each thing that a signed note waits for; for the notes on file they are made from what was recorded, in its order."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ENDS_ALL, MENDS = ("cosignature", "entered_in_error"), ("addendum", "correction", "late_entry")


def open_what_waits(apps, schema_editor):
    Note, OpenMatter = apps.get_model("notes", "Note"), apps.get_model("notes", "OpenMatter")
    told = Note.objects.using(schema_editor.connection.alias)
    asked = told.filter(models.Q(needs_cosignature=True) | models.Q(amendment__in=["returned", *ENDS_ALL, *MENDS]))
    found: dict = {}
    for note in asked.order_by("recorded_at", "pk").only("amends_id", "amendment", "author_id", "recorded_at", "needs_cosignature").iterator():
        about = note.amends_id or note.pk
        if note.amendment in ENDS_ALL:
            found.pop(about, None)
        if note.amendment in MENDS and about in found:
            found[about] = [each for each in found[about] if not each.is_returned]
        if note.needs_cosignature or note.amendment == "returned":
            row = OpenMatter(entry_id=note.pk, note_id=about, is_returned=note.amendment == "returned", opened_at=note.recorded_at)
            found.setdefault(about, []).append(row)
    rows = [row for each in found.values() for row in each]
    for at in range(0, len(rows), 500):
        some = rows[at : at + 500]
        authors = dict(told.filter(pk__in=[row.note_id for row in some]).values_list("pk", "author"))
        for row in some:
            row.author_id = authors[row.note_id]
        OpenMatter.objects.using(schema_editor.connection.alias).bulk_create(some)


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0017_what_amends'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenMatter',
            fields=[
                ('entry', models.OneToOneField(help_text='What opened it.', on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='opened', serialize=False, to='notes.note')),
                ('is_returned', models.BooleanField(help_text='It waits to be mended; otherwise for a co-signature.')),
                ('opened_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='notes.note')),
            ],
            options={
                'indexes': [models.Index(fields=['author', 'is_returned'], name='open_matters_of_author')],
            },
        ),
        migrations.RunPython(open_what_waits, migrations.RunPython.noop, elidable=True),
    ]
