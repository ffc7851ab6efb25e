"""A browser of one session over loopback HTTP: a new line for each request, its answer timed and looked at."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from django.utils.crypto import get_random_string

from goldthread.bench.soak.tally import Tally, Unexpected

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
# Longer than anybody waits; what takes longer counts as no answer.
PATIENCE_SECONDS = 60
_BOUNDARY = "goldthread-soak-boundary"

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    location: str

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


class Visitor:
    """Somebody signed in under the session with this key."""

    def __init__(self, port: int, session: str, tally: Tally) -> None:
        self.port, self.tally, self.token = port, tally, get_random_string(32)
        self.cookies = f"sessionid={session}; csrftoken={self.token}"

    def get(self, kind: str, path: str, *, expect: int = 200) -> Answer:
        """Read a page."""
        return self._ask(kind, "GET", path, b"", {}, (expect,))

    def post(
        self, kind: str, path: str, fields: Fields = (), *, expect: tuple[int, ...] = (302,), by_script: bool = False
    ) -> Answer:
        """Send a form."""
        told = {"Content-Type": FORM, **({"HX-Request": "true"} if by_script else {})}
        return self._ask(kind, "POST", path, urlencode(fields).encode(), told, expect)

    def send(self, kind: str, path: str, body: bytes) -> Answer:
        """Send a JSON document, as the editor's script does."""
        return self._ask(kind, "POST", path, body, {"Content-Type": JSON, "Accept": JSON}, (200,))

    def upload(self, kind: str, path: str, fields: Fields, name: str, data: bytes) -> Answer:
        """Send a form with a file in it."""
        parts = [_part(f'name="{key}"', value.encode()) for key, value in fields]
        parts.append(_part(f'name="files"; filename="{name}"', data))
        body = b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])
        told = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        return self._ask(kind, "POST", path, body, told, (302,))

    def _ask(
        self, kind: str, method: str, path: str, body: bytes, told: Mapping[str, str], expected: tuple[int, ...]
    ) -> Answer:
        began = time.perf_counter()
        try:
            answer = self._answer(method, path, body, told)
        except (OSError, HTTPException) as broken:
            self.tally.unanswered(kind, broken)
            raise Unexpected from broken
        self.tally.answered(kind, answer.status, time.perf_counter() - began, expected)
        return answer

    def _answer(self, method: str, path: str, body: bytes, told: Mapping[str, str]) -> Answer:
        headers: dict[str, Any] = {
            "Host": f"localhost:{self.port}",
            "Cookie": self.cookies,
            "X-CSRFToken": self.token,
            "Connection": "close",
            **told,
        }
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            line.request(method, path, body or None, headers)
            got = line.getresponse()
            return Answer(got.status, got.read(), got.headers.get("Location", ""))
        finally:
            line.close()


def _part(named: str, value: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {named}\r\n\r\n"
    return head.encode() + value + b"\r\n"
