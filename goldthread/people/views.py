"""Signing in and out, the second factor, passkeys, and one's account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from goldthread.lib import documents
from goldthread.lib.actor import NOBODY, Actor
from goldthread.lib.encoding import b64url, from_b64url
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.page.forms import refuse
from goldthread.page.render import page
from goldthread.people import actions, passkeys, queries, signing_in, totp
from goldthread.people.forms import ChangePassword, Code, SignIn
from goldthread.people.models import Staff
from goldthread.people.queries import staff_of


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """That the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


def sign_in(request: HttpRequest) -> HttpResponse:
    """Log-in name and password."""
    after = request.GET.get("next", "/")
    form = SignIn(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "next": after, "has_ended": "ended" in request.GET}
        return page(request, "people/sign_in.html", context, status)
    login, password = form.cleaned_data["login"], form.cleaned_data["password"]
    staff = Staff.objects.filter(login=login, is_active=True).first() or Staff(login=login)
    try:
        familiar = signing_in.is_familiar(request, staff)
        actions.check_password(staff=staff, password=password, by=nobody(request), is_familiar=familiar)
    except Refused as refused:
        signing_in.told(request, "refused")
        form.add_error(None, refused.sentence if isinstance(refused, actions.LockedOut) else _wrong())
        return page(request, "people/sign_in.html", {"form": form, "next": after}, 422)
    if signing_in.needs_code(request, staff):
        signing_in.remember(request, staff, after)
        return HttpResponseRedirect("/sign-in/code/" if staff.totp_secret else "/sign-in/set-up/")
    return signing_in.enter(request, staff, after)


def _wrong() -> str:
    return _("Log-in name or password is wrong. Try again, or ask your administrator for a new password.")


def nobody(request: HttpRequest) -> Actor:
    """Who acts before anybody has signed in."""
    return Actor(staff_id=None, name=NOBODY, address=str(request.META.get("REMOTE_ADDR", "")))


def code(request: HttpRequest) -> HttpResponse:
    """The second factor: a code of the authenticator app."""
    staff, after = signing_in.half_signed_in(request)
    if staff is None or not staff.totp_secret:
        return HttpResponseRedirect("/sign-in/")
    form = Code(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _count_codes(request)
            actions.check_totp(staff=staff, code=form.cleaned_data["code"], by=nobody(request))
        except Refused as refused:
            signing_in.told(request, "wrong code", staff)
            refuse(form, refused)
        else:
            return signing_in.enter(request, staff, after, new_device=True)
    return page(request, "people/code.html", {"form": form}, 422 if request.method == "POST" else 200)


def _count_codes(request: HttpRequest) -> None:
    """Five codes a password: then the password again, where the lock-out counts."""
    tried = request.session.get("codes", 0) + 1
    request.session["codes"] = tried
    if tried > 5:
        request.session.flush()
        raise Refused(_("Too many codes. Sign in with your password again."), field="code")


def set_up(request: HttpRequest) -> HttpResponse:
    """The first second factor: an authenticator app is set up right after the first password."""
    staff, after = signing_in.half_signed_in(request)
    if staff is None or staff.totp_secret:
        return HttpResponseRedirect("/sign-in/")
    secret = from_b64url(request.session.setdefault("totp", b64url(totp.new_secret())))
    form = Code(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_totp(staff=staff, secret=secret, code=form.cleaned_data["code"], by=nobody(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return signing_in.enter(request, staff, after, new_device=True)
    context = {"form": form, "picture": totp.picture(secret, staff.login), "secret": totp.spelled(secret)}
    return page(request, "people/set_up.html", context, 422 if request.method == "POST" else 200)


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks a passkey for at sign-in; nobody is named."""
    options, state = passkeys.request(None, [])
    request.session["passkey"] = state
    return JsonResponse(options)


@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by passkey: possession and the person's own verification, so no code is asked."""
    try:
        state = request.session.pop("passkey", None) or {}
        staff = actions.sign_in_by_passkey(state=state, answer=json_of(request), by=nobody(request))
    except Refused as refused:
        signing_in.told(request, "refused")
        return JsonResponse({"sentence": refused.sentence}, status=422)
    signing_in.open_session(request, staff)
    return JsonResponse({"go": "/"})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; drafts are kept."""
    signing_in.told(request, "signed out", request.user if isinstance(request.user, Staff) else None)
    logout(request)
    return HttpResponseRedirect("/sign-in/")


def account(request: HttpRequest) -> HttpResponse:
    """One's own account: password and passkeys."""
    form = ChangePassword(request.POST if request.method == "POST" else None)
    staff = staff_of(request)
    if request.method == "POST" and form.is_valid():
        by = queries.actor_of(request)
        try:
            actions.change_password(staff=staff, old=form.cleaned_data["old"], new=form.cleaned_data["password"], by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            signing_in.open_session(request, staff)
            messages.success(
                request, _("Your password is changed. Wherever else you were signed in, you are signed out.")
            )
            return HttpResponseRedirect("/account/")
    context = {"form": form, "passkeys": queries.passkeys_of(staff)}
    return page(request, "people/account.html", context, 422 if request.method == "POST" else 200)


@require_POST
def new_passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    staff = staff_of(request)
    options, state = passkeys.creation(staff, queries.passkeys_of(staff))
    request.session["new_passkey"] = state
    return JsonResponse(options)


@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    asked = json_of(request)
    state = request.session.pop("new_passkey", None) or {}
    try:
        actions.add_passkey(
            staff=staff_of(request),
            name=str(asked.get("name", "")),
            state=state,
            answer=asked.get("answer") or {},
            by=queries.actor_of(request),
        )
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=422)
    messages.success(request, _("The passkey is added. You can sign in and sign notes with it."))
    return JsonResponse({"go": "/account/"})


@require_POST
def remove_passkey(request: HttpRequest, passkey_id: str) -> HttpResponse:
    """Let one of one's passkeys sign nothing more."""
    found = next((each for each in queries.passkeys_of(staff_of(request)) if str(each.pk) == str(passkey_id)), None)
    if found is None:
        raise Http404
    actions.remove_passkey(passkey=found, by=queries.actor_of(request))
    signing_in.open_session(request, found.staff)
    messages.success(request, _("The passkey is removed. Wherever else you were signed in, you are signed out."))
    return HttpResponseRedirect("/account/")


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign oneself out everywhere but here."""
    staff = staff_of(request)
    actions.end_sessions(staff=staff, by=queries.actor_of(request))
    signing_in.open_session(request, staff)
    messages.success(request, _("Wherever else you were signed in, you are signed out."))
    return HttpResponseRedirect("/account/")


def json_of(request: HttpRequest) -> dict[str, Any]:
    """The body as a JSON object; an empty one where it is none, refused where its words cannot be kept."""
    try:
        found = documents.read(request.body)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: accept(value) if isinstance(value, str) else value for name, value in found.items()}
