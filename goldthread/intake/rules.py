"""What a row says, once its words are read by a layout: days, choices and what it is known by; refused with the reason."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from goldthread.intake.layouts import CHOICE, CHOICES, DAY, ZONE, Column, Layout
from goldthread.lib import calendar
from goldthread.lib.canonical import digest
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import ships

NOT_STATED = ships("not stated in source", "import")
LONGEST_KEY = 300
# How days may be spelled. Years of two digits are none of them: nobody knows the century of a date of birth.
DATES = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "YYYY/MM/DD": "%Y/%m/%d",
    "YYYYMMDD": "%Y%m%d",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM-DD-YYYY": "%m-%d-%Y",
    "DD-MM-YYYY": "%d-%m-%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
}
DEFAULT_DATES = ("YYYY-MM-DD",)
# Many systems put a time beside every day; only the day counts here. With an offset the day would depend on the zone.
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?$")


@dataclass(frozen=True)
class Told:
    """What a row tells: its words by our columns, and its days; `also` is what belongs to it beside its words (a file's digest)."""

    layout: Layout
    texts: Mapping[str, str]
    days: Mapping[str, date | None]
    also: str = ""

    def text(self, column: str) -> str:
        """The words of a column, empty where the row has none."""
        return self.texts.get(column, "")

    def day(self, column: str) -> date | None:
        """The day in a column."""
        return self.days.get(column)

    def needed_day(self, column: str) -> date:
        """The day in a column that must have one here."""
        day = self.day(column)
        if day is None:
            raise Refused(_("%(column)s is empty.") % {"column": column})
        return day

    def several(self, column: str) -> list[str]:
        """The choices in a column."""
        return [part.strip() for part in self.text(column).split("|") if part.strip()]

    @cached_property
    def key(self) -> str:
        """What the row is known by."""
        return self._spelled(self.layout.key[0])

    @cached_property
    def part(self) -> str:
        """The rest of what it is known by; empty where one column is enough."""
        rest = [self._spelled(name) for name in self.layout.key[1:]]
        return json.dumps(rest, ensure_ascii=False) if rest else ""

    @cached_property
    def digest(self) -> str:
        """Of all words that do not end it; a column that a later version adds changes nothing where it is empty."""
        names = [each.name for each in self.layout.columns if each.name not in self.layout.ends]
        words = {name: spelled for name in names if (spelled := self._spelled(name))}
        return digest({"words": words, "also": self.also}).hex()

    @cached_property
    def ends(self) -> str:
        """Of the words that end it; empty where it goes on."""
        words = [self._spelled(name) for name in self.layout.ends]
        return digest(words).hex() if any(words) else ""

    def _spelled(self, column: str) -> str:
        day = self.day(column)
        return day.isoformat() if day else self.text(column)


def read(layout: Layout, words: Mapping[str, str], dates: Sequence[str] = DEFAULT_DATES) -> Told:
    """A row's words as what they mean; refused at the first that means nothing. `dates` are keys of DATES."""
    texts: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for column in layout.columns:
        text = words.get(column.name, "").strip()
        if not text and column.is_needed:
            raise Refused(_("%(column)s is empty.") % {"column": column.name})
        if len(text) > column.longest:
            told = {"column": column.name, "longest": column.longest}
            raise Refused(_("%(column)s is longer than %(longest)s characters.") % told)
        if column.form == DAY:
            days[column.name] = _day(column, text, dates) if text else None
        else:
            texts[column.name] = _checked(column, text)
    told_row = Told(layout, texts, days)
    if max(len(told_row.key), len(told_row.part)) > LONGEST_KEY:
        names = ", ".join(layout.key)
        raise Refused(_("What the row is known by (%(names)s) is longer than can be kept.") % {"names": names})
    return told_row


@lru_cache
def _zones() -> frozenset[str]:
    """The time zones there are; finding them reads a whole folder."""
    return frozenset(available_timezones())


def _checked(column: Column, text: str) -> str:
    if text and column.form == ZONE and text not in _zones():
        raise Refused(_("There is no time zone %(zone)s. Write it like America/Chicago.") % {"zone": text})
    if column.form in (CHOICE, CHOICES):
        for part in text.split("|") if column.form == CHOICES else [text]:
            if part.strip() and part.strip() not in column.among:
                told = {"column": column.name, "text": part.strip(), "among": ", ".join(column.among)}
                raise Refused(_("%(column)s is %(text)s, which is none of: %(among)s.") % told)
    return text


def _day(column: Column, text: str, dates: Sequence[str]) -> date:
    bare = _TIME.sub("", text)
    found = {day for day in (_parsed(bare, DATES[form]) for form in dates) if day}
    told = {"column": column.name, "text": text[:40], "forms": ", ".join(dates)}
    if not found:
        raise Refused(_("%(column)s is %(text)s, which is no day written as %(forms)s.") % told)
    if len(found) > 1:
        told["days"] = ", ".join(sorted(day.isoformat() for day in found))
        raise Refused(
            _("%(column)s is %(text)s, which may be any of %(days)s. Let the map name one way of dates.") % told
        )
    return found.pop()


@lru_cache(maxsize=10_000)
def _parsed(text: str, form: str) -> date | None:
    try:
        return calendar.within(datetime.strptime(text, form).date())
    except ValueError:
        return None
