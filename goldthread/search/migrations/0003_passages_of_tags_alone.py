"""Whose record a passage belongs to is told by its tags; nothing read the client beside them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('search', '0002_vowel_signs')]

    operations = [migrations.RemoveField(model_name='passage', name='client')]
