"""The benchmark itself, run by `goldthread bench` in a home and database of its own."""

import json
import os
import platform
import resource
import sys
from pathlib import Path
from typing import Any

import django
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goldthread.lib.shipped import shown


def main(out: str, asked: str, *further: str) -> None:
    """Measure everything, whole or quick, or at a number of notes that may be kept in a folder, or soak for minutes by
    workers (`further`).

    Writes the figures as JSON to `out` and prints them as a table.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.settings")
    django.setup()
    from django.db import connection

    from goldthread.bench import codes, weight
    from goldthread.bench.measure import measured
    from goldthread.bench.operations import Ways
    from goldthread.bench.stage import EARLIER, stage
    from goldthread.cli.progress import Bar
    from goldthread.lib import language

    language.speak(os.environ)
    if asked == "soak":
        _soak(out, *further)
        return
    if asked.isdecimal():
        _at_a_size(out, int(asked), *further)
        return
    rounds, calls, families = (2, 10, 8) if asked == "quick" else (7, 100, 40)
    bar = Bar(_("telling a year"))
    ways = Ways(stage(families, bar.show, 60 if asked == "quick" else EARLIER), calls)
    bar.end()
    every = [*ways.operations(), codes.operation(1000 if asked == "quick" else codes.MOST, calls // 5)]
    bar = Bar(_("measuring"), len(every) * (rounds + 1) * 3)
    done = iter(range(1, 10_000))
    found = {each.name: measured(each, rounds, lambda: bar.show(next(done))) for each in every}
    bar.end()
    told = {
        "machine": _machine(connection.vendor),
        "quick": asked == "quick",
        "rounds": rounds,
        "calls_a_round": calls,
        "notes_in_the_case_file": len(ways.on.notes),
        "scripts_and_styles_bytes": weight.compressed(),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "operations": found,
    }
    Path(out).write_text(json.dumps(told, indent=2) + "\n")
    print(_table(told))


def _at_a_size(out: str, notes: int, loaded: str) -> None:
    from django.db import connection

    from goldthread.bench import scale
    from goldthread.bench.stage import stage
    from goldthread.cli.progress import Bar

    def keep(told: dict[str, Any]) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        whole = {**told, "machine": _machine(connection.vendor), "peak_memory_mib": peak}
        Path(out).write_text(json.dumps(whole, indent=2) + "\n")

    load = Path(loaded)
    if not load.exists():
        bar = Bar(_("adding notes"))
        load.write_text(json.dumps(scale.loaded(stage(8, bar.show, 1), notes, bar.show)))
        bar.end()
    told = scale.measured(json.loads(load.read_text()), keep)
    keep(told)
    print(scale.table(told))


def _soak(out: str, minutes: str, workers: str) -> None:
    from django.db import connection

    from goldthread.bench.soak import run, telling
    from goldthread.cli.progress import Bar

    bar = Bar(_("working"))
    told = run.soaked(float(minutes), int(workers), bar.show)
    bar.end()
    told |= {"machine": _machine(connection.vendor)}
    Path(out).write_text(json.dumps(told, indent=2) + "\n")
    print(telling.table(told))
    for line in [*told["failures"], *told["problems"], *(told["complaints"] if told["failures"] else ())]:
        print(line, file=sys.stderr)
    sys.exit(1 if told["failures"] else 0)


def _machine(vendor: str) -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "django": django.__version__,
        "database": vendor,
    }


def _table(told: dict[str, Any]) -> str:
    plain, beside = pgettext("bench", "bare view"), pgettext("bench", "to the bare view")
    lines = [f"{'':17}{'SQL':>9}{plain:>11}{'Goldthread':>12}   {beside}"]
    for name, each in told["operations"].items():
        ratio, reach = each["to_bare"], each.get("reach")
        times = f"{each['sql']['p50_ms']:9.2f}{each['bare']['p50_ms']:11.2f}{each['product']['p50_ms']:12.2f}"
        aim = ""
        if reach:
            limit = f"{reach['bound']} ms" if reach["ratio"] == "ms" else reach["bound"]
            sign = "≥" if reach["ratio"] == "speed" else "≤"
            outcome = pgettext("bench", "reached") if each["reached"] else pgettext("bench", "missed")
            aim = f"  ({_of(reach['ratio'])} {sign} {limit}: {outcome})"
        lines.append(f"{shown(name, 'bench'):17}{times}   {ratio['median']:.2f}{aim}")
    memory = _("Milliseconds at the median; peak memory %(mebibytes)s MiB.")
    lines.append(memory % {"mebibytes": told["peak_memory_mib"]})
    fetched = _("Scripts and style sheets: %(kibibytes)s KiB compressed.")
    lines.append(fetched % {"kibibytes": round(told["scripts_and_styles_bytes"] / 1024, 1)})
    return "\n".join(lines)


def _of(ratio: str) -> str:
    """What a ratio compares, as people call it."""
    return {
        "speed": pgettext("bench", "speed"),
        "time": pgettext("bench", "time"),
        "ms": pgettext("bench", "product"),
    }.get(ratio, ratio)


if __name__ == "__main__":
    main(*sys.argv[1:])
