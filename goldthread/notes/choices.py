"""The codes that notes are written in: how people met, who took part, what came of it, what is sensitive, what amends."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goldthread.cases.models import PART_ROLES as PART_ROLES
from goldthread.cases.models import STAFF as STAFF
from goldthread.cases.models import How as How
from goldthread.cases.models import Outcome as Outcome
from goldthread.cases.models import OwnRole as OwnRole


class Valence(models.TextChoices):
    """How an occurrence bears on the client."""

    POSITIVE = "positive", _("positive")
    NEGATIVE = "negative", _("negative")
    MIXED = "mixed", _("mixed")


class ComplyWith(models.TextChoices):
    """With what somebody complied, or did not."""

    PLAN = "plan", _("the plan of care")
    APPOINTMENTS = "appointments", _("appointments")
    MEDICATION = "medication", _("medication")
    COURT_ORDER = "court_order", _("a court order")
    SAFETY_PLAN = "safety_plan", _("the safety plan")
    VISITATION = "visitation", _("rules of visits")
    SCHOOL = "school", _("school")
    PRACTICE = "practice", _("practice between sessions")
    OTHER = "other", pgettext_lazy("complied with", "something else")


class Extent(models.TextChoices):
    """How far somebody complied."""

    FULL = "full", pgettext_lazy("complied", "fully")
    MOSTLY = "mostly", pgettext_lazy("complied", "mostly")
    PARTLY = "partly", pgettext_lazy("complied", "partly")
    NOT = "not", pgettext_lazy("complied", "not at all")
    REFUSED = "refused", pgettext_lazy("complied", "refused")


class Sensitivity(models.TextChoices):
    """Why a note needs more care than others where it is handed out."""

    SUD = "sud", _("treatment of substance use")
    REPORTER_IDENTITY = "reporter_identity", _("says who made a report")
    ADDRESS = "address", _("an address to be kept secret")


# With what older notes bear and no new one may: those notes are kept apart now (goldthread.psychotherapy).
SENSITIVE: dict[str, Any] = {"psychotherapy": _("psychotherapy notes"), **dict(Sensitivity.choices)}


class Amendment(models.TextChoices):
    """How a further entry mends or completes an earlier one."""

    ADDENDUM = "addendum", _("addendum")
    CORRECTION = "correction", _("correction")
    LATE_ENTRY = "late_entry", _("late entry")
    ENTERED_IN_ERROR = "entered_in_error", _("entered in error")
    COSIGNATURE = "cosignature", _("co-signature")
    RETURNED = "returned", _("returned to its author")
    JOINT_SIGNATURE = "joint_signature", _("signature of somebody who took part")
    SIGNATURE = "signature", _("signature of a client or another person")
    SIGNATURE_ATTEMPT = "signature_attempt", _("attempt to get a signature")
    ATTESTATION = "attestation", _("attestation of an unsigned note")


# What a score says against an earlier one of the same instrument (goldthread.needs.scoring).
CHANGES: dict[str, Any] = {
    "better": _("reliably better"),
    "worse": _("reliably worse"),
    "unchanged": _("no reliable change"),
    "unknown": _("how much is reliable is not on file"),
}
