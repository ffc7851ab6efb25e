"""A form is taken once: sent again as it is, by an impatient finger or over a slow line, it puts nothing on file a second time.

What was changed after it was sent, on a page that was gone back to or never answered, is another form and is taken too.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from goldthread.lib import clock, uuids

Done = TypeVar("Done")
# The name of the hidden field, and for how long an open page may be sent again.
FIELD = "once"
_KEPT = timedelta(days=2)


def token(request: HttpRequest) -> UUID:
    """What a form that is shown is known by: a refused one, mended and sent again, is still the same."""
    return uuids.or_none(request.POST.get(FIELD, "")) or uuids.fresh()


def identity(request: HttpRequest) -> UUID:
    """What a form puts on file may be known by: the same where it is sent again as it is, and nothing that its sender can choose."""
    if uuids.or_none(request.POST.get(FIELD, "")) is None:
        return uuids.fresh()
    return UUID(bytes=_digest(request, "identity")[:16], version=5)


def once(request: HttpRequest, act: Callable[[], Done]) -> Done | None:
    """Do `act` and give what it gives; None where the same form was taken before. What `act` refuses was not taken.

    Both in one transaction, so that of two at the same moment the second waits for what becomes of the first. A form
    without a token, as a script may send it, is always taken.
    """
    with transaction.atomic():
        return act() if _is_first(request) else None


def sent_twice() -> str:
    """What is said in place of what was done."""
    return _("This was sent more than once. It is on file once.")


def _is_first(request: HttpRequest) -> bool:
    if uuids.or_none(request.POST.get(FIELD, "")) is None:
        return True
    # Among the sessions, where the worker clears away what is over; a session's own key has another length, so none is taken for one.
    nothing = Session.objects.encode({})
    kept = {"session_data": nothing, "expire_date": clock.now() + _KEPT}
    _row, is_first = Session.objects.get_or_create(session_key=f"{FIELD}{_digest(request).hex()[:36]}", defaults=kept)
    return is_first


def _digest(request: HttpRequest, of: str = "") -> bytes:
    """What tells a form with its token and all that was typed from any other; it gives none of it away, for the token is kept nowhere.

    The same words under the same token by somebody else, or to another address, are another form: no token passes over theirs.
    """
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    files = [f"{name}:{file.name}:{file.size}" for name in request.FILES for file in request.FILES.getlist(name)]
    whose = [str(request.user.pk), request.get_full_path()]
    return hashlib.sha256("\0".join([*whose, sent.urlencode(), *files, of]).encode()).digest()
