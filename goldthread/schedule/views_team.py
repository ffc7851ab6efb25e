"""A worker leaves: the whole caseload is handed over on one page."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from goldthread.cases.models import Case
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.fields import Choice, Day
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of
from goldthread.schedule import departing


class HandOverForm(forms.Form):
    """The last day, who takes everything, and who takes one case instead; shape only."""

    last_on = Day(label=gettext_lazy("Last day"))
    everything = Choice(
        label=gettext_lazy("Who takes over"),
        required=False,
        help_text=gettext_lazy("All cases below, unless another is chosen for one."),
    )

    def __init__(self, *args: Any, loads: list[departing.Load], colleagues: list[Staff], **options: Any) -> None:
        super().__init__(*args, **options)
        self.loads, self.colleagues = loads, {str(each.pk): each for each in colleagues}
        choices = [("", ""), *((key, each.name) for key, each in self.colleagues.items())]
        self.fields["everything"].choices = choices  # type: ignore[attr-defined]
        for load in loads:
            self.fields[self.name_of(load.case)] = Choice(
                label=load.case.name,
                required=False,
                choices=[*choices, ("stays", _("Nobody: it stays with the team it has"))],
                help_text=_told(load),
            )

    @staticmethod
    def name_of(case: Case) -> str:
        """The name of the field of a case."""
        return f"case-{case.pk}"

    def chosen(self) -> dict[UUID, Staff]:
        """Who takes which case."""
        found = {}
        for load in self.loads:
            key = self.cleaned_data[self.name_of(load.case)] or self.cleaned_data["everything"]
            if key in self.colleagues:
                found[load.case.pk] = self.colleagues[key]
        return found


def _told(load: departing.Load) -> str:
    roles = ", ".join(dict.fromkeys(member.role for member in load.members))
    if not load.visits:
        return roles
    planned = ngettext("%(n)s planned visit goes along", "%(n)s planned visits go along", len(load.visits))
    return f"{roles} · {planned % {'n': len(load.visits)}}"


@require_http_methods(["GET", "POST"])
def leaves(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Everything that a worker holds, and who takes it over."""
    staff = request.user
    worker: Staff = get_object_or_404(Staff, pk=staff_id)
    if not isinstance(staff, Staff) or not departing.may_hand_over(staff, worker):
        raise Http404
    today = clock.today(staff.zone)
    loads = departing.caseload_of(staff, worker, today)
    colleagues = departing.colleagues_of(worker, today)
    form = HandOverForm(typed(request), initial={"last_on": today}, loads=loads, colleagues=colleagues)
    title = _("%(name)s leaves") % {"name": worker.name}
    notice = _(
        "Colleagues join these cases today, and %(name)s leaves them on the last day. Notes that are signed stay as they "
        "are; drafts stay with %(name)s, who alone can sign them. An administrator closes the log-in."
    ) % {"name": worker.name}
    if not loads:
        notice = _("%(name)s is on no care team that you see.") % {"name": worker.name}
    sheet = Sheet(title=title, button=_("Hand over"), back=reverse("chart:team"), notice=notice)

    def act() -> str:
        done = departing.hand_over(
            worker=worker, to=form.chosen(), last_on=form.cleaned_data["last_on"], actor=staff, by=actor_of(request)
        )
        return ngettext("%(n)s case is handed over.", "%(n)s cases are handed over.", done) % {"n": done}

    ledger.look(by=actor_of(request), action="read", page="caseload", object=worker.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)
