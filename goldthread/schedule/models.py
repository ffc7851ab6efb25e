"""Planned visits as facts: the plan in its versions, for whom, and what became of one visit of it."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from goldthread.cases.models import Case, Client
from goldthread.ledger.models import AppendOnly, Entry, Fact, FactQuerySet
from goldthread.lib import uuids
from goldthread.people.models import Staff
from goldthread.schedule.rules import MONTHS, ONCE, WEEKS


class Repeats(models.TextChoices):
    """Whether a visit comes again."""

    ONCE = ONCE, _("once")
    WEEKS = WEEKS, _("again every so many weeks")
    MONTHS = MONTHS, _("again every so many months")


class NotHeld(models.TextChoices):
    """Why a visit did not take place."""

    BY_FAMILY = "cancelled_by_family", _("cancelled by the family")
    BY_PROVIDER = "cancelled_by_provider", _("cancelled by the provider")
    NO_SHOW = "no_show", _("no-show")


class VisitQuerySet(FactQuerySet):
    """Planned visits, as somebody may see them."""

    def current(self) -> "VisitQuerySet":
        """The plans that stand: not replaced, not taken back."""
        rows: VisitQuerySet = super().current().filter(is_withdrawn=False)  # type: ignore[assignment]
        return rows

    def visible_to(self, actor: Staff) -> "VisitQuerySet":
        """Those of the cases that `actor` may open."""
        return self.filter(case__in=Case.objects.visible_to(actor).values("pk"))


class Visit(Fact):
    """A plan of one visit or of a row of them, in one version; `identity` stays the same over its versions.

    true_from_on is the day of the first visit, true_to_on the day after which none comes any more. Times are those of the
    clock in `zone`.
    """

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    starts = models.CharField(max_length=5, help_text="Such as 14:30.")
    minutes = models.PositiveIntegerField(null=True)
    zone = models.CharField(max_length=60)
    repeats = models.CharField(max_length=10, choices=Repeats.choices, default=Repeats.ONCE)
    every = models.PositiveSmallIntegerField(default=1, help_text="So many weeks or months lie between two visits.")
    service = models.CharField(max_length=120, blank=True)
    place_of_service = models.CharField(max_length=4, blank=True)
    note_type = models.CharField(max_length=60, help_text="The key of the note that is to be written.")
    purpose = models.CharField(max_length=200, blank=True)
    is_withdrawn = models.BooleanField(
        default=False, help_text="Planned by mistake, or cancelled before its first day."
    )

    objects = VisitQuerySet.as_manager()

    @cached_property
    def clients(self) -> list[Client]:
        """For whom it is planned; queries read them for many plans at once."""
        return [each.client for each in self.planned_for.select_related("client").order_by("pk")]

    @property
    def rhythm(self) -> str:
        """How often it comes, in words; empty for once."""
        if self.repeats == Repeats.WEEKS:
            return ngettext("every week", "every %(n)s weeks", self.every) % {"n": self.every}
        if self.repeats == Repeats.MONTHS:
            return ngettext("every month", "every %(n)s months", self.every) % {"n": self.every}
        return ""


class PlannedFor(AppendOnly):
    """That a version of a plan is for a client."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="planned_for")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Occurrence(Fact):
    """What became of one visit of a plan, apart from the others: moved, arrived, left, or not held.

    true_from_on is the day on which the plan has it. The first row of an occurrence has its identity as its own, so that of two
    buttons pressed at the same moment the second looks again. The moments are the server's, taken as a button was pressed.
    """

    occurrence = models.UUIDField(db_index=True, help_text="rules.occurrence_id; a note of it names this.")
    identity = models.UUIDField(db_index=True, help_text="Visit.identity")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    moved_on = models.DateField(null=True)
    starts = models.CharField(max_length=5, blank=True, help_text="Where it was moved: the time of day instead.")
    minutes = models.PositiveIntegerField(null=True, help_text="Where it was moved: how long instead.")
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    not_held = models.CharField(max_length=30, blank=True, choices=NotHeld.choices)

    objects = FactQuerySet.as_manager()
