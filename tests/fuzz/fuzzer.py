"""The fuzzer: it walks to every endpoint, reads each form, and asks for years what no browser would.

Every day it runs for a few seconds. A long run, another slice, and one episode again:

    GOLDTHREAD_FUZZ_SECONDS=600 .venv/bin/pytest tests/fuzz
    GOLDTHREAD_FUZZ_SEED=7 .venv/bin/pytest tests/fuzz
    scripts/on_postgres.sh .venv/bin/pytest tests/fuzz

What is asked in an episode follows from the seed, the endpoint and the number of the episode, which a fault names.
"""

import re
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urljoin

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser

from goldthread.cli.verify import DERIVED, PROJECTIONS
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.search import actions as search
from goldthread.search import queries as searches
from tests.cast import named
from tests.fuzz import asking, judging, routes, schema, world
from tests.fuzz.asking import Ask
from tests.fuzz.bodies import examples, files
from tests.fuzz.routes import Endpoint
from tests.fuzz.schema import Form
from tests.fuzz.values import Texts

ROOT = Path(__file__).resolve().parent.parent.parent
# A case manager, her supervisor, a therapist, the records officer, the administrator, the biller, a stranger to the family; "" is nobody.
WHO = ["ana", "dora", "ben", "gus", "hana", "ed", "cleo", ""]
METHODS = ["PUT", "DELETE", "OPTIONS", "PATCH", "HEAD", "TRACE", "GET", "POST", "BREW"]
_RENEWED_AFTER = 240  # seconds
WALKERS = ("ana", "dora", "ben", "gus", "hana", "")
_ASKED = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]["'](\w+)""")


@dataclass
class Door:
    """An address at which somebody found an endpoint."""

    who: str
    at: str
    forms: list[Form] = field(default_factory=list)


