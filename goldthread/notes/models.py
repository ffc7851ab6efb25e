"""Drafts, pending seals, and the projection of sealed notes that worklists and the case file read."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.documents.models import MEDIA, DocumentKind
from goldthread.ledger.models import AppendOnly, Entry, Fact, FactQuerySet
from goldthread.lib import uuids
from goldthread.lib.shipped import shown
from goldthread.notes import travel
from goldthread.notes.choices import PART_ROLES as PART_ROLES
from goldthread.notes.choices import STAFF as STAFF
from goldthread.notes.choices import Amendment as Amendment
from goldthread.notes.choices import ComplyWith as ComplyWith
from goldthread.notes.choices import Extent as Extent
from goldthread.notes.choices import How as How
from goldthread.notes.choices import Outcome as Outcome
from goldthread.notes.choices import OwnRole as OwnRole
from goldthread.notes.choices import Sensitivity as Sensitivity
from goldthread.notes.choices import Valence as Valence
from goldthread.notes.models_goals import NoteGoal as NoteGoal
from goldthread.notes.models_review import OpenMatter as OpenMatter
from goldthread.notes.models_review import ReviewComment as ReviewComment
from goldthread.notes.models_review import Submission as Submission
from goldthread.notes.models_review import Verdict as Verdict
from goldthread.notes.phrases import AgencyPhrase as AgencyPhrase
from goldthread.notes.phrases import Phrase as Phrase
from goldthread.notes.times import minutes_between
from goldthread.people.models import Reading, Staff
from goldthread.people.queries import below
from goldthread.services.queries import place_title


@lru_cache(maxsize=512)
def _document(text: str) -> dict[str, Any]:
    """Read once a process: every page that writes asks for all of them. Nobody changes what is given out."""
    found: dict[str, Any] = json.loads(text)
    return found


class NoteType(AppendOnly):
    """A form for one kind of note, in one version; shipped ones come from files, an agency adds its own."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    document = models.TextField(help_text="Canonical JSON, as goldthread.notes.definitions.read reads it.")
    recorded_at = models.DateTimeField()

    # Whether it may be chosen for new notes, as the standing TypeOffered of its key says; queries fill it in.
    is_offered = True

    @cached_property
    def definition(self) -> dict[str, Any]:
        """The document as data."""
        return _document(self.document)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_note_type_a_version")]


class TypeOffered(Fact):
    """That the note type of this key is offered for new notes, or no longer; one without such a row is offered."""

    key = models.CharField(max_length=60)
    is_offered = models.BooleanField()

    objects = FactQuerySet.as_manager()


def _named(draft: "Draft") -> set[UUID]:
    return {found for each in draft.content.get("clients", []) if (found := uuids.or_none(each))}


class DraftQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Drafts, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "DraftQuerySet":
        """A draft is its author's alone."""
        return self.filter(author=actor)

    def left_behind_for(self, actor: Staff) -> "DraftQuerySet":
        """Open drafts of those below `actor` who left, where `actor` sees every client: to be read, never to be written in.

        Whoever comes back has their drafts as before.
        """
        open_ones = self.open().filter(author__in=below(actor), author__is_active=False)
        named = {draft.pk: _named(draft) for draft in open_ones}
        every = {pk for pks in named.values() for pk in pks}
        seen = (
            set(Client.objects.visible_to(actor).filter(pk__in=every).values_list("pk", flat=True)) if every else set()
        )
        return self.filter(pk__in=[draft for draft, pks in named.items() if pks <= seen])

    def open(self) -> "DraftQuerySet":
        """Drafts neither signed nor discarded."""
        return self.filter(signed_at__isnull=True, discarded_at__isnull=True)


NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Draft(models.Model):
    """A note being written: private, mutable, never lost. Its UUID is made by the client and becomes the encounter's."""

    id = models.UUIDField(primary_key=True)
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="drafts")
    note_type = models.ForeignKey(NoteType, on_delete=models.PROTECT)
    revision = models.PositiveIntegerField(default=0)
    window = models.UUIDField(null=True, help_text="Which window of the editor made this revision.")
    turn = models.PositiveIntegerField(default=0, help_text="A count of that window's states; a later one is higher.")
    content = models.JSONField(default=dict, help_text="The form as typed (goldthread.notes.forms.content_from).")
    amends = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    amendment = models.CharField(max_length=20, blank=True, choices=Amendment.choices)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    kept_at = models.DateTimeField(default=NEVER, help_text="When a state before the newest was last kept.")
    signed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        # Few drafts are open, and each one that was signed stays.
        indexes = [
            models.Index(
                fields=["author"],
                condition=models.Q(signed_at__isnull=True, discarded_at__isnull=True),
                name="open_drafts_of_author",
            )
        ]


