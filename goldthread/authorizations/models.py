"""Authorizations as facts, and the units that signed notes used of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.cases.models import Client, StruckQuerySet
from goldthread.ledger.models import AppendOnly, Entry, Fact
from goldthread.lib import uuids


class UnitLabel(models.TextChoices):
    """What is counted."""

    UNIT = "unit", _("units")
    HOUR = "hour", _("hours")
    EVENT = "event", _("events")
    DAY = "day", _("days")


class Authorization(Fact):
    """That a payer authorized so many units of a service for a client, between two days.

    `identity` stays the same over its versions; a further version replaces the one before it, whether the payer amended
    it or a mistake was mended (the entry says which). `referral` is Referral.identity, where it came of one.
    """

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="authorizations")
    payer = models.CharField(max_length=80)
    service = models.CharField(max_length=120)
    number = models.CharField(max_length=80, blank=True)
    units_hundredths = models.PositiveIntegerField()
    unit_label = models.CharField(max_length=20, choices=UnitLabel.choices)
    referral = models.UUIDField(null=True, blank=True)
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()


class UnitUse(AppendOnly):
    """That a signed note used units of an authorization, and by which steps; negative where they were given back."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    authorization = models.UUIDField(db_index=True, help_text="Authorization.identity")
    note = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="units_used", help_text="The note's entry.")
    units_hundredths = models.IntegerField()
    steps = models.TextField(help_text="JSON: the steps by which the units were reckoned.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(units_hundredths=0), name="authorizations_use_counts_something")
        ]
