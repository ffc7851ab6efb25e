"""Reads of code lists: which edition holds on a day, one code of it, and what is found as one types."""

import hashlib
import json
import sys
import time
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField, UUIDField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.codes import rules
from goldthread.codes.models import Code, CodeKind, CodeWord, Edition, System
from goldthread.lib.statements import rows as rows_of
from goldthread.page.picking import Offer, Offers
from goldthread.policies.queries import today

# So many are shown while one types; who wants another types more.
SHOWN = 20
_UUID, _BYTES = UUIDField(), BinaryField()


@dataclass(frozen=True)
class Found:
    """What is found: the edition that holds, the first codes in its order, and how many there are in all."""

    edition: Edition | None
    codes: tuple[Code, ...] = ()
    total: int = 0


def editions(system: str = "") -> list[Edition]:
    """The editions that stand, the newest of each list first."""
    found: list[Edition] = Edition.objects.standing(in_error="", system=system or System.values)
    return sorted(found, key=lambda row: (list(System.values).index(row.system), -row.true_from_on.toordinal()))


def edition_on(system: str, on: date) -> Edition | None:
    """The edition that holds on a day: of several, the one that began last."""
    found: list[Edition] = Edition.objects.standing(on, in_error="", system=system)
    return max(found, key=lambda row: (row.true_from_on, row.recorded_at), default=None)


def listed_on(system: str, on: date, today: date) -> date:
    """The day whose list is asked: that day, or today where no list holds on it, as for what was diagnosed long ago."""
    return on if edition_on(system, on) else today


def edition_of(identity: UUID) -> Edition | None:
    """An edition that stands."""
    return next(iter(Edition.objects.standing(in_error="", identity=identity)), None)


def code_on(system: str, code: str, on: date) -> Code | None:
    """One code as it is listed on a day, with or without its dot; also a heading, so that one can say it is none."""
    edition = edition_on(system, on)
    if edition is None:
        return None
    upper = code.strip().upper().replace(".", "")
    written = f"{upper[:3]}.{upper[3:]}" if system == System.ICD and len(upper) > 3 else upper
    found = Code.objects.filter(edition=edition.identity, code=written).first()
    return found if found and _holds(found, on) else None


def find(system: str, text: str, on: date, limit: int = SHOWN) -> Found:
    """The codes whose number or title has words that begin as each word typed, in any order, on a day."""
    edition, wanted = edition_on(system, on), rules.asked(text)
    if edition is None or not wanted:
        return Found(edition)
    places: set[int] | None = None
    for word in wanted:
        met = _places(edition.identity, word)
        places = met if places is None else places & met
        if not places:
            return Found(edition)
    ordered = sorted(places or ())
    # Most lists date no code, so that the first places are the answer; where some ended, a few more are read.
    codes = [code for code in _at(edition.identity, ordered[: limit * 4]) if _holds(code, on)]
    return Found(edition, tuple(codes[:limit]), len(ordered))


def offers(system: str, words: str, on: date) -> Offers:
    """What is found as one types, to be chosen from, with a sentence about what is not shown."""
    found = find(system, words, on)
    if found.edition is None:
        return Offers(sentence=_("No list of these codes holds on that day. An administrator brings one in under Services."))  # fmt: skip
    if not found.codes:
        return Offers(sentence=_("Nothing is found by these words. Try others, or only how one begins."))
    shown = [Offer(each.code, f"{each.code} {each.title}") for each in found.codes]
    further = found.total - len(shown)
    sentence = ngettext(
        "%(count)s more is found. Write another word to narrow it.",
        "%(count)s more are found. Write another word to narrow it.",
        further,
    )
    return Offers(shown, sentence % {"count": further} if further > 0 else "")


def _holds(code: Code, on: date) -> bool:
    return (code.true_from_on is None or code.true_from_on <= on) and (code.true_to_on is None or code.true_to_on >= on)


def _places(edition: UUID, begins: str) -> set[int]:
    """The places of every word that begins so."""
    low, high = begins.encode(), begins.encode() + b"\xff"
    if len(begins) == 1:
        low, high = (rules.letter(begins).encode() + end for end in (b"", b"\x00"))
    statement = "SELECT places FROM codes_codeword WHERE edition = %s AND word >= %s AND word < %s"
    values = [_UUID.get_db_prep_value(edition, connection), *(_BYTES.get_db_prep_value(each, connection) for each in (low, high))]  # fmt: skip
    found: set[int] = set()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for (packed,) in cursor.fetchall():
            found.update(unpacked(packed))
    return found


def _at(edition: UUID, places: Sequence[int]) -> list[Code]:
    if not places:
        return []
    columns = ", ".join(f'"{field.column}"' for field in Code._meta.concrete_fields)
    marks = ", ".join(["%s"] * len(places))
    statement = f"SELECT {columns} FROM codes_code WHERE edition = %s AND place IN ({marks}) ORDER BY place"
    return rows_of(Code, statement, [_UUID.get_db_prep_value(edition, connection), *places])


