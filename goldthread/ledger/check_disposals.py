"""Lawful disposal: words that are gone because a later entry says so, and words that are gone without a word."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.ledger import seal
from goldthread.ledger.models import Entry
from goldthread.ledger.report import Report

KIND = "disposal"


class Disposals:
    """What the walk along the record finds without content, and the disposals that answer for it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.gone: dict[UUID, str] = {}
        self.disposed: set[UUID] = set()

    def lacks(self, entry: Entry) -> None:
        """Remember an entry without content until a later one answers for it."""
        self.gone[entry.pk] = entry.jws

    def take(self, entry: Entry, content: dict[str, Any]) -> None:
        """Take in an entry that may be a disposal: it answers for entries before it, by their identity and digest.

        KeyError, TypeError or ValueError where a disposal is not of the shape of version 1.
        """
        if entry.kind != KIND:
            return
        for named in content["disposed"]:
            prior = UUID(named["entry"])
            if prior in self.gone and seal.digest_of(self.gone[prior]) == named["digest"]:
                self.disposed.add(prior)
            else:
                self.report.add(
                    _(
                        "entry %(entry)s says that %(prior)s was disposed of, which is still here, or another, or not before it"
                    )
                    % {"entry": entry.pk, "prior": prior}
                )

    def finish(self) -> None:
        """Report what is gone and nobody answers for."""
        for entry in self.gone:
            if entry not in self.disposed:
                self.report.add(_("entry %(entry)s: its content is gone") % {"entry": entry})
