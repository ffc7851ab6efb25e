"""The codes that notes are written in: how people met, who took part, what came of it, what is sensitive, what amends."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.cases.models import PersonRole
from goldthread.people.models import Role


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


class Valence(models.TextChoices):
    """How an occurrence bears on the client."""

    POSITIVE = "positive", _("positive")
    NEGATIVE = "negative", _("negative")
    MIXED = "mixed", _("mixed")


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
