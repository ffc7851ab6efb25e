"""The staff: who works here, what they may do, and from when to when; for administrators."""

from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people import actions, forms, queries, rules
from goldthread.people.models import Credential, RoleHeld, Staff, Supervision
from goldthread.people.queries import actor_of

ask = require_http_methods(["GET", "POST"])


def administrator(request: HttpRequest) -> Staff:
    """Who is signed in and may manage the staff; for anybody else the page is not there."""
    asker = request.user
    if not isinstance(asker, Staff) or not rules.may(asker.roles, "manage_staff"):
        raise Http404
    return asker


def _member(request: HttpRequest, staff_id: UUID) -> Staff:
    administrator(request)
    return get_object_or_404(Staff, pk=staff_id)


def _look(request: HttpRequest, shown: str, about: UUID | None = None) -> None:
    ledger.look(by=actor_of(request), action="view", page=f"people:{shown}", object=about)


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """The list of all."""
    asker = administrator(request)
    _look(request, "staff")
    return page(request, "people/staff.html", {"members": queries.roster(clock.today(asker.zone))})


@ask
def new(request: HttpRequest) -> HttpResponse:
    """Somebody starts here."""
    asker = administrator(request)
    form = forms.NewStaffForm(typed(request), initial={"from_on": clock.today(asker.zone), "zone": asker.zone})
    sheet = Sheet(
        title=_("Somebody new"),
        beneath=_("They sign in with this name and password, and set up their second factor at once."),
        button=_("Add to the staff"),
        back=reverse("people:staff"),
    )

    def act() -> str:
        actions.add_staff(new=form.new(), password=form.cleaned_data["password"], by=actor_of(request))
        return _("%(name)s can sign in now.") % {"name": form.cleaned_data["name"]}

    return answer(request, form, sheet, act, then=ledger.sequence)


