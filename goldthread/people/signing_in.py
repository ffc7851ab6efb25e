"""What happens between a right password or passkey and an open session."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import NOBODY, Actor
from goldthread.people import actions, queries
from goldthread.people.backends import BACKEND
from goldthread.people.models import Staff

DEVICE_COOKIE = "known_device"


def told(request: HttpRequest, outcome: str, staff: Staff | None = None) -> None:
    """Write into the access stream that somebody signed in, failed to, or left."""
    by = Actor(
        staff_id=staff.pk if staff else None,
        name=staff.name if staff else NOBODY,
        session=str(request.session.get("name", "")),
        address=str(request.META.get("REMOTE_ADDR", "")),
        purpose="sign-in",
    )
    ledger.look(by=by, action="sign in", page="sign in", outcome=outcome)


def needs_code(request: HttpRequest, staff: Staff) -> bool:
    """Whether a second factor is still owed: not in the demonstration, nor on a device known for 12 hours."""
    if not settings.ASKS_SECOND_FACTOR or not staff.needs_second_factor:
        return False
    return not queries.is_known_device(staff, request.COOKIES.get(DEVICE_COOKIE, ""))


def is_familiar(request: HttpRequest, staff: Staff) -> bool:
    """Whether this person gave a code in this browser in the last 90 days, or the browser's session is still theirs."""
    return request.user == staff or queries.is_familiar_device(staff, request.COOKIES.get(DEVICE_COOKIE, ""))


def remember(request: HttpRequest, staff: Staff, after: str) -> None:
    """Keep between two pages who gave the right password, for ten minutes."""
    request.session["half"] = {"staff": str(staff.pk), "at": clock.now().timestamp(), "next": after}


def half_signed_in(request: HttpRequest) -> tuple[Staff | None, str]:
    """Who gave the right password and still owes a code; None after ten minutes."""
    half: dict[str, Any] = request.session.get("half") or {}
    if not half or clock.now().timestamp() - half["at"] > 600:
        return None, ""
    return Staff.objects.filter(pk=half["staff"], is_active=True).first(), half["next"]


def open_session(request: HttpRequest, staff: Staff) -> None:
    """Begin a session of its own name; nothing of the one before stays."""
    request.session.flush()
    login(request, staff, backend=BACKEND)
    now = clock.now().timestamp()
    request.session.update({"name": str(uuids.fresh()), "began": now, "seen": now})
    told(request, "signed in", staff)


def enter(request: HttpRequest, staff: Staff, after: str, *, new_device: bool = False) -> HttpResponse:
    """Open the session and go where somebody wanted to go."""
    open_session(request, staff)
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts=None) and after.startswith("/")
    answer = HttpResponseRedirect(after if safe else "/")
    if new_device:
        trust(answer, staff)
    return answer


def trust(answer: HttpResponse, staff: Staff) -> None:
    """Let the browser that gets this answer be known: no code is asked of it for 12 hours, and for 90 days it is familiar."""
    answer.set_cookie(
        DEVICE_COOKIE,
        actions.trust_device(staff=staff),
        max_age=int(actions.FAMILIAR_FOR.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
