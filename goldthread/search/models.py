"""The passages that are searched, and how far the log has been read into them; all of it derived from entries."""

from django.db import models

from goldthread.ledger.models import Entry


class Passage(models.Model):
    """Words of one entry that are found together; the words themselves are indexed beside it (goldthread.search.index)."""

    id = models.BigIntegerField(primary_key=True, help_text="As goldthread.search.rules.number makes it.")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, help_text="note, client, person or document")
    about = models.UUIDField(help_text="The entry of a note; the identity of a client, a person or a document.")
    tags = models.TextField(help_text="What narrows a search, apart by spaces: letters and digits only.")
    words = models.TextField(help_text="As goldthread.search.words folds them, apart by spaces.")


class Read(models.Model):
    """How many entries of the log stand in the index."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    entries = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="the_index_is_read_once")]