def packed(places: Iterable[int]) -> bytes:
    """Places as they are kept: four bytes each, the lowest byte first."""
    kept = array("I", places)
    if sys.byteorder == "big":
        kept.byteswap()
    return kept.tobytes()


def unpacked(kept: bytes) -> "array[int]":
    """The places again."""
    places = array("I")
    places.frombytes(bytes(kept))
    if sys.byteorder == "big":
        places.byteswap()
    return places


def digest_of(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 of rows in their order, each as one line of JSON: code, title, short, kind, first and last day."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def amiss(system: str, wanted: Collection[str], on: date) -> dict[str, str]:
    """What to say of those of these codes that are not in the list of a day: a sentence each; nothing where none is on file."""
    edition = edition_on(system, on)
    if edition is None or not wanted:
        return {}
    codes = {each: each.strip().upper() for each in wanted}
    listed = {row.code: row for row in Code.objects.filter(edition=edition.identity, code__in=set(codes.values()))}
    found = ((each, _amiss(each, listed.get(code), edition, on)) for each, code in codes.items())
    return {each: sentence for each, sentence in found if sentence}


def _amiss(code: str, row: Code | None, edition: Edition, on: date) -> str:
    told = {"code": code, "list": edition.get_system_display(), "edition": edition.edition}
    if row is None:
        return _("“%(code)s” is not in %(list)s %(edition)s. Check it; a code of your payer's own may stay.") % told
    if row.kind == CodeKind.MODIFIER:
        return _("“%(code)s” is a modifier in %(list)s %(edition)s, and no code. Write it with the modifiers.") % told
    if row.true_to_on is not None and row.true_to_on < on:
        told["day"] = date_format(row.true_to_on)
        return _("“%(code)s” ended on %(day)s, as %(list)s %(edition)s says. Choose the code that follows it.") % told
    if row.true_from_on is not None and row.true_from_on > on:
        told["day"] = date_format(row.true_from_on)
        return _("“%(code)s” begins on %(day)s, as %(list)s %(edition)s says.") % told
    return ""


# Places are named wherever a note is shown, so their titles are kept; another process hears of a new list after so many seconds.
_KEPT_SECONDS = 10


@dataclass(frozen=True)
class Places:
    """The published places of service: those of the list that holds today, and whatever any list on file ever named; empty without one."""

    offered: Mapping[str, str]
    known: Mapping[str, str]


def places() -> Places:
    """What the agency's own copy of the published list says; where several editions name a place, the newest."""
    return _places_kept(int(time.monotonic() // _KEPT_SECONDS))


def forget_places() -> None:
    """A list came in or was taken out: the next who asks reads it."""
    _places_kept.cache_clear()


@lru_cache(maxsize=1)
def _places_kept(_tick: int) -> Places:
    standing = sorted(editions(System.PLACES), key=lambda row: (row.true_from_on, row.recorded_at))
    rows = Code.objects.filter(edition__in=[row.identity for row in standing], kind=CodeKind.CODE) if standing else ()
    titles: dict[UUID, dict[str, str]] = {}
    for row in rows:
        titles.setdefault(row.edition, {})[row.code] = row.title
    known = {code: title for row in standing for code, title in titles.get(row.identity, {}).items()}
    holding = edition_on(System.PLACES, today()) if standing else None
    return Places(titles.get(holding.identity, {}) if holding else {}, known)


def titles(edition: UUID) -> dict[str, str]:
    """Every code of an edition with its title."""
    return dict(Code.objects.filter(edition=edition).values_list("code", "title"))


def problems() -> Iterator[str]:
    """What `verify` finds: codes and words in the tables that are not those which were brought in."""
    known = {row.identity: row for row in Edition.objects.order_by("recorded_at")}
    for identity, row in known.items():
        told = {"list": row.get_system_display(), "edition": row.edition}
        listed = Code.objects.filter(edition=identity).order_by("place")
        columns = ("code", "title", "short", "kind", "true_from_on", "true_to_on")
        if digest_of(listed.values_list(*columns).iterator()) != row.rows_sha256:
            yield _("the codes of %(list)s %(edition)s are not those that were brought in") % told
            continue
        found = listed.exclude(kind=CodeKind.HEADING).values_list("place", "code", "title")
        expected = {word.encode(): packed(places) for word, places in rules.posted(found.iterator()).items()}
        kept = CodeWord.objects.filter(edition=identity).values_list("word", "places")
        if {bytes(word): bytes(places) for word, places in kept} != expected:
            yield _("the words by which %(list)s %(edition)s is searched are not those of its codes") % told
    for model in (Code, CodeWord):
        if model.objects.exclude(edition__in=known).exists():
            yield _("there are codes of a list that was never brought in")
