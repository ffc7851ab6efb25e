"""Phrases that save typing: one's own, which nobody else sees, and the agency's, which are facts."""

import re
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.notes.models import AgencyPhrase, Phrase
from goldthread.people.models import Staff
from goldthread.people.rules import may

LONGEST_SHORT = 30
_NOT_TYPED_AS_ONE = re.compile(r"[\s;]")


@transaction.atomic
def keep_phrase(*, phrase_id: UUID | None, short: str, text: str, by: Actor) -> Phrase:
    """Keep a phrase of one's own under a short word, or change the one with this identity."""
    staff, (short, text) = _writer(by), _told(short, text)
    own = Phrase.objects.visible_to(staff)
    if own.filter(short=short).exclude(pk=phrase_id).exists():
        raise Refused(_("You have a phrase of this name already. Choose another, or change that one."), field="short")
    try:
        with transaction.atomic():
            values = {"short": short, "text": text, "staff": staff}
            kept: Phrase = own.update_or_create(pk=phrase_id or uuids.fresh(), defaults=values)[0]
    except IntegrityError as collision:
        raise Refused(_("Somebody changed this at the same moment. Look at the list, then do it again.")) from collision
    return kept


def drop_phrase(*, phrase: Phrase, by: Actor) -> None:
    """Forget a phrase of one's own; notes in which it stands keep their words."""
    Phrase.objects.visible_to(_writer(by)).filter(pk=phrase.pk).delete()


@transaction.atomic
def offer_phrase(*, former: AgencyPhrase | None, short: str, text: str, by: Actor) -> AgencyPhrase:
    """Offer a phrase to everybody who writes, or another wording in place of the `former`."""
    _refuse_who_may_not(by)
    short, text = _told(short, text)
    same = AgencyPhrase.objects.current().filter(short=short, is_offered=True)
    if same.exclude(pk=former.pk if former else None).exists():
        raise Refused(
            _("The agency has a phrase of this name already. Choose another, or change that one."), field="short"
        )
    row = AgencyPhrase(short=short, text=text, is_offered=True, true_from_on=clock.today("UTC"), replaces=former)
    return _recorded(row, "phrase.changed" if former else "phrase.offered", by)


@transaction.atomic
def withdraw_phrase(*, phrase: AgencyPhrase, by: Actor) -> AgencyPhrase:
    """Offer a phrase of the agency's no longer."""
    _refuse_who_may_not(by)
    row = AgencyPhrase(
        short=phrase.short, text=phrase.text, is_offered=False, true_from_on=clock.today("UTC"), replaces=phrase
    )
    return _recorded(row, "phrase.withdrawn", by)


def _recorded(row: AgencyPhrase, kind: str, by: Actor) -> AgencyPhrase:
    try:
        with transaction.atomic():
            ledger.record_facts(kind=kind, rows=[row], by=by)
    except IntegrityError as collision:
        raise Refused(_("Somebody changed this at the same moment. Look at the list, then do it again.")) from collision
    return row


def _writer(by: Actor) -> Staff:
    staff = Staff.objects.filter(pk=by.staff_id).first() if by.staff_id else None
    if staff is None or not may(staff.roles, "write_notes"):
        raise Refused(_("Phrases are kept by those who write notes: case managers, therapists and supervisors."))
    return staff


def _refuse_who_may_not(by: Actor) -> None:
    if by.staff_id is None or not may(Staff.objects.get(pk=by.staff_id).roles, "manage_note_types"):
        raise Refused(_("The agency's phrases are kept by administrators. Ask one of them, or keep one of your own."))


def _told(short: str, text: str) -> tuple[str, str]:
    short, text = accept(short, field="short"), accept(text, field="text")
    if not short or len(short) > LONGEST_SHORT or _NOT_TYPED_AS_ONE.search(short):
        raise Refused(
            _("The short word has no letters, more than %(number)s, a space or a semicolon. Choose one such as hv.")
            % {"number": LONGEST_SHORT},
            field="short",
        )
    if not text.strip():
        raise Refused(_("The phrase is empty. Write the words that it stands for."), field="text")
    return short, text
