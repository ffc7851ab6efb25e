"""A policy row out of typed values, and rows of one pack beside each other: refused in one sentence where they cannot be."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from goldthread.lib import calendar, clock
from goldthread.lib.canonical import canonical
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.policies import parameters, queries
from goldthread.policies.models import Policy
from goldthread.policies.queries import CHECK, COLUMNS, SCOPE
from goldthread.policies.subjects import kind_of, largest_of

_DATES = ("true_from_on", "true_to_on", "source_verified_on")
SOURCE = ("source_citation", "source_verified_on", "source_verified_by")
_KNOWN = {*SCOPE, *COLUMNS, *CHECK, *_DATES, *SOURCE}
_DEADLINES = ("documentation_due", "accept_within", "first_contact_within")


def row_of(values: Mapping[str, Any]) -> Policy:
    """An unsaved row; `values` are column to value, dates as ISO strings or dates, parameters as JSON values."""
    if unknown := sorted(set(values) - _KNOWN):
        raise Refused(
            _("There is no policy column %(name)s. Nothing was loaded.") % {"name": unknown[0]}, field=unknown[0]
        )
    for name in ("true_from_on", "source_citation"):
        if not values.get(name):
            raise Refused(_("A policy row needs %(name)s. Nothing was loaded.") % {"name": name}, field=name)
    row = Policy(**{name: _typed(name, value) for name, value in values.items()})
    try:
        row.clean_fields(exclude=["id", "entry", "recorded_at", "replaces"])
    except ValidationError as refused:
        raise _useless(next(iter(refused.message_dict))) from None
    for deadline in _DEADLINES:
        if (getattr(row, f"{deadline}_count") is None) != (not getattr(row, f"{deadline}_unit")):
            raise Refused(
                _("A deadline needs its number and what it counts, both in one row. Nothing was loaded."),
                field=f"{deadline}_unit",
            )
    refuse_backwards(row.true_from_on, row.true_to_on)
    _refuse_ahead(row)
    _refuse_check(row)
    return row


def numbered(number: int, values: Mapping[str, Any]) -> Policy:
    """The same of one row of a pack; the sentence names which."""
    try:
        return row_of(values)
    except Refused as refused:
        sentence = _("Row %(number)s: %(sentence)s") % {"number": number, "sentence": refused.sentence}
        raise Refused(sentence, field=refused.field) from None


def scope_of(row: Policy) -> tuple[str, ...]:
    """Where a row applies."""
    return tuple(getattr(row, name) for name in SCOPE)


def columns_said(row: Policy) -> list[str]:
    """What a row speaks of, each check of notes by itself."""
    check = [f"check.{row.check_key}"] if row.check_key else []
    return [*(name for name in COLUMNS if getattr(row, name) not in (None, "")), *check]


def refuse_unclear(rows: Sequence[Policy]) -> None:
    """Of rows for the same place that speak of one thing, each ends on the day before the next begins: no day has two or none."""
    said: dict[tuple[Any, ...], list[tuple[date, int, Policy]]] = {}
    for number, row in enumerate(rows, start=1):
        for column in columns_said(row):
            said.setdefault((scope_of(row), column), []).append((row.true_from_on, number, row))
    for (_scope, column), spoken in said.items():
        spoken.sort(key=lambda each: each[:2])
        for (_from, first, earlier), (starts, number, _row) in itertools.pairwise(spoken):
            _refuse_seam(column, first, earlier, number, starts)


def _refuse_seam(column: str, first: int, earlier: Policy, number: int, starts: date) -> None:
    told = {"number": number, "first": first, "name": column, "day": (starts - timedelta(days=1)).isoformat()}
    if earlier.true_from_on == starts:
        sentence = _("Row %(number)s says %(name)s again, as row %(first)s does. Nothing was loaded.")
    elif earlier.true_to_on is None or earlier.true_to_on >= starts:
        sentence = _("Rows %(first)s and %(number)s overlap: both say %(name)s. End row %(first)s on %(day)s. Nothing was loaded.")  # fmt: skip
    elif earlier.true_to_on < starts - timedelta(days=1):
        sentence = _("Between rows %(first)s and %(number)s is a gap in which none says %(name)s. End row %(first)s on %(day)s. Nothing was loaded.")  # fmt: skip
    else:
        return
    raise Refused(sentence % told, field=column)


def refuse_backwards(start: date, end: date | None) -> None:
    """An end may not lie before its start."""
    if end is not None and end < start:
        raise Refused(_("The end lies before the start. Choose an end on or after the start."), field="true_to_on")


def _refuse_ahead(row: Policy) -> None:
    verified = row.source_verified_on
    if verified is not None and verified > clock.today("Pacific/Kiritimati"):
        sentence = _("The source cannot have been verified on a day to come. Write the day on which somebody read it.")
        raise Refused(sentence, field="source_verified_on")
    if row.source_verified_by and verified is None:
        raise Refused(_("Say on which day the source was verified, too."), field="source_verified_on")


def _refuse_check(row: Policy) -> None:
    """Refuse a check that there is not, one without its severity, and a weaker word for one that the form asks for."""
    if bool(row.check_key) != bool(row.check_severity):
        sentence = _("A check needs its name and what it does, both in one row. Nothing was loaded.")
        raise Refused(sentence, field="check_severity" if row.check_key else "check_key")
    fixed = {key: (title, is_fixed) for key, title, is_fixed in queries.checks()}
    if row.check_key and row.check_key not in fixed:
        sentence = _("There is no check %(name)s. Nothing was loaded.")
        raise Refused(sentence % {"name": row.check_key}, field="check_key")
    title, is_fixed = fixed.get(row.check_key, ("", False))
    if is_fixed and row.check_severity != "blocks":
        sentence = _("“%(name)s” always blocks: a policy may only add requirements. Nothing was loaded.")
        raise Refused(sentence % {"name": title}, field="check_severity")


def _typed(name: str, value: Any) -> Any:
    """The value as the column takes it: nothing is guessed from another kind of value."""
    if value is None:
        return getattr(Policy(), name)
    if name in _DATES:
        return value if isinstance(value, date) else day_of(name, value)
    if isinstance(value, str):
        value = accept(value, field=name)
    kind = kind_of(name)
    if kind is dict:
        return _spelled(name, value)
    if type(value) is not kind or (isinstance(value, int) and value > largest_of(name)):
        raise _useless(name)
    # As the agency's own state is kept: "in" and "IN" are one place.
    return str(value).strip().upper() if name == "state" else value


def _spelled(name: str, value: Any) -> str:
    """Parameters as they are kept: checked, then in the one spelling of canonical JSON."""
    try:
        return canonical(_accepted(parameters.read(name, value))).decode()
    except ValueError:
        raise _useless(name) from None


def _accepted(value: Any) -> Any:
    match value:
        case str():
            return accept(value)
        case list():
            return [_accepted(each) for each in value]
        case dict():
            return {accept(name): _accepted(each) for name, each in value.items()}
    return value


def _useless(name: str) -> Refused:
    return Refused(_("The value of %(name)s cannot be used. Nothing was loaded.") % {"name": name}, field=name)


def day_of(name: str, value: Any) -> date:
    """A day as a pack writes it."""
    try:
        return calendar.within(date.fromisoformat(value))
    except (TypeError, ValueError):
        raise Refused(
            _("%(name)s is no date like 2026-01-31. Nothing was loaded.") % {"name": name}, field=name
        ) from None
