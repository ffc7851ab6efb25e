"""authorize, change, strike, use, give_back: what a payer authorized, and what signed notes use of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from goldthread.authorizations import actions, queries
from goldthread.authorizations.actions import NewAuthorization
from goldthread.authorizations.models import Authorization, UnitUse
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewReferral
from goldthread.cli import export_client
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.writing import begun, signed
from goldthread.policies.rules import read_rounding
from goldthread.services.rules import units_of
from tests.cast import acting, case_named, client_named

pytestmark = pytest.mark.usefixtures("cast")
FIRST, LAST, DAY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 3, 2)
NEW = NewAuthorization("Example Health", "Home-based casework", 4000, "unit", FIRST, LAST, number="A-77")


def authorized(client: str = "Mateo Rivera", **changes: Any) -> Authorization:
    new = NewAuthorization(**{**vars(NEW), **changes})
    return actions.authorize(client=client_named(client), new=new, by=acting("ana"))


def standing(row: Authorization, on: date = DAY) -> queries.Standing:
    found = queries.of_identity(row.identity, [row.client_id], on)
    assert found is not None
    return found


def noted() -> Entry:
    (note,) = signed(begun())
    return Entry.objects.get(pk=note.pk)


def used(row: Authorization, note: Entry, minutes: int = 53) -> UnitUse:
    counted = units_of(minutes, read_rounding({"algorithm": "nearest", "unit_minutes": 15}))
    return actions.use(
        authorization=row.identity, note=note.pk, units=counted.units, steps=counted.steps, by=acting("ana")
    )


def test_signed_units_are_taken_off_with_their_steps_and_given_back() -> None:
    row, note = authorized(), noted()
    assert (standing(row).left, standing(row).remaining.state) == ("40", "open")
    used(row, note)
    assert (standing(row).used, standing(row).left, standing(row).used_percent) == ("4", "36", 10)
    (use,) = queries.uses_of(row.identity)
    assert (use.note, use.spoken) == (note.pk, ["53 minutes are nearest to 4 units of 15 minutes"])
    with pytest.raises(Refused, match="used units of that authorization already"):
        used(row, note)
    (back,) = actions.give_back(note=note.pk, by=acting("ana"))
    assert back.units_hundredths == -400
    assert standing(row).left == "40"
    assert actions.give_back(note=note.pk, by=acting("ana")) == []
    used(row, note, minutes=30)
    assert standing(row).left == "38"
    assert verify(witness=None).problems == []


def test_drafted_units_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_drafted", [])
    row = authorized()
    queries.take_drafted_from(lambda identities: dict.fromkeys(identities, 3900))
    found = standing(row)
    assert (found.used, found.drafted, found.left, found.drafted_percent) == ("0", "39", "1", 97)
    assert standing(row).remaining.state == "open", "drafts may never be signed"


def open_for(clients: list[UUID], day: date) -> list[queries.Standing]:
    held = queries.for_service(clients, "Home-based casework", day)
    return [each for each in held if each.remaining.state == "open"]


def test_what_can_be_used_on_a_day_is_what_is_open_then_the_first_to_end_first() -> None:
    later = authorized(to_on=LAST + timedelta(days=90), number="later")
    first = authorized()
    authorized(service="Home-based therapy")
    authorized(client="Lucía Rivera")
    mateo = [client_named("Mateo Rivera").pk]
    assert [each.row.pk for each in open_for(mateo, DAY)] == [first.pk, later.pk]
    assert [each.row.pk for each in open_for(mateo, LAST + timedelta(days=1))] == [later.pk]
    assert open_for(mateo, FIRST - timedelta(days=1)) == []
    used(first, noted(), minutes=600)
    assert [each.row.pk for each in open_for(mateo, DAY)] == [later.pk]
    assert [each.remaining.state for each in queries.of_clients(mateo, DAY)] == ["open", "open", "exhausted"]


def test_a_change_and_a_mended_mistake_keep_what_is_used_and_what_was_on_file() -> None:
    row = authorized()
    used(row, noted())
    more = NewAuthorization(**{**vars(NEW), "units_hundredths": 6000, "to_on": None})
    changed = actions.change(row=row, new=more, was_wrong=False, by=acting("ana"))
    assert (standing(changed).authorized, standing(changed).left) == ("60", "56")
    mended = actions.change(row=changed, new=NEW, was_wrong=True, by=acting("ana"))
    assert [version.authorized for version in queries.versions_of(row.identity)] == ["40", "60", "40"]
    with pytest.raises(Refused, match="at the same moment"):
        actions.change(row=changed, new=NEW, was_wrong=True, by=acting("ana"))
    kinds = Authorization.objects.order_by("recorded_at").values_list("entry__kind", flat=True)
    assert list(kinds) == ["authorization.added", "authorization.changed", "authorization.mended"]
    with pytest.raises(Refused, match="Signed notes use units of it"):
        actions.strike(row=mended, reason="Another family.", by=acting("ana"))
    assert verify(witness=None).problems == []


def test_one_that_never_was_is_taken_out_and_can_be_used_no_more() -> None:
    row, note = authorized(), noted()
    with pytest.raises(Refused, match="Say in a few words why"):
        actions.strike(row=row, reason=" ", by=acting("ana"))
    actions.strike(row=row, reason="Another family's.", by=acting("ana"))
    assert queries.of_clients([row.client_id], DAY) == []
    with pytest.raises(Refused, match="not on file any more"):
        used(row, note)
    assert verify(witness=None).problems == []


def test_a_referral_is_named_only_where_it_is_the_client_s() -> None:
    referral = cases.refer(case=case_named("Rivera"), new=NewReferral("DCS", FIRST, "Neglect."), by=acting("ana"))
    assert authorized(referral=referral.identity).referral == referral.identity
    for client, identity in (("Ngozi Okafor", referral.identity), ("Mateo Rivera", uuids.fresh())):
        with pytest.raises(Refused, match="not of a case of this client"):
            authorized(client=client, referral=identity)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"payer": " "}, "payer"),
        ({"service": ""}, "service"),
        ({"units_hundredths": None}, "units"),
        ({"units_hundredths": 0}, "units"),
        ({"units_hundredths": 10_000_001}, "units"),
        ({"unit_label": "moon"}, "unit_label"),
        ({"to_on": FIRST - timedelta(days=1)}, "to_on"),
        ({"number": "nul\0"}, "number"),
    ],
)
def test_what_says_too_little_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        authorized(**changed)
    assert refused.value.field == field
    assert not Authorization.objects.exists()


def test_the_database_keeps_each_use_as_it_is() -> None:
    row = authorized()
    use = used(row, noted())
    for change in (lambda: UnitUse.objects.update(units_hundredths=1), lambda: UnitUse.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(ValueError, match="uses units, or none"):
        actions.use(authorization=row.identity, note=noted().pk, units=Decimal(0), steps=[], by=acting("ana"))
    assert UnitUse.objects.get() == use


def test_a_client_s_export_holds_their_authorizations_and_what_used_them() -> None:
    row = authorized()
    use = used(row, noted())
    authorized(client="Lucía Rivera")
    found = export_client.rows_about(client_named("Mateo Rivera"))
    assert [each.pk for each in found["authorizations"]] == [row.pk]
    assert [each.pk for each in found["units_used"]] == [use.pk]
    assert isinstance(use.authorization, UUID)
