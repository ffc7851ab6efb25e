"""merge and unmerge: however many records are one person, who sees one of them sees all, and all can be taken back."""

from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from goldthread.cases import actions, queries
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import Client, Merge
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.writing import begun, filled, signed
from tests.cast import OPENED_ON, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
Same = dict[UUID, set[UUID]]


def merged(kept: str, other: str) -> Merge:
    return actions.merge(kept=client_named(kept), merged=client_named(other), reason="The same child.", by=COMMAND_LINE)


def seen(login: str) -> set[UUID]:
    return set(Client.objects.visible_to(named(login)).values_list("pk", flat=True))


def a_family_of(login: str, name: str) -> Client:
    """A further case with one client, whom only one worker serves."""
    new = NewCase(name, "single", [NewClient(name)], OPENED_ON, "Referred.", [(named(login), "case manager")])
    case = actions.open_case(new=new, by=COMMAND_LINE)
    return Client.objects.get(memberships__case=case)


def test_who_serves_one_record_of_a_star_sees_the_whole_star() -> None:
    """Matthew is kept; Ana serves Mateo and Cleo serves Ngozi, both merged into him."""
    matthew = a_family_of("ben", "Matthew Rivers")
    mateo, ngozi = client_named("Mateo Rivera"), client_named("Ngozi Okafor")
    merged("Matthew Rivers", "Mateo Rivera")
    merged("Matthew Rivers", "Ngozi Okafor")
    star = {matthew.pk, mateo.pk, ngozi.pk}
    for login in ("ana", "ben", "cleo", "dora", "gus"):
        assert star <= seen(login), login
    assert client_named("Lucía Rivera").pk not in seen("cleo"), "a sister is not the same person"
    assert [case.name for case in queries.cases_seen_by(named("cleo"), *star)] == ["Okafor"]


def test_the_case_file_of_a_merged_person_says_what_it_shows_and_writes_down_each_record() -> None:
    matthew = a_family_of("ben", "Matthew Rivers")
    mateo, ngozi = client_named("Mateo Rivera"), client_named("Ngozi Okafor")
    signed(begun(content=filled("session", "Mateo Rivera")))
    merged("Matthew Rivers", "Mateo Rivera")
    merged("Matthew Rivers", "Ngozi Okafor")
    browser = Browser()
    browser.force_login(named("cleo"))
    before = set(Access.objects.values_list("pk", flat=True))
    shown = browser.get(f"/clients/{ngozi.pk}/").content.decode()
    assert f"Read together with client numbers {mateo.number}, {matthew.number}" in shown
    assert "Rosa Rivera" in shown, "the people around Mateo are around the same person"
    assert "1 note" in shown
    assert "Case Okafor" in shown
    assert "Case Rivera" not in shown, "Cleo may not open that case"
    looked = Access.objects.exclude(pk__in=before).values_list("client", flat=True)
    assert set(looked) == {matthew.pk, mateo.pk, ngozi.pk}


def test_the_case_file_of_somebody_who_is_one_record_says_nothing_of_others() -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    assert "Read together" not in browser.get(f"/clients/{client_named('Mateo Rivera').pk}/").content.decode()


def clients() -> list[Client]:
    return [client_named(name) for name in ("Mateo Rivera", "Lucía Rivera", "Ngozi Okafor", "Uma", "Vera")]


def state(of: list[Client]) -> tuple[Same, dict[str, set[UUID]]]:
    """Who is the same person as whom, and who sees whom."""
    return {each.pk: queries.same_person(each.pk) for each in of}, {
        login: seen(login) for login in ("ana", "ben", "cleo")
    }


Steps = some.lists(some.tuples(some.booleans(), some.integers(0, 4), some.integers(0, 4)), max_size=9)


@given(Steps)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_merged_and_taken_back_each_taking_back_restores_what_was(
    steps: list[tuple[bool, int, int]],
) -> None:
    """Beside the real records runs a model: which record each is merged into."""
    with transaction.atomic():
        a_family_of("ana", "Uma")
        a_family_of("ben", "Vera")
        everybody = clients()
        alone = state(everybody)
        kept_by: dict[UUID, tuple[UUID, Merge]] = {}
        for is_merge, one, two in steps:
            kept, other = everybody[one], everybody[two]
            if is_merge:
                _merge(kept, other, kept_by)
            elif other.pk in kept_by:
                actions.unmerge(link=kept_by.pop(other.pk)[1], by=COMMAND_LINE)
            _agree(everybody, kept_by)
        for _kept, link in kept_by.values():
            actions.unmerge(link=link, by=COMMAND_LINE)
        assert state(everybody) == alone
        transaction.set_rollback(True)


def _merge(kept: Client, other: Client, kept_by: dict[UUID, tuple[UUID, Merge]]) -> None:
    holds = {middle for middle, _link in kept_by.values()}
    is_star = kept != other and kept.pk not in kept_by and other.pk not in kept_by and other.pk not in holds
    if is_star:
        link = actions.merge(kept=kept, merged=other, reason="The same.", by=COMMAND_LINE)
        kept_by[other.pk] = (kept.pk, link)
    else:
        with pytest.raises(Refused):
            actions.merge(kept=kept, merged=other, reason="The same.", by=COMMAND_LINE)


def _agree(everybody: list[Client], kept_by: dict[UUID, tuple[UUID, Merge]]) -> None:
    middle = {each.pk: kept_by[each.pk][0] if each.pk in kept_by else each.pk for each in everybody}
    same = {pk: {other for other in middle if middle[other] == middle[pk]} for pk in middle}
    assert {each.pk: queries.same_person(each.pk) for each in everybody} == same
    for login, family in (("ana", "Uma"), ("cleo", "Okafor")):
        own = {pk for pk in same if pk in _served_by(login)}
        assert seen(login) == {other for pk in own for other in same[pk]}, family


def _served_by(login: str) -> set[UUID]:
    cases = [member.case_id for member in named(login).assignments.all()]
    return set(Client.objects.filter(memberships__case__in=cases).values_list("pk", flat=True))


def test_the_record_is_whole_after_merging_and_taking_back() -> None:
    link = merged("Mateo Rivera", "Ngozi Okafor")
    actions.unmerge(link=link, by=COMMAND_LINE)
    merged("Ngozi Okafor", "Mateo Rivera")
    assert verify(witness=None).problems == []
    assert case_named("Okafor") not in {*queries.cases_seen_by(named("ana"), client_named("Mateo Rivera").pk)}
