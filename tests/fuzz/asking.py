"""One request as the fuzzer sends it, and how a form is filled in: as a person would, and then not."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

from goldthread.documents.tests.paper import PDF
from goldthread.notes.tests.writing import yesterday
from tests.cast import PASSWORD
from tests.fuzz import values
from tests.fuzz.schema import Control, Form
from tests.fuzz.values import Texts
from tests.fuzz.world import CANARY

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "fuzz-boundary"


@dataclass(frozen=True)
class Upload:
    """A file as a form sends it."""

    name: str
    data: bytes
    kind: str = "application/pdf"


Fields = list[tuple[str, str | Upload]]


@dataclass(frozen=True)
class Ask:
    """A request; `typed` are the words of it that must not get lost where the page comes back, by their fields."""

    method: str
    at: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    with_token: bool = True

    def __str__(self) -> str:
        said = f"{self.method} {self.at}{'?' if self.query else ''}{self.query[:300]}"
        parts = [f"{self.content_type}: {self.body[:1_500]!r}"] if self.body else []
        return "\n    ".join(
            [said, *parts, *([str({k: v[:200] for k, v in self.headers.items()})] if self.headers else [])]
        )


def raw(text: str) -> bytes:
    """UTF-8, half letters as the three bytes that a careless program would send for them."""
    return text.encode("utf-8", "surrogatepass")


def posted(at: str, fields: Fields, **more: Any) -> Ask:
    """A form as a browser sends it: in parts where a file is among its fields."""
    if any(isinstance(value, Upload) for _name, value in fields):
        return Ask("POST", at, body=_in_parts(fields), content_type=f"multipart/form-data; boundary={BOUNDARY}", **more)
    body = "&".join(f"{quote_from_bytes(raw(n))}={quote_from_bytes(raw(str(v)))}" for n, v in fields)
    return Ask("POST", at, body=body.encode(), content_type=URLENCODED, **more)


def _in_parts(fields: Fields) -> bytes:
    parts = []
    for name, value in fields:
        head = b'Content-Disposition: form-data; name="' + raw(name).replace(b'"', b"%22") + b'"'
        if isinstance(value, Upload):
            head += (
                b'; filename="' + raw(value.name).replace(b'"', b"%22") + b'"\r\nContent-Type: ' + value.kind.encode()
            )
        data = value.data if isinstance(value, Upload) else raw(value)
        parts.append(f"--{BOUNDARY}\r\n".encode() + head + b"\r\n\r\n" + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def filled(form: Form, random: Random) -> Fields:
    """As somebody fills it in who wants it to be taken, with one of its buttons."""
    fields: Fields = []
    for control in form.controls.values():
        fields += [(control.name, value) for value in _held(control, random)]
    if form.buttons:
        name, value, _at = random.choice(form.buttons)
        fields.append((name, value))
    return fields


def _held(control: Control, random: Random) -> Sequence[str | Upload]:
    if control.kind == "file":
        return [Upload("order.pdf", PDF)] if random.random() < 0.3 else []
    if control.kind == "password":
        return [PASSWORD]
    if control.kind == "hidden":
        return control.held
    if control.is_chosen:
        offered = [each for each in control.offered if each]
        is_left = any(control.held) and random.random() < 0.7
        return control.held if is_left or not offered else [random.choice(offered)]
    if any(control.held) and random.random() < 0.7:
        return control.held
    written = {"date": str(yesterday() - timedelta(random.randrange(40))), "time": "14:05", "number": "5"}
    return [written.get(control.kind, f"Calmer, {CANARY}"[: control.longest])]


Change = Callable[[Fields, Form, Texts, Random], Fields]


def _hostile_everywhere(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """Hostile words in each field that a person types into."""
    return [
        (n, texts.any(random) if not isinstance(v, Upload) and n in form.controls and form.controls[n].is_typed else v)
        for n, v in fields
    ]


def _hostile_once(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """A hostile value in one field of whatever kind."""
    at = random.randrange(len(fields))
    return [*fields[:at], (fields[at][0], texts.any(random)), *fields[at + 1 :]]


def _missing(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """One field is not sent."""
    name = random.choice(fields)[0]
    return [each for each in fields if each[0] != name]


def _twice(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """One field is sent twice, the second time with something else."""
    name, value = random.choice(fields)
    return [*fields, (name, value), (name, texts.any(random))]


def _renamed(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """A field under a hostile name beside the others."""
    name = random.choice(fields)[0]
    strange = random.choice([f"{name}\x00", f"{name}-{'9' * 30}-x", name.replace("0", "99999999"), texts.any(random)])
    return [*fields, (strange, texts.any(random))]


def _as_file(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """A file where words belong, or a hostile file where a file does."""
    name = random.choice(form.files or [random.choice(fields)[0]])
    given = Upload(random.choice(values.NAMES), values.contents(random), random.choice(values.CONTENT_TYPES[:3]))
    return [*[each for each in fields if each[0] != name], (name, given)]


def _words_for_file(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """Words where a file belongs."""
    return [*fields, (random.choice([*form.files, "file"]), texts.any(random))]


def _exchanged(fields: Fields, form: Form, texts: Texts, random: Random) -> Fields:
    """The values of two fields exchanged."""
    (first, one), (second, other) = random.choice(fields), random.choice(fields)
    return [(n, other if n == first else one if n == second else v) for n, v in fields]


CHANGES: list[Change] = [_hostile_everywhere, _hostile_everywhere, _hostile_once, _hostile_once, _hostile_once, _missing,
                         _twice, _renamed, _as_file, _words_for_file, _exchanged]  # fmt: skip


def changed(form: Form, at: str, texts: Texts, random: Random) -> Ask:
    """The form filled in and then changed; what was typed is looked for afterwards only where its frame stayed whole."""
    fields = filled(form, random)
    if not fields:
        return posted(at, [("words", texts.any(random))])
    change = random.choice(CHANGES)
    sent = change(fields, form, texts, random)
    return posted(at, sent, typed=_typed(form, fields, sent), with_token=random.random() > 0.03)


def as_filled(form: Form, at: str, random: Random) -> Ask:
    """The form as somebody sends it who wants it to be taken."""
    fields = filled(form, random)
    return posted(at, fields, typed=_typed(form, fields, fields))


def _typed(form: Form, fields: Fields, sent: Fields) -> dict[str, str]:
    """What was typed into which field; nothing where somebody changed what no person can, or sent what is no UTF-8."""
    names = [name for name, _value in sent]
    if _hidden(form, sent) != _hidden(form, fields) or not all(_is_readable(*each) for each in sent):
        return {}
    return {
        name: value
        for name, value in sent
        if isinstance(value, str) and name in form.controls and form.controls[name].is_typed and names.count(name) == 1
    }


def _hidden(form: Form, fields: Fields) -> Fields:
    return [each for each in fields if each[0] in form.controls and form.controls[each[0]].kind == "hidden"]


def _is_readable(name: str, value: str | Upload) -> bool:
    """Whether it arrives as it was sent; a file without a name counts as words."""
    if isinstance(value, Upload):
        return bool(value.name)
    return not any("\ud800" <= letter <= "\udfff" for letter in name + value)


def broken(ask: Ask, texts: Texts, random: Random) -> Ask:
    """The same request with a body that is not what it says it is."""
    body = ask.body or b"words=x"
    cut = random.randrange(len(body) + 1)
    body = random.choice([body[:cut], body[:cut] + random.randbytes(5) + body[cut:], body + b"&a=%ff%fe", body[cut:],
                          random.randbytes(200), b"", b"&" * 3_000, b"%" * 99, raw(texts.any(random))])  # fmt: skip
    content_type = random.choice([ask.content_type, ask.content_type, *values.CONTENT_TYPES])
    return replace(ask, body=body, content_type=content_type, typed={})


def with_headers(ask: Ask, random: Random) -> Ask:
    """The same request with one to three headers that nobody's browser sends."""
    names = random.sample(list(values.HEADERS), random.randint(1, 3))
    return replace(ask, headers={**ask.headers, **{name: random.choice(values.HEADERS[name]) for name in names}})


