"""Lock-out by django-axes: what was wrong counts by name and address, and more slowly by name alone.

By name and address: eight wrong ones within 15 minutes, passwords and codes together. A stranger can bring that on only
where they share the address of the person, and a passkey goes on: its wrong answers are counted apart.
By name from everywhere, against guessing from many addresses: wrong passwords hold back only browsers in which the person did
not sign in of late, so that no stranger keeps somebody out of their own; wrong codes hold back codes, since only who knows the
password can give them.
"""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessFailureLog
from django.http import HttpRequest
from django.utils.translation import gettext as _

from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused

PASSWORD, CODE, PASSKEY = "password", "code", "passkey"
FAMILIAR_FOR = timedelta(days=90)
# One address alone, which is let go after each lock-out, reaches 32 passwords in an hour: this limit takes several.
# NIST SP 800-63B-4 allows 100 wrong tries in a row. Who guesses codes knows the password already.
EVERYWHERE = {PASSWORD: (60, timedelta(hours=1)), CODE: (20, timedelta(days=1))}
_LONGEST = timedelta(days=1)


class LockedOut(Refused):
    """Too much was wrong: nothing is looked at for a while."""


def request_of(what: str, by: Actor) -> HttpRequest:
    """A request as axes reads it: the address, the time, and in place of the path what was tried."""
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": by.address or "127.0.0.1", "PATH_INFO": what}
    AxesProxyHandler.update_request(request)
    request.axes_attempt_time = clock.now()  # type: ignore[attr-defined]
    return request


def refuse_locked(login: str, what: str, by: Actor, *, is_familiar: bool = False) -> None:
    """Refuse while too much was wrong for this name: at this address, or from everywhere in an unfamiliar browser."""
    if not AxesProxyHandler.is_allowed(request_of(what, by), _counted_as(login, what)):
        raise LockedOut(too_many(what), field=what)
    limit, within = EVERYWHERE.get(what, (0, _LONGEST))
    if is_familiar or not limit:
        return
    tried = AccessFailureLog.objects.filter(username=login, path_info=what, attempt_time__gt=clock.now() - within)
    if tried.count() >= limit:
        raise LockedOut(_too_many_from_everywhere(what), field=what)


def count(login: str, what: str, by: Actor) -> None:
    """Note that something was wrong; wrong passwords are noted by authenticate() itself."""
    forget_old()
    AxesProxyHandler.user_login_failed(__name__, _counted_as(login, what), request_of(what, by))


def forget_old() -> None:
    """What no limit counts any more goes: the log would otherwise keep every name that was ever typed."""
    AccessFailureLog.objects.filter(attempt_time__lt=clock.now() - _LONGEST).delete()


def forgive(login: str) -> None:
    """Begin to count anew for this name, passkeys included: an administrator vouches for the person."""
    for what in (PASSWORD, PASSKEY):
        counted = _counted_as(login, what)["username"]
        AccessFailureLog.objects.filter(username=counted).delete()
        AxesProxyHandler.reset_attempts(username=counted)


def _too_many_from_everywhere(what: str) -> str:
    if what == CODE:
        return _("Too many wrong codes today. Use a passkey, or ask your administrator for a new password.")
    return _("Too many wrong tries with this name. Use a passkey or a device that you signed in on before, or wait.")


def too_many(what: str) -> str:
    """What somebody reads who is locked out at their address."""
    if what == CODE:
        return _("Too many wrong codes. Wait 15 minutes, or use a passkey.")
    if what == PASSKEY:
        return _("Too many passkey answers did not fit. Wait 15 minutes, or use your password.")
    return _("Too many wrong passwords. Wait 15 minutes, or use a passkey.")


def _counted_as(login: str, what: str) -> dict[str, str]:
    return {"username": f"passkey of {login}" if what == PASSKEY else login}
