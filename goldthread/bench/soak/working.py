"""What one worker does, turn after turn, until the time is over: writes and signs, reads, searches, prints, and wonders."""

import hashlib
import html
import io
import json
import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from PIL import Image

from goldthread.bench.soak.kept import Written
from goldthread.bench.soak.people import Hand, mark, visit
from goldthread.bench.soak.tally import Tally, Unexpected
from goldthread.bench.soak.visitor import Answer, Fields, Visitor
from goldthread.demonstration.agency import ZONE
from goldthread.lib import clock, uuids
from goldthread.lib.shipped import ships
from goldthread.notes.forms import BLOCKS, KEYED

BEGIN, EDITOR, SAVE, ATTACH = ships("begin", "bench"), ships("editor, page", "bench"), ships("save", "bench"), ships("attach", "bench")  # fmt: skip
PREPARE, READING, SIGN = ships("prepare", "bench"), ships("before signing", "bench"), ships("sign", "bench")
NOTE, FILE, TODAY = ships("read, page", "bench"), ships("case file, page", "bench"), ships("today", "bench")
SEARCH, PDF, STRETCH = ships("search", "bench"), ships("note as PDF", "bench"), ships("stretch as PDF", "bench")
VERSIONS, STRANGER = ships("versions", "bench"), ships("somebody else's file", "bench")

SAVES = 3
# How often something is sent by two browsers at once.
TWICE = 0.2
# What was signed so long ago must be found, whoever reads it into the index.
FOUND_AFTER_SECONDS = 30
_REVISION = re.compile(r'name="base_revision" value="(\d+)"')
_DOCUMENT = re.compile(r'name="documents" value="([0-9a-f-]{36})"')
_OPTIONS = re.compile(r'data-options="([^"]+)"')


Result = TypeVar("Result")


class Over(Exception):
    """The time is over."""


