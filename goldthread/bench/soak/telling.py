"""What a soak came to, as figures and as lines; what was not kept is one sentence each."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.bench.soak.serving import WEB, WORKER, Memory
from goldthread.bench.soak.tally import Tally
from goldthread.lib.shipped import shown

# Memory is level where the end is within a tenth of the middle. In fewer minutes caches are still filling.
LEVEL, JUDGED_FROM_SECONDS = 1.10, 300
# How Django calls a database that is locked, that ended two of its own in each other's way, or that is gone.
_BY_DATABASE = "OperationalError"
_LINES = 60
COUNTED = (
    "requests",
    "per_second",
    "processor_ms_a_request",
    "workers",
    "drafts",
    "saves",
    "kept_beside",
    "signed",
    "documents",
    "imported",
)


def told(tally: Tally, memory: Memory, seconds: float, complaints: list[str]) -> dict[str, Any]:
    """Every figure; `failures` are sentences."""
    held = memory.told()
    failures = [_times(sentence, count) for sentence, count in tally.failures.items()]
    failures += unlevel(held, seconds)
    if memory.ended:
        failures.append(_("Processes of the server ended: %(count)s.") % {"count": memory.ended})
    for line in dict.fromkeys(line for line in complaints if _BY_DATABASE in line):
        failures.append(_("The database did not do what the server asked of it: %(line)s") % {"line": line})
    return {
        "seconds": round(seconds, 1),
        "requests": tally.requests,
        "per_second": round(tally.requests / seconds, 1),
        "answers": {str(status): count for status, count in sorted(tally.answers.items())},
        "expected_refusals": sum(tally.refused.values()),
        "unexpected_4xx": tally.strange_refusals,
        # On a machine that is shared, this tells more than how long somebody waited.
        "processor_ms_a_request": round(memory.worked * 1000 / max(1, tally.requests), 1),
        "memory_mib": held,
        "kinds": tally.told(),
        "complaints": complaints[-_LINES:],
        "failures": failures,
    }


def _times(sentence: str, count: int) -> str:
    return sentence if count == 1 else f"{sentence} ({count} ×)"


def unlevel(held: dict[str, dict[str, float]], seconds: float) -> list[str]:
    """A sentence for each kind of process that grew."""
    found = []
    for role, each in held.items():
        told = {"role": role, "middle": each["middle"], "end": each["end"]}
        if seconds >= JUDGED_FROM_SECONDS and each["end"] > each["middle"] * LEVEL:
            found.append(_("Memory is not level (%(role)s): %(middle)s MiB in the middle, %(end)s at the end.") % told)
    return found


def table(figures: dict[str, Any]) -> str:
    """The figures as lines."""
    lines = [f"{'':26}{'requests':>10}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}"]
    for kind, each in figures["kinds"].items():
        times = f"{each['p50_ms']:10.1f}{each['p95_ms']:10.1f}{each['p99_ms']:10.1f}"
        lines.append(f"{shown(kind, 'bench'):26}{each['requests']:10}{times}")
    lines += [f"{name}: {figures[name]:,}" for name in COUNTED]
    lines.append(
        _("answers of 400 to 499: %(expected)s expected, %(strange)s not")
        % {"expected": figures["expected_refusals"], "strange": figures["unexpected_4xx"]}
    )
    for role in (WEB, WORKER):
        each = figures["memory_mib"][role]
        lines.append(f"{role} MiB: {each['start']} → {each['middle']} → {each['end']}")
    lines.append(figures["verify"])
    count = len(figures["failures"])
    lines.append(ngettext("%(count)s thing failed.", "%(count)s things failed.", count) % {"count": count})
    return "\n".join(lines)
