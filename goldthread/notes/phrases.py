"""The tables of phrases that save typing: one's own, which are private, and the agency's, which are facts."""

from django.db import models

from goldthread.ledger.models import Fact, FactQuerySet
from goldthread.lib import uuids
from goldthread.people.models import Staff


class PhraseQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Phrases of one's own, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "PhraseQuerySet":
        """They are their owner's alone."""
        return self.filter(staff=actor)


class Phrase(models.Model):
    """Words that one of the staff writes often, under a short word of theirs: private, and theirs to change."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="phrases")
    short = models.CharField(max_length=30)
    text = models.TextField()

    objects = PhraseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "short"], name="one_phrase_a_short_word")]


class AgencyPhrase(Fact):
    """Words that the agency offers to everybody who writes, or no longer, under a short word."""

    short = models.CharField(max_length=30)
    text = models.TextField()
    is_offered = models.BooleanField(default=True)

    objects = FactQuerySet.as_manager()
