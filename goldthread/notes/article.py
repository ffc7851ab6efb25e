"""One note as HTML, for the journal, a page of its own and paper; made here and not by a template, because a case file
shows fifty of them at once."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.notes import cosigning

if TYPE_CHECKING:
    from goldthread.notes.entered import Entered
    from goldthread.notes.models import Note, NoteDocument


def article(entered: "Entered", address: str) -> SafeString:
    """The whole article of one note, its heading a link to `address`."""
    note = entered.note
    day = f", {_day(get_language() or '', note.occurred_on)}" if note.occurred_on else ""
    title = escape(shown(note.type_title, "note type"))
    marked = " in-error" if entered.is_in_error else ""
    return mark_safe(
        f'<article class="card note{marked}" aria-labelledby="n{note.pk}"><h3 id="n{note.pk}">'
        f'<a href="{escape(address)}">{title}{day}</a></h3>'
        f'<p class="meta">{escape(note.byline)}{_badges(entered)}</p>{inside(entered)}</article>'
    )


@lru_cache(maxsize=4096)
def _day(language: str, on: date) -> str:
    """A day in a language, which is in force while this is asked."""
    return escape(formats.date_format(on))


def inside(entered: "Entered", *, whole: bool = False) -> SafeString:
    """What a note says as it reads now, as it was first signed where that differs, and what was added.

    `whole` names the entry and the way of signing of each part, as paper must, on which nothing can be followed.
    """
    parts = []
    if entered.is_in_error:
        told = escape(_("Entered in error. It stays readable and counts for nothing."))
        parts.append(f'<p class="notice bad">{told}</p>')
    parts += [f'<p class="notice bad">{escape(each.told)}</p>' for each in entered.alarms]
    parts.append(f'<div class="body">{entered.body}</div>')
    if entered.original:
        told = escape(_("As first signed"))
        said = f'<summary>{told}</summary><div class="body">{entered.original}</div>'
        parts.append(f'<details class="more">{said}</details>')
    if whole:
        parts.append(f'<p class="meta">{_entry(entered.note)}</p>')
    return mark_safe("".join([*parts, *_added(entered.amendments, whole=whole)]))


def papers(documents: "Iterable[NoteDocument]") -> SafeString:
    """The files that were signed with a note as paper lists them, each with its whole digest."""
    told = "".join(
        f"<li><b><bdi>{escape(each.title)}</bdi></b> · {escape(each.kind_title)} · {escape(each.medium)}, "
        f"{escape(filesizeformat(each.size))} · <code>SHA-256 {each.sha256}</code></li>"
        for each in documents
    )
    title = escape(_("Documents"))
    return mark_safe(f'<h3>{title}</h3><ul class="block papers">{told}</ul>' if told else "")


def printed_by(name: str) -> str:
    """When and by whom something is printed, on the reader's own clock."""
    now = timezone.localtime(clock.now())
    told = {"at": f"{formats.date_format(now, 'DATETIME_FORMAT')} {now.tzname()}", "name": name}
    return _("Printed on %(at)s by %(name)s") % told


def facts(entered: "Entered") -> SafeString:
    """When, how, where, by whom and how late: the head of a note as a list of terms."""
    note = entered.note
    terms = [
        (_("Date"), _when(note)),
        (_("How"), escape(note.how_title)),
        (_("Place of service"), escape(note.place_title)),
        (_("Service"), escape(shown(note.service, "service"))),
        (_("Modality"), escape(shown(note.modality, "service"))),
        (_("Group"), escape(note.in_group)),
        (_("Travel"), escape(note.travel)),
        (_("Author"), escape(shown(note.author_name, "import"))),
        (
            _("Source"),
            escape(_("Imported from %(name)s; not signed here.") % {"name": note.source}) if note.source else "",
        ),
        (_("Written"), _written(note)),
        (_("Approved before signing"), _reviewed(note)),
        (_("Signed and locked"), _signed(note)),
        (_("Co-signature"), _cosignature(entered) if entered.stands else ""),
    ]
    told = "".join(f"<dt>{escape(term)}</dt><dd>{said}</dd>" for term, said in terms if said)
    return mark_safe(f'<dl class="facts">{told}</dl>')