class Worker:
    """One hand at work; `written` is what it was told is kept."""

    def __init__(
        self, hand: Hand, stranger: UUID, port: int, tally: Tally, stop: threading.Event, pause: float
    ) -> None:
        self.hand, self.stranger, self.tally, self.stop, self.pause = hand, stranger, tally, stop, pause
        self.at, self.beside = (Visitor(port, session, tally) for session in hand.sessions)
        self.chance = random.Random(hand.number)
        self.written: list[Written] = []
        self.signed: list[tuple[float, UUID, str]] = []

    def work(self) -> None:
        """Turn after turn, writing first; after an answer that was not expected comes another turn."""
        turns, shares = [self.write, self.read, self.search, self.today, self.print, self.pry], [25, 25, 20, 15, 10, 5]
        turn = self.write
        try:
            self.think()
            while True:
                try:
                    turn()
                except Unexpected:
                    self.think()
                turn = self.chance.choices(turns, shares)[0]
        except Over:
            return
        except Exception as broken:
            told = {"why": f"{type(broken).__name__}: {broken}"}
            self.tally.failed(_("A worker of the soak could not go on: %(why)s.") % told)

    def think(self) -> None:
        """As long as somebody thinks; Over where the time is."""
        if self.stop.wait(self.pause * self.chance.uniform(0.5, 1.5)):
            raise Over

    # -- writing

    def write(self) -> None:
        """A note from its beginning to its signature; some are left as drafts, as people leave them."""
        number = len(self.written)
        client, _number = self.chance.choice(self.hand.clients)
        draft = uuids.fresh()
        self.at.post(BEGIN, f"/notes/new/?client={client}", [("type", "session"), ("draft", str(draft))])
        held = Draft(
            self, Written(draft, self.hand.staff), visit(client, self.hand.sections, number % 600 + 2, self.chance)
        )
        self.written.append(held.written)
        self.think()
        self.at.get(EDITOR, held.path)
        for turn in range(SAVES):
            self.think()
            held.save() if turn != 1 or self.chance.random() > TWICE else held.save_twice_at_once()
        if self.chance.random() < 0.2:
            self.think()
            held.attach()
        if self.chance.random() < 0.85:
            held.sign()

    # -- reading

    def read(self) -> None:
        """A case file, then a note of one's own."""
        client, _number = self.chance.choice(self.hand.clients)
        self.at.get(FILE, f"/clients/{client}/")
        self.think()
        if self.signed:
            _at, entry, word = self.chance.choice(self.signed)
            self.must_hold(self.at.get(NOTE, f"/notes/{entry}/"), word)
            self.think()

    def search(self) -> None:
        """A word of a note signed a while ago, which must be found; or any word."""
        before = time.monotonic() - FOUND_AFTER_SECONDS
        old = [each for each in self.signed if each[0] < before]
        if old:
            self.find(self.chance.choice(old))
        else:
            self._sought("grandmother")
        self.think()

    def find(self, signed: tuple[float, UUID, str]) -> None:
        """Search for the word of one note; a failure where it is not found."""
        _at, entry, word = signed
        if str(entry) not in self._sought(word).text:
            self.tally.failed(_("A search did not find a note that was signed: %(word)s.") % {"word": word})

    def _sought(self, word: str) -> Answer:
        asked = [("words", word), ("where", "caseload")]
        return self.at.post(SEARCH, "/search/", asked, expect=(200,), by_script=True)

    def today(self) -> None:
        """What is to be done."""
        self.at.get(TODAY, "/")
        self.think()

    def print(self) -> None:
        """A note as PDF, or the last two years of a file."""
        if self.signed and self.chance.random() < 0.5:
            answer = self.at.get(PDF, f"/notes/{self.chance.choice(self.signed)[1]}/pdf/")
        else:
            client, _number = self.chance.choice(self.hand.clients)
            since = (clock.today(ZONE) - timedelta(days=730)).isoformat()
            asked = [("since", since), ("given_as", "pdf")]
            answer = self.at.post(STRETCH, f"/clients/{client}/print/", asked, expect=(200,))
        if not answer.body.startswith(b"%PDF-"):
            self.tally.failed(_("What was asked for as PDF is none."))
        self.think()

    def pry(self) -> None:
        """The file of somebody whom one does not serve: as if there were none."""
        self.at.get(STRANGER, f"/clients/{self.stranger}/", expect=404)
        self.think()

    def must_hold(self, answer: Answer, word: str) -> None:
        if word not in answer.text:
            self.tally.failed(_("A page does not show what was kept: %(word)s.") % {"word": word})


