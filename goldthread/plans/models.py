"""Plans being written, and the projection of those that were sealed: versions with their parts, signatures, reviews, ends of goals."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.ledger.models import AppendOnly, Entry
from goldthread.people.models import Reading, Staff
from goldthread.plans.choices import Act as Act
from goldthread.plans.choices import Anchor as Anchor
from goldthread.plans.choices import Capacity as Capacity
from goldthread.plans.choices import Decision as Decision
from goldthread.plans.choices import GoalOutcome as GoalOutcome
from goldthread.plans.choices import Rating as Rating


class DraftQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What somebody is writing about plans."""

    def visible_to(self, actor: Staff) -> "DraftQuerySet":
        """A draft is its author's alone, and only about clients whom they see."""
        return self.filter(author=actor, client__in=Client.objects.visible_to(actor).values("pk"))

    def open(self) -> "DraftQuerySet":
        """Drafts neither signed nor laid aside."""
        return self.filter(signed_at__isnull=True, discarded_at__isnull=True)


class PlanDraft(models.Model):
    """What is being written about a plan: private, mutable, never lost. Its UUID is made by the page."""

    id = models.UUIDField(primary_key=True)
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=Act.choices)
    version = models.ForeignKey(
        Entry,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version that it starts from or is about.",
    )
    goal = models.UUIDField(null=True, help_text="The goal that it ends.")
    content = models.JSONField(default=dict, help_text="As typed (goldthread.plans.forms).")
    revision = models.PositiveIntegerField(default=0)
    window = models.UUIDField(null=True, help_text="Which open page wrote it last.")
    turn = models.PositiveIntegerField(default=0, help_text="Which state of that page this is.")
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()


class PlanReading(Reading):
    """What a draft about a plan was frozen into for one reading and one signature."""

    draft = models.ForeignKey(PlanDraft, on_delete=models.PROTECT)
    draft_revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=60, help_text="The kind of entry that it becomes.")


class SealedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Sealed rows about clients, as somebody may see them, and as they were known."""

    def visible_to(self, actor: Staff) -> "SealedQuerySet":
        """Those about clients whom `actor` serves, and those of a case of theirs about clients who left it."""
        return self.filter(cases.seen_by(actor, "client", "case"))

    def known_at(self, moment: datetime | None) -> "SealedQuerySet":
        """Those that were recorded by a moment; all of them where none is given."""
        return self.filter(recorded_at__lte=moment) if moment else self.all()


class PlanVersion(AppendOnly):
    """The columns of one version of a plan, as `project(schema_version, content)` gives them."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="plan_version")
    plan = models.UUIDField(db_index=True, help_text="The same through all versions of one plan.")
    number = models.PositiveIntegerField(help_text="1, 2, 3 ... over all plans of the client.")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="plan_versions")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=300, help_text="With credential, as signed.")
    replaces = models.OneToOneField(
        Entry,
        null=True,
        on_delete=models.PROTECT,
        related_name="plan_replaced_by",
        help_text="The version that it modifies.",
    )
    anchor = models.CharField(max_length=20, choices=Anchor.choices)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    signers = models.CharField(
        max_length=200, blank=True, help_text="Whose signatures the policy asked for, by commas."
    )
    signing = models.CharField(max_length=20)
    prepared_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    objects = SealedQuerySet.as_manager()

    class Meta:
        # Of two who sign a first version, or a change of the same one, at the same moment, one is refused.
        constraints = [models.UniqueConstraint(fields=["client", "number"], name="one_plan_version_a_number")]

    @property
    def needed(self) -> list[str]:
        """As what others than the author are asked to sign."""
        return [each for each in self.signers.split(", ") if each]


class PlanGoal(AppendOnly):
    """A goal of a version; `goal` is the same in all of them."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="goals")
    goal = models.UUIDField(db_index=True)
    position = models.PositiveIntegerField()
    words = models.TextField()
    need = models.TextField(blank=True)


class PlanAnswer(AppendOnly):
    """A diagnosis, need or strength that a goal of a version goes back to, in the words in which it stood then."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="answers")
    goal = models.UUIDField()
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, help_text="diagnosis, or goldthread.needs.models.NeedKind")
    identity = models.UUIDField(db_index=True, help_text="Diagnosis.identity or Need.identity")
    code = models.CharField(max_length=10, blank=True)
    words = models.TextField()


class PlanObjective(AppendOnly):
    """A measurable objective of a goal."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="objectives")
    objective = models.UUIDField()
    goal = models.UUIDField()
    position = models.PositiveIntegerField()
    words = models.TextField()
    measure = models.TextField()
    baseline = models.TextField(blank=True)
    target = models.TextField(blank=True)
    due_on = models.DateField(null=True)


class PlanIntervention(AppendOnly):
    """What is done towards an objective, how often, how long and by whom."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="interventions")
    intervention = models.UUIDField()
    objective = models.UUIDField()
    position = models.PositiveIntegerField()
    words = models.TextField()
    modality = models.CharField(max_length=120, blank=True)
    frequency = models.CharField(max_length=120, blank=True)
    duration = models.CharField(max_length=120, blank=True)
    who = models.CharField(max_length=200, blank=True)


class PlanService(AppendOnly):
    """A service that the plan holds, by its name, from when to when."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="services")
    position = models.PositiveIntegerField()
    service = models.CharField(max_length=120)
    frequency = models.CharField(max_length=120, blank=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    def holds_on(self, day: date) -> bool:
        """Whether the plan has the service on a day on which it is in force."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


class PlanSignature(AppendOnly):
    """That somebody signed a version, or was asked to and did not."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="plan_signature")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    is_given = models.BooleanField()
    name = models.TextField()
    role = models.CharField(max_length=40, blank=True)
    person = models.UUIDField(null=True)
    method = models.CharField(max_length=20, blank=True, help_text="drawn, typed or own; blank: an attempt.")
    how = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    witness_name = models.CharField(max_length=300, help_text="Who of the staff signed this entry.")
    recorded_at = models.DateTimeField()

    objects = SealedQuerySet.as_manager()


class PlanReview(AppendOnly):
    """A review of a version: when, what it decided, and by when the next is due."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="plan_review")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reviews")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=300)
    reviewed_on = models.DateField()
    decision = models.CharField(max_length=20, choices=Decision.choices)
    next_due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    objects = SealedQuerySet.as_manager()


class PlanRating(AppendOnly):
    """How one goal was rated at a review, and why."""

    id = models.UUIDField(primary_key=True, editable=False)
    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, related_name="ratings")
    goal = models.UUIDField(db_index=True)
    position = models.PositiveIntegerField()
    rating = models.CharField(max_length=20, choices=Rating.choices)
    words = models.TextField()


class GoalEnd(AppendOnly):
    """That a goal ended: on which day as its last, how and why."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="goal_end")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="ends")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    goal = models.UUIDField(unique=True)
    author_name = models.CharField(max_length=300)
    ended_on = models.DateField(_("last day"))
    outcome = models.CharField(max_length=20, choices=GoalOutcome.choices)
    words = models.TextField()
    recorded_at = models.DateTimeField()

    objects = SealedQuerySet.as_manager()