def _when(note: "Note") -> str:
    if note.occurred_on is None:
        return escape(_("not stated in source"))
    clocks = "–".join(clock for clock in (note.local_starts, note.local_ends) if clock)
    day = ", ".join(filter(None, (formats.date_format(note.occurred_on), clocks)))
    minutes = f" ({note.length})" if note.length else ""
    return f'{escape(day + minutes)} <span class="meta">{escape(note.zone)}</span>'


def _written(note: "Note") -> str:
    late = _badge(_("late")) if note.is_late else ""
    return escape(_days_after(note.days_after)) + late if note.days_after and not note.source else late


def _signed(note: "Note") -> str:
    """When and in which way; nothing for what is not signed yet, or was signed elsewhere."""
    if note.recorded_at is None or note.source:
        return ""
    local = timezone.localtime(note.recorded_at)
    at = f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return ", ".join(filter(None, (escape(at), _way(note))))


def _way(note: "Note") -> str:
    ways = {
        "passkey": _("with a passkey"),
        "password": _("with the password"),
        "demonstration": _("by the demonstration, by nobody in person"),
    }
    return escape(ways.get(note.signing, ""))


def _reviewed(note: "Note") -> str:
    return escape(", ".join((note.reviewed_by, _moment(note.reviewed_at)))) if note.reviewed_at else ""


def _cosignature(entered: "Entered") -> str:
    if entered.stands == cosigning.COSIGNED:
        return escape(entered.cosigned_by)
    if entered.stands == cosigning.RETURNED:
        return _badge(_("returned to its author"))
    levels, due = entered.note.cosignature_levels, entered.note.cosignature_due_on
    told = [
        _("chosen as a sample") if entered.note.is_sample else "",
        _("by staff of level %(levels)s") % {"levels": shown(levels, "policy")} if levels else "",
        _("due %(day)s") % {"day": formats.date_format(due)} if due else "",
    ]
    return _badge(_("waiting for co-signature")) + " " + escape(", ".join(filter(None, told)))


def _days_after(days: int) -> str:
    return ngettext("%(days)s day after", "%(days)s days after", days) % {"days": days}


def _badge(text: str) -> str:
    return f' <span class="badge warn">{escape(text)}</span>'


def _badges(entered: "Entered") -> str:
    note, badges = entered.note, []
    if note.is_late and note.days_after is not None:
        badges.append(_("written %(days_after)s") % {"days_after": _days_after(note.days_after)})
    if entered.stands == cosigning.WAITING:
        badges.append(_("waiting for co-signature"))
    if entered.stands == cosigning.RETURNED:
        badges.append(_("returned to its author"))
    return "".join(map(_badge, badges))


def _entry(note: "Note") -> str:
    return escape(_("Entry %(id)s") % {"id": note.pk})


def _added(amendments: "Iterable[Entered]", *, whole: bool) -> Iterable[str]:
    for each in amendments:
        note = each.note
        author, reason = shown(note.author_name, "import"), shown(each.reason, "import")
        head = f'{escape(capfirst(note.get_amendment_display()))} <span class="meta">{escape(author)}, '
        why = f'<p class="words" dir="auto">{escape(reason)}</p>' if reason else ""
        locked = f'<p class="meta">{" · ".join(filter(None, (_way(note), _entry(note))))}</p>' if whole else ""
        yield (
            f'<section class="added"><h3>{head}{escape(_moment(note.recorded_at))}</span></h3>{why}'
            f'<div class="body">{each.body}</div>{locked}</section>'
        )


def _moment(at: datetime) -> str:
    """A moment on the reader's own clock."""
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
