"""Diagnoses, needs and strengths of a client, as facts on two clocks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goldthread.cases.models import Client, StruckQuerySet
from goldthread.ledger.models import Entry, Fact, FactQuerySet
from goldthread.lib import uuids
from goldthread.people.models import Staff


class Verification(models.TextChoices):
    """How sure a diagnosis is, in the words of FHIR's Condition.verificationStatus; refuted is what the field calls ruled out."""

    PROVISIONAL = "provisional", pgettext_lazy("diagnosis", "provisional")
    CONFIRMED = "confirmed", pgettext_lazy("diagnosis", "confirmed")
    REFUTED = "refuted", pgettext_lazy("diagnosis", "ruled out")


class Source(models.TextChoices):
    """Who made a diagnosis."""

    HERE = "here", _("somebody of the agency")
    TOLD = "told", _("a professional elsewhere, as told")


class NeedKind(models.TextChoices):
    """What kind of need it is; a strength is what carries the work."""

    SYMPTOM = "symptom", _("Symptom")
    IMPAIRMENT = "impairment", _("Functional impairment")
    FACTOR = "factor", _("Psychosocial factor")
    RISK = "risk", _("Risk")
    STRENGTH = "strength", _("Strength")


class Domain(models.TextChoices):
    """Where in life it shows."""

    HOME = "home", pgettext_lazy("domain", "home and family")
    SCHOOL = "school", pgettext_lazy("domain", "school")
    WORK = "work", pgettext_lazy("domain", "work")
    COMMUNITY = "community", pgettext_lazy("domain", "community")
    RELATIONSHIPS = "relationships", pgettext_lazy("domain", "relationships")
    SELF_CARE = "self_care", pgettext_lazy("domain", "self-care")
    HEALTH = "health", pgettext_lazy("domain", "health and sleep")
    SAFETY = "safety", pgettext_lazy("domain", "safety")
    HOUSING = "housing", pgettext_lazy("domain", "housing and money")
    LEGAL = "legal", pgettext_lazy("domain", "court and law")
    OTHER = "other", pgettext_lazy("domain", "other")


class Severity(models.TextChoices):
    """How much of it there is."""

    MILD = "mild", pgettext_lazy("severity", "mild")
    MODERATE = "moderate", pgettext_lazy("severity", "moderate")
    SEVERE = "severe", pgettext_lazy("severity", "severe")


class Diagnosis(Fact):
    """That a client has a diagnosis, code and title as they stood on the list; `identity` stays the same over its versions."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="diagnoses")
    code = models.CharField(_("code"), max_length=10)
    title = models.TextField(_("title"))
    edition = models.CharField(max_length=40, help_text="Which edition of ICD-10-CM the title is of.")
    is_principal = models.BooleanField(_("principal"), default=False)
    verification = models.CharField(_("how sure"), max_length=20, choices=Verification.choices)
    source = models.CharField(_("made by"), max_length=10, choices=Source.choices)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=200, help_text="The name, as it was that day or as told.")
    credential = models.CharField(_("credential"), max_length=80, help_text="That was held on that day, or as told.")
    made_on = models.DateField(_("made on"))
    evidence = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()

    @property
    def maker(self) -> str:
        """Who made it, as printed: "Ben Achterberg, LCSW"."""
        return f"{self.made_by}, {self.credential}"


class Need(Fact):
    """Something that care is needed for, or a strength; `identity` stays the same over its versions."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(_("kind"), max_length=20, choices=NeedKind.choices)
    words = models.TextField(_("in words"))
    domain = models.CharField(_("where it shows"), max_length=20, choices=Domain.choices)
    severity = models.CharField(_("how much"), max_length=20, blank=True, choices=Severity.choices)
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()


class Informant(models.TextChoices):
    """Whose answers they are."""

    CLIENT = "client", pgettext_lazy("informant", "the client")
    PARENT = "parent", pgettext_lazy("informant", "a parent")
    CAREGIVER = "caregiver", pgettext_lazy("informant", "a foster parent or another caregiver")
    TEACHER = "teacher", pgettext_lazy("informant", "a teacher")
    WORKER = "worker", pgettext_lazy("informant", "who works with the client")


class Score(Fact):
    """What an instrument counted on a day; `true_from_on` is that day, and it has no end of its own."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="scores")
    instrument = models.CharField(max_length=40, help_text="The key of the instrument.")
    version = models.PositiveIntegerField(help_text="Which version of the instrument's file counted it.")
    informant = models.CharField(_("whose answers"), max_length=20, choices=Informant.choices)
    answers = models.TextField(blank=True, help_text="By commas, empty where none was given; blank: the total alone.")
    missing = models.PositiveIntegerField(default=0)
    total = models.IntegerField(_("total"))
    word = models.CharField(max_length=80, blank=True, help_text="What the total is called, as the instrument says.")
    subscales = models.TextField(blank=True, help_text="key=total, by commas.")
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()


class OwnMeasure(Fact):
    """An instrument that the agency defines, of which only totals are kept: its items are whoever's they are."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    title = models.CharField(_("name"), max_length=80)
    about = models.CharField(_("what it measures"), max_length=200, blank=True)
    least = models.IntegerField(_("lowest total"))
    most = models.IntegerField(_("highest total"))
    better = models.CharField(
        _("better is"), max_length=10, choices=[("lower", _("a lower total")), ("higher", _("a higher total"))]
    )
    bands = models.TextField(blank=True, help_text="A line for each: from which total on, and what it is called then.")
    reliable_change = models.PositiveIntegerField(_("reliable change"), null=True)
    change_source = models.CharField(_("who says so"), max_length=300, blank=True)

    objects = FactQuerySet.as_manager()
