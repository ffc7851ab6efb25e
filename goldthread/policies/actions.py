"""Adding policy rows, one or a pack of them, each with its source; saying who the agency is, and its days off."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, documents
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.policies import queries, rules
from goldthread.policies.models import Agency, Holiday, Policy
from goldthread.policies.queries import CHECK, COLUMNS, SCOPE

_DATES = ("true_from_on", "true_to_on", "source_verified_on")
_WORDS = (*SCOPE, "documentation_due_unit", "late_effect", "cosign_levels", "diagnosis_levels", "plan_signers", "necessity_anchor",
          *CHECK, "source_citation")  # fmt: skip
_YES_OR_NO = ("cosign_required", "attestation_allowed", "review_required", "offline_drafts", "plan_required")
# More days than anybody waits for a signature, and few enough to be counted one by one.
_LARGEST = 100_000
_KNOWN = {*SCOPE, *COLUMNS, *CHECK, *_DATES, "source_citation"}
SHIPPED = Path(__file__).resolve().parent / "packs" / "default.json"
SHIPPED_HOLIDAYS = SHIPPED.with_name("holidays.json")
# Before any note, so that a rule asked about a day of service long ago finds the agency.
BEGAN_ON = date(2000, 1, 1)


def add(*, values: Mapping[str, Any], by: Actor) -> Policy:
    """Add one row; `values` are column → value, dates as ISO strings or dates."""
    row = _row(values)
    ledger.record_facts(kind="policy.added", rows=[row], by=by)
    return row


def end(*, row: Policy, to_on: date, by: Actor) -> Policy:
    """Let a row hold no longer than a day: a further row that replaces it."""
    _refuse_backwards(row.true_from_on, to_on)
    said = {name: getattr(row, name) for name in (*SCOPE, *COLUMNS, *CHECK, "source_citation", "source_verified_on")}
    ended = Policy(**said, true_from_on=row.true_from_on, true_to_on=to_on, replaces=row)
    ledger.record_facts(kind="policy.ended", rows=[ended], by=by)
    return ended


@transaction.atomic
def load_pack(*, name: str, document: bytes, by: Actor) -> list[Policy]:
    """Add the rows of a JSON file, a list of objects: all of them, or none and one sentence."""
    told = {"name": name}
    try:
        listed = documents.read(document)
    except ValueError:
        raise Refused(_("The policy file %(name)s is not readable JSON. Nothing was loaded.") % told) from None
    if not isinstance(listed, list) or not listed or not all(isinstance(item, dict) for item in listed):
        raise Refused(_("The policy file %(name)s is not a list of rows. Nothing was loaded.") % told)
    rows = [_numbered(number, item) for number, item in enumerate(listed, start=1)]
    _refuse_said_twice(rows)
    ledger.record_facts(kind="policy.pack_loaded", rows=rows, by=by, content={"pack": accept(name)})
    return rows


def load_shipped(*, by: Actor) -> None:
    """The rows that every agency starts from; an agency that has rows keeps them."""
    if not Policy.objects.exists():
        load_pack(name=SHIPPED.name, document=SHIPPED.read_bytes(), by=by)
    if not Holiday.objects.exists():
        listed = json.loads(SHIPPED_HOLIDAYS.read_text(encoding="utf-8"))
        rows = [Holiday(**{**item, "true_from_on": date.fromisoformat(item["true_from_on"])}) for item in listed]
        ledger.record_facts(kind="holiday.list_loaded", rows=rows, by=by)
    if not Agency.objects.exists():
        ledger.record_facts(kind="agency.named", rows=[Agency(true_from_on=BEGAN_ON)], by=by)


@transaction.atomic
def name_agency(
    *, name: str, state: str, zone: str, letterhead: str = "", from_on: date | None = None, by: Actor
) -> Agency:
    """Say what the agency is called, in which state and time zone it works; `from_on` is empty for a mistake on file.

    `letterhead` is what stands under the name at the head of its papers.

    A mistake is mended from the first day of what is on file; a change leaves that true until the day before.
    """
    if not name.strip():
        raise Refused(_("The name is empty. Write what stands on the agency's papers."), field="name")
    if zone not in available_timezones():
        raise Refused(_("There is no time zone %(zone)s. Choose one from the list.") % {"zone": zone}, field="zone")
    state = accept(state, field="state").strip().upper()
    if state and (len(state) != 2 or not state.isascii() or not state.isalpha()):
        raise Refused(_("A state is two letters, such as IN. Write those, or leave it empty."), field="state")
    former = queries.agency(from_on)
    from_on = from_on or (former.true_from_on or BEGAN_ON)
    row = Agency(
        name=accept(name, field="name"),
        state=state,
        zone=zone,
        letterhead=accept(letterhead, field="letterhead"),
        true_from_on=from_on,
    )
    rows = [row]
    if former.entry_id and from_on < former.true_from_on:
        raise Refused(_("What is on file begins later than that. Choose a later day."), field="from_on")
    if former.entry_id and from_on == former.true_from_on:
        row.replaces, row.true_to_on = former, former.true_to_on
    elif former.entry_id:
        row.true_to_on = former.true_to_on
        said = {name: getattr(former, name) for name in ("name", "state", "zone", "letterhead", "true_from_on")}
        rows.insert(0, Agency(**said, true_to_on=from_on - timedelta(days=1), replaces=former))
    ledger.record_facts(kind="agency.named", rows=rows, by=by)
    return row


def add_holiday(*, name: str, day: date, repeats: str, moves_off_weekends: bool, by: Actor) -> Holiday:
    """Add a day off, from that day on; `repeats` is one of rules.REPEATS."""
    if not name.strip():
        raise Refused(_("The name is empty. Write what the day is called."), field="name")
    if repeats not in rules.REPEATS:
        raise Refused(_("Say whether it is once, or how it comes round."), field="repeats")
    row = Holiday(
        name=accept(name, field="name"),
        day=rules.spelled(day, repeats),
        moves_off_weekends=moves_off_weekends,
        true_from_on=day,
    )
    ledger.record_facts(kind="holiday.added", rows=[row], by=by)
    return row


def end_holiday(*, row: Holiday, to_on: date, by: Actor) -> Holiday:
    """Keep a day off no longer than until a day: a further row that replaces it."""
    _refuse_backwards(row.true_from_on, to_on)
    said = {name: getattr(row, name) for name in ("name", "day", "moves_off_weekends", "source_citation")}
    ended = Holiday(**said, true_from_on=row.true_from_on, true_to_on=to_on, replaces=row)
    ledger.record_facts(kind="holiday.ended", rows=[ended], by=by)
    return ended


def _numbered(number: int, values: Mapping[str, Any]) -> Policy:
    try:
        return _row(values)
    except Refused as refused:
        sentence = _("Row %(number)s: %(sentence)s") % {"number": number, "sentence": refused.sentence}
        raise Refused(sentence, field=refused.field) from None


def _refuse_said_twice(rows: Sequence[Policy]) -> None:
    """Of two rows for the same place and day that speak of the same thing, nobody could tell which one holds."""
    said: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        where = tuple(getattr(row, name) for name in (*SCOPE, "true_from_on"))
        check = [f"check.{row.check_key}"] if row.check_key else []
        for column in [*(name for name in COLUMNS if getattr(row, name) not in (None, "")), *check]:
            if said.setdefault((*where, column), number) != number:
                told = {"number": number, "first": said[(*where, column)], "name": column}
                raise Refused(
                    _("Row %(number)s says %(name)s again, as row %(first)s does. Nothing was loaded.") % told,
                    field=column,
                )


def _row(values: Mapping[str, Any]) -> Policy:
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
    if (row.documentation_due_count is None) != (not row.documentation_due_unit):
        raise Refused(
            _("A deadline needs its number and what it counts, both in one row. Nothing was loaded."),
            field="documentation_due_unit",
        )
    _refuse_backwards(row.true_from_on, row.true_to_on)
    _refuse_signers(row)
    _refuse_check(row)
    return row


def _refuse_signers(row: Policy) -> None:
    """Refuse a signature on plans by somebody whom nobody would look for."""
    if unknown := [each for each in rules.levels_of(row.plan_signers) if each not in rules.PLAN_SIGNERS]:
        sentence = _(
            "No plan is signed by “%(name)s”: choose among client, guardian and supervisor. Nothing was loaded."
        )
        raise Refused(sentence % {"name": unknown[0]}, field="plan_signers")


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


def _refuse_backwards(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise Refused(_("The end lies before the start. Choose an end on or after the start."), field="true_to_on")


def _typed(name: str, value: Any) -> Any:
    """The value as the column takes it: nothing is guessed from another kind of value."""
    if value is None:
        return getattr(Policy(), name)
    if name in _DATES:
        return value if isinstance(value, date) else _day(name, value)
    if isinstance(value, str):
        value = accept(value, field=name)
    kind: type = bool if name in _YES_OR_NO else str if name in _WORDS else int
    if type(value) is not kind or (isinstance(value, int) and value > _LARGEST):
        raise _useless(name)
    # As the agency's own state is kept: "in" and "IN" are one place.
    return str(value).strip().upper() if name == "state" else value


def _useless(name: str) -> Refused:
    return Refused(_("The value of %(name)s cannot be used. Nothing was loaded.") % {"name": name}, field=name)


def _day(name: str, value: Any) -> date:
    try:
        return calendar.within(date.fromisoformat(value))
    except (TypeError, ValueError):
        raise Refused(
            _("%(name)s is no date like 2026-01-31. Nothing was loaded.") % {"name": name}, field=name
        ) from None
