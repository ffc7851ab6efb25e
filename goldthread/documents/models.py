"""Documents on file, the bytes of all of them once, and what is attached to a draft that is not signed yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.ledger.models import AppendOnly, Fact, FactQuerySet
from goldthread.lib import uuids
from goldthread.people.models import Staff


class DocumentKind(models.TextChoices):
    """What a document is, as its reader would call it."""

    ORDER = "order", _("court order")
    RELEASE = "release", _("release of information")
    EVALUATION = "evaluation", _("evaluation")
    SIGNED_PLAN = "signed_plan", _("signed plan")
    LETTER = "letter", _("letter")
    PHOTO = "photo", _("photo")
    OTHER = "other", _("other")


MEDIA = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}
# How a file of each ends where it lies in a folder.
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


class Blob(AppendOnly):
    """The bytes of a file, once, under their own SHA-256: whoever changes them breaks the digest that is sealed."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    data = models.BinaryField()
    small = models.BinaryField(help_text="A small JPEG of it; empty where none could be made.")
    media_type = models.CharField(max_length=60)


class DocumentQuerySet(FactQuerySet):
    """Documents on file, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "DocumentQuerySet":
        """Those about clients whom `actor` serves, and those of cases that they may open."""
        return self.filter(cases.seen_by(actor, "client", "case"))


class Document(Fact):
    """A document of a case, about one of its clients or all; true_from_on is the day that it bears."""

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True)
    added_by = models.CharField(max_length=300)
    in_error = models.TextField(blank=True, default="", help_text="Why it was put on file by mistake.")

    objects = DocumentQuerySet.as_manager()

    @property
    def medium(self) -> str:
        """PDF, JPEG, PNG or WebP."""
        return MEDIA.get(self.media_type, self.media_type)


class HeldQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What is attached to drafts, as somebody may see it."""

    def visible_to(self, actor: Staff) -> "HeldQuerySet":
        """A draft, and what is attached to it, is its author's alone."""
        return self.filter(owner=actor)


class Held(models.Model):
    """A file attached to a draft that is not signed: its author's alone, like the draft."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    draft = models.UUIDField(db_index=True)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    objects = HeldQuerySet.as_manager()

    @property
    def kind_title(self) -> str:
        """What it is, in words."""
        return str(dict(DocumentKind.choices).get(self.kind, self.kind))

    @property
    def medium(self) -> str:
        """PDF, JPEG, PNG or WebP."""
        return MEDIA.get(self.media_type, self.media_type)
