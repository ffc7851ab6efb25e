"""Bringing in a code list, whole or not at all; and taking one out that was a mistake."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.codes import queries, reading, rules
from goldthread.codes.models import Code, CodeKind, CodeWord, Edition
from goldthread.codes.reading import ENCODINGS as ENCODINGS
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.actor import Actor
from goldthread.lib.locks import take_turn
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

# Two who bring in the same list at the same moment wait for each other on PostgreSQL.
_LOCK = 7_003_101


@dataclass(frozen=True)
class Brought:
    """What became of a file: the edition, whether it came in now, and how it differs from the edition before."""

    edition: Edition
    is_new: bool
    before: Edition | None = None
    added: int = 0
    gone: int = 0
    renamed: int = 0

    @property
    def told(self) -> str:
        """What became of it, for whoever brought it in."""
        edition = self.edition
        told: dict[str, object] = {"list": edition.get_system_display(), "edition": edition.edition}
        if not self.is_new:
            return _("%(list)s %(edition)s is here already, from this very file. Nothing was added.") % told
        told |= {"codes": f"{edition.codes:,}", "from": date_format(edition.true_from_on)}
        until = _("until %(day)s") % {"day": date_format(edition.true_to_on)} if edition.true_to_on else _("until another follows")  # fmt: skip
        said = [_("%(list)s %(edition)s came in: %(codes)s codes, from %(from)s %(until)s.") % {**told, "until": until}]
        if edition.left_out:
            sentence = ngettext(
                "%(count)s was left out (dental codes, numbers not assigned).",
                "%(count)s were left out (dental codes, numbers not assigned).",
                edition.left_out,
            )
            said.append(sentence % {"count": edition.left_out})
        if self.before is not None:
            told = {"edition": self.before.edition, "added": self.added, "gone": self.gone, "renamed": self.renamed}
            said.append(_("Against %(edition)s: %(added)s new, %(gone)s gone, %(renamed)s with another title.") % told)
        return " ".join(said)


def bring_in(
    *,
    name: str,
    document: bytes,
    by: Actor,
    today: date,
    system: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    encoding: str = "",
) -> Brought:
    """Bring in a published list under one entry of the record: every row of it, or none and one sentence.

    `system` and the days are empty where the name says them; the same file again adds nothing.
    """
    name = accept(name, field="file")[-200:]
    held = rules.holding(name, system=system, from_on=from_on, to_on=to_on, today=today)
    listed = reading.read(document, held.system, encoding)
    edition = _edition(name, document, held, listed)
    codes = [_code(edition, place, row) for place, row in enumerate(listed.rows)]
    found = ((code.place, code.code, code.title) for code in codes if code.kind != CodeKind.HEADING)
    words = [
        CodeWord(edition=edition.identity, word=word.encode(), places=queries.packed(places))
        for word, places in rules.posted(found).items()
    ]
    with transaction.atomic():
        take_turn(_LOCK)
        for standing in queries.editions(held.system):
            if standing.edition != edition.edition:
                continue
            if standing.sha256 == edition.sha256:
                return Brought(standing, is_new=False)
            sentence = _("%(list)s %(edition)s is here already, from another file. If that one was a mistake, take it out first.")  # fmt: skip
            told = {"list": standing.get_system_display(), "edition": standing.edition}
            raise Refused(sentence % told, field="file")
        before = queries.edition_on(held.system, edition.true_from_on)
        ledger.record_facts(kind="codes.brought_in", rows=[edition], by=by)
        ledger.add_rows(codes)
        ledger.add_rows(words)
    queries.forget_places()
    return _compared(edition, before, codes)


def take_out(*, edition: Edition, reason: str, by: Actor) -> Edition:
    """Say that an edition was brought in by mistake: it is found no longer. What was written by it keeps its words."""
    if not reason.strip():
        raise Refused(_("The reason is empty. Say why it was a mistake."), field="reason")
    taken: Edition = ledger.replace(kind="codes.in_error", row=edition, by=by, in_error=accept(reason, field="reason"))
    queries.forget_places()
    return taken


def _edition(name: str, document: bytes, held: rules.Holding, listed: reading.Listed) -> Edition:
    if held.from_on is None:
        raise AssertionError("a list that holds from no day passed rules.holding")
    headings = sum(row.kind == CodeKind.HEADING for row in listed.rows)
    digest = queries.digest_of(
        (row.code, row.title, row.short, row.kind, row.from_on, row.to_on) for row in listed.rows
    )
    return Edition(
        system=held.system,
        edition=held.edition,
        source=name,
        sha256=hashlib.sha256(document).hexdigest(),
        rows_sha256=digest,
        codes=len(listed.rows) - headings,
        headings=headings,
        left_out=listed.left_out,
        true_from_on=held.from_on,
        true_to_on=held.to_on,
    )


def _code(edition: Edition, place: int, row: reading.Row) -> Code:
    return Code(
        id=uuids.fresh(),
        edition=edition.identity,
        place=place,
        code=row.code,
        title=row.title,
        short=row.short,
        kind=row.kind,
        true_from_on=row.from_on,
        true_to_on=row.to_on,
    )


def _compared(edition: Edition, before: Edition | None, codes: list[Code]) -> Brought:
    if before is None:
        return Brought(edition, is_new=True)
    now, then = {code.code: code.title for code in codes}, queries.titles(before.identity)
    renamed = sum(then[code] != title for code, title in now.items() if code in then)
    return Brought(edition, True, before, len(now.keys() - then.keys()), len(then.keys() - now.keys()), renamed)
