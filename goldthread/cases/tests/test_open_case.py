"""open_case, close_episode, reopen: a family comes, goes, and comes back."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from goldthread.cases import actions, queries
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import Case, Client, ClientDetail
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from tests.cast import OPENED_ON, case_named, named

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)


def new(**changes: object) -> NewCase:
    asked = {
        "name": "Nguyễn",
        "kind": "family",
        "clients": [NewClient("Nguyễn Thị Minh"), NewClient("عمر")],
        "opened_on": DAY,
        "reason": "Referred after a school report.",
        "care_team": [(named("ana"), "case manager")],
        **changes,
    }
    return NewCase(**asked)  # type: ignore[arg-type]


def test_it_opens_a_case_with_an_entry_for_each_client(by: Actor) -> None:
    before = Entry.objects.filter(kind="client.added").count()
    case = actions.open_case(new=new(), by=by)
    assert len(queries.clients_of(case, DAY)) == 2
    assert Entry.objects.filter(kind="client.added").count() == before + 2
    assert [member.staff for member in queries.care_team_of(case, DAY)] == [named("ana")]
    assert case in Case.objects.visible_to(named("ana"))
    assert verify(witness=None).problems == []


def test_numbers_run_on(by: Actor) -> None:
    first, second = (actions.open_case(new=new(), by=by).number for _ in range(2))
    assert int(second[6:]) == int(first[6:]) + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"clients": []}, "clients"),
        ({"clients": [NewClient("")]}, "name"),
        ({"clients": [NewClient("\u200b\u2060 \u00ad")]}, "name"),
        ({"clients": [NewClient("\u3164")]}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"clients": [NewClient("A", born_on=date(2999, 1, 1))]}, "born_on"),
        ({"kind": "single"}, "kind"),
        ({"kind": "tribe"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"reason": "a\x00"}, "reason"),
    ],
)
def test_it_refuses_and_leaves_nothing_half(changes: dict[str, object], field: str, by: Actor) -> None:
    before = (Case.objects.count(), Client.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as refused:
        actions.open_case(new=new(**changes), by=by)
    assert refused.value.field == field
    assert (Case.objects.count(), Client.objects.count(), Entry.objects.count()) == before


def test_it_closes_and_opens_again(by: Actor) -> None:
    case = case_named("Rivera")
    actions.close_episode(case=case, closed_on=DAY, reason="Reunified.", by=by)
    assert queries.open_episode_of(case) is None
    with pytest.raises(Refused, match="closed already"):
        actions.close_episode(case=case, closed_on=DAY, reason="Again.", by=by)
    with pytest.raises(Refused, match="last closed on March 2, 2026"):
        actions.reopen(case=case, opened_on=DAY - timedelta(days=1), reason="A new referral.", by=by)
    actions.reopen(case=case, opened_on=DAY, reason="A new referral.", by=by)
    with pytest.raises(Refused, match="open already"):
        actions.reopen(case=case, opened_on=DAY, reason="Twice.", by=by)
    assert verify(witness=None).problems == []


def test_it_does_not_close_before_it_opened(by: Actor) -> None:
    with pytest.raises(Refused, match=r"was opened on Jan. 12, 2026"):
        actions.close_episode(case=case_named("Rivera"), closed_on=OPENED_ON - timedelta(days=1), reason="x", by=by)


def test_the_database_refuses_a_name_overwritten() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ClientDetail.objects.filter(name="Mateo Rivera").update(name="Somebody Else")


@pytest.mark.parametrize("name", ["می\u200cخواهم", "क्\u200dष", "李", "\u200fעמר", "ᏣᎳᎩ", "Ọ̀ṣun", "𞤀𞤣𞤤𞤢𞤥", "👧🏽"])
def test_a_name_in_any_script_is_kept_as_it_is_written_joiners_and_all(name: str, by: Actor) -> None:
    case = actions.open_case(new=new(clients=[NewClient(name)]), by=by)
    assert [each.name for each in ClientDetail.objects.filter(client__in=queries.clients_of(case, DAY))] == [name]
