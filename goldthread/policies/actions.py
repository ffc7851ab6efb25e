"""Adding policy rows, one or a pack of them, each with its source; saying who the agency is, and its days off."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.policies import packs, queries, rules
from goldthread.policies.models import Agency, Holiday, Policy
from goldthread.policies.packs import Pack, ShippedPack, document_of, shipped
from goldthread.policies.queries import CHECK, COLUMNS, SCOPE
from goldthread.policies.rows import SOURCE, refuse_backwards, row_of

__all__ = ["BEGAN_ON", "SHIPPED", "SHIPPED_HOLIDAYS", "Pack", "ShippedPack", "add", "add_holiday", "document_of", "end", "end_holiday",
           "load_pack", "load_shipped", "name_agency", "shipped"]  # fmt: skip

SHIPPED = packs.FOLDER / "default.json"
SHIPPED_HOLIDAYS = SHIPPED.with_name("holidays.json")
# Before any note, so that a rule asked about a day of service long ago finds the agency.
BEGAN_ON = date(2000, 1, 1)


def add(*, values: Mapping[str, Any], by: Actor) -> Policy:
    """Add one row; `values` are column → value, dates as ISO strings or dates."""
    row = row_of(values)
    ledger.record_facts(kind="policy.added", rows=[row], by=by)
    return row


def end(*, row: Policy, to_on: date, by: Actor) -> Policy:
    """Let a row hold no longer than a day: a further row that replaces it."""
    refuse_backwards(row.true_from_on, to_on)
    said = {name: getattr(row, name) for name in (*SCOPE, *COLUMNS, *CHECK, *SOURCE)}
    ended = Policy(**said, true_from_on=row.true_from_on, true_to_on=to_on, replaces=row)
    ledger.record_facts(kind="policy.ended", rows=[ended], by=by)
    return ended


@transaction.atomic
def load_pack(*, name: str, document: bytes, by: Actor) -> Pack:
    """Add what a JSON file holds and is not on file yet: all of it, or none and one sentence (goldthread.policies.packs)."""
    pack = packs.read(name, document)
    rows = [*pack.policies, *pack.holidays]
    if rows:
        ledger.record_facts(kind="policy.pack_loaded", rows=rows, by=by, content={"pack": accept(name)})
    return pack


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
    refuse_backwards(row.true_from_on, to_on)
    said = {name: getattr(row, name) for name in ("name", "day", "moves_off_weekends", "source_citation")}
    ended = Holiday(**said, true_from_on=row.true_from_on, true_to_on=to_on, replaces=row)
    ledger.record_facts(kind="holiday.ended", rows=[ended], by=by)
    return ended
