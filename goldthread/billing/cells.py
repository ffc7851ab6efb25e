"""What stands in the cells of a bill: days, units and money as billing systems write them, and what their columns are called."""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

# How billing systems call them, the likeliest first.
_NAMES: dict[str, list[str]] = json.loads(Path(__file__).with_name("columns.json").read_text(encoding="utf-8"))
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d\d)"),
)
_UNITS = re.compile(r"(\d{1,6})(?:\.(\d{1,2})0*)?", re.ASCII)
_MONEY = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?", re.ASCII)


def guess(header: Sequence[str]) -> dict[str, str]:
    """Which column of a file is what, by its name; what is not found is left out, and no column stands twice."""
    found: dict[str, str] = {}
    for what in _NAMES:
        for name in likely(header, what):
            if name not in found.values():
                found[what] = name
                break
    return found


def likely(header: Sequence[str], what: str) -> list[str]:
    """The columns that may be this, by their names, the likeliest first."""
    known = {_plain(name): name for name in reversed(header)}
    return [known[name] for name in _NAMES[what] if name in known]


def _plain(name: str) -> str:
    """A column's name in small letters and words, a number as a word of its own: Mod1, MOD_1 and Mod #1 are one name."""
    return " ".join(re.findall(r"[a-z]+|[0-9]+", name.casefold()))


def day_of(text: str) -> date | None:
    """A day as bills write it: 2026-03-02, 20260302, 3/2/2026, 3/2/26; None where it is none."""
    for form in _DAYS:
        if found := form.fullmatch(text.strip()):
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            try:
                return date(year, int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def hundredths_of(text: str) -> int | None:
    """Units in hundredths: 4, 4.0, 1.25; None where it is no number of units."""
    found = _UNITS.fullmatch(text.strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def cents_of(text: str) -> int | None:
    """Money in cents: 85.50, $1,020.00; None where it is no amount."""
    found = _MONEY.fullmatch(text.strip())
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None
