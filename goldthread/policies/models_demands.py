"""What a policy may say beside deadlines and signatures: columns in groups, as `goldthread.policies.subjects` shows them.

Each has a default, so that rows sealed before there was such a column stay whole. A column that has parameters holds canonical JSON, read by goldthread.policies.parameters; empty text says nothing.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def _yes(label: Any) -> Any:
    return models.BooleanField(label, null=True, blank=True, default=None)


def _number(label: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, default=None)


def _words(label: Any, length: int) -> Any:
    return models.CharField(label, max_length=length, blank=True, default="")


def _one_of(label: Any, choices: list[tuple[str, Any]]) -> Any:
    return models.CharField(label, max_length=40, blank=True, default="", choices=choices)


def _parameters(label: Any) -> Any:
    return models.TextField(label, blank=True, default="")


_SPANS = [("hours", _("hours")), ("days", _("calendar days")), ("business_days", _("business days"))]


class OfNotes(models.Model):
    """What a note must hold."""

    required_fields = _parameters(_("a note must hold"))
    necessity_anchor = _one_of(
        _("need is shown by"),
        [
            ("plan_goal", _("a goal of the plan")),
            ("problem_list", _("the problem list")),
            ("presenting_problem", _("the presenting problem")),
        ],
    )
    similarity_threshold = _number(_("alike from (percent)"))

    class Meta:
        abstract = True


class OfPlans(models.Model):
    """When there must be a plan, and who signs it."""

    plan_required = _yes(_("a plan is needed"))
    plan_initial_due_days = _number(_("first plan due within (days)"))
    plan_initial_anchor = _one_of(
        _("first plan: counted from"),
        [("admission", _("the admission")), ("auth_start", _("the first day of the authorization"))],
    )
    plan_review_days = _number(_("plan reviewed every (days)"))
    plan_review_anchor = _one_of(
        _("reviews: counted from"),
        [
            ("last_review", _("the last review, or the plan's first day")),
            ("admission", _("the admission")),
            ("auth_start", _("the first day of the authorization")),
        ],
    )
    plan_signers = _parameters(_("the plan is signed by"))

    class Meta:
        abstract = True


class OfUnits(models.Model):
    """How minutes become units, and how many there may be."""

    rounding_algorithm = _parameters(_("rounding"))
    pool_scope = _one_of(
        _("minutes are pooled"),
        [
            ("none", _("not at all")),
            ("same_code_same_day", _("of one service on one day")),
            ("all_timed_same_day", _("of all timed services on one day")),
        ],
    )
    pool_by = _one_of(_("pooled by"), [("rendering_staff", _("who gave the service")), ("agency", _("agency"))])
    min_minutes = _number(_("least minutes that count"))
    unit_label = _one_of(
        _("a unit is called"),
        [("unit", _("unit")), ("hour", _("hour")), ("event", _("event")), ("day", _("day"))],
    )
    caps = _parameters(_("most units"))
    concurrency = _parameters(_("two services at once"))
    co_provider_rule = _one_of(
        _("a second member of staff"),
        [("never", _("is never billed")), ("with_reason", _("is billed with a reason")), ("always", _("is billed"))],
    )
    group_ratio_max = _number(_("most clients for each of the staff in a group"))
    group_rate_tier = _parameters(_("rates by the size of a group"))

    class Meta:
        abstract = True


class OfDelivery(models.Model):
    """What besides the service itself is paid for, and how it may be given."""

    no_show_policy = _parameters(_("nobody there"))
    travel_policy = _one_of(
        _("travel"),
        [
            ("in_rate", _("is in the rate")),
            ("billed", _("is billed")),
            ("billed_if_served", _("is billed where the client was served")),
            ("not_billed", _("is not billed")),
        ],
    )
    collateral_billable = _yes(_("contacts with others are billed"))
    court_billable = _yes(_("court is billed"))
    cftm_billable = _yes(_("team meetings (CFTM) are billed"))
    telehealth_allowed = _yes(_("telehealth is allowed"))
    telehealth_pos = _parameters(_("places of service of telehealth"))
    telehealth_modifier = _words(_("modifier of telehealth"), 20)
    modifier_rule = _parameters(_("modifiers"))

    class Meta:
        abstract = True


class OfReferrals(models.Model):
    """What must be authorized, how soon a referral is answered, and what is reported and billed when."""

    auth_required = _yes(_("an authorization is needed"))
    accept_within_count = _number(_("referral accepted within"))
    accept_within_unit = _one_of(_("accepted within: counted in"), _SPANS)
    first_contact_within_count = _number(_("first contact within"))
    first_contact_within_unit = _one_of(_("first contact within: counted in"), _SPANS)
    caseload_cap = _number(_("most families for one worker"))
    report_due_day = _number(_("monthly report due on day"))
    timely_filing_days = _number(_("billed within (days)"))
    invoice_format = _one_of(
        _("billed as"),
        [
            ("837p", _("837P claim")),
            ("cms1500", _("CMS-1500 form")),
            ("kidtraks_csv", _("KidTraks file (CSV)")),
            ("kidtraks_xml", _("KidTraks file (XML)")),
            ("portal", _("entry in the payer's portal")),
            ("paper", _("paper invoice")),
        ],
    )

    class Meta:
        abstract = True


class OfRecords(models.Model):
    """Incidents, how long the record is kept, and what may be given out."""

    incident_deadlines = _parameters(_("incidents are reported"))
    retention = _parameters(_("the record is kept"))
    release_rules = _parameters(_("given out only with"))

    class Meta:
        abstract = True
