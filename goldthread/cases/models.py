"""Clients, cases and the people around them, as facts on two clocks; and who may see whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from goldthread.cases.choices import PART_ROLES as PART_ROLES
from goldthread.cases.choices import STAFF as STAFF
from goldthread.cases.choices import How as How
from goldthread.cases.choices import Outcome as Outcome
from goldthread.cases.choices import OwnRole as OwnRole
from goldthread.cases.choices import PersonRole as PersonRole
from goldthread.cases.choices import Setting as Setting
from goldthread.ledger.models import AppendOnly, Entry, Fact, FactQuerySet
from goldthread.lib import uuids
from goldthread.people.models import Staff


class StruckQuerySet(FactQuerySet):
    """Facts of a kind that may have been entered in error: such a row replaces the mistaken one, and is never read."""

    def current(self) -> "StruckQuerySet":
        """The rows that stand: not replaced, not entered in error."""
        rows: StruckQuerySet = super().current().filter(in_error="")  # type: ignore[assignment]
        return rows

    def known_at(self, moment: datetime) -> "StruckQuerySet":
        """The rows as the record stood at a moment."""
        rows: StruckQuerySet = super().known_at(moment).filter(in_error="")  # type: ignore[assignment]
        return rows

    def standing(self, on: date | None = None, *, known_at: datetime | None = None, **of: Any) -> list[Any]:
        """The rows that stand, or stood at a moment, true on a day where one is given, with these values in these fields."""
        return super().standing(on, known_at=known_at, **{"in_error": "", **of})


class CaseQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Cases, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "CaseQuerySet":
        """Cases that `actor` may open: by care team, by supervision, or by role (goldthread.cases.access)."""
        from goldthread.cases import access

        return self.filter(access.narrowing(access.cases_seen(actor), "pk"))

    def named(self) -> "CaseQuerySet":
        """The same with their names of today, to be shown, ordered or filtered by `name` without asking for each."""
        details = CaseDetail.objects.current().filter(case=models.OuterRef("pk")).order_by("-true_from_on")
        name = Coalesce(models.Subquery(details.values("name")[:1]), models.F("opened_as"))
        named: CaseQuerySet = self.annotate(name=name)
        return named


class ClientQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Clients, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "ClientQuerySet":
        """Clients of the cases that `actor` may open, also those who left them: their record of that time stays in sight."""
        from goldthread.cases import access

        return self.filter(access.narrowing(access.clients_seen(actor), "pk"))

    def served_by(self, actor: Staff) -> "ClientQuerySet":
        """Those of them who are clients there today."""
        from goldthread.cases import access

        return self.filter(access.narrowing(access.clients_served(actor), "pk"))


class Case(AppendOnly):
    """A family, or a single client, that the agency serves. What changes about it are facts."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("case number"), max_length=40, unique=True)
    opened_as = models.CharField(_("case name"), max_length=200, db_column="name")
    kind = models.CharField(max_length=20, choices=[("family", _("family")), ("single", _("single client"))])
    recorded_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    @cached_property
    def name(self) -> str:
        """What the case is called today: a case may be renamed, from a day that is not ahead."""
        standing: list[CaseDetail] = CaseDetail.objects.standing(case=self.pk)
        return max(standing, key=lambda row: row.true_from_on).name if standing else self.opened_as

    @property
    def short_name(self) -> str:
        """The name as it fits into a sentence or on a button."""
        return Truncator(self.name).chars(60)


class Client(AppendOnly):
    """Somebody who receives care: the identity alone. Name, birth date and the rest are facts."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("client number"), max_length=120, unique=True)
    recorded_at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()


class ClientDetail(Fact):
    """What is known of a client: name and birth date, each version a row."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="details")
    name = models.CharField(_("name"), max_length=200)
    preferred_name = models.CharField(_("goes by"), max_length=200, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)
    folded_name = models.TextField(help_text="Case-folded, accents off: for finding as one types.", db_index=True)

    objects = FactQuerySet.as_manager()


class CaseDetail(Fact):
    """What a case is called, and under which program and for which payer it is served, each version a row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="details")
    name = models.CharField(_("case name"), max_length=200)
    program = models.CharField(_("program"), max_length=80, blank=True)
    payer = models.CharField(_("payer"), max_length=80, blank=True)

    objects = FactQuerySet.as_manager()


class Episode(Fact):
    """One stretch of service: opened, closed, perhaps opened again; true_to_on is when it closed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="episodes")
    opening_reason = models.TextField(_("why it was opened"))
    closing_reason = models.TextField(_("why it was closed"), blank=True)

    objects = FactQuerySet.as_manager()


class ReferralStatus(models.TextChoices):
    """What became of a referral, in the words of FHIR's Task.status."""

    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    CANCELLED = "cancelled", _("cancelled")
    COMPLETED = "completed", _("completed")


