"""The codes of how people meet or speak, who takes part, and what came of an attempt; notes and plans are written in them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goldthread.people.models import Role


class PersonRole(models.TextChoices):
    """Who somebody is to the client."""

    PARENT = "parent", _("parent")
    SIGNIFICANT_OTHER = "significant_other", _("significant other")
    FOSTER_PARENT = "foster_parent", _("foster (resource) parent")
    KIN = "kin", _("kin")
    SIBLING = "sibling", _("sibling")
    FCM = "fcm", _("Family Case Manager (FCM)")
    FCM_SUPERVISOR = "fcm_supervisor", _("FCM supervisor")
    SCHOOL = "school", _("school")
    ATTORNEY = "attorney", _("attorney")
    GAL_CASA = "gal_casa", _("GAL/CASA")
    PROBATION = "probation", _("probation")
    PROFESSIONAL = "professional", _("other professional")
    OTHER = "other", _("other")


class Setting(models.TextChoices):
    """Where a child lives, in the words of AFCARS (45 CFR 1355.44(e)), as workers group them."""

    PARENTS = "parents", _("with parent(s)")
    RELATIVE = "relative", _("with relatives or kin")
    FOSTER_HOME = "foster_home", _("foster family home")
    PRE_ADOPTIVE = "pre_adoptive", _("pre-adoptive home")
    GROUP_HOME = "group_home", _("group home")
    RESIDENTIAL = "residential", _("residential treatment (QRTP, PRTF)")
    HOSPITAL = "hospital", _("hospital, medical or psychiatric")
    SHELTER = "shelter", _("emergency shelter care")
    DETENTION = "detention", _("juvenile justice facility (detention)")
    RUNAWAY = "runaway", _("runaway")
    UNKNOWN = "unknown", _("whereabouts unknown")
    INDEPENDENT = "independent", _("supervised independent living")
    TRIAL_HOME_VISIT = "trial_home_visit", _("trial home visit")
    OTHER = "other", pgettext_lazy("placement", "other placement")


class How(models.TextChoices):
    """By which way people met or spoke."""

    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("phone")
    VIDEO = "video", _("video")
    TEXT = "text", _("text message")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")


class OwnRole(models.TextChoices):
    """What those who take part may be beside the people around a client."""

    CLIENT = "client", _("client")
    STAFF = "staff", _("staff")


STAFF = "staff_"  # before the role of one of the staff, so that it is no role around a client
PART_ROLES: dict[str, Any] = dict(
    [
        *OwnRole.choices[:1],
        *PersonRole.choices,
        *((STAFF + role, title) for role, title in Role.choices),
        *OwnRole.choices[1:],
    ]
)


class Outcome(models.TextChoices):
    """What became of an attempt."""

    NO_ANSWER = "no_answer", _("no answer")
    LEFT_MESSAGE = "left_message", _("left a message")
    NOT_HOME = "not_home", _("not at home")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("cancelled")
    NO_SHOW = "no_show", _("did not show")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    REACHED = "reached", _("reached")
    OTHER = "other", _("other")
