"""The agency itself, and rules of payers, states and the agency as effective-dated rows, each with its source."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.ledger.models import Fact, FactQuerySet
from goldthread.policies.models_demands import OfDelivery, OfNotes, OfPlans, OfRecords, OfReferrals, OfUnits


class Agency(Fact):
    """Who keeps this record: name and letterhead as printed, the state by whose rules it works, the zone of its days."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="America/Indiana/Indianapolis")
    letterhead = models.TextField(
        _("letterhead"), blank=True, default="", help_text="What stands under the name at the head of what is printed."
    )

    objects = FactQuerySet.as_manager()


class Holiday(Fact):
    """A day off, which is no business day: once, or in every year between `true_from_on` and `true_to_on`."""

    name = models.CharField(_("name"), max_length=120)
    day = models.CharField(_("when"), max_length=40, help_text="As goldthread.policies.rules.spelled writes it.")
    moves_off_weekends = models.BooleanField(default=False, help_text="Kept on Friday or Monday where it is a weekend.")
    source_citation = models.CharField(_("source"), max_length=300, blank=True)

    objects = FactQuerySet.as_manager()


class Policy(Fact, OfNotes, OfPlans, OfUnits, OfDelivery, OfReferrals, OfRecords):
    """One row: where it applies (blank means everywhere) and what it says (null means nothing)."""

    state = models.CharField(_("state"), max_length=2, blank=True)
    payer = models.CharField(_("payer"), max_length=80, blank=True)
    program = models.CharField(_("program"), max_length=80, blank=True)
    service = models.CharField(_("service"), max_length=80, blank=True)
    staff_level = models.CharField(_("staff level"), max_length=40, blank=True)

    idle_minutes = models.PositiveIntegerField(_("idle limit, minutes"), null=True, blank=True)
    absolute_minutes = models.PositiveIntegerField(_("absolute session limit, minutes"), null=True, blank=True)
    documentation_due_count = models.PositiveIntegerField(_("documentation due within"), null=True, blank=True)
    documentation_due_unit = models.CharField(
        max_length=20,
        blank=True,
        choices=[("hours", _("hours")), ("days", _("calendar days")), ("business_days", _("business days"))],
    )
    late_effect = models.CharField(
        _("effect of lateness"),
        max_length=20,
        blank=True,
        choices=[("tells", _("tells")), ("warns", _("warns")), ("blocks", _("blocks billing"))],
    )
    cosign_required = models.BooleanField(_("co-signature needed"), null=True, blank=True)
    cosign_levels = models.CharField(
        _("co-signature by staff level"),
        max_length=200,
        blank=True,
        default="",
        help_text="Separated by commas; blank: said nowhere.",
    )
    diagnosis_levels = models.CharField(
        _("who may diagnose, by staff level"),
        max_length=200,
        blank=True,
        default="",
        help_text="Separated by commas; blank: said nowhere.",
    )
    cosign_due_days = models.PositiveIntegerField(_("co-signature due, days"), null=True, blank=True)
    cosign_sample_percent = models.PositiveIntegerField(_("co-signature by sample, percent"), null=True, blank=True)
    attestation_allowed = models.BooleanField(_("attestation of unsigned notes"), null=True, blank=True)
    review_required = models.BooleanField(_("review before signing"), null=True, blank=True)
    offline_drafts = models.BooleanField(_("unsent words on the device"), null=True, blank=True)

    check_key = models.CharField(
        _("check of notes"),
        max_length=40,
        blank=True,
        default="",
        help_text="As goldthread.notes.checks.registry names it.",
    )
    check_severity = models.CharField(
        _("the check"),
        max_length=20,
        blank=True,
        default="",
        choices=[("blocks", _("blocks")), ("warns", _("warns")), ("tells", _("tells")), ("off", _("is off"))],
    )

    source_citation = models.CharField(_("source"), max_length=300)
    source_verified_on = models.DateField(_("verified on"), null=True, blank=True)
    source_verified_by = models.CharField(_("verified by"), max_length=120, blank=True, default="")

    # What the check is called in the reader's language, and what else the row demands; queries fill them in.
    check_title = ""
    demands: Sequence[object] = ()

    objects = FactQuerySet.as_manager()
