"""The rules by which notes are judged, each with its source: the list, a further row, and packs of them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.page.forms import FileForm
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people import rules
from goldthread.people.forms import LastDayForm
from goldthread.people.forms_policies import DemandForm, PolicyForm
from goldthread.people.queries import actor_of
from goldthread.people.views_agency import who_may
from goldthread.policies import actions as policies
from goldthread.policies.models import Policy
from goldthread.policies.queries import SUBJECTS, standing_rows

ask = require_http_methods(["GET", "POST"])


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    """Every rule in force, with its source."""
    asker = who_may(request, "see_policies")
    context = {
        "rows": standing_rows(),
        "today": clock.today(asker.zone),
        "may_manage": rules.may(asker.roles, "manage_policies"),
    }
    return page(request, "people/policies.html", context)


@ask
def add_policy(request: HttpRequest, subject: str = "notes") -> HttpResponse:
    """A further row, about one subject."""
    asker = who_may(request, "manage_policies")
    if subject not in SUBJECTS:
        raise Http404
    asked = PolicyForm if subject == "notes" else DemandForm
    form = asked(typed(request), subject=subject, initial={"true_from_on": clock.today(asker.zone)})
    sheet = Sheet(
        title=_("A rule"),
        beneath=_("Say where it applies, from when, and who says so. Of several that fit, the most specific holds."),
        button=_("Put in force"),
        back=reverse("people:policies"),
        before="people/_subjects.html",
        more={"subjects": [(key, title) for key, (title, _columns) in SUBJECTS.items()], "subject": subject},
    )

    def act() -> str:
        policies.add(values=form.values(), by=actor_of(request))
        return _("The rule is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def load_policies(request: HttpRequest) -> HttpResponse:
    """A pack of rows from a file."""
    who_may(request, "manage_policies")
    form = FileForm(typed(request), request.FILES or None)
    sheet = Sheet(
        title=_("Load a pack of rules"),
        beneath=_(
            "A JSON file: rules with the columns that the manual names, and days off. All of them come in, or none."
        ),
        button=_("Load"),
        back=reverse("people:policies"),
        after="people/_packs.html",
        more={"packs": policies.shipped()},
    )

    def act() -> str:
        name, document = form.document()
        return _came_in(policies.load_pack(name=name, document=document, by=actor_of(request)))

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def end_policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """A row ends."""
    asker = who_may(request, "manage_policies")
    row = get_object_or_404(Policy.objects.current(), pk=policy_id)
    form = LastDayForm(typed(request), initial={"to_on": clock.today(asker.zone)})
    sheet = Sheet(
        title=_("A rule ends"),
        beneath=shown(row.source_citation, "policy"),
        button=_("End the rule"),
        back=reverse("people:policies"),
    )

    def act() -> str:
        policies.end(row=row, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("The rule holds until that day.")

    return answer(request, form, sheet, act, then=ledger.sequence)


def _came_in(pack: policies.Pack) -> str:
    """What of a pack came in, and what was there already."""
    counts = (len(pack.policies), len(pack.holidays), pack.known)
    said = [ngettext("%(count)s rule came in.", "%(count)s rules came in.", counts[0]) % {"count": counts[0]}]
    if counts[1]:
        said.append(
            ngettext("%(count)s day off came in.", "%(count)s days off came in.", counts[1]) % {"count": counts[1]}
        )
    if counts[2]:
        already = ngettext("%(count)s was on file already.", "%(count)s were on file already.", counts[2])
        said.append(already % {"count": counts[2]})
    return " ".join(said)


@require_safe
def pack(request: HttpRequest, key: str) -> HttpResponse:
    """The file of a shipped pack, to be changed and loaded."""
    who_may(request, "see_policies")
    document = policies.document_of(key)
    if document is None:
        raise Http404
    answered = HttpResponse(document, content_type="application/json")
    answered["Content-Disposition"] = f'attachment; filename="{key}.json"'
    return answered
