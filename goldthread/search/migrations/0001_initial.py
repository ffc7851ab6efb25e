"""The passages, how far they are read, and the index of the database that is used."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE search_text USING fts5(
    words, tags, content='search_passage', content_rowid='id', tokenize='ascii', prefix='3'
)
"""
# fastupdate off: the list of what waits for the index would be searched, and flushed in somebody's signature.
POSTGRESQL = (
    "ALTER TABLE search_passage ADD COLUMN vector tsvector",
    "CREATE INDEX search_passage_vector ON search_passage USING gin (vector) WITH (fastupdate = off)",
)


def make(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            editor.execute(statement)
    else:
        editor.execute(SQLITE)


class Migration(migrations.Migration):

    initial = True
    dependencies = [('ledger', '0001_initial')]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigIntegerField(help_text='As goldthread.search.rules.number makes it.', primary_key=True, serialize=False)),
                ('kind', models.CharField(help_text='note, client, person or document', max_length=20)),
                ('about', models.UUIDField(help_text='The entry of a note; the identity of a client, a person or a document.')),
                ('client', models.UUIDField(null=True)),
                ('tags', models.TextField(help_text='What narrows a search, apart by spaces: letters and digits only.')),
                ('words', models.TextField(help_text='As goldthread.search.words folds them, apart by spaces.')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Read',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('entries', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='the_index_is_read_once')],
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
