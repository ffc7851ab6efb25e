"""Staff, what they may do and since when, and how they sign in."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from goldthread.ledger.models import Fact, FactQuerySet, Shown
from goldthread.lib import clock, uuids


class Role(models.TextChoices):
    """What somebody does at the agency; one person may have several."""

    CASE_MANAGER = "case_manager", _("case manager")
    THERAPIST = "therapist", _("therapist")
    SUPERVISOR = "supervisor", _("supervisor")
    BILLER = "biller", _("biller")
    QUALITY_REVIEWER = "quality_reviewer", _("quality reviewer")
    RECORDS_OFFICER = "records_officer", _("records officer")
    ADMINISTRATOR = "administrator", _("administrator")


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by log-in name."""


class Staff(AbstractBaseUser):
    """A person who works here: the log-in. Role and credential are facts of their own.

    Name and zone are those of the standing StaffDetail, repeated here and compared by `verify`.
    """

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    login = models.CharField(_("log-in name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("As it stands under a signature."))
    zone = models.CharField(_("time zone"), max_length=60, default="America/Indiana/Indianapolis")
    is_active = models.BooleanField(default=True)
    needs_second_factor = models.BooleanField(default=True)
    totp_secret = models.CharField(max_length=200, blank=True, help_text="Encrypted under the home key; blank: none.")
    totp_last_counter = models.BigIntegerField(default=0)
    sessions_ended = models.PositiveIntegerField(default=0, help_text="Raised by one, it ends every open session.")

    USERNAME_FIELD = "login"
    objects = StaffManager()
    _roles: frozenset[str] | None = None
    _below: frozenset[UUID] | None = None

    @property
    def roles(self) -> frozenset[str]:
        """The roles that hold today, read once per object."""
        if self._roles is None:
            held = RoleHeld.objects.standing(clock.today(self.zone), staff=self.pk)
            self._roles = frozenset(each.role for each in held)
        return self._roles

    def know_roles(self, roles: Iterable[str]) -> None:
        """Keep the roles that hold today, where they were read already."""
        self._roles = frozenset(roles)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What an open session is checked against at each request: another password, or a further ending, ends it."""
        held = f"{self.password}/{self.sessions_ended}"
        return salted_hmac("goldthread.people.sessions", held, secret=secret, algorithm="sha256").hexdigest()


class StaffDetail(Fact):
    """What somebody is called under a signature, and in which time zone they work, from when to when."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="details")
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=60)

    objects = FactQuerySet.as_manager()
    shown_in = Shown(table="people_staff", column="staff_id", columns=("name", "zone"))


class RoleHeld(Fact):
    """That somebody holds a role, from when to when."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=40, choices=Role.choices)

    objects = FactQuerySet.as_manager()


class Credential(Fact):
    """A licence, degree or level, with the dates between which it holds."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="credentials")
    title = models.CharField(_("credential"), max_length=80, help_text="As printed after the name: LCSW, BSW, ...")
    level = models.CharField(_("staff level"), max_length=40, blank=True)
    number = models.CharField(_("licence number"), max_length=80, blank=True)

    objects = FactQuerySet.as_manager()


class Supervision(Fact):
    """Who supervises whom, from when to when."""

    supervisor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="supervises")
    supervisee = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="supervised_by")

    objects = FactQuerySet.as_manager()


class Passkey(models.Model):
    """A WebAuthn credential of one person; removed ones stay, marked."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=80)
    credential_id = models.CharField(max_length=1400, unique=True, help_text="base64url")
    credential_data = models.TextField(help_text="AttestedCredentialData, base64url")
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)


class KnownDevice(models.Model):
    """A browser that gave a second factor; for 12 hours it is not asked again. Only the cookie's digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64, unique=True)
    trusted_until = models.DateTimeField()


class Reading(models.Model):
    """What was frozen for one reading and one signature: single use, five minutes. A room adds what it is a reading of."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    method = models.CharField(max_length=20, choices=[("passkey", _("passkey")), ("password", _("password"))])
    frozen = models.JSONField(help_text="One item per entry: id, signing input, disclosures, amends, content.")
    challenge = models.CharField(max_length=64, help_text="base64url of the SHA-256 that a passkey signs.")
    facts_digest = models.CharField(
        max_length=64, help_text="SHA-256 of the frozen facts; a change refuses the signature."
    )
    prepared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def gave_way(self) -> bool:
        """Whether the same was read once more since, so that this reading can never be signed."""
        return self.used_at is not None and not self.frozen
