"""The codes that plans are written in: acts, who signs as what, how a goal goes and ends, what a review decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What somebody writes about a plan; each becomes an entry of its own."""

    VERSION = "version", _("plan of care")
    SIGNATURE = "signature", _("signature on a plan")
    REVIEW = "review", _("review of a plan")
    GOAL_END = "goal_end", _("end of a goal")


class Capacity(models.TextChoices):
    """As what somebody signs a plan; policies ask for the first three."""

    CLIENT = "client", _("client")
    GUARDIAN = "guardian", _("guardian")
    SUPERVISOR = "supervisor", _("supervisor")
    OTHER = "other", _("somebody else who took part")


class Rating(models.TextChoices):
    """How a goal goes since the review before; five steps."""

    MUCH_WORSE = "much_worse", _("much worse")
    WORSE = "worse", _("worse")
    NO_CHANGE = "no_change", _("no change")
    BETTER = "better", _("better")
    MUCH_BETTER = "much_better", _("much better")


class Decision(models.TextChoices):
    """What a review decides about the plan."""

    CONTINUE = "continue", _("Go on with the plan as it is")
    MODIFY = "modify", _("Go on, with a changed version to be written")
    CLOSE = "close", _("Close the plan on the day of the review")


class GoalOutcome(models.TextChoices):
    """How a goal ended."""

    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    DROPPED = "dropped", _("dropped")


class Anchor(models.TextChoices):
    """What services go back to, by policy."""

    PLAN_GOAL = "plan_goal", _("a goal of the plan")
    PROBLEM_LIST = "problem_list", _("the list of problems")
    PRESENTING_PROBLEM = "presenting_problem", _("the presenting problem")
