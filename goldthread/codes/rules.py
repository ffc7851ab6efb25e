"""Which list a file is by its name, when an edition holds, and the words by which a code is found."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused

ICD, HCPCS, PLACES = "icd-10-cm", "hcpcs", "place-of-service"
KINDS = (ICD, HCPCS, PLACES)

_ICD_NAME = re.compile(r"icd-?10-?cm[_-](?P<what>order|codes)(?P<addenda>.*addend)?.*?(?P<year>20\d\d)", re.IGNORECASE)
_HCPCS_NAME = re.compile(r"hcpc(?P<year>20\d\d)(?:[_-](?P<month>jan|apr|jul|oct))?", re.IGNORECASE)
_PLACES_NAME = re.compile(r"place[ _-]?of[ _-]?service|(?:^|[^a-z])pos[^a-z]", re.IGNORECASE)
_QUARTERS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_CODE_TYPED = re.compile(r"[a-z]\d[a-z0-9.]*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "œ": "oe", "æ": "ae"})
# A list without an end of its own is followed by the next within a quarter or two.
_YEAR = timedelta(days=366)
# Nobody types a longer one, and no title has it.
LONGEST = 64
LONGEST_ASKED = 400
# So many words narrow a search as far as it goes.
MOST = 12


@dataclass(frozen=True)
class Holding:
    """Which list it is and from when to when it holds; without a first day nobody said yet."""

    system: str
    from_on: date | None = None
    to_on: date | None = None

    @property
    def edition(self) -> str:
        """How this edition is called: by its fiscal year, or by its first day."""
        first = self.from_on
        if first is None:
            return ""
        if self.system != ICD:
            return first.isoformat()
        year = f"FY{fiscal_year(first)}"
        return year if (first.month, first.day) == (10, 1) else f"{year} ({first.isoformat()})"


def fiscal_year(day: date) -> int:
    """The federal fiscal year, by which ICD-10-CM is published: October 1 to September 30, named by its end."""
    return day.year + (day.month >= 10)


def named(name: str) -> Holding | None:
    """What a file is, by the name under which CMS and NCHS publish it; None where that says nothing."""
    if found := _ICD_NAME.search(name):
        if found["addenda"]:
            sentence = _("%(name)s holds changes alone (addenda). Bring in the file of all codes, icd10cm_order.")
            raise Refused(sentence % {"name": name}, field="file")
        year = int(found["year"])
        from_on = date(year, 4, 1) if "april" in name.lower() else date(year - 1, 10, 1)
        return Holding(ICD, from_on, date(year, 9, 30))
    if found := _HCPCS_NAME.search(name):
        return Holding(HCPCS, date(int(found["year"]), _QUARTERS[(found["month"] or "jan").lower()], 1))
    return Holding(PLACES) if _PLACES_NAME.search(name) else None


def holding(name: str, *, system: str, from_on: date | None, to_on: date | None, today: date) -> Holding:
    """What a file is and when it holds, as said or else by its name; Refused where neither tells, or where it is of another year."""
    by_name = named(name)
    if not system and by_name is None:
        sentence = _("The name %(name)s does not say which list this is. Say it: %(kinds)s.")
        raise Refused(sentence % {"name": name, "kinds": ", ".join(KINDS)}, field="system")
    found = by_name if by_name and system in ("", by_name.system) else Holding(system)
    if from_on is None and to_on is not None:
        raise Refused(_("Say also from when the list holds."), field="from_on")
    if from_on is not None:
        ends_on = to_on or (date(fiscal_year(from_on), 9, 30) if found.system == ICD else None)
        if ends_on is not None and ends_on < from_on:
            raise Refused(_("The end lies before the start. Choose an end on or after the start."), field="to_on")
        return replace(found, from_on=from_on, to_on=ends_on)
    if found.from_on is None:
        sentence = _("The name %(name)s does not say from when the list holds. Say it.")
        raise Refused(sentence % {"name": name}, field="from_on")
    return _of_this_year(name, found, today)


def _of_this_year(name: str, found: Holding, today: date) -> Holding:
    first = found.from_on or today
    if (found.to_on or first + _YEAR) < today or first > today + _YEAR:
        sentence = _("%(name)s holds from %(from)s, which is not this year's list. If you want that one, say so with its first and last day.")  # fmt: skip
        raise Refused(sentence % {"name": name, "from": formats.date_format(first)}, field="from_on")
    return found


def folded(text: str) -> str:
    """A text without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The words of a title, folded."""
    return [word[:LONGEST] for word in _WORD.findall(folded(text.replace("'", "").replace("’", "")))]


def bare(code: str) -> str:
    """A code as it is found: without dot and case."""
    return code.replace(".", "").lower()


def asked(text: str) -> list[str]:
    """What somebody typed, as beginnings of words and codes that must all be met, each once and the longest first."""
    found: dict[str, None] = {}
    for part in text[:LONGEST_ASKED].split():
        found.update(dict.fromkeys([bare(part)] if _CODE_TYPED.fullmatch(part) else words(part)))
    # The beginning of another one asks for nothing more.
    needed = [word for word in found if not any(other != word and other.startswith(word) for other in found)]
    return sorted(needed, key=len, reverse=True)[:MOST]


def posted(rows: Iterator[tuple[int, str, str]]) -> dict[str, list[int]]:
    """For each word the places of the codes that it stands in, upwards; rows are place, code and title.

    So too for each letter that words begin with, under `letter`: thousands of words begin with one.
    """
    places: dict[str, list[int]] = {}
    for place, code, title in rows:
        found = {bare(code), *words(title)}
        for word in found | {letter(word) for word in found}:
            places.setdefault(word, []).append(place)
    return places


def letter(word: str) -> str:
    """Under what everything that begins with this word's first letter is kept; no word itself."""
    return f"{word[0]}*"
