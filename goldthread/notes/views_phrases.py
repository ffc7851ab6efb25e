"""Phrases that save typing: one's own and the agency's, listed, added, changed and removed; and as the editor asks for them."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldthread.ledger import actions as ledger
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, phrasing
from goldthread.notes.models import AgencyPhrase, Phrase
from goldthread.page.fields import Words
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.people.rules import may

Keep = Callable[[str, str], None]


class PhraseForm(forms.Form):
    """A short word and what it stands for."""

    short = Words(
        label=gettext_lazy("Short word"),
        max_length=phrasing.LONGEST_SHORT,
        help_text=gettext_lazy("In a note you write a semicolon and this word, then Space: ;hv"),
    )
    text = Words(
        label=gettext_lazy("Words"),
        lines=5,
        help_text=gettext_lazy("Three low lines, ___, are a blank that you fill in; F2 goes to the next one."),
    )


def _writer(request: HttpRequest) -> Staff:
    staff = staff_of(request)
    if not may(staff.roles, "write_notes") and not may(staff.roles, "manage_note_types"):
        raise Http404
    return staff


def _administrator(request: HttpRequest) -> None:
    if not may(staff_of(request).roles, "manage_note_types"):
        raise Http404
    ledger.look(by=actor_of(request), action="view", page="notes:phrases")


@require_safe
def phrases(request: HttpRequest) -> HttpResponse:
    """One's own phrases, and the agency's, which administrators change here."""
    staff = _writer(request)
    context = {
        "own": Phrase.objects.visible_to(staff).order_by("short"),
        "agency": sorted(AgencyPhrase.objects.standing(is_offered=True), key=lambda each: each.short),
        "may_write": may(staff.roles, "write_notes"),
        "may_manage": may(staff.roles, "manage_note_types"),
    }
    return page(request, "notes/phrases.html", context)


@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """The phrases as the editor's script asks for them; of one short word, one's own comes first."""
    staff = _writer(request)
    own = list(Phrase.objects.visible_to(staff).order_by("short"))
    agency = sorted(AgencyPhrase.objects.standing(is_offered=True), key=lambda each: each.short)
    told = [{"short": each.short, "text": each.text, "own": isinstance(each, Phrase)} for each in [*own, *agency]]
    return JsonResponse({"phrases": told})


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, phrase_id: UUID | None = None) -> HttpResponse:
    """Add a phrase of one's own, or change one."""
    staff = staff_of(request)
    if not may(staff.roles, "write_notes"):
        raise Http404
    held = get_object_or_404(Phrase.objects.visible_to(staff), pk=phrase_id) if phrase_id else None

    def act(short: str, text: str) -> None:
        actions.keep_phrase(phrase_id=phrase_id, short=short, text=text, by=actor_of(request))

    return _sheet(request, held, act, _("Only you see and use it."))


@require_http_methods(["GET", "POST"])
def keep_for_agency(request: HttpRequest, agency_phrase_id: UUID | None = None) -> HttpResponse:
    """Add a phrase of the agency's, or change one."""
    _administrator(request)
    held = _of_agency(agency_phrase_id) if agency_phrase_id else None

    def act(short: str, text: str) -> None:
        actions.offer_phrase(former=held, short=short, text=text, by=actor_of(request))

    return _sheet(request, held, act, _("Everybody who writes is offered it."))


def _sheet(request: HttpRequest, held: Phrase | AgencyPhrase | None, act: Keep, beneath: str) -> HttpResponse:
    initial = {"short": held.short, "text": held.text} if held else None
    form = PhraseForm(typed(request), initial=initial)
    sheet = Sheet(
        title=_("Change a phrase") if held else _("Add a phrase"),
        beneath=beneath,
        button=_("Save"),
        back=reverse("notes:phrases"),
    )

    def do() -> str:
        act(form.cleaned_data["short"], form.cleaned_data["text"])
        return _("The phrase is kept.")

    return answer(request, form, sheet, do, then=ledger.sequence)


@require_POST
def drop(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """Forget a phrase of one's own."""
    held = get_object_or_404(Phrase.objects.visible_to(staff_of(request)), pk=phrase_id)
    actions.drop_phrase(phrase=held, by=actor_of(request))
    messages.success(request, _("The phrase is removed. Notes in which it stands keep their words."))
    return HttpResponseRedirect(reverse("notes:phrases"))


@require_POST
def withdraw(request: HttpRequest, agency_phrase_id: UUID) -> HttpResponse:
    """Offer a phrase of the agency's no longer."""
    _administrator(request)
    try:
        actions.withdraw_phrase(phrase=_of_agency(agency_phrase_id), by=actor_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence, extra_tags="bad")
    else:
        ledger.sequence()
        messages.success(request, _("The phrase is removed. Notes in which it stands keep their words."))
    return HttpResponseRedirect(reverse("notes:phrases"))


def _of_agency(agency_phrase_id: UUID) -> AgencyPhrase:
    offered_now = AgencyPhrase.objects.current().filter(is_offered=True)
    found: AgencyPhrase = get_object_or_404(offered_now, pk=agency_phrase_id)
    return found
