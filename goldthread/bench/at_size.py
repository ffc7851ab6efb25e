"""What people do with many notes on file, each as product, and where there is one as bare view and in SQL alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler

from goldthread.bench import many, thread
from goldthread.bench.browser import Browser
from goldthread.bench.callers import MANY
from goldthread.bench.measure import Work
from goldthread.bench.operations import Ways
from goldthread.bench.passkey import Passkey
from goldthread.bench.stage import Stage
from goldthread.cases.models import Client
from goldthread.lib import uuids
from goldthread.lib.shipped import ships
from goldthread.notes.journal import Journal
from goldthread.people.backends import BACKEND
from goldthread.people.models import Staff

BETWEEN = " · "
_FORM = "application/x-www-form-urlencoded"
_BY_SCRIPT = {"HTTP_HX_REQUEST": "true"}
_CLIENT, _CASELOAD = ships("search of a client", "bench"), ships("search of a caseload", "bench")
_AGENCY = ships("search of the agency", "bench")
_BEST = ships("best first", "bench")
_RARENESS = {
    ships("common word", "bench"): many.COMMON,
    ships("middling word", "bench"): many.MIDDLING,
    ships("rare word", "bench"): many.RARE,
}
# What stands on a case file of two thousand notes, and is measured there.
_ELSEWHERE = (ships("editor, page", "bench"), ships("checks, 2,000 notes", "bench"), *thread.NAMES)
_WRITING = (ships("save", "bench"), ships("sign", "bench"))


@dataclass
class AtSize:
    """One thing that people do: for each caller, by each way, how to make ready so many calls."""

    name: str
    ways: dict[str, list[Callable[[], Sequence[Work]]]] = field(default_factory=dict)


def callers(agency: many.Agency, calls: int) -> list[Ways]:
    """Eight workers, each signed in, with a passkey and a client of their own where there are as many."""
    stages: dict[Staff, Stage] = {}
    for worker, client in agency.held[:MANY]:
        # Processes of their own would count past each other; who is measured again has a new one.
        passkey = Passkey(uuids.fresh().bytes, counts=False)
        passkey.kept_for(worker)
        notes = [note.pk for note in Journal(worker, [client.pk]).stretch(0, calls)]
        stages[worker] = Stage(worker, client, passkey, notes, client)
    return [Ways(each, calls) for each in stages.values()]


def operations(agency: many.Agency, calls: int) -> list[AtSize]:
    """Reading before writing, so that what is read is as it was loaded."""
    ways = callers(agency, calls)
    compared = [[operation for operation in each.operations() if operation.name not in _ELSEWHERE] for each in ways]
    reading: list[AtSize] = []
    writing: list[AtSize] = []
    for same in zip(*compared, strict=True):
        made = AtSize(same[0].name, {way: [each.ways[way] for each in same] for way in same[0].ways})
        (writing if made.name in _WRITING else reading).append(made)
    return [*reading, *_alone(agency, ways, calls), *writing]


def _alone(agency: many.Agency, ways: Sequence[Ways], calls: int) -> list[AtSize]:
    """What no bare view is compared with."""
    own = [each.product for each in ways]
    heads, sees = (Browser(WSGIHandler(), staff, BACKEND) for staff in (agency.supervisor, agency.reviewer))
    clients = [each.on.client for each in ways]

    def often(name: str, works: Sequence[Work]) -> AtSize:
        return AtSize(name, {"product": [partial(_repeated, work, calls) for work in works]})

    found = [
        often(ships("today", "bench"), [partial(browser.get, "/") for browser in own]),
        often(ships("today of a supervisor", "bench"), [partial(heads.get, "/")] * len(own)),
        often(ships("co-sign queue", "bench"), [partial(heads.get, "/review/")] * len(own)),
    ]
    vocabulary = many.words()
    for rareness, rank in _RARENESS.items():
        word = vocabulary[rank]
        pairs = zip(own, clients, strict=True)
        found += [
            often(f"{_CLIENT}{BETWEEN}{rareness}", [_of_client(browser, word, client) for browser, client in pairs]),
            often(f"{_CASELOAD}{BETWEEN}{rareness}", [_search(each, words=word, where="caseload") for each in own]),
            often(f"{_AGENCY}{BETWEEN}{rareness}", [_search(sees, words=word, where="everything")] * len(own)),
        ]
    best = _search(sees, words=vocabulary[many.COMMON], where="everything", order="best")
    return [*found, often(f"{_AGENCY}{BETWEEN}{_BEST}", [best] * len(own))]


def _repeated(work: Work, calls: int) -> Sequence[Work]:
    return [work] * calls


def _of_client(browser: Browser, word: str, client: Client) -> Work:
    return _search(browser, words=word, where="client", client=str(client.pk))


def _search(browser: Browser, **asked: str) -> Work:
    return partial(browser.post, "/search/", urlencode(asked).encode(), kind=_FORM, expect="200", headers=_BY_SCRIPT)