class DraftRevision(models.Model):
    """A saved state of a draft; one from a stale base stands beside and is never overwritten nor overwrites."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveIntegerField()
    base_revision = models.PositiveIntegerField()
    is_beside = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0, help_text="Which state of the window that it is kept for.")
    content = models.JSONField()
    saved_at = models.DateTimeField()


class PendingSeal(Reading):
    """What a draft was frozen into for one reading and one signature."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT)
    draft_revision = models.PositiveIntegerField(default=0)
    ceremony = models.UUIDField(null=True, db_index=True, help_text="The same for all that one signature signs.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Where it stands among those of the ceremony.")


def _length(minutes: int | None) -> str:
    return "" if minutes is None else ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


_HOW = dict(How.choices)


def _how_title(how: str) -> str:
    return str(_HOW.get(how, how))


@lru_cache(maxsize=4096)
def _circumstances(language: str, minutes: int | None, how: str, place: str) -> str:
    """How long, how and where, in a language, which is in force while this is asked; a case file asks fifty times."""
    return " · ".join(filter(None, (_length(minutes), _how_title(how), place)))


class NoteQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Sealed notes, as somebody may see them."""

    def visible_to(self, actor: Staff) -> "NoteQuerySet":
        """Notes about clients whom `actor` serves, and those of a case of theirs about clients who left it."""
        return self.filter(cases.seen_by(actor, "client", "case"))

    def first_entries(self) -> "NoteQuerySet":
        """Notes that amend nothing."""
        return self.filter(amends__isnull=True)


class Note(AppendOnly):
    """The columns of one sealed note, as `project(schema_version, content)` gives them."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="note")
    encounter = models.UUIDField(db_index=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="notes")
    author_name = models.CharField(max_length=300, help_text="With credential, as signed; or 'not stated in source'.")
    note_type = models.CharField(max_length=60)
    type_version = models.PositiveIntegerField()
    type_title = models.CharField(max_length=200)
    amends = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="amended_by", db_index=False)
    amendment = models.CharField(max_length=20, blank=True, choices=Amendment.choices)
    occurred_on = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=60, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True)
    place_of_service = models.CharField(max_length=4, blank=True)
    how = models.CharField(max_length=20, blank=True, choices=How.choices)
    service = models.CharField(max_length=120, blank=True)
    modality = models.CharField(max_length=120, blank=True)
    miles_tenths = models.PositiveIntegerField(null=True, help_text="Driven for the visit, in tenths of a mile.")
    came_at = models.DateTimeField(null=True, help_text="This client alone, where apart from the others.")
    left_at = models.DateTimeField(null=True)
    group_size = models.PositiveIntegerField(null=True, help_text="How many clients the group had.")
    drive_minutes = models.PositiveIntegerField(null=True)
    visit = models.UUIDField(null=True, db_index=True, help_text="The planned visit that it is about.")
    days_after = models.IntegerField(null=True, help_text="Whole days from the date of service to the writing.")
    is_late = models.BooleanField(default=False)
    needs_cosignature = models.BooleanField(default=False)
    cosignature_due_on = models.DateField(null=True)
    cosignature_levels = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="Which staff levels may co-sign; blank: the policy named none.",
    )
    is_sample = models.BooleanField(default=False, help_text="Co-signed because a sample is read.")
    reviewed_by = models.CharField(
        max_length=300, blank=True, default="", help_text="Who approved it before it was signed."
    )
    reviewed_at = models.DateTimeField(null=True)
    signing = models.CharField(max_length=20, help_text="passkey, password, import or demonstration")
    prepared_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True, help_text="Where an imported note came from.")
    html = models.TextField(help_text="The body as read, rendered once; labels as markers (goldthread.notes.markup).")

    objects = NoteQuerySet.as_manager()

    @property
    def local_starts(self) -> str:
        """The clock of the place when it began, such as 14:05."""
        return self._local(self.starts_at)

    @property
    def local_ends(self) -> str:
        """The clock of the place when it ended."""
        return self._local(self.ends_at)

    @property
    def how_title(self) -> str:
        """By which way, in words; get_how_display() hashes every choice at each call."""
        return _how_title(self.how)

    @property
    def byline(self) -> str:
        """Who wrote it, and how long, how and where it was, in one line."""
        imported = str(_("imported")) if self.source else ""
        author = shown(self.author_name, "import")
        circumstances = _circumstances(get_language() or "", self.duration_minutes, self.how, self.place_title)
        return " · ".join(filter(None, (author, circumstances, imported)))

    @property
    def length(self) -> str:
        """How long it took, in words; empty where that is not known."""
        return _length(self.duration_minutes)

    @property
    def place_title(self) -> str:
        """The place of service with its code."""
        return place_title(self.place_of_service)

    @property
    def in_group(self) -> str:
        """From when to when this client was there, and of how many the group was; empty where neither is known."""
        size = self.group_size or 0
        told = ngettext("a group of %(n)s", "a group of %(n)s", size) % {"n": size} if size else ""
        here = ""
        if self.came_at or self.left_at:
            times = {"from": self._local(self.came_at), "to": self._local(self.left_at)}
            length = _length(minutes_between(self.came_at, self.left_at))
            here = ", ".join(filter(None, (_("there %(from)s–%(to)s") % times, length)))
        return " · ".join(filter(None, (told, here)))

    @property
    def travel(self) -> str:
        """Miles and minutes driven, in words; empty where nobody drove."""
        return travel.told(travel.sealed(self.miles_tenths, self.drive_minutes))

    def _local(self, at: datetime | None) -> str:
        return at.astimezone(ZoneInfo(self.zone or "UTC")).strftime("%H:%M") if at else ""

    class Meta:
        indexes = [
            models.Index(fields=["client", "-occurred_on", "-recorded_at"], name="journal_newest_first"),
            models.Index(fields=["author", "-recorded_at"], name="author_newest_first"),
            models.Index(fields=["author", "starts_at"], name="author_by_start"),
            # Nearly every note amends nothing. An index of those too looks useless to a database with statistics, which would
            # read the whole table instead.
            models.Index(fields=["amends"], condition=models.Q(amends__isnull=False), name="what_amends"),
        ]