@require_safe
def member(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """What is on file about one of them."""
    shown = _member(request, staff_id)
    _look(request, "member", shown.pk)
    return page(
        request,
        "people/member.html",
        {"member": shown, "on_file": queries.on_file(shown), "has_passkey": queries.passkeys_of(shown)},
    )


def _asked(
    request: HttpRequest, about: Staff, form: Form, words: tuple[str, str], act: Callable[[], str], notice: str = ""
) -> HttpResponse:
    """One sheet about somebody; `words` are its title and its button."""
    title, button = words
    back = reverse("people:member", args=[about.pk])
    _look(request, "change", about.pk)
    return answer(request, form, Sheet(title=title, button=button, back=back, notice=notice), act, then=ledger.sequence)


@ask
def name(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Another name, or another time zone."""
    about = _member(request, staff_id)
    form = forms.NameForm(typed(request), initial={"name": about.name, "zone": about.zone})

    def act() -> str:
        asked = form.cleaned_data
        actions.change_staff(staff=about, name=asked["name"], zone=asked["zone"], by=actor_of(request))
        return _("It holds from today.")

    notice = _("What was signed before keeps the name that it was signed with.")
    title = _("Name and time zone of %(name)s") % {"name": about.name}
    return _asked(request, about, form, (title, _("Change")), act, notice)


@ask
def give_role(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A further role."""
    about = _member(request, staff_id)
    form = forms.RoleForm(typed(request), initial={"from_on": clock.today(about.zone)})

    def act() -> str:
        asked = form.cleaned_data
        actions.give_role(staff=about, role=asked["role"], from_on=asked["from_on"], by=actor_of(request))
        return _("The role is given.")

    return _asked(request, about, form, (_("A role for %(name)s") % {"name": about.name}, _("Give the role")), act)


@ask
def end_role(request: HttpRequest, staff_id: UUID, held_id: UUID) -> HttpResponse:
    """A role ends."""
    about = _member(request, staff_id)
    held = get_object_or_404(RoleHeld.objects.current(), pk=held_id, staff=about)
    form = _last_day(request, about)

    def act() -> str:
        actions.end_role(held=held, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("The role ends on that day.")

    words = {"role": held.get_role_display(), "name": about.name}
    return _asked(request, about, form, (_("%(name)s is no longer %(role)s") % words, _("End the role")), act)


@ask
def add_credential(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A licence, degree or level."""
    about = _member(request, staff_id)
    form = forms.CredentialForm(typed(request), initial={"from_on": clock.today(about.zone)})

    def act() -> str:
        actions.add_credential(staff=about, new=form.new(), by=actor_of(request))
        return _("The credential is on file.")

    title = _("A credential of %(name)s") % {"name": about.name}
    return _asked(request, about, form, (title, _("Put on file")), act)


@ask
def end_credential(request: HttpRequest, staff_id: UUID, credential_id: UUID) -> HttpResponse:
    """A credential ends."""
    about = _member(request, staff_id)
    held = get_object_or_404(Credential.objects.current(), pk=credential_id, staff=about)
    form = _last_day(request, about)

    def act() -> str:
        actions.end_credential(held=held, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("The credential ends on that day.")

    words = {"title": held.title, "name": about.name}
    return _asked(request, about, form, (_("%(title)s of %(name)s ends") % words, _("End the credential")), act)


@ask
def supervise(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Somebody supervises this person."""
    about = _member(request, staff_id)
    others = {str(each.pk): each for each in queries.find_staff("") if each != about}
    choices = [(key, each.name) for key, each in others.items()]
    form = forms.SupervisorForm(typed(request), initial={"from_on": clock.today(about.zone)}, staff=choices)

    def act() -> str:
        supervisor = others[form.cleaned_data["supervisor"]]
        from_on = form.cleaned_data["from_on"]
        actions.supervise(supervisor=supervisor, supervisee=about, from_on=from_on, by=actor_of(request))
        return _("%(name)s supervises from that day.") % {"name": supervisor.name}

    notice = _("Who supervises sees the clients of those below.")
    title = _("Who supervises %(name)s") % {"name": about.name}
    return _asked(request, about, form, (title, _("Put on file")), act, notice)


@ask
def end_supervision(request: HttpRequest, staff_id: UUID, link_id: UUID) -> HttpResponse:
    """A supervision ends."""
    about = _member(request, staff_id)
    link = get_object_or_404(Supervision.objects.current(), pk=link_id, supervisee=about)
    form = _last_day(request, about)

    def act() -> str:
        actions.end_supervision(link=link, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("The supervision ends on that day.")

    title = _("%(name)s no longer supervises") % {"name": link.supervisor.name}
    return _asked(request, about, form, (title, _("End the supervision")), act)


@ask
def password(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A new password for who forgot theirs."""
    about = _member(request, staff_id)
    form = forms.PasswordForm(typed(request))

    def act() -> str:
        actions.set_password(staff=about, password=form.cleaned_data["password"], by=actor_of(request))
        return _("The new password holds. Tell it in person, not by e-mail.")

    title = _("A new password for %(name)s") % {"name": about.name}
    return _asked(request, about, form, (title, _("Give this password")), act)


@ask
def second_factor(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A lost phone."""
    about = _member(request, staff_id)

    def act() -> str:
        actions.forget_second_factor(staff=about, by=actor_of(request))
        return _("The next sign-in sets up a new authenticator app.")

    notice = _(
        "Make sure that it is really them. Codes, passkeys and open sessions count no more; after the password they set up a new app."
    )
    title = _("A new second factor for %(name)s") % {"name": about.name}
    return _asked(request, about, forms.Sure(typed(request)), (title, _("Forget the old one")), act, notice)


@ask
def deactivate(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Somebody leaves."""
    about = _member(request, staff_id)

    def act() -> str:
        actions.deactivate(staff=about, by=actor_of(request))
        return _("%(name)s can no longer sign in.") % {"name": about.name}

    notice = _("They are signed out at once and cannot sign in. What they wrote stays in the record, under their name.")
    title = _("%(name)s leaves") % {"name": about.name}
    return _asked(request, about, forms.Sure(typed(request)), (title, _("Close their log-in")), act, notice)


@ask
def reactivate(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Somebody comes back."""
    about = _member(request, staff_id)

    def act() -> str:
        actions.reactivate(staff=about, by=actor_of(request))
        return _("%(name)s can sign in again.") % {"name": about.name}

    title = _("%(name)s comes back") % {"name": about.name}
    return _asked(request, about, forms.Sure(typed(request)), (title, _("Open their log-in")), act)


def _last_day(request: HttpRequest, about: Staff) -> forms.LastDayForm:
    return forms.LastDayForm(typed(request), initial={"to_on": clock.today(about.zone)})
