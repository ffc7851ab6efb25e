"""Fingerprints with what they are looked for by, as bytes. Their rows are derived, and `init` derives them again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_safety_alerts'),
        ('notes', '0014_when_each_was_there'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name='NoteFingerprint'),
        migrations.CreateModel(
            name='NoteFingerprint',
            fields=[
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='fingerprint', serialize=False, to='notes.note')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.client')),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('occurred_on', models.DateField(null=True)),
                ('bits', models.BinaryField(help_text='As goldthread.notes.checks.alike.packed writes them.')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['client', '-occurred_on'], name='fingerprints_of_client'),
                    models.Index(fields=['author', '-occurred_on'], name='fingerprints_of_author'),
                ],
            },
        ),
    ]
