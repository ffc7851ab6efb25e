"""The benchmark itself, run by `goldthread bench` in a home and database of its own."""

import json
import os
import platform
import resource
import sys
from pathlib import Path
from typing import Any

import django


def main(out: str, quick: str) -> None:
    """Measure everything, write the figures as JSON to `out`, print them as a table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.settings")
    django.setup()
    from django.db import connection

    from goldthread.bench.measure import measured
    from goldthread.bench.operations import Ways
    from goldthread.bench.stage import stage
    from goldthread.cli.progress import Bar

    rounds, calls, families = (2, 10, 8) if quick == "quick" else (7, 100, 40)
    bar = Bar("telling a year")
    ways = Ways(stage(families, bar.show), calls)
    bar.end()
    every = ways.operations()
    bar = Bar("measuring", len(every) * (rounds + 1) * 3)
    done = iter(range(1, 10_000))
    found = {each.name: measured(each, rounds, lambda: bar.show(next(done))) for each in every}
    bar.end()
    told = {
        "machine": _machine(connection.vendor),
        "quick": quick == "quick",
        "rounds": rounds,
        "calls_a_round": calls,
        "notes_in_the_case_file": len(ways.on.notes),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "operations": found,
    }
    Path(out).write_text(json.dumps(told, indent=2) + "\n")
    print(_table(told))


def _machine(vendor: str) -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "django": django.__version__,
        "database": vendor,
    }


def _table(told: dict[str, Any]) -> str:
    lines = [f"{'':17}{'SQL':>9}{'bare view':>11}{'Goldthread':>12}   to the bare view"]
    for name, each in told["operations"].items():
        ratio, reach = each["to_bare"], each.get("reach")
        times = f"{each['sql']['p50_ms']:9.2f}{each['bare']['p50_ms']:11.2f}{each['product']['p50_ms']:12.2f}"
        aim = ""
        if reach:
            sign = "≥" if reach["ratio"] == "speed" else "≤"
            aim = f"  ({reach['ratio']} {sign} {reach['bound']}: {'reached' if each['reached'] else 'missed'})"
        lines.append(f"{name:17}{times}   {ratio['median']:.2f}{aim}")
    lines.append(f"Milliseconds at the median; peak memory {told['peak_memory_mib']} MiB.")
    return "\n".join(lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
