"""What a case is called becomes a fact of its own; the name it was opened under keeps its column."""

import django.db.models.deletion
import goldthread.lib.uuids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("case", "name", "opened_as"),
                migrations.AlterField(
                    "case", "opened_as", models.CharField(db_column="name", max_length=200, verbose_name="case name")
                ),
            ]
        ),
        migrations.CreateModel(
            name='CaseDetail',
            fields=[
                ('id', models.UUIDField(default=goldthread.lib.uuids.fresh, editable=False, primary_key=True, serialize=False)),
                ('true_from_on', models.DateField()),
                ('true_to_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200, verbose_name='case name')),
                ('program', models.CharField(blank=True, max_length=80, verbose_name='program')),
                ('payer', models.CharField(blank=True, max_length=80, verbose_name='payer')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='details', to='cases.case')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='cases.casedetail')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('true_to_on__isnull', True), ('true_to_on__gte', models.F('true_from_on')), _connector='OR'), name='cases_casedetail_ends_after_it_starts')],
            },
        ),
    ]
