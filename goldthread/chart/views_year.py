"""The year of a client as a picture with a table behind it; it only reads."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.chart import picture
from goldthread.chart import year as years
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of

FIRST, LAST = 1801, 2998


def year(request: HttpRequest, client_id: UUID, year: int) -> HttpResponse:
    """Contacts, attempts, gaps and events of one year: a page, or for the case file the part that it opens."""
    staff = staff_of(request)
    client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    if not FIRST <= year <= LAST:
        raise Http404
    same = cases.known_of(staff, client.pk).same
    ledger.look_at_each(same, by=actor_of(request), action="read", page="year", object=client.pk)
    today = clock.today(staff.zone)
    found, held = years.year_of(staff, same, year), years.years_of(staff, same)
    context = {
        "client": client,
        "detail": cases.detail_for(staff, client.pk),
        "year": found,
        "before": year - 1 if year > held[0] else None,
        "after": year + 1 if year < today.year else None,
        "years": held,
        "picture": picture.picture(found, label=_label(found)),
        "ways": [(picture.sign(way), years.WAYS[way], count) for way, count in found.totals],
        "signs": [(picture.sign(kind), title) for kind, (title, _sign) in years.EVENTS.items()],
        "gap_sign": picture.sign("gap"),
    }
    if not request.headers.get("HX-Request"):
        return page(request, "chart/year.html", context)
    # The link that was followed keeps the focus; at an end there is none, and the heading has it.
    followed = {"year-before": context["before"], "year-after": context["after"]}
    context["is_end"] = followed.get(request.headers.get("HX-Trigger", ""), True) is None
    return page(request, "chart/_year.html", context)


def _label(found: years.Year) -> str:
    """What the picture shows, in words."""
    told = [f"{years.WAYS[way]} {count}" for way, count in found.totals if count]
    if found.gap:
        first, last = (formats.date_format(day) for day in (found.gap.first, found.gap.last))
        words = _("longest without contact %(n)s days, %(first)s to %(last)s")
        told.append(words % {"n": found.gap.days, "first": first, "last": last})
    return ", ".join([str(found.number), *told, _("everything in the table below")])
