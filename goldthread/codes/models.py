"""Editions of code lists, and their codes; the edition is a fact of the record, its rows are a table to look things up in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from goldthread.codes import rules
from goldthread.ledger.models import AppendOnly, Fact, FactQuerySet
from goldthread.lib import uuids


class System(models.TextChoices):
    """Which list: who publishes it decides what its codes mean."""

    ICD = rules.ICD, _("ICD-10-CM")
    HCPCS = rules.HCPCS, _("HCPCS Level II")
    PLACES = rules.PLACES, _("Place of service")


class CodeKind(models.TextChoices):
    """What a row of a list is."""

    CODE = "code", _("code")
    HEADING = "heading", _("heading")
    MODIFIER = "modifier", _("modifier")


class Edition(Fact):
    """That a list was brought in: which, by which file, how many codes, from when to when it holds.

    `rows_sha256` covers every code and title, so that `verify` finds one that was changed in the table.
    """

    identity = models.UUIDField(default=uuids.fresh, db_index=True)
    system = models.CharField(_("list"), max_length=20, choices=System.choices)
    edition = models.CharField(_("edition"), max_length=40)
    source = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows_sha256 = models.CharField(max_length=64)
    codes = models.PositiveIntegerField()
    headings = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    in_error = models.TextField(_("why it was a mistake"), blank=True, default="")

    objects = FactQuerySet.as_manager()


class Code(AppendOnly):
    """One row of an edition, as published; `true_*` only where the list itself dates its codes."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    edition = models.UUIDField(help_text="Edition.identity")
    place = models.PositiveIntegerField(help_text="Which row of the list, from 0.")
    code = models.CharField(max_length=10)
    title = models.TextField()
    short = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=CodeKind.choices)
    true_from_on = models.DateField(null=True)
    true_to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="a_code_once_an_edition"),
            models.UniqueConstraint(fields=["edition", "place"], name="a_place_once_an_edition"),
        ]


class CodeWord(AppendOnly):
    """One folded word of an edition and where it stands; as bytes, which both databases order alike."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    edition = models.UUIDField(help_text="Edition.identity")
    word = models.BinaryField(max_length=256)
    places = models.BinaryField(help_text="The places of its codes, upwards, four bytes each, the lowest first.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "word"], name="a_word_once_an_edition")]
