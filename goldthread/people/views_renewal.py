"""An ended session is taken up again on the page where it ended: by password or passkey, by the same person only."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.people import actions, passkeys, queries, signing_in
from goldthread.people.middleware import watch
from goldthread.people.models import Staff
from goldthread.people.queries import staff_of
from goldthread.people.views import json_of, nobody


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """By password, and by a code where this browser gave none in the last 12 hours."""
    asked = json_of(request)
    owner = _owner(request, asked)
    needs_code = False
    try:
        _refuse_another(owner, asked)
        familiar, given = signing_in.is_familiar(request, owner), str(asked.get("password", ""))
        actions.check_password(staff=owner, password=given, by=nobody(request), is_familiar=familiar)
        needs_code = signing_in.needs_code(request, owner)
        if needs_code:
            _check_code(owner, str(asked.get("code", "")), nobody(request))
    except Refused as refused:
        return _refused(request, refused, owner, needs_code=needs_code)
    return _renewed(request, owner, new_device=needs_code)


@require_POST
def renew_options(request: HttpRequest) -> HttpResponse:
    """What the dialog asks of a passkey; null for who is known to have none.

    Where the cookie no longer tells who it was, nobody's passkeys are named: the answer shows whose it is.
    """
    known = request.user if isinstance(request.user, Staff) else None
    own = queries.passkeys_of(known) if known else []
    # A session that is gone may have been renewed meanwhile: another begun here would take its cookie's place.
    is_gone = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    if (known and not own) or is_gone:
        return JsonResponse({"options": None})
    options, request.session["renewal"] = passkeys.request(None, own)
    return JsonResponse({"options": options})


@require_POST
def renew_by_passkey(request: HttpRequest) -> HttpResponse:
    """By passkey; another's passkey takes up nobody's page."""
    asked = json_of(request)
    owner = _owner(request, asked)
    state = request.session.pop("renewal", None) or {}
    answer = asked.get("answer")
    try:
        _refuse_another(owner, asked)
        staff = actions.sign_in_by_passkey(
            state=state, answer=answer if isinstance(answer, dict) else {}, by=nobody(request)
        )
        if staff.pk != owner.pk:
            raise Refused(_another())
    except Refused as refused:
        return _refused(request, refused, owner)
    return _renewed(request, staff)


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """What an open page asks while somebody is at work on it, and before it sends a form.

    For how many seconds more the session can stand, whose it is, and the token that a form must send in it.
    """
    told = {"ends": watch(request).ends_seconds, "login": staff_of(request).login, "csrf": get_token(request)}
    return JsonResponse(told)


def _owner(request: HttpRequest, asked: dict[str, Any]) -> Staff:
    """Whose page it is: who the session still names, else the log-in name that the page sends.

    An unknown name gives somebody who never was, so that it is answered like a wrong password.
    """
    if isinstance(request.user, Staff):
        return request.user
    login = str(asked.get("login", ""))
    return Staff.objects.filter(login=login, is_active=True).first() or Staff(login=login)


def _refuse_another(owner: Staff, asked: dict[str, Any]) -> None:
    if owner.login != str(asked.get("login", owner.login)):
        raise Refused(_another())


def _another() -> str:
    return _("This page is somebody else's. Sign in as who opened it, or leave it for the sign-in page.")


def _check_code(staff: Staff, code: str, by: Actor) -> None:
    if not staff.totp_secret:
        raise Refused(_("You have no second factor yet. Leave this page for the sign-in page and set one up."))
    if not code.strip():
        raise Refused(_("Type the code from your authenticator app as well."), field="code")
    actions.check_totp(staff=staff, code=code, by=by)


def _refused(request: HttpRequest, refused: Refused, owner: Staff, *, needs_code: bool = False) -> HttpResponse:
    signing_in.told(request, "refused", owner if not owner._state.adding else None)
    return JsonResponse({"sentence": refused.sentence, "needs_code": needs_code}, status=422)


def _renewed(request: HttpRequest, staff: Staff, *, new_device: bool = False) -> HttpResponse:
    signing_in.open_session(request, staff)
    answer = JsonResponse({"csrf": get_token(request), "ends": watch(request).ends_seconds})
    if new_device:
        signing_in.trust(answer, staff)
    return answer
