"""Nobody sees a page without having signed in; a session ends when idle too long, and anyhow after a day's work."""

import time
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goldthread.lib import clock, faults
from goldthread.lib.faults import Fault
from goldthread.page.addresses import came_from
from goldthread.page.navigation import Place, Watch
from goldthread.people import rules
from goldthread.people.models import Role, Staff
from goldthread.policies import queries as policies

Answer = Callable[[HttpRequest], HttpResponse]
FREE = ("/sign-in/", "/healthz", "/sw.js", "/app.webmanifest", settings.STATIC_URL)
_KEPT_SECONDS = 30
_limits: tuple[float, int, int] | None = None


def forget_limits() -> None:
    """Read the policy rows again at the next request."""
    global _limits
    _limits = None


def limits() -> tuple[int, int]:
    """Idle and absolute limit in seconds, from the policy rows; read anew every half minute."""
    global _limits
    if _limits is None or time.monotonic() - _limits[0] > _KEPT_SECONDS:
        agency = policies.agency()
        standing = policies.Standing(clock.today(agency.zone))
        idle = standing.resolve("idle_minutes", state=agency.state).value or 15
        absolute = standing.resolve("absolute_minutes", state=agency.state).value or 720
        _limits = (time.monotonic(), idle * 60, absolute * 60)
    return _limits[1], _limits[2]


class Sessions(SessionMiddleware):
    """Django's, where the manual can be read while nothing can be written: that somebody was at work just now is let go.

    What was asked before a new sign-in and is answered after it, a save or a page of another tab, leaves the cookies of
    that sign-in alone: a session's is taken away only by a request that ended it, and no token is sent that came with it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep what changed of the session; what a form did to it is kept or the form is not taken."""
        try:
            answer = super().process_response(request, response)
            if not request.session.modified:
                answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
            token = answer.cookies.get(settings.CSRF_COOKIE_NAME)
            if token and token.value == request.COOKIES.get(settings.CSRF_COOKIE_NAME):
                del answer.cookies[settings.CSRF_COOKIE_NAME]
            return answer
        except (DatabaseError, SessionInterrupted) as broken:
            fault = faults.of(broken)
            if fault is None:
                raise
            if request.method in ("GET", "HEAD") and fault is not Fault.AWAY:
                return response
            # Django takes every error of the database here for a session that somebody ended.
            raise OperationalError(str(broken)) from broken


class SignInRequired:
    """Lets through who is signed in and within the limits; everybody else is asked to sign in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send to the sign-in page; a script is told by 401, so that it can renew in place."""
        if request.path.startswith(FREE):
            return self.get_response(request)
        staff = request.user
        if not isinstance(staff, Staff) or is_over(request):
            return ask(request)
        touch(request)
        # Asked for by pages alone: a save or a signature has no use for it.
        request.navigation = SimpleLazyObject(lambda: _places(staff.roles, get_language() or ""))  # type: ignore[attr-defined]
        request.watch = SimpleLazyObject(lambda: watch(request))  # type: ignore[attr-defined]
        with timezone.override(staff.zone):
            return self.get_response(request)


def is_over(request: HttpRequest) -> bool:
    """Whether the session was idle too long, or has lasted too long; a session begins at its first sight."""
    now, (idle, absolute) = clock.now().timestamp(), limits()
    began = request.session.get("began", now)
    seen = request.session.get("seen", now)
    return bool(now - seen > idle or now - began > absolute)


def touch(request: HttpRequest) -> None:
    """Note that somebody is at work; written at most every half minute."""
    now = clock.now().timestamp()
    # Where the clock was set back, what it said before would let a session stand until it has caught up.
    if request.session.setdefault("began", now) > now + _KEPT_SECONDS:
        request.session["began"] = now
    if abs(now - request.session.get("seen", 0)) > _KEPT_SECONDS:
        request.session["seen"] = now


def watch(request: HttpRequest) -> Watch:
    """What an open page is told of the session, so that it hides itself when nobody is at work."""
    idle, absolute = limits()
    now = clock.now().timestamp()
    return Watch("people/renew.html", idle, max(0, int(request.session.get("began", now) + absolute - now)))


def ask(request: HttpRequest) -> HttpResponse:
    """Where to sign in, as a page or as an answer to a script."""
    if "application/json" in request.headers.get("Accept", "") or request.headers.get("HX-Request"):
        sentence = _("Your session has ended. Sign in again; what you typed is kept.")
        answer = JsonResponse({"sentence": sentence, "csrf": get_token(request)}, status=401)
        if request.headers.get("HX-Request"):
            answer["HX-Redirect"] = "/sign-in/"
        return answer
    if request.method not in ("GET", "HEAD"):
        # Our pages ask before they send a form (leaving.js); one sent without script is not taken, and is told so.
        return HttpResponseRedirect(f"/sign-in/?next={quote(came_from(request))}&ended=1")
    back = f"?next={quote(request.path)}" if request.path != "/" else ""
    return HttpResponseRedirect(f"/sign-in/{back}")


@lru_cache(maxsize=512)
def _places(roles: frozenset[str], language: str) -> tuple[Place, ...]:
    """Where these roles may go, in a language, which is in force while this is asked."""
    places = [
        Place("today", _("Today"), "/"),
        Place("clients", _("Clients"), "/clients/", ("/cases/", "/psychotherapy/")),
        Place("search", _("Search"), "/search/"),
    ]
    # Who writes no notes has no drafts; those from before another role stand on Today.
    if rules.may(roles, "write_notes"):
        places.append(Place("drafts", _("Drafts"), "/drafts/", ("/sign/", "/notes/new/", "/day/")))
    if Role.SUPERVISOR in roles:
        places.append(Place("team", _("Team"), "/team/", ("/review/",)))
    offices = [
        ("write_notes", Place("visits", _("Visits"), "/visits/")),
        ("reconcile_bills", Place("bills", _("Bills"), "/service-record/", ("/reconcile/",))),
        ("manage_staff", Place("staff", _("Staff"), "/staff/")),
        ("see_policies", Place("policies", _("Policies"), "/policies/", ("/agency/",))),
        ("manage_services", Place("services", _("Services"), "/services/")),
        ("manage_note_types", Place("note-types", _("Note types"), "/note-types/")),
        ("check_record", Place("record-check", _("Record check"), "/record-check/")),
    ]
    places += [place for what, place in offices if rules.may(roles, what)]
    return (*places, Place("help", _("Help"), "/help/"))
