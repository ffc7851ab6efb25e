"""What amends a note is found by an index of amendments alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('ledger', '0001_initial'), ('notes', '0016_open_drafts')]

    operations = [
        migrations.AlterField(
            model_name='note',
            name='amends',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amended_by', to='ledger.entry'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(condition=models.Q(('amends__isnull', False)), fields=['amends'], name='what_amends'),
        ),
    ]