class Draft:
    """A draft in the editor of one worker: what it holds, and how far the server has it."""

    def __init__(self, worker: Worker, written: Written, content: dict[str, Any]) -> None:
        self.worker, self.written, self.content = worker, written, content
        self.path = f"/drafts/{written.draft}/"
        self.revision, self.window, self.turn = 0, uuids.fresh(), 0

    def _typed(self) -> tuple[str, dict[str, Any]]:
        """A further sentence with a word of its own, and the content with it."""
        word, key = mark(random.SystemRandom()), self.worker.hand.sections[0]
        narrative = {**self.content["narrative"], key: f"{self.content['narrative'][key]} {word}."}
        return word, {**self.content, "narrative": narrative}

    def _sent(self, at: Visitor, window: UUID, turn: int, content: dict[str, Any]) -> dict[str, Any]:
        told = {"base_revision": self.revision, "content": content, "window": str(window), "turn": turn}
        answer: dict[str, Any] = json.loads(at.send(SAVE, f"{self.path}save/", json.dumps(told).encode()).body)
        return answer

    def _sent_from(
        self, window: UUID, at: Visitor, turn: int, _word: str, content: dict[str, Any]
    ) -> tuple[UUID, dict[str, Any]]:
        return window, self._sent(at, window, turn, content)

    def save(self) -> None:
        """As the editor saves, a second after the last key."""
        word, content = self._typed()
        self.turn += 1
        answer = self._sent(self.worker.at, self.window, self.turn, content)
        if answer["beside"]:
            self.worker.tally.failed(_("A save that nobody competed with was kept beside."))
            raise Unexpected
        self.written.words.append(word)
        self.content, self.revision = content, answer["revision"]

    def save_twice_at_once(self) -> None:
        """Two browsers save the same draft: one of them becomes the draft, the other is kept beside, and both are shown."""
        other = uuids.fresh()
        self.turn += 1
        sent = {
            self.window: (self.worker.at, self.turn, *self._typed()),
            other: (self.worker.beside, 1, *self._typed()),
        }
        answers = at_once([partial(self._sent_from, window, *sent[window]) for window in sent])
        told = dict(answers)
        for window, answer in told.items():
            (self.written.beside if answer["beside"] else self.written.words).append(sent[window][2])
        ahead = [window for window, answer in told.items() if not answer["beside"]]
        if len(told) < 2 or len(ahead) != 1:
            self.worker.tally.failed(_("Of two saves at once, not one alone became the draft."))
            raise Unexpected
        self.window = ahead[0]
        _at, self.turn, _word, self.content = sent[self.window]
        self.revision = told[self.window]["revision"]
        shown = self.worker.at.get(VERSIONS, f"{self.path}versions/")
        for _at, _turn, word, _content in sent.values():
            self.worker.must_hold(shown, word)

    def attach(self) -> None:
        """A picture of its own; where it stands is read from the editor, as a browser has it."""
        picture = _picture()
        fields = [*self._fields(), ("document_kind", "photo")]
        self.worker.at.upload(ATTACH, f"{self.path}documents/", fields, "photo.png", picture)
        self.written.files.append(hashlib.sha256(picture).hexdigest())
        page = self.worker.at.get(EDITOR, self.path).text
        self.content = {**self.content, "documents": _DOCUMENT.findall(page)}
        self.revision = int(_REVISION.findall(page)[0])

    def sign(self) -> None:
        """Read what will be signed, sign it by passkey, and read the note."""
        worker = self.worker
        worker.think()
        reading = worker.at.post(PREPARE, self.path, [*self._fields(), ("read", "yes")]).location
        worker.think()
        options = _OPTIONS.search(worker.at.get(READING, reading).text)
        if options is None:
            worker.tally.failed(_("The page before signing asks for no passkey."))
            raise Unexpected
        challenge = json.loads(html.unescape(options[1]))["publicKey"]["challenge"]
        worker.think()
        told = [("passkey", json.dumps(worker.hand.passkey.answer(challenge)))]
        browsers = [worker.at, worker.beside] if worker.chance.random() < TWICE else [worker.at]
        answers = at_once([partial(at.post, SIGN, reading, told) for at in browsers])
        places = {answer.location for answer in answers}
        if len(answers) < len(browsers) or len(places) > 1:
            worker.tally.failed(_("A signature sent twice at once was not answered as one."))
        if not places:
            raise Unexpected
        entry = UUID(places.pop().split("/")[2])
        self.written.entry = entry
        worker.signed.append((time.monotonic(), entry, self.written.words[-1]))
        shown = worker.at.get(NOTE, f"/notes/{entry}/")
        for word in self.written.words:
            worker.must_hold(shown, word)

    def _fields(self) -> Fields:
        """The content as the form of the editor posts it."""
        found = [("base_revision", str(self.revision))]
        for key, value in self.content.items():
            if key in KEYED:
                found += [(f"{key}-{inner}", text) for inner, text in value.items()]
            elif key in BLOCKS:
                found += [(f"{key}-{at}-{name}", text) for at, row in enumerate(value) for name, text in row.items()]
            else:
                found += [(key, text) for text in ([value] if isinstance(value, str) else value)]
        return found


def at_once(works: Sequence[Callable[[], Result]]) -> list[Result]:
    """What requests gave that were sent at the same moment; those that failed, which the tally knows, are left out."""
    found: list[Result] = []

    def do(work: Callable[[], Result]) -> None:
        try:
            found.append(work())
        except Unexpected:
            return

    others = [threading.Thread(target=do, args=[work]) for work in works[1:]]
    for each in others:
        each.start()
    do(works[0])
    for each in others:
        each.join()
    return found


def _picture() -> bytes:
    """A small picture that is like no other."""
    out = io.BytesIO()
    Image.frombytes("RGB", (32, 32), random.SystemRandom().randbytes(32 * 32 * 3)).save(out, "PNG")
    return out.getvalue()
