"""Open drafts of an author are found without looking at those that were signed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('notes', '0015_fingerprints_at_once')]

    operations = [
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(
                condition=models.Q(('discarded_at__isnull', True), ('signed_at__isnull', True)),
                fields=['author'],
                name='open_drafts_of_author',
            ),
        ),
    ]
