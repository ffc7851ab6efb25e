"""Miles and minutes driven for a visit: as typed, as sealed (whole tenths of a mile), and in words; pure."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.lib.refusals import Finding

MOST_MILES, MOST_MINUTES = 1500, 24 * 60
# With a point or a comma, in the digits of any script.
_MILES = re.compile(r"(\d{1,9})(?:[.,٫](\d))?")
_MINUTES = re.compile(r"\d{1,9}")


def miles_from(text: str) -> int | None:
    """Tenths of a mile out of what was typed; None where nothing was. ValueError where it is no such number."""
    if not text.strip():
        return None
    found = _MILES.fullmatch(text.strip())
    if found is None:
        raise ValueError("no number with one digit after the point at most")
    return int(found[1]) * 10 + int(found[2] or 0)


def minutes_from(text: str) -> int | None:
    """Whole minutes out of what was typed; None where nothing was. ValueError where it is no whole number."""
    if not text.strip():
        return None
    if not _MINUTES.fullmatch(text.strip()):
        raise ValueError("no whole number")
    return int(text.strip())


def travel_findings(content: Mapping[str, Any]) -> list[Finding]:
    """Miles and minutes are numbers, and such as somebody can have driven for one visit."""
    found = []
    try:
        tenths = miles_from(str(content.get("miles", "")))
        if tenths is not None and tenths > MOST_MILES * 10:
            found.append(Finding(_("More than 1,500 miles for one visit cannot be. Correct the miles."), "miles"))
    except ValueError:
        sentence = _("The miles are no number such as 12 or 12.5. Correct them, or leave them empty.")
        found.append(Finding(sentence, "miles"))
    try:
        minutes = minutes_from(str(content.get("drive_minutes", "")))
        if minutes is not None and minutes > MOST_MINUTES:
            sentence = _("More than 24 hours of driving for one visit cannot be. Correct the minutes.")
            found.append(Finding(sentence, "drive_minutes"))
    except ValueError:
        sentence = _("The minutes of driving are no whole number such as 40. Correct them, or leave them empty.")
        found.append(Finding(sentence, "drive_minutes"))
    return found


def travel_from(content: Mapping[str, Any]) -> dict[str, int]:
    """What is sealed of the travel in a draft that `travel_findings` has nothing against; empty where nothing was typed."""
    miles, minutes = str(content.get("miles", "")), str(content.get("drive_minutes", ""))
    return sealed(miles_from(miles), minutes_from(minutes))


def sealed(miles_tenths: int | None, drive_minutes: int | None) -> dict[str, int]:
    """The travel as it stands in the content of an entry: only what is known."""
    travel = {"miles_tenths": miles_tenths, "drive_minutes": drive_minutes}
    return {key: value for key, value in travel.items() if value is not None}


def typed_again(travel: Mapping[str, int] | None) -> dict[str, str]:
    """Sealed travel as the fields of a draft."""
    known = travel or {}
    miles = in_miles(known["miles_tenths"]) if "miles_tenths" in known else ""
    return {"miles": miles, "drive_minutes": str(known.get("drive_minutes", ""))}


def in_miles(tenths: int) -> str:
    """Tenths of a mile as miles, such as 12.5 or 12."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def told(travel: Mapping[str, int]) -> str:
    """The travel in words, such as 12.5 miles, 40 minutes of driving."""
    parts = []
    if "miles_tenths" in travel:
        tenths = travel["miles_tenths"]
        count = 1 if tenths == 10 else 2  # what is not exactly one mile takes the plural
        parts.append(ngettext("%(miles)s mile", "%(miles)s miles", count) % {"miles": in_miles(tenths)})
    if "drive_minutes" in travel:
        minutes = travel["drive_minutes"]
        said = ngettext("%(n)s minute of driving", "%(n)s minutes of driving", minutes)
        parts.append(said % {"n": minutes})
    return ", ".join(parts)
