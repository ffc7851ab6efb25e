"""change_case, leave_case, take_out, mend_relationship, strike_relationship: what changed, what was wrong, who left."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, queries, standing
from goldthread.cases.actions import NewCase, NewClient, NewTerms
from goldthread.cases.models import Case, CaseDetail, Client, Membership, Relationship
from goldthread.ledger import actions as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes.models import Note
from goldthread.notes.tests.writing import begun, filled, signed
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MARCH = date(2026, 3, 2)


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def page(login: str, address: str) -> str:
    return as_(login).get(address).content.decode()


def rivera(*more: object) -> str:
    return "/".join(["/cases", str(case_named("Rivera").pk), *map(str, more), ""])


def lucia_in_rivera() -> Membership:
    return Membership.objects.current().get(client=client_named("Lucía Rivera"))


def joan_of(child: str) -> Relationship:
    return Relationship.objects.current().get(client=client_named(child), role="foster_parent")


def test_a_case_is_renamed_and_found_under_its_name_everywhere() -> None:
    case, mateo = case_named("Rivera"), client_named("Mateo Rivera")
    actions.change_case(case=case, new=NewTerms("Rivera-Abernathy"), from_on=MARCH, by=acting("ana"))
    assert case.name == "Rivera-Abernathy"
    for address in (f"/cases/{case.pk}/", f"/clients/{mateo.pk}/", "/clients/"):
        assert "Rivera-Abernathy" in page("ana", address), address
    assert Case.objects.get(pk=case.pk).opened_as == "Rivera"
    assert [row.name for row in CaseDetail.objects.current().order_by("true_from_on")] == [
        "Okafor",
        "Rivera",
        "Rivera-Abernathy",
    ]
    assert verify(witness=None).problems == []


def test_a_case_is_not_renamed_ahead_of_time() -> None:
    with pytest.raises(Refused, match="still to come"):
        actions.change_case(
            case=case_named("Rivera"), new=NewTerms("Later"), from_on=date(2999, 1, 1), by=acting("ana")
        )


def test_a_case_from_before_cases_had_details_still_has_its_name() -> None:
    case = Case(number="C2020-0001", opened_as="Old & true", kind="family")
    ledger.record_facts(kind="case.opened", rows=[case], by=COMMAND_LINE)
    assert Case.objects.get(pk=case.pk).name == "Old & true"
    assert Case.objects.named().get(name="Old & true") == case
    actions.change_case(case=case, new=NewTerms("New"), from_on=MARCH, by=COMMAND_LINE)
    assert Case.objects.get(pk=case.pk).name == "New"


def test_who_leaves_is_shown_as_former_and_can_be_chosen_no_more() -> None:
    lucia = client_named("Lucía Rivera")
    said = {"how": "left", "to_on": MARCH.isoformat()}
    assert as_("ana").post(rivera("clients", lucia.pk, "leave"), said).status_code == 302
    shown = page("ana", rivera())
    assert "Formerly clients of this case" in shown
    assert "parent of Mateo Rivera, Lucía" not in shown
    assert "parent of Lucía Rivera" in shown, "that it was so stays readable"
    assert str(lucia.pk) not in page("ana", rivera("people", "new"))
    assert verify(witness=None).problems == []


def test_the_team_keeps_sight_of_the_record_of_its_time_and_of_no_more() -> None:
    lucia = client_named("Lucía Rivera")
    (before,) = signed(begun(content=filled("session", "Lucía Rivera", occurred_on="2026-02-10")))
    actions.leave_case(member=lucia_in_rivera(), to_on=MARCH, by=acting("ana"))
    new = NewCase("Elsewhere", "single", [NewClient("Somebody Else")], MARCH, "Moved.", [(named("cleo"), "therapist")])
    case = actions.open_case(new=new, by=COMMAND_LINE)
    joined = Membership(case=case, client=lucia, true_from_on=date(2026, 3, 3))
    ledger.record_facts(kind="client.added", rows=[joined], by=COMMAND_LINE)
    said = NewClient("Lucía Hidden", address="A place that must not be found")
    actions.change_client(client=lucia, new=said, from_on=date(2026, 3, 4), by=COMMAND_LINE)
    content = filled("session", "Mateo Rivera", clients=[str(lucia.pk)], occurred_on="2026-03-09")
    (after,) = signed(begun("cleo", content=content), "cleo")
    assert after.case_id == case.pk
    assert set(Note.objects.visible_to(named("ana")).filter(client=lucia)) == {before}
    assert set(Note.objects.visible_to(named("cleo")).filter(client=lucia)) == {before, after}
    shown = page("ana", f"/clients/{lucia.pk}/")
    assert "Left your case on March 2, 2026" in shown
    assert "Lucía Rivera" in shown
    assert "Hidden" not in shown
    assert str(before.pk) in shown
    assert str(after.pk) not in shown
    assert as_("ana").get(f"/clients/{lucia.pk}/details/").status_code == 404
    assert "must not be found" in page("cleo", f"/clients/{lucia.pk}/details/")
    assert as_("ana").get(f"/notes/{after.pk}/").status_code == 404


def test_a_late_entry_about_who_left_stands_in_the_case_of_that_day() -> None:
    lucia = client_named("Lucía Rivera")
    actions.leave_case(member=lucia_in_rivera(), to_on=MARCH, by=acting("ana"))
    (note,) = signed(begun(content=filled("session", "Lucía Rivera", occurred_on="2026-02-27")))
    assert note.case_id == case_named("Rivera").pk
    assert note in Note.objects.visible_to(named("ana")).filter(client=lucia)


def test_nobody_leaves_before_they_came_or_ahead_of_time() -> None:
    with pytest.raises(Refused, match="before it began"):
        actions.leave_case(member=lucia_in_rivera(), to_on=date(2025, 1, 1), by=acting("ana"))
    with clock.set_to(datetime(2026, 3, 1, 20, 0, tzinfo=UTC)), pytest.raises(Refused, match="still to come"):
        actions.leave_case(member=lucia_in_rivera(), to_on=MARCH, by=acting("ana"))


def test_who_was_added_by_mistake_is_taken_out_with_a_reason_and_nothing_is_deleted() -> None:
    extra = actions.add_client(case=case_named("Rivera"), new=NewClient("Wrong Child"), from_on=MARCH, by=acting("ana"))
    address = rivera("clients", extra.pk, "leave")
    assert as_("ana").post(address, {"how": "wrong"}).status_code == 422, "a reason is needed"
    assert as_("ana").post(address, {"how": "wrong", "reason": "Another family's child."}).status_code == 302
    after = page("ana", rivera())
    assert f'href="/clients/{extra.pk}/"' not in after
    assert f'href="{rivera("clients", extra.pk, "back")}"' in after, "whoever took them out may bring them back"
    assert extra not in Client.objects.visible_to(named("ana"))
    assert extra in Client.objects.visible_to(named("gus"))
    assert [row.in_error for row in Membership.objects.filter(client=extra).order_by("recorded_at")] == [
        "",
        "Another family's child.",
    ]
    assert as_("ana").get(address).status_code == 404
    assert verify(witness=None).problems == []


def test_a_role_with_the_wrong_day_is_mended_and_the_mistake_stays_readable() -> None:
    before = clock.now()
    link = joan_of("Mateo Rivera")
    address = rivera("roles", link.pk, "mend")
    assert as_("ana").post(address, {"role": "kin", "from_on": "2025-11-01", "to_on": "2026-01-31"}).status_code == 302
    mended = Relationship.objects.current().get(replaces=link)
    assert (mended.role, mended.true_from_on, mended.true_to_on) == ("kin", date(2025, 11, 1), date(2026, 1, 31))
    assert link in Relationship.objects.known_at(before)
    assert link not in Relationship.objects.known_at(clock.now())
    assert verify(witness=None).problems == []


def test_a_role_that_never_was_is_taken_out() -> None:
    link = joan_of("Mateo Rivera")
    said = {"role": "foster_parent", "from_on": OPENED_ON.isoformat(), "never": "on"}
    address = rivera("roles", link.pk, "mend")
    assert as_("ana").post(address, said).status_code == 422, "a reason is needed"
    assert as_("ana").post(address, {**said, "reason": "She fosters Lucía alone."}).status_code == 302
    assert "Joan Abernathy" not in [
        each.person.name for each in queries.people_around(client_named("Mateo Rivera").pk, MARCH)
    ]
    assert "foster (resource) parent of Lucía Rivera" in page("ana", rivera())
    assert as_("ana").get(address).status_code == 404
    assert verify(witness=None).problems == []


def test_a_role_is_not_mended_into_one_that_is_on_file() -> None:
    link = joan_of("Mateo Rivera")
    actions.relate(client=client_named("Mateo Rivera"), person=link.person, role="kin", from_on=MARCH, by=COMMAND_LINE)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="on file already"):
        actions.mend_relationship(link=link, role="kin", from_on=MARCH, to_on=None, by=COMMAND_LINE)


@pytest.mark.parametrize("login", ["cleo", "ed", "hana"])
def test_who_may_not_change_the_case_finds_none_of_these_pages(login: str) -> None:
    lucia, link = client_named("Lucía Rivera"), joan_of("Mateo Rivera")
    for address in (rivera("change"), rivera("clients", lucia.pk, "leave"), rivera("roles", link.pk, "mend")):
        assert as_(login).get(address).status_code == 404
        assert as_(login).post(address, {"how": "wrong", "reason": "x"}).status_code == 404


def test_an_entry_from_before_a_column_came_is_whole_and_its_row_is_held_to_it() -> None:
    """Rows recorded by the version before had no column in_error, and their entries do not name it."""
    lucia = client_named("Lucía Rivera")
    for said in ("", "Never said by the entry"):
        row = Membership(id=uuids.fresh(), case=case_named("Okafor"), client=lucia, true_from_on=MARCH)
        stated = {
            "id": str(row.pk), "case_id": str(row.case_id), "client_id": str(lucia.pk), "true_from_on": "2026-03-02",
            "true_to_on": None, "replaces_id": None,
        }  # fmt: skip
        content = {"facts": [{"table": "cases_membership", "row": stated}]}
        row.entry = ledger.record(kind="client.added", content=content, by=COMMAND_LINE)
        row.recorded_at, row.in_error = row.entry.recorded_at, said
        ledger.add_rows([row])
        assert bool(verify(witness=None).problems) == bool(said)


def test_the_case_page_names_who_is_there_alone() -> None:
    actions.leave_case(member=lucia_in_rivera(), to_on=MARCH, by=acting("ana"))
    shown = standing.standing(case_named("Rivera"), named("ana"), date(2026, 3, 3))
    assert [member.row.detail.name for member in shown.members] == ["Mateo Rivera"]
    assert [member.row.detail.name for member in shown.former] == ["Lucía Rivera"]
