"""Placements are found by with whom a client lives, also those that are on file: the log is read into the index anew."""

from django.db import migrations


def empty(apps, editor):
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor != "postgresql":
            cursor.execute("INSERT INTO search_text (search_text) VALUES ('delete-all')")
        cursor.execute("DELETE FROM search_passage")
        cursor.execute("DELETE FROM search_read")


class Migration(migrations.Migration):

    dependencies = [('search', '0004_letters_with_their_marks')]

    # The worker reads it again, and so does each search.
    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
