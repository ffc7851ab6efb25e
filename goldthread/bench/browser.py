"""A signed-in caller of a WSGI application in this process: what a server would hand over, without the server."""

import io
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.crypto import get_random_string

from goldthread.lib import clock, uuids
from goldthread.people.models import Staff


class BareRequest(WSGIRequest):
    """A request for the bare views."""

    urlconf = "goldthread.bench.bare"


class BareHandler(WSGIHandler):
    """The same stack of Django, with the bare views behind it and without our own middleware."""

    request_class = BareRequest


class Unexpected(RuntimeError):
    """An answer that is not the one to be measured."""


class Browser:
    """Somebody signed in, with the cookies that a browser would send."""

    def __init__(self, application: WSGIHandler, staff: Staff, backend: str) -> None:
        self.application = application
        self.token = get_random_string(32)
        self.cookies = f"sessionid={session_of(staff, backend)}; csrftoken={self.token}"
        self.status, self.headers = "", {}  # type: tuple[str, dict[str, str]]

    def get(self, path: str) -> bytes:
        """The page at a path."""
        return self._ask("GET", path, b"", "", "200")

    def post(
        self, path: str, body: bytes, *, kind: str, expect: str, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """Send a body of a media type, with further headers by their WSGI names; Unexpected where the status is another."""
        return self._ask("POST", path, body, kind, expect, headers or {})

    def _ask(
        self, method: str, path: str, body: bytes, kind: str, expect: str, headers: Mapping[str, str] | None = None
    ) -> bytes:
        environ = {**self._environ(method, path, body, kind), **(headers or {})}
        answer = self.application(environ, self._start)
        try:
            told = b"".join(answer)
        finally:
            answer.close()
        if not self.status.startswith(expect):
            raise Unexpected(f"{method} {path} answered {self.status}")
        return told

    def _start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        self.status, self.headers = status, dict(headers)

    def _environ(self, method: str, path: str, body: bytes, kind: str) -> dict[str, Any]:
        place, _mark, query = path.partition("?")
        return {
            "REQUEST_METHOD": method, "PATH_INFO": place, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000", "HTTP_COOKIE": self.cookies, "HTTP_X_CSRFTOKEN": self.token,
            "HTTP_ACCEPT": "application/json" if "json" in kind else "text/html", "HTTP_ACCEPT_LANGUAGE": "en",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip


def session_of(staff: Staff, backend: str) -> str:
    """The key of a new session in which somebody is signed in."""
    now = clock.now().timestamp()
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.update({"name": str(uuids.fresh()), "began": now, "seen": now})
    session.create()
    return str(session.session_key)
