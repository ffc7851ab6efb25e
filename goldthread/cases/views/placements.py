"""Where a client lives and lived: read by whoever sees the client, put on file and mended by who serves them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from goldthread.cases import actions, placed, queries, rules
from goldthread.cases.actions import NewPlacement
from goldthread.cases.forms import EndPlacementForm, PlaceForm, PlacementForm, StrikeForm
from goldthread.cases.models import Client, Placement
from goldthread.cases.views.doors import client_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of


@require_GET
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Every placement, the newest first, with the days spent in each."""
    client, staff = client_of(request, client_id), staff_of(request)
    known = queries.known_of(staff, client.pk)
    ledger.look_at_each(known.same, by=actor_of(request), action="read", page="placements", object=client.pk)
    stays = placed.stays_of(known)
    context = {
        "client": client,
        "name": queries.names_for(staff, [client.pk]).get(client.pk, ""),
        "left": known.left,
        "stays": stays,
        "overlaps": placed.overlaps(stays),
        "mistakes": [] if known.left else placed.mistakes_of(known.same),
        "may_change": not known.left and rules.may(staff.roles, "change_case"),
    }
    return page(request, "cases/placements.html", context)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A further placement."""
    client = _served(request, client_id)
    today = clock.today(staff_of(request).zone)
    former = placed.open_on(client.pk, today)
    form = PlaceForm(typed(request), initial={"from_on": today}, people=_people(request, client), in_force=bool(former))
    sheet = Sheet(
        title=_("A placement of %(name)s") % {"name": _name(request, client)},
        beneath=" ".join(map(_told, former)),
        button=_("Put on file"),
        back=_back(client),
    )

    def act() -> str:
        new, ends_former = form.new(), form.cleaned_data.get("ends_former", False)
        goes_on = ends_former and placed.in_force_before(client.pk, new.from_on)
        actions.place(client=client, new=new, ends_former=ends_former, by=actor_of(request))
        if new.to_on is None or not goes_on:
            return _("The placement is on file.")
        day = formats.date_format(rules.day_after(new.to_on))
        return _("The placement is on file. The one before it goes on from %(day)s.") % {"day": day}

    look(request, "cases:place", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, client_id: UUID, placement_id: UUID) -> HttpResponse:
    """A client lives there no longer."""
    client = _served(request, client_id)
    placement = _placement(request, client, placement_id)
    if placement.true_to_on and request.method != "POST":
        raise Http404
    form = EndPlacementForm(typed(request), initial={"to_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=_("%(name)s lives there no longer") % {"name": _name(request, client)},
        beneath=_told(placement),
        button=_("End the placement"),
        back=_back(client),
        action=reverse("cases:end_placement", args=[client.pk, placement.pk]),
    )

    def act() -> str:
        _refuse_stale(placement, placement_id, has_changed=placement.true_to_on is not None)
        actions.end_placement(placement=placement, **form.cleaned_data, by=actor_of(request))
        return _("The placement has an end now.")

    look(request, "cases:end_placement", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, client_id: UUID, placement_id: UUID) -> HttpResponse:
    """A placement that was recorded wrongly."""
    client = _served(request, client_id)
    held = _placement(request, client, placement_id)
    initial = {name: getattr(held, name, None) for name in NewPlacement.__dataclass_fields__}
    people = _people(request, client, held)
    # What the person is called is not typed beside them: it would stand beside whoever is chosen instead.
    if held.with_whom == dict(people).get(str(held.person)):
        initial["with_whom"] = ""
    initial |= {"from_on": held.true_from_on, "to_on": held.true_to_on, "person": str(held.person or "")}
    form = PlacementForm(typed(request), initial=initial, people=people)
    sheet = Sheet(
        title=_("Mend a placement of %(name)s") % {"name": _name(request, client)},
        beneath=_told(held),
        button=_("Save"),
        back=_back(client),
        action=reverse("cases:mend_placement", args=[client.pk, held.pk]),
        notice=_("For what was recorded wrongly. When they moved, end the placement or put the next one on file."),
    )

    def act() -> str:
        _refuse_stale(held, placement_id)
        actions.mend_placement(placement=held, new=form.new(), by=actor_of(request))
        return _("The placement is mended.")

    look(request, "cases:mend_placement", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, client_id: UUID, placement_id: UUID) -> HttpResponse:
    """A placement that never was."""
    client = _served(request, client_id)
    placement = _placement(request, client, placement_id)
    form = StrikeForm(typed(request))
    sheet = Sheet(
        title=_("%(name)s never lived there") % {"name": _name(request, client)},
        beneath=_told(placement),
        button=_("Take it out"),
        back=_back(client),
        action=reverse("cases:strike_placement", args=[client.pk, placement.pk]),
    )

    def act() -> str:
        _refuse_stale(placement, placement_id)
        actions.strike_placement(placement=placement, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("The placement is taken out, as entered by mistake.")

    look(request, "cases:strike_placement", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _served(request: HttpRequest, client_id: UUID) -> Client:
    """A client whom the asker serves today and may change; of who left nothing is changed."""
    client = client_of(request, client_id, to="change_case")
    if queries.left_on(staff_of(request), [client.pk, *queries.same_person(client.pk)]):
        raise Http404
    return client


def _placement(request: HttpRequest, client: Client, placement_id: UUID) -> Placement:
    """The placement as it is on file now; of a mistake there is no page, but what was typed about it meanwhile is not lost."""
    placement = placed.placement_of(client.pk, placement_id)
    if placement is None or (placement.in_error and request.method != "POST"):
        raise Http404
    return placement


def _refuse_stale(held: Placement, seen: UUID, *, has_changed: bool = False) -> None:
    """Refuse what was typed about a row that another has followed; sent again, it goes to that one."""
    if held.in_error:
        raise Refused(_("Somebody took this placement out meanwhile, as entered by mistake."))
    if held.pk != seen or has_changed:
        raise Refused(_("Somebody changed this placement meanwhile. Look at what is on file now, then send it again."))


def _people(request: HttpRequest, client: Client, held: Placement | None = None) -> list[tuple[str, str]]:
    today = clock.today(staff_of(request).zone)
    around = queries.people_around(client.pk, today, *(queries.same_person(client.pk) - {client.pk}))
    known = {str(each.person.identity): each.person.name for each in around}
    if held and held.person:
        known.setdefault(str(held.person), held.with_whom)
    return list(known.items())


def _name(request: HttpRequest, client: Client) -> str:
    return queries.names_for(staff_of(request), [client.pk]).get(client.pk, "")


def _told(placement: Placement) -> str:
    told = {"where": placement.in_words, "day": formats.date_format(placement.true_from_on)}
    return _("On file since %(day)s: %(where)s.") % told


def _back(client: Client) -> str:
    return reverse("cases:placements", args=[client.pk])
