"""The benchmark at a size: how fast the same things are with so many notes on file, for one caller and for eight."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from goldthread.bench import many, paper, plans, tables
from goldthread.bench.at_size import BETWEEN, AtSize, operations
from goldthread.bench.callers import together
from goldthread.bench.measure import timed
from goldthread.bench.stage import Stage
from goldthread.ledger import actions as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.shipped import shown
from goldthread.notes.projection import PROJECTION
from goldthread.search import actions as index
from goldthread.search.derived import INDEX

# Of each thing as many as there are notes, but not more; each of eight callers half as many.
MOST_CALLS = 100


def loaded(on: Stage, notes: int, show: Callable[[int, int], None]) -> dict[str, Any]:
    """Load so many notes and read them into the index; how fast that went."""
    began = time.monotonic()
    many.load(on, notes, show)
    added = time.monotonic()
    entries = 0
    while read := index.catch_up():
        entries += read
        show(entries, notes)
    indexed = time.monotonic()
    return {
        "notes": notes,
        "loaded_per_second": round(notes / (added - began), 1),
        "indexed_per_second": round(entries / (indexed - added), 1),
    }


def measured(load: dict[str, Any], keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Time what people do with what was loaded, alone and together.

    What is known is kept before the record is checked, which takes long at a size.
    """
    tables.copy_all()
    _settle()
    agency, notes = many.on_file(), load["notes"]
    calls = min(notes, MOST_CALLS)
    every = operations(agency, calls)
    told: dict[str, Any] = {
        **load,
        "callers": len(every[0].ways["product"]),
        "database_bytes": _size(),
        "operations": {each.name: _figures(each) for each in every},
        "scans": {each.name: steps for each in every if (steps := _scans(each))},
        "exported_client_seconds": _export(agency.held[0][1].number),
        "paper": paper.measured(agency, notes),
        "peak_memory_of_a_caller_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "problems": [],
    }
    keep(told)
    # No worker is about, which would have given the looks of these calls their leaves.
    ledger.sequence(stream="access", sweep=True)
    began_check = time.monotonic()
    report = verify(witness=None, projections=(PROJECTION,), derived=(INDEX,))
    checked = round(report.record[0] / (time.monotonic() - began_check), 1)
    return {**told, "verified_per_second": checked, "problems": report.problems}


def _settle() -> None:
    """What a database does by itself some time after so much was added."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _figures(each: AtSize) -> dict[str, Any]:
    """Every way alone, and together where it is the product's or the bare view's."""
    found: dict[str, Any] = {}
    for way, callers in each.ways.items():
        found[way] = timed(callers[0]())
        if way != "sql":
            found[f"{way}_together"] = together([_half_of(each) for each in callers])
    return found


def _half_of(prepare: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: (works := prepare())[: max(1, len(works) // 2)]


def _scans(each: AtSize) -> list[str]:
    work = each.ways["product"][0]()[0]
    return [step for statement in plans.statements(work) for step in plans.scans(statement)]


def _export(client: str) -> float:
    """Seconds in which one client's whole file is written out, its PDF among it, by the command itself."""
    with tempfile.TemporaryDirectory(prefix="goldthread-bench-") as folder:
        command = [sys.executable, "-m", "goldthread", "export", "--client", client, "--out", str(Path(folder) / "out")]
        began = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return round(time.monotonic() - began, 2)


def _size() -> int:
    if connection.vendor == "sqlite":
        return os.path.getsize(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def table(told: dict[str, Any]) -> str:
    """The figures as lines: the product alone and by eight callers, and beside it the bare view."""
    lines = [f"{'':44}{'p50 ms':>9}{'p95 ms':>9}{'1: /s':>9}{'8: p95':>9}{'8: /s':>9}{'bare p50':>9}{'bare 8: /s':>11}"]
    for name, each in told["operations"].items():
        title = BETWEEN.join(shown(part, "bench") for part in name.split(BETWEEN))
        one, eight = each["product"], each["product_together"]
        line = f"{title:44}{one['p50_ms']:9.2f}{one['p95_ms']:9.2f}{one['per_second']:9.1f}"
        line += f"{eight['p95_ms']:9.2f}{eight['per_second']:9.1f}"
        if "bare" in each:
            line += f"{each['bare']['p50_ms']:9.2f}{each['bare_together']['per_second']:11.1f}"
        lines.append(line)
    lines += [f"{name}: {value:,}" for name, value in told.items() if isinstance(value, int | float)]
    lines += [
        f"paper of {each['notes']:,} notes: {each['pages']:,} pages, {each['bytes']:,} bytes, {each['seconds']} s, "
        f"press {each['press_peak_mib']} MiB"
        for each in told["paper"]
    ]
    lines += [f"scans, {name}: {', '.join(steps)}" for name, steps in told["scans"].items()]
    return "\n".join([*lines, f"problems: {len(told['problems'])}", *told["problems"]])