def asked(at: str, names: Sequence[str], texts: Texts, random: Random) -> Ask:
    """A page with a hostile question behind its address."""
    pairs = [(random.choice(names), texts.any(random)) for _each in range(random.randint(1, 4))]
    query = "&".join(f"{n}={quote_from_bytes(raw(v))[:3_000]}" for n, v in pairs)
    odd = random.choice(["&&==&", "%", "&a=%zz", "&page=%ff", "&" + "a=1&" * 1_200]) if random.random() < 0.1 else ""
    return Ask(random.choice(["GET", "GET", "HEAD"]), at, query=query + odd)


def as_json(at: str, example: Any, texts: Texts, random: Random) -> Ask:
    """A document as a script of ours sends it: whole, with hostile words in it, or misshapen."""
    body = values.deep(random) if random.random() < 0.05 else document(example, texts, random)
    return Ask("POST", at, body=body, content_type="application/json", headers={"accept": "application/json"})


def document(example: Any, texts: Texts, random: Random) -> bytes:
    """JSON like the example: whole, with hostile words in it, or misshapen in one place or two."""
    turn, value = random.random(), example
    if turn < 0.5:
        value = values.roughened(texts, random, value)
    if turn > 0.4:
        value = values.misshapen(random, value)
    if turn > 0.85:
        value = values.misshapen(random, value)
    text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.05:
        text = text.replace(": ", random.choice([": NaN, ", ": Infinity, ", ': 1e400, "x": ', ": -0, "]), 1)
    return raw(text)


def as_file(form: Form, at: str, example: Any, texts: Texts, random: Random) -> Ask:
    """The form with a JSON file like the example."""
    name = random.choice(values.NAMES) if random.random() < 0.2 else "given.json"
    given = Upload(name, document(example, texts, random), "application/json")
    return posted(at, [(form.files[0], given)])