class Fuzzer:
    """A walk through the world, then episodes until the time is over; what was wrong is in `faults`."""

    def __init__(self, seed: str, folder: Path | None) -> None:
        self.seed = seed
        self.texts = Texts(folder)
        self.endpoints = {each.name: each for each in routes.endpoints()}
        self.doors: dict[str, dict[tuple[str, str], Door]] = defaultdict(dict)
        self.reached: dict[str, Counter[int]] = defaultdict(Counter)
        self.faults: dict[str, str] = {}
        self.count: Counter[str] = Counter()
        self.spent: dict[str, float] = dict.fromkeys(self.endpoints, 0.0)
        self.numbers: Counter[str] = Counter()
        self.names = sorted({n for p in (ROOT / "goldthread").rglob("*.py") for n in _ASKED.findall(p.read_text())})
        self._cookies: dict[str, str] = {}
        self._browser = Browser(raise_request_exception=False)
        self._broke: list[BaseException] = []
        self._episode = ""
        self._renewed_at = 0.0
        got_request_exception.connect(self._note_exception)

    def _note_exception(self, **_told: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            self._broke.append(error)

    def walk(self, pages: int) -> None:
        """Sign everybody in, and follow the links that each finds: so many pages of each route for everybody."""
        self._sign_in()
        for who, at in [*world.passing(), *world.entrances()]:
            self._link(who, at)
        for name, each in self.endpoints.items():
            for who in WALKERS if not each.parts else ():
                self._found(name, who, each.at({}))
        for who in WALKERS:
            self._wander(who, pages)

    def _sign_in(self) -> None:
        self._renewed_at = time.monotonic()
        for who in WHO:
            self._cookies[who] = self._signed_in(who)

    def _renew(self) -> None:
        """What holds a few minutes alone: sessions without use, and what waits for a signature."""
        self._sign_in()
        for name in ("notes:sign", "notes:day_sign", "notes:again", "plans:sign", "plans:again"):
            self.doors[name].clear()
        for who, at in world.passing():
            self._link(who, at)
            for form in schema.read(self._judged(who, Ask("GET", at)).content.decode(), at).forms:
                self._form(who, form)

    def _signed_in(self, who: str) -> str:
        if not who:
            return ""
        browser = Browser()
        browser.force_login(named(who))
        browser.get("/")
        return browser.cookies["sessionid"].value

    def _wander(self, who: str, pages: int) -> None:
        seen: Counter[str] = Counter()
        waiting = [door.at for doors in self.doors.values() for door in doors.values() if door.who == who]
        first = set(waiting)
        done: set[str] = set()
        while waiting:
            at = waiting.pop(0)
            found = routes.found(at)
            if found is None or at in done or (at not in first and seen[found.view_name] >= pages):
                continue
            done.add(at)
            seen[found.view_name] += 1
            answer = self._judged(who, Ask("GET", at))
            if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
                page = schema.read(answer.content.decode(), at)
                waiting += [link for link in page.links if self._link(who, link)]
                for link in page.posted:
                    self._link(who, link)
                for form in page.forms:
                    self._form(who, form)

    def _link(self, who: str, link: str) -> bool:
        found = routes.found(link)
        if found is None:
            return False
        self._found(found.view_name, who, link.partition("?")[0].partition("#")[0])
        return True

    def _found(self, name: str, who: str, at: str) -> Door:
        return self.doors[name].setdefault((who, at), Door(who, at))

    def _form(self, who: str, form: Form) -> None:
        for at in form.where():
            found = routes.found(at)
            if found is not None and form.method == "post":
                self._found(found.view_name, who, at.partition("?")[0]).forms.append(form)

    @property
    def forms(self) -> set[tuple[str, str]]:
        """Each form that was found: where it goes, and on which route it stands."""
        return {
            (name, getattr(routes.found(form.page), "view_name", ""))
            for name, doors in self.doors.items()
            for door in doors.values()
            for form in door.forms
        }

    def sweep(self) -> None:
        """Every endpoint with an empty form, then with a filled one, at one door after another until it is reached; and otherwise or by nobody."""
        for name, endpoint in self.endpoints.items():
            random = self._begin(endpoint, "sweep")
            doors = self._spread(endpoint, random) or [Door("ana", endpoint.at({}))]
            for door in doors[:8]:
                asks = [
                    asking.posted(door.at, []),
                    *(asking.as_filled(form, door.at, random) for form in door.forms[:2]),
                ]
                for ask in asks:
                    if not self._is_reached(name):
                        self._alone(door.who, ask)
            by_nobody = random.random() < 0.5
            who, method = ("", "GET") if by_nobody else (doors[0].who, random.choice(METHODS[:6]))
            self._alone(who, Ask(method, doors[0].at))

    def _spread(self, endpoint: Endpoint, random: Random) -> list[Door]:
        """Its doors in any order, those that have forms before the others."""
        doors = list(self.doors[endpoint.name].values())
        random.shuffle(doors)
        return sorted(doors, key=lambda door: (not door.forms, not door.who))

    def run(self, seconds: float) -> None:
        """Episodes, always at the endpoint that had least of the time so far, until it is over."""
        ends = time.monotonic() + seconds
        order = sorted(self.endpoints)
        Random(self.seed).shuffle(order)
        while time.monotonic() < ends:
            name = min(order, key=lambda each: self.spent[each])
            began = time.monotonic()
            self.numbers[name] += 1
            self.episode(self.endpoints[name], self.numbers[name])
            self.spent[name] += time.monotonic() - began
            if time.monotonic() - self._renewed_at > _RENEWED_AFTER:
                self._renew()

    def _begin(self, endpoint: Endpoint, number: object) -> Random:
        self._episode = f"seed {self.seed}, {endpoint.name}, episode {number}"
        return Random(f"{self.seed} {endpoint.name} {number}")

    def episode(self, endpoint: Endpoint, number: int) -> None:
        """One to three requests on top of each other at one endpoint; afterwards the record verifies, and all is undone."""
        random = self._begin(endpoint, number)
        with transaction.atomic():
            before = Entry.objects.count()
            for who, ask in self._asks(endpoint, random):
                self._judged(who, ask, random)
            if Entry.objects.count() != before and random.random() < 0.1:
                self._verify()
            transaction.set_rollback(True)
        self.count["episodes"] += 1

    def _asks(self, endpoint: Endpoint, random: Random) -> Iterator[tuple[str, Ask]]:
        doors = list(self.doors[endpoint.name].values()) or [Door("ana", endpoint.at({}))]
        with_forms = [door for door in doors if door.forms]
        for _turn in range(random.randint(1, 3)):
            door = random.choice(with_forms if with_forms and random.random() < 0.7 else doors)
            who = door.who if random.random() < 0.8 else random.choice(WHO)
            at = door.at if random.random() < 0.85 else self._elsewhere(endpoint, random)
            yield who, self._ask(endpoint, door, at, random)

    def _elsewhere(self, endpoint: Endpoint, random: Random) -> str:
        """The endpoint under identities of others, of nothing, and under what is no identity at all."""
        doors = [door.at for each in self.doors.values() for _key, door in each.items()]
        strange: list[Callable[[], str]] = [
            lambda: (re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", random.choice(doors)) or ["x"])[-1],
            lambda: "00000000-0000-0000-0000-000000000000",
            lambda: asking.quote_from_bytes(asking.raw(self.texts.any(random)), safe="")[:400] or "x",
            lambda: random.choice(["0", "9999", "99999999999999999999", "2026-02-30", "9999-12-31", "0001-01-01", "2026-01-01"]),
        ]  # fmt: skip
        return endpoint.at({part: random.choice(strange)() for _kind, part in endpoint.parts})

    def _ask(self, endpoint: Endpoint, door: Door, at: str, random: Random) -> Ask:
        turn, form = random.random(), random.choice(door.forms) if door.forms else None
        example = examples().get(endpoint.name)
        ask = asking.asked(at, self.names, self.texts, random)
        if example is not None and turn < 0.8:
            return asking.as_json(at, example(at), self.texts, random)
        if form is not None and form.files and endpoint.name in files() and turn < 0.6:
            return asking.as_file(form, at, files()[endpoint.name], self.texts, random)
        if form is not None and turn < 0.15:
            ask = asking.as_filled(form, at, random)
        elif form is not None and turn < 0.8:
            ask = asking.changed(form, at, self.texts, random)
        elif turn < 0.86:
            ask = asking.posted(at, [(random.choice(self.names), self.texts.any(random))])
        elif turn < 0.9:
            ask = Ask(random.choice(METHODS), at, body=asking.raw(self.texts.any(random)), content_type="text/plain")
        elif turn < 0.93:
            ask = asking.as_json(at, {"sentence": [1, {"a": "b"}]}, self.texts, random)
        if ask.method == "POST" and random.random() < 0.08:
            ask = asking.broken(ask, self.texts, random)
        return asking.with_headers(ask, random) if random.random() < 0.12 else ask

    def _alone(self, who: str, ask: Ask) -> None:
        """One request, judged and undone."""
        with transaction.atomic():
            self._judged(who, ask)
            transaction.set_rollback(True)

    def _judged(self, who: str, ask: Ask, random: Random | None = None) -> HttpResponse:
        """The answer; where something was taken in, the pages that show it are judged too."""
        answer, found = self._answer(who, ask)
        for each in found:
            self._fault(who, ask, each)
        to = answer.headers.get("Location", "")
        if random is None or ask.method != "POST":
            return answer
        if to.startswith("/") and answer.status_code == 302:
            at, _question, query = to.partition("#")[0].partition("?")
            self._judged(who, Ask("GET", at, query=query))
        elif answer.status_code == 200 and ask.content_type == "application/json":
            self._judged(who, Ask("GET", urljoin(ask.at, "..")))
            self._judged(who, Ask("GET", random.choice(["/", "/drafts/", "/day/", "/clients/", "/review/"])))
        return answer

    def _answer(self, who: str, ask: Ask) -> tuple[HttpResponse, list[str]]:
        # One browser for everybody: each new one reads the list of all static files again.
        browser = self._browser
        browser.handler.enforce_csrf_checks = not ask.with_token
        browser.cookies.clear()
        if self._cookies[who] and "cookie" not in ask.headers:
            browser.cookies["sessionid"] = self._cookies[who]
        self._broke.clear()
        with judging.listening() as heard:
            answer = browser.generic(
                ask.method, ask.at, ask.body, content_type=ask.content_type, headers=ask.headers, QUERY_STRING=ask.query
            )
        self.count["requests"] += 1
        found = routes.found(ask.at)
        is_asked_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next")
        if found is not None and not is_asked_to_sign_in:
            self.reached[found.view_name][answer.status_code] += 1
        wrong = judging.faults(ask, answer, self._broke, [line for line in heard.lines if not self._broke])
        if not who and "cookie" not in ask.headers:
            wrong += judging.told_to_nobody(ask, answer)
        return answer, wrong

    def _fault(self, who: str, ask: Ask, what: str) -> None:
        found = routes.found(ask.at)
        broke = "".join(traceback.format_exception(self._broke[-1])[-6:]) if self._broke else ""
        key = f"{getattr(found, 'view_name', ask.at[:60])} {ask.method}: {re.sub(r'[0-9a-f-]{36}', '*', what)[:70]}"
        self.count["faults"] += 1
        self.faults.setdefault(key, f"{what}\n  {self._episode}, as {who or 'nobody'}\n    {ask}\n{broke}")

    def _verify(self) -> None:
        """The record check, as `goldthread verify` makes it."""
        for stream in ("record", "access"):
            ledger.sequence(stream=stream, sweep=True)
        search.catch_up()
        self.count["record checks"] += 1
        report = verify(witness=None, projections=PROJECTIONS, derived=DERIVED)
        for problem in [*report.problems, *searches.problems()]:
            self.faults.setdefault(f"verify: {problem[:60]}", f"{problem}\n  {self._episode}")

    def unreached(self) -> set[str]:
        """The endpoints at which nothing but "not found" and "not so" was ever answered."""
        return {name for name in self.endpoints if not self._is_reached(name)}

    def _is_reached(self, name: str) -> bool:
        return any(status < 400 or status == 422 for status in self.reached[name])
