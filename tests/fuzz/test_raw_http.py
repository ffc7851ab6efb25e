"""What no client library would send, over a socket to the real server: answered or cut off, and the server goes on."""

import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_serve import GOLDTHREAD, ROOT, Serving, environment, free_port, soon  # noqa: F401  a home of its own

pytestmark = pytest.mark.sqlite_only
WORD = b"zqheron"
HOST = b"Host: localhost\r\n"
POST = b"POST /sign-in/ HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"

ODD: dict[str, bytes] = {
    "nothing": b"",
    "noise": bytes(range(256)) * 8,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 90,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "HTTP/0.9": b"GET /healthz\r\n",
    "HTTP/9.9": b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n",
    "no host": b"GET /sign-in/ HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n",
    "another host": b"GET /sign-in/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a host that is none": b"GET /sign-in/ HTTP/1.1\r\nHost: [::1\r\n\r\n",
    "a host of bytes": b"GET /sign-in/ HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
    "line ends LF alone": b"GET /sign-in/ HTTP/1.1\nHost: localhost\n\n",
    "line ends CR alone": b"GET /sign-in/ HTTP/1.1\rHost: localhost\r\r",
    "no method": b" /sign-in/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method that is none": b"BREW /sign-in/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method of bytes": b"G\xffT /sign-in/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "a very long method": b"A" * 20_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACE": b"TRACE /sign-in/ HTTP/1.1\r\n" + HOST + b"Cookie: sessionid=zqheron\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "OPTIONS of all": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "a whole address": b"GET http://evil.example/sign-in/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "two slashes": b"GET //evil.example/%2f.. HTTP/1.1\r\n" + HOST + b"\r\n",
    "an address of bytes": b"GET /notes/\xff\xfe/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "an address of half letters": b"GET /notes/%ED%A0%80/?%ED%A0%80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "NUL in an address": b"GET /notes/\x00/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "an escaped NUL": b"GET /notes/%00/?a=%00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a bad escape": b"GET /%zz%/?%=%zz HTTP/1.1\r\n" + HOST + b"\r\n",
    "up and away": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
    "up, escaped": b"GET /static/%2e%2e/%2e%2e/goldthread/settings.py HTTP/1.1\r\n" + HOST + b"\r\n",
    "a very long address": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "a very long question": b"GET /sign-in/?next=" + b"a" * 60_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "a line within the address": b"GET /sign-in/?next=\r\nSet-Cookie: a=b HTTP/1.1\r\n" + HOST + b"\r\n",
    "a thousand headers": b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: y\r\n" % n for n in range(1_000)) + b"\r\n",
    "a very long header": b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: a=" + b"x" * 300_000 + b"\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\n" + HOST + b"Accept-Language: e\x00s\r\n\r\n",
    "bytes in every header": b"GET / HTTP/1.1\r\n" + HOST + b"Accept: \xff\r\nAccept-Language: \xfe\r\nCookie: sessionid=\xff\r\nUser-Agent: \x80\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\n" + HOST + b"Accept: text/html,\r\n  application/json\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"Accept\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n" + HOST + b": x\r\n\r\n",
    "an underscore for a dash": b"GET / HTTP/1.1\r\n" + HOST + b"X_Forwarded_For: 1.2.3.4\r\nContent_Length: 9\r\n\r\n",
    "a length that is none": POST + b"Content-Length: x\r\n\r\nlogin=zqheron",
    "a length below nought": POST + b"Content-Length: -1\r\n\r\nlogin=zqheron",
    "a length with a sign": POST + b"Content-Length: +13\r\n\r\nlogin=zqheron",
    "a length beyond counting": POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\nlogin=zqheron",
    "a length that never comes": POST + b"Content-Length: 400\r\n\r\nlogin=zqheron",
    "more than may be sent": POST + b"Content-Length: 99999999999\r\n\r\nlogin=zqheron",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 13\r\n\r\nlogin=zqheron",
    "a length and pieces": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nd\r\nlogin=zqheron\r\n0\r\n\r\n",
    "pieces": POST + b"Transfer-Encoding: chunked\r\n\r\nd\r\nlogin=zqheron\r\n0\r\n\r\n",
    "pieces of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nlogin\r\n0\r\n\r\n",
    "a piece beyond counting": POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nlogin\r\n0\r\n\r\n",
    "pieces cut short": POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\nlogin=zqheron",
    "another way of coding": POST + b"Transfer-Encoding: gzip, chunked\r\nContent-Encoding: br\r\n\r\n0\r\n\r\n",
    "a form of bytes": POST + b"Content-Length: 24\r\n\r\nlogin=%ff%fe&password=\xff\xfe",
    "waiting to go on": POST + b"Content-Length: 13\r\nExpect: 100-continue\r\n\r\nlogin=zqheron",
    "waiting for nonsense": POST + b"Content-Length: 13\r\nExpect: zqheron\r\n\r\nlogin=zqheron",
    "another protocol": b"GET / HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n",
    "two requests at once": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n") * 2,
    "one hidden in another": POST + b"Content-Length: 48\r\n\r\nGET /account/ HTTP/1.1\r\nHost: localhost\r\nX: zqher",
    "parts without an end": POST.replace(b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b") + b"Content-Length: 60\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\nzqheron",
    "parts without a boundary": POST.replace(b"application/x-www-form-urlencoded", b"multipart/form-data") + b"Content-Length: 13\r\n\r\nlogin=zqheron",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(environment: dict[str, str]) -> Iterator[tuple[Serving, Path]]:  # noqa: F811
    """A running server, and the file into which it logs."""
    with tempfile.NamedTemporaryFile() as log:
        port = free_port()
        process = subprocess.Popen(
            [*GOLDTHREAD, "serve", "--port", str(port)], env=environment, cwd=ROOT, text=True, stdout=log, stderr=log
        )
        started = Serving(process, port)
        assert soon(started.answers)
        yield started, Path(log.name)
        process.terminate()
        process.wait(60)


def answered(port: int, sent: bytes) -> bytes:
    """What comes back within a second and a half after the last of it was sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=1.5) as line:
        got = b""
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65_536):
                got += piece
        except OSError:
            pass
        return got


def statuses(answer: bytes) -> list[int]:
    """The status of each answer in it."""
    lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]
    return [int(line.split()[1]) for line in lines]


def test_whatever_comes_over_the_line_the_server_goes_on_and_tells_nothing(served: tuple[Serving, Path]) -> None:
    server, log = served
    wrong = []
    for what, sent in ODD.items():
        answer = answered(server.port, sent)
        wrong += [f"{what}: answered {status}" for status in statuses(answer) if status >= 500]
        if WORD in answer.partition(b"\r\n\r\n")[0]:
            wrong.append(f"{what}: what was sent is in a header")
        if b"root:" in answer or b"SECRET_KEY" in answer:
            wrong.append(f"{what}: gave out a file")
    assert server.answers()
    told = log.read_text(errors="replace")
    assert WORD.decode() not in told
    assert "Traceback" not in told, told[-3_000:]
    assert not wrong, "\n".join(wrong)