class NoteItem(AppendOnly):
    """That a note carries one of the nineteen kinds of information, I1 to I19."""

    id = models.UUIDField(primary_key=True, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "item"], name="an_item_once_a_note")]


class NotePart(AppendOnly):
    """A structured part of a note: a participant, attempt, request, judgment or occurrence."""

    id = models.UUIDField(primary_key=True, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    person = models.UUIDField(null=True, db_index=True)
    name = models.TextField(blank=True)
    role = models.TextField(blank=True)
    how = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "kind", "position"], name="a_part_once_a_note")]


class NoteFingerprint(AppendOnly):
    """The fingerprints of a note's text, by which a later one is found to repeat it; none for a note without words."""

    note = models.OneToOneField(Note, primary_key=True, on_delete=models.PROTECT, related_name="fingerprint")
    # As the note has them: two thousand of these rows are read at once, and a note's own row is a wide one.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    occurred_on = models.DateField(null=True)
    bits = models.BinaryField(help_text="As goldthread.notes.checks.alike.packed writes them.")

    class Meta:
        indexes = [
            models.Index(fields=["client", "-occurred_on"], name="fingerprints_of_client"),
            models.Index(fields=["author", "-occurred_on"], name="fingerprints_of_author"),
        ]


class ImportedRow(AppendOnly):
    """The identity of a row once imported, so that a second run adds nothing."""

    digest = models.CharField(primary_key=True, max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")


class NoteDocument(AppendOnly):
    """A file that was signed with a note: what it is, and the digest under which its bytes are kept."""

    id = models.UUIDField(primary_key=True, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True)

    @property
    def medium(self) -> str:
        """PDF, JPEG, PNG or WebP."""
        return MEDIA.get(self.media_type, self.media_type)

    @property
    def kind_title(self) -> str:
        """What it is, in words."""
        return str(dict(DocumentKind.choices).get(self.kind, self.kind))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "position"], name="a_document_once_a_note")]