class Priority(models.TextChoices):
    """How soon a referral asks for service, in the words of FHIR's ServiceRequest.priority."""

    ROUTINE = "routine", _("routine")
    URGENT = "urgent", _("urgent")
    ASAP = "asap", _("as soon as possible")
    STAT = "stat", _("at once")


class Referral(Fact):
    """That somebody asked the agency to serve a case: who, for what and why; `identity` stays the same over its versions."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    received_on = models.DateField()
    referred_by = models.CharField(max_length=200)
    person = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    priority = models.CharField(max_length=20, choices=Priority.choices)
    status = models.CharField(max_length=20, choices=ReferralStatus.choices)
    received_time = models.CharField(max_length=5, blank=True, default="", help_text="14:30, where the agency is.")
    state_case = models.CharField(max_length=80, blank=True, default="", help_text="The case number of DCS.")
    billable_unit = models.CharField(max_length=80, blank=True, default="", help_text="Billable unit referral ID.")
    county = models.CharField(max_length=80, blank=True, default="")
    fcm = models.CharField(max_length=200, blank=True, default="", help_text="Family Case Manager.")
    fcm_supervisor = models.CharField(max_length=200, blank=True, default="")
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    # By when it is to be answered and the family to be met; goldthread.cases.clocks fills it in.
    clocks: Sequence[object] = ()

    objects = StruckQuerySet.as_manager()


class Membership(Fact):
    """That a client belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="memberships")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="memberships")
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()


class Person(Fact):
    """Somebody around a client who is not staff; `identity` stays the same over its versions."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.CharField(_("e-mail"), max_length=200, blank=True)
    address = models.TextField(_("address"), blank=True)

    objects = FactQuerySet.as_manager()


_ROLE_TITLES = dict(PersonRole.choices)


class Relationship(Fact):
    """What somebody is to one client, from when to when; one person may hold several roles."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="relationships")
    person = models.UUIDField(_("person"), null=True, db_index=True, help_text="Person.identity")
    other_client = models.ForeignKey(
        Client, null=True, on_delete=models.PROTECT, related_name="+", help_text="A sibling who is a client."
    )
    role = models.CharField(_("role"), max_length=40, choices=PersonRole.choices)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()

    @property
    def role_title(self) -> str:
        """The role in words; get_role_display() hashes every choice at each call."""
        return str(_ROLE_TITLES.get(self.role, self.role))


class Placement(Fact):
    """Where a client lives or lived, with whom and why; a further one begins after the one before it has ended."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField(_("where they live"), max_length=20, choices=Setting.choices)
    with_whom = models.CharField(_("with whom"), max_length=200, blank=True)
    person = models.UUIDField(_("person"), null=True, help_text="Person.identity, where they are on file.")
    address = models.TextField(_("address"), blank=True)
    reason = models.TextField(_("why they came there"), blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True)
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = StruckQuerySet.as_manager()

    @property
    def in_words(self) -> str:
        """Where, and with whom, in a line; never the address."""
        return f"{self.get_kind_display()}, {self.with_whom}" if self.with_whom else str(self.get_kind_display())


class CareTeamMember(Fact):
    """That a member of staff is on the care team of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="care_team")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=40)

    objects = FactQuerySet.as_manager()


class AlertKind(models.TextChoices):
    """What to beware of before a visit."""

    WEAPONS = "weapons", _("Weapons")
    DOG = "dog", _("Dog")
    NO_CONTACT = "no_contact", _("No-contact order")
    VIOLENCE = "violence", _("Violence")
    INFECTION = "infection", _("Infection")
    OTHER = "other", _("Safety")


class SafetyAlert(Fact):
    """What whoever visits a family must know before they stand at its door."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(_("kind"), max_length=20, choices=AlertKind.choices)
    words = models.TextField(_("what to know"))
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    objects = FactQuerySet.as_manager()


class MergeQuerySet(FactQuerySet):
    """Reads merges of records."""

    def kept_records(self) -> dict[UUID, UUID]:
        """Of every record that a merge says is another's, that which is kept."""
        return {merge.merged_id: merge.kept_id for merge in self.standing() if merge.true_to_on is None}


class Merge(Fact):
    """That two client records are one person: reads of `kept` take `merged` in; unmerging replaces the row with an ended one."""

    kept = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="merges_in")
    merged = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="merged_into")
    reason = models.TextField(_("reason"))

    objects = MergeQuerySet.as_manager()


class Numbering(models.Model):
    """Operational: the last running number of a year that was given, so that nobody has to look at all of them."""

    start = models.CharField(primary_key=True, max_length=20, help_text="What the numbers begin with: C2026-, P2026-")
    last = models.BigIntegerField()
