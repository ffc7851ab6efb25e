"""The benchmark at a size: how fast the same things are with so many notes on file."""

import os
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from goldthread.bench import many, paper
from goldthread.bench.browser import Browser
from goldthread.bench.measure import Work, timed
from goldthread.bench.stage import Stage
from goldthread.chart import queries as chart
from goldthread.ledger import actions as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.shipped import ships, shown
from goldthread.notes import queries
from goldthread.notes.journal import Journal
from goldthread.notes.projection import PROJECTION
from goldthread.notes.queries import Filters
from goldthread.people.backends import BACKEND
from goldthread.search import actions as index
from goldthread.search.derived import INDEX

# Of each thing as many as there are notes, but not more.
MOST_CALLS = 100
_FORM = "application/x-www-form-urlencoded"
_CLIENT, _CASELOAD = ships("search of a client", "bench"), ships("search of a caseload", "bench")
_AGENCY = ships("search of the agency", "bench")
_BEST = ships("best first", "bench")
_BETWEEN = " · "
_RARENESS = {
    ships("common word", "bench"): many.COMMON,
    ships("middling word", "bench"): many.MIDDLING,
    ships("rare word", "bench"): many.RARE,
}


def measured(on: Stage, notes: int, show: Callable[[int, int], None]) -> dict[str, Any]:
    """Load so many notes, read them into the index, and time what people do, one caller at a time."""
    began = time.monotonic()
    agency = many.load(on, notes, show)
    loaded = time.monotonic()
    entries = 0
    while read := index.catch_up():
        entries += read
        show(entries, notes)
    indexed = time.monotonic()
    _settle()
    figures = {name: timed([work] * min(notes, MOST_CALLS)) for name, work in _operations(agency).items()}
    printed = paper.measured(agency, notes)
    # No worker is about, which would have given the looks of these calls their leaves.
    ledger.sequence(stream="access", sweep=True)
    began_check = time.monotonic()
    report = verify(witness=None, projections=(PROJECTION,), derived=(INDEX,))
    return {
        "notes": notes,
        "loaded_per_second": round(notes / (loaded - began), 1),
        "indexed_per_second": round(entries / (indexed - loaded), 1),
        "verified_per_second": round(report.record[0] / (time.monotonic() - began_check), 1),
        "problems": report.problems,
        "database_bytes": _size(),
        "operations": figures,
        "paper": printed,
    }


def _settle() -> None:
    """What a database does by itself some time after so much was added."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _operations(agency: many.Agency) -> dict[str, Work]:
    worker, client = agency.workers[0], agency.client
    own, everything = Browser(WSGIHandler(), worker, BACKEND), Browser(WSGIHandler(), agency.reviewer, BACKEND)
    entries = [note.pk for note in Journal(worker, [client.pk]).stretch(0, MOST_CALLS)]
    turns = cycle(entries)
    found: dict[str, Work] = {
        ships("read, data", "bench"): lambda: queries.encounter_of(next(turns), actor=worker),
        ships("read, page", "bench"): lambda: own.get(f"/notes/{next(turns)}/"),
        ships("case file, data", "bench"): partial(chart.file_of, worker, [client.pk], Filters(), 1),
        ships("case file, page", "bench"): lambda: own.get(f"/clients/{client.pk}/"),
        ships("today", "bench"): lambda: own.get("/"),
    }
    vocabulary = many.words()
    for rareness, rank in _RARENESS.items():
        word = vocabulary[rank]
        found |= {
            f"{_CLIENT}{_BETWEEN}{rareness}": partial(_search, own, words=word, where="client", client=str(client.pk)),
            f"{_CASELOAD}{_BETWEEN}{rareness}": partial(_search, own, words=word, where="caseload"),
            f"{_AGENCY}{_BETWEEN}{rareness}": partial(_search, everything, words=word, where="everything"),
        }
    best = partial(_search, everything, words=vocabulary[many.COMMON], where="everything", order="best")
    return {**found, f"{_AGENCY}{_BETWEEN}{_BEST}": best}


def _search(browser: Browser, **asked: str) -> bytes:
    return browser.post("/search/", urlencode(asked).encode(), kind=_FORM, expect="200", headers=_BY_SCRIPT)


_BY_SCRIPT = {"HTTP_HX_REQUEST": "true"}


def _size() -> int:
    if connection.vendor == "sqlite":
        return os.path.getsize(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def table(told: dict[str, Any]) -> str:
    """The figures as lines."""
    lines = [f"{'':44}{'p50 ms':>9}{'p95 ms':>9}{'a second':>10}"]
    for name, each in told["operations"].items():
        told_name = _BETWEEN.join(shown(part, "bench") for part in name.split(_BETWEEN))
        lines.append(f"{told_name:44}{each['p50_ms']:9.2f}{each['p95_ms']:9.2f}{each['per_second']:10.1f}")
    for name in (
        "notes",
        "loaded_per_second",
        "indexed_per_second",
        "verified_per_second",
        "database_bytes",
    ):
        lines.append(f"{name}: {told[name]:,}")
    for each in told["paper"]:
        lines.append(
            f"paper of {each['notes']:,} notes: {each['pages']:,} pages, {each['bytes']:,} bytes, {each['seconds']} s, "
            f"press {each['press_peak_mib']} MiB"
        )
    return "\n".join([*lines, f"problems: {len(told['problems'])}", *told["problems"]])
