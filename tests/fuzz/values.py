"""What is put where something else belongs: our own hostile texts, those of the corpora, and values of the wrong kind."""

from pathlib import Path
from random import Random
from typing import Any

from tests import hostile

# Beyond what tests/hostile.py has: half letters, marks that turn the line, numbers at the edges of columns.
FURTHER = [
    "half \ud800",
    "\udfff\ud800",
    "\u202eright to left\u202c \u2066x",
    "\ufeff",
    "\ufffe\uffff",
    "\x1b[31m\x07\x08",
    "a\x00",
    "2147483648",
    "-2147483649",
    "9223372036854775808",
    "1e308",
    "0x7f",
    "²",
    "१२",
    "true",
    "[]",
    "{}",
    "<script>zq()</script>",
    "%s%n%00%0d%0aSet-Cookie:a=b",
    "a\r\nSet-Cookie: zq=1",
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "2026-02-29",
    "2999-12-31",
    "1800-01-01",
    "24:00",
    "23:59:60",
    "America/Nowhere",
    "../../etc/localtime",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "urn:uuid:12345678-1234-5678-1234-567812345678",
]
SHAPES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    2**31,
    2**63,
    10**400,
    "",
    "a\x00",
    "half \ud800",
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"a\x00": 1},
    ["x"] * 3_000,
]
NAMES = ["../../etc/passwd", "a\x00.pdf", "x" * 3_000 + ".pdf", "=cmd.pdf", "\u202efdp.exe", "", ".", "a\r\nb.pdf",
         '"><script>zq()</script>.png', "half \udcff.pdf", "nul", "a;b='c'.json"]  # fmt: skip
HEADERS: dict[str, list[str]] = {
    "accept": ["application/json", "text/html;q=nan", "*/*,,;;", "x" * 9_000],
    "accept-language": ["es", "zz-ZZ", "es;q=1e9", "*" * 600, "en-" + "x" * 500, "é\xff"],
    "range": ["bytes=0-", "bytes=-1", "bytes=9-1,0-0", "bytes=" + "0-1," * 2_000, "lines=1"],
    "if-none-match": ["*", '"x"', 'W/"', "x" * 9_000],
    "if-modified-since": ["Thu, 99 Nov 2026 99:99:99 GMT", "0", "é"],
    "cookie": ["sessionid=" + "x" * 5_000, ";;;===", 'sessionid="\\000\\377"', "csrftoken=é\xff; messages=W1td", "django_language=../es"],
    "host": ["evil.example", "localhost:99999", "[::1", "a b", ""],
    "referer": ["http://evil.example/", "\x00", "/" * 5_000],
    "origin": ["null", "http://evil.example", "\xff"],
    "x-forwarded-for": ["1.2.3.4", "' OR 1=1", "::1%eth0"],
    "hx-request": ["true"],
    "hx-current-url": ["http://[", "\xff%zz"],
    "hx-target": ["<script>zq()</script>"],
    "hx-prompt": ["%F"],
    "hx-trigger-name": ["\xff"],
    "content-encoding": ["gzip"],
    "x-http-method-override": ["DELETE"],
    "user-agent": ["", "x" * 9_000, "\xff\xfe"],
}  # fmt: skip
CONTENT_TYPES = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    "multipart/form-data; boundary=\xff",
    "application/xml",
    "a/b/c;;;",
    "",
]


class Texts:
    """Hostile texts to draw from, all classes alike, however many one has."""

    def __init__(self, folder: Path | None) -> None:
        """With the corpora where the folder of real inputs is."""
        self._kinds = [*hostile.OURS.values(), hostile.FIGURES, FURTHER]
        if folder is not None:
            self._kinds += hostile.corpora(folder).values()

    def any(self, random: Random) -> str:
        """One of them, once in a while very long or two in one."""
        text = random.choice(random.choice(self._kinds))
        turn = random.random()
        if turn < 0.02:
            return text * random.choice([50, 4_000]) if len(text) < 50 else text
        return text + random.choice(random.choice(self._kinds)) if turn < 0.08 else text


def roughened(texts: Texts, random: Random, value: Any) -> Any:
    """The value in its shape, about one in six of the texts in it a hostile one."""
    if isinstance(value, dict):
        return {name: roughened(texts, random, held) for name, held in value.items()}
    if isinstance(value, list):
        return [roughened(texts, random, each) for each in value]
    return texts.any(random) if isinstance(value, str) and random.random() < 0.16 else value


def misshapen(random: Random, value: Any) -> Any:
    """The value with one place of it something else, gone, or said once more under a hostile name."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        turn = random.random()
        if turn < 0.12:
            return {each: held for each, held in value.items() if each != name}
        if turn < 0.2:
            return {**value, random.choice(FURTHER): random.choice(SHAPES)}
        return {**value, name: misshapen(random, value[name])}
    if isinstance(value, list) and value and random.random() < 0.8:
        at = random.randrange(len(value))
        return [*value[:at], misshapen(random, value[at]), *value[at + 1 :]]
    return random.choice([*SHAPES, *FURTHER])


def deep(random: Random) -> bytes:
    """JSON that goes down further than a reader may follow."""
    times = random.choice([50, 900, 5_000, 100_000])
    return random.choice([b"[" * times, b"[" * times + b"]" * times, b'{"a":' * times + b"1" + b"}" * times])


def contents(random: Random) -> bytes:
    """What is in a file that is none."""
    return random.choice([b"", b"\x00" * 100, b"%PDF-1.4\n%%EOF", b"\x89PNG\r\n\x1a\n" + random.randbytes(200), b"GIF89a" + b"\xff" * 30,
                          b"\xff\xd8\xff\xe0" + random.randbytes(300), b"[" * 50_000, b'[{"a": NaN}]', b"\xef\xbb\xbf{}", b"a,b\n1\n",
                          b'{"key": "x", "title": 7, "sections": [null]}', random.randbytes(2_000), b"<svg onload=zq()>", b"PK\x03\x04" + b"\x00" * 99])  # fmt: skip
