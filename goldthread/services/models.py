"""The lists that notes and cases name (services, modalities, programs), who pays, and what they pay."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.ledger.models import Fact, FactQuerySet
from goldthread.services.rules import LISTS, Details, told


class Service(Fact):
    """A service the agency gives; `code` is HCPCS Level II where it has one. What is a list is kept as JSON, empty for none."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=20, blank=True)
    is_billable = models.BooleanField(default=True)
    modifiers = models.TextField(blank=True, default="")
    unit = models.CharField(max_length=20, blank=True, default="")
    places = models.TextField(blank=True, default="")
    ways = models.TextField(blank=True, default="")
    activities = models.TextField(blank=True, default="")
    participants = models.TextField(blank=True, default="")
    modalities = models.TextField(blank=True, default="")
    levels = models.TextField(blank=True, default="")
    least_minutes = models.PositiveIntegerField(null=True, blank=True, default=None)
    most_minutes = models.PositiveIntegerField(null=True, blank=True, default=None)

    # What the list on file says of its code where something is amiss; a page fills it in.
    amiss = ""

    objects = FactQuerySet.as_manager()

    @property
    def details(self) -> Details:
        """What the service allows and how it is billed, as plain values."""
        lists = {name: tuple(json.loads(getattr(self, name) or "[]")) for name in LISTS}
        return Details(**lists, unit=self.unit, least_minutes=self.least_minutes, most_minutes=self.most_minutes)

    @property
    def allowed(self) -> list[tuple[str, str]]:
        """The same as a list shows it: label and words of each that is said."""
        return told(self.details)


class Modality(Fact):
    """A way of treating: cognitive behavioral therapy, parent coaching, ..."""

    name = models.CharField(max_length=120)

    objects = FactQuerySet.as_manager()


class Program(Fact):
    """What a case is served under, as policies name it: CMHC, home-based services for the state, ..."""

    name = models.CharField(max_length=80)

    objects = FactQuerySet.as_manager()


class PayerKind(models.TextChoices):
    """What sort of payer somebody is."""

    MEDICAID = "medicaid", _("Medicaid")
    MANAGED_CARE = "managed_care", _("Medicaid managed care")
    CHILD_WELFARE = "child_welfare", _("child welfare agency")
    COURT = "court", _("court or probation")
    SCHOOL = "school", _("school")
    INSURANCE = "insurance", _("private insurance")
    GRANT = "grant", _("grant")
    SELF_PAY = "self_pay", _("the family itself")
    OTHER = "other", _("other")


class Payer(Fact):
    """Who pays, by the name under which cases and policies know them."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=PayerKind.choices)

    objects = FactQuerySet.as_manager()


class Rate(Fact):
    """What a payer pays for one unit of a service with these modifiers; of the same no two hold on one day."""

    payer = models.CharField(max_length=80)
    service = models.CharField(max_length=120)
    modifiers = models.TextField(blank=True, default="")
    amount_cents = models.PositiveIntegerField()

    objects = FactQuerySet.as_manager()

    @property
    def modifier_list(self) -> list[str]:
        """The modifiers in their order."""
        listed: list[str] = json.loads(self.modifiers or "[]")
        return listed

    @property
    def amount(self) -> str:
        """The amount as it is written: 85.50."""
        return f"{self.amount_cents // 100}.{self.amount_cents % 100:02}"
