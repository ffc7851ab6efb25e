"""place, end_placement, mend_placement, strike_placement: where a client lives, with whom, since when and why."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client as Browser

from goldthread.cases import actions, placed, queries
from goldthread.cases.actions import NewPlacement
from goldthread.cases.models import Person, Placement
from goldthread.cli import export_client
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MARCH, MAY = date(2026, 3, 2), date(2026, 5, 4)
FOSTER = NewPlacement("foster_home", MARCH, with_whom="The Larks", address="12 Elm Row", reason="Removed by the court.")
HOME = NewPlacement("trial_home_visit", MAY, with_whom="Rosa Rivera", reason="Visits went well.")


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def page(*more: object) -> str:
    return "/".join(["/clients", str(client_named("Mateo Rivera").pk), "placements", *map(str, more), ""])


def read(login: str, address: str) -> str:
    return as_(login).get(address).content.decode()


def typed(**changes: str) -> dict[str, str]:
    words = {"kind": "foster_home", "person": "", "with_whom": "The Larks", "address": "12 Elm Row"}
    return {**words, "from_on": "2026-03-02", "to_on": "", "reason": "Removed.", "end_reason": "", **changes}


def lives(new: NewPlacement = FOSTER, login: str = "ana", *, ends_former: bool = False) -> Placement:
    return actions.place(client=client_named("Mateo Rivera"), new=new, ends_former=ends_former, by=acting(login))


def stays(login: str = "ana") -> list[tuple[str, date, date | None, int]]:
    mateo = client_named("Mateo Rivera").pk
    with clock.set_to(datetime(2026, 5, 13, 18, tzinfo=UTC)):
        found = placed.stays_of(queries.known_of(named(login), mateo))
    return [(stay.placement.kind, stay.true_from_on, stay.true_to_on, stay.days) for stay in found]


def test_nobody_lives_anywhere_before_the_birth() -> None:
    with pytest.raises(Refused, match="before the client was born"):
        lives(replace(FOSTER, from_on=date(2014, 5, 2)))


def test_a_placement_stands_on_its_page_the_case_the_case_file_the_brief_and_the_referral() -> None:
    assert as_("ana").post(page("new"), typed()).status_code == 302
    case, mateo = case_named("Rivera"), client_named("Mateo Rivera")
    told = {"referred_by": "Marion County DCS", "received_on": MARCH, "reason": "Neglect."}
    referral = actions.refer(case=case, new=actions.NewReferral(**told), by=acting("ana"))
    places = [page(), f"/cases/{case.pk}/", f"/clients/{mateo.pk}/", f"/clients/{mateo.pk}/brief/"]
    for address in (*places, f"/cases/{case.pk}/referrals/{referral.identity}/"):
        shown = read("ben", address)
        assert "foster family home" in shown, address
        assert "The Larks" in shown, address
        assert "March 2, 2026" in shown, address
    assert verify(witness=None).problems == []


def test_the_address_stands_where_addresses_of_people_stand_and_nowhere_else() -> None:
    lives()
    case, mateo = case_named("Rivera"), client_named("Mateo Rivera")
    for address in (page(), f"/cases/{case.pk}/"):
        assert "12 Elm Row" in read("ana", address), address
    for place in ("", "brief/", "as-of/", "tried/"):
        assert "12 Elm Row" not in read("ana", f"/clients/{mateo.pk}/{place}"), place


def test_the_next_one_ends_the_one_in_force_the_day_before_and_says_why() -> None:
    lives()
    lives(HOME, ends_former=True)
    assert stays() == [("trial_home_visit", MAY, None, 10), ("foster_home", MARCH, MAY - timedelta(days=1), 63)]
    assert "Visits went well." in read("ana", page()).split("The Larks", 1)[1]
    mateo = client_named("Mateo Rivera").pk
    assert [row.kind for row in queries.placements_on([mateo], MAY - timedelta(days=1))] == ["foster_home"]
    assert [row.kind for row in queries.placements_on([mateo], MAY)] == ["trial_home_visit"]


def test_the_page_offers_to_end_the_one_in_force() -> None:
    assert "ends_former" not in read("ana", page("new"))
    lives()
    assert "On file since March 2, 2026: foster family home, The Larks." in read("ana", page("new"))
    later = typed(kind="relative", from_on="2026-05-04")
    refused = as_("ana").post(page("new"), later)
    assert refused.status_code == 422
    assert "A placement is in force since March 2, 2026." in refused.content.decode()
    assert as_("ana").post(page("new"), {**later, "ends_former": "on"}).status_code == 302
    assert [row[0] for row in stays()] == ["relative", "foster_home"]


def test_somebody_on_file_is_named_as_they_are_called() -> None:
    joan = Person.objects.current().get(name="Joan Abernathy")
    row = lives(NewPlacement("foster_home", MARCH, person=joan.identity))
    assert (row.person, row.in_words) == (joan.identity, "foster family home, Joan Abernathy")
    assert f'value="{joan.identity}" selected' in read("ana", page(row.pk, "mend"))


def test_another_person_is_not_called_as_the_one_before_and_old_words_are_not_a_name() -> None:
    joan, pat = (Person.objects.current().get(name=name) for name in ("Joan Abernathy", "Pat Lindqvist"))
    row = lives(NewPlacement("foster_home", MARCH, person=joan.identity))
    assert 'value="Joan Abernathy"' not in read("ana", page(row.pk, "mend"))
    changed = typed(person=str(pat.identity), with_whom="Joan Abernathy")
    assert as_("ana").post(page(row.pk, "mend"), changed).status_code == 302
    (now,) = placed.ever(row.client_id)
    assert (now.person, now.with_whom) == (pat.identity, "Pat Lindqvist")
    told = typed(person=str(joan.identity), with_whom="Jone and Tim")
    assert as_("ana").post(page(now.pk, "mend"), told).status_code == 302
    (now,) = placed.ever(row.client_id)
    assert now.with_whom == "Jone and Tim", "words of one's own stand"
    assert 'value="Jone and Tim"' in read("ana", page(now.pk, "mend"))
    later = lives(NewPlacement("relative", MAY, person=joan.identity), ends_former=True)
    assert later.with_whom == "Joan Abernathy"


def test_after_a_stay_that_is_over_the_one_before_goes_on() -> None:
    lives()
    stay = typed(
        kind="hospital", with_whom="St. Anne", from_on="2026-05-04", to_on="2026-05-09", reason="Appendix.", end_reason="He is well."
    )  # fmt: skip
    assert "it goes on, from the day after" in read("ana", page("new"))
    told = as_("ana").post(page("new"), {**stay, "ends_former": "on"}, follow=True).content.decode()
    assert "The one before it goes on from May 10, 2026." in told
    assert stays() == [
        ("foster_home", date(2026, 5, 10), None, 4),
        ("hospital", MAY, date(2026, 5, 9), 6),
        ("foster_home", MARCH, MAY - timedelta(days=1), 63),
    ]
    earlier = typed(kind="parents", from_on="2026-02-02", to_on="2026-03-01", ends_former="on")
    told = as_("ana").post(page("new"), earlier, follow=True).content.decode()
    assert "The placement is on file." in told
    assert "goes on" not in told
    _parents, first, _stay, again = placed.ever(client_named("Mateo Rivera").pk)
    assert (first.end_reason, again.reason) == ("Appendix.", "He is well.")
    assert (again.with_whom, again.address) == ("The Larks", "12 Elm Row")
    assert verify(witness=None).problems == []


def test_why_it_ended_is_refused_without_a_last_day() -> None:
    refused = as_("ana").post(page("new"), typed(end_reason="The home closed."))
    assert refused.status_code == 422
    assert "Why it ended goes with its last day." in refused.content.decode()
    assert "The home closed." in refused.content.decode()
    assert as_("ana").post(page("new"), typed(end_reason="It closed.", to_on="2026-04-01")).status_code == 302


def two_records() -> Placement:
    """Mateo and Lucía turn out to be one child, of whom two homes are on file."""
    lives()
    other = NewPlacement("relative", MAY, with_whom="Aunt Clementine")
    row = actions.place(client=client_named("Lucía Rivera"), new=other, by=acting("ana"))
    same = {"kept": client_named("Mateo Rivera"), "merged": client_named("Lucía Rivera")}
    actions.merge(**same, reason="Entered twice.", by=acting("hana"))
    return row


def test_where_records_are_one_person_the_overlap_is_named_and_a_further_one_ends_both() -> None:
    two_records()
    shown = read("ana", page())
    assert "Two placements overlap since May 4, 2026: foster family home, The Larks; and" in shown
    further = typed(kind="shelter", with_whom="", from_on="2026-05-11", ends_former="on")
    assert "Aunt Clementine" in read("ana", page("new"))
    assert as_("ana").post(page("new"), further).status_code == 302
    ends = {row.kind: row.true_to_on for row in placed.ever(client_named("Mateo Rivera").pk)}
    assert ends == {"foster_home": date(2026, 5, 10), "relative": date(2026, 5, 10), "shelter": None}
    (overlap,) = placed.overlaps(placed.stays_of(queries.known_of(named("ana"), client_named("Mateo Rivera").pk)))
    assert [stay.placement.kind for stay in overlap] == ["foster_home", "relative"]


def test_the_page_of_the_case_and_of_a_referral_read_every_record_of_the_person() -> None:
    new = NewPlacement("foster_home", MARCH, with_whom="The Larks")
    actions.place(client=client_named("Ngozi Okafor"), new=new, by=acting("cleo"))
    same = {"kept": client_named("Mateo Rivera"), "merged": client_named("Ngozi Okafor")}
    actions.merge(**same, reason="Entered twice.", by=acting("hana"))
    case = case_named("Rivera")
    told = {"referred_by": "Marion County DCS", "received_on": MARCH, "reason": "Neglect."}
    referral = actions.refer(case=case, new=actions.NewReferral(**told), by=acting("ana"))
    for address in (f"/cases/{case.pk}/", f"/cases/{case.pk}/referrals/{referral.identity}/"):
        assert "The Larks" in read("ana", address), address


@pytest.mark.parametrize(
    ("act", "said", "words"),
    [
        ("mend", typed(with_whom="The Finches", reason="Ben's long story."), "Ben&#x27;s long story."),
        ("end", {"to_on": "2026-06-01", "reason": "Ben's long story."}, "Ben&#x27;s long story."),
        ("out", {"reason": "Ben's long story."}, "Ben&#x27;s long story."),
    ],
)
def test_what_is_typed_while_somebody_else_mends_is_kept_and_can_be_sent_again(
    act: str, said: dict[str, str], words: str
) -> None:
    row = lives()
    assert as_("ana").post(page(row.pk, "mend"), typed(with_whom="The Wrens")).status_code == 302
    refused = as_("ben").post(page(row.pk, act), said)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody changed this placement meanwhile." in shown
    assert "The Wrens" in shown
    assert words in shown
    (now,) = placed.ever(row.client_id)
    assert f'action="{page(now.pk, act)}"' in shown
    assert as_("ben").post(page(now.pk, act), said).status_code == 302


def test_what_is_typed_about_one_that_was_ended_or_taken_out_meanwhile_is_kept() -> None:
    row = lives()
    ended = actions.end_placement(placement=row, to_on=MAY, reason="", by=acting("ana"))
    late = {"to_on": "2026-06-01", "reason": "The home closed."}
    assert as_("ben").get(page(row.pk, "end")).status_code == 404
    for seen in (row, ended):
        refused = as_("ben").post(page(seen.pk, "end"), late)
        assert refused.status_code == 422
        assert "The home closed." in refused.content.decode()
    actions.strike_placement(placement=ended, reason="Another child.", by=acting("ana"))
    assert as_("ben").get(page(row.pk, "mend")).status_code == 404
    refused = as_("ben").post(page(row.pk, "mend"), typed(reason="A long story."))
    assert refused.status_code == 422
    assert "Somebody took this placement out meanwhile" in refused.content.decode()
    assert "A long story." in refused.content.decode()
    assert [row.kind for row in placed.ever(row.client_id)] == []
    assert as_("cleo").post(page(row.pk, "mend"), typed()).status_code == 404


def test_a_placement_is_ended_mended_and_taken_out() -> None:
    row = lives()
    ended = {"to_on": "2026-04-01", "reason": "The home closed."}
    assert as_("ana").post(page(row.pk, "end"), ended).status_code == 302
    (now,) = placed.ever(row.client_id)
    assert (now.true_to_on, now.end_reason) == (date(2026, 4, 1), "The home closed.")
    mended = typed(kind="shelter", from_on="2026-03-03", to_on="2026-04-02")
    assert as_("ana").post(page(now.pk, "mend"), mended).status_code == 302
    assert stays() == [("shelter", date(2026, 3, 3), date(2026, 4, 2), 31)]
    (now,) = placed.ever(row.client_id)
    assert as_("ana").post(page(now.pk, "out"), {"reason": "It was another child."}).status_code == 302
    assert stays() == []
    assert "It was another child." in read("ana", page())
    assert verify(witness=None).problems == []


def test_what_was_known_then_is_told_by_both_clocks() -> None:
    before = clock.now()
    with clock.set_to(before + timedelta(minutes=5)):
        row = lives()
        then = clock.now()
    with clock.set_to(before + timedelta(minutes=9)):
        actions.strike_placement(placement=row, reason="Another child.", by=acting("ana"))
    known = [queries.placements_on([row.client_id], MAY, moment) for moment in (before, then, None)]
    assert [len(rows) for rows in known] == [0, 1, 0]


def test_who_does_not_serve_the_family_or_only_reads_may_not() -> None:
    row = lives()
    assert as_("cleo").get(page()).status_code == 404
    assert "Add a placement" not in read("ed", page())
    for login in ("cleo", "hana", "ed"):
        assert [as_(login).post(page(*to), typed()).status_code for to in (["new"], [row.pk, "mend"])] == [404, 404]


def test_of_who_left_nothing_later_is_told_and_nothing_is_changed() -> None:
    with clock.set_to(datetime(2026, 3, 3, 18, tzinfo=UTC)):
        row = lives()
    (member,) = client_named("Mateo Rivera").memberships.all()
    actions.leave_case(member=member, to_on=date(2026, 4, 1), by=acting("ana"))
    actions.place(client=row.client, new=HOME, ends_former=True, by=acting("gus"))
    assert stays() == [("foster_home", MARCH, None, 31)]
    shown = read("ana", page())
    assert "trial home visit" not in shown
    assert "Visits went well." not in shown
    assert as_("ana").get(page("new")).status_code == 404


def test_contradictory_days_and_unknown_words_are_refused() -> None:
    lives()
    tomorrow = clock.today("UTC") + timedelta(days=2)
    for wrong in (
        NewPlacement("castle", OPENED_ON, date(2026, 1, 20)),
        NewPlacement("relative", OPENED_ON),
        NewPlacement("relative", MARCH, MARCH),
        NewPlacement("relative", OPENED_ON, OPENED_ON - timedelta(days=1)),
        NewPlacement("relative", OPENED_ON, OPENED_ON, with_whom="x" * 201),
        NewPlacement("relative", OPENED_ON, OPENED_ON, person=case_named("Rivera").pk),
        NewPlacement("relative", tomorrow),
    ):
        with pytest.raises(Refused):
            lives(wrong)
    with pytest.raises(Refused):
        lives(NewPlacement("relative", MARCH), ends_former=True)
    assert len(stays()) == 1


def test_two_who_end_one_placement_end_it_once() -> None:
    row = lives()
    actions.end_placement(placement=row, to_on=MAY, reason="", by=acting("ana"))
    with pytest.raises(Refused, match="at the same moment"):
        actions.end_placement(placement=row, to_on=MAY, reason="", by=acting("ben"))


def test_a_client_s_export_has_them_with_those_that_were_mistakes() -> None:
    row = lives()
    actions.strike_placement(placement=row, reason="Another child.", by=acting("ana"))
    rows = export_client.rows_about(client_named("Mateo Rivera"))["placements"]
    assert [each.in_error for each in rows.order_by("recorded_at")] == ["", "Another child."]


def test_no_word_of_a_placement_stands_in_the_log_of_who_looked() -> None:
    lives()
    read("ana", page())
    assert Access.objects.filter(page="placements").exists()
    assert not Access.objects.filter(page__contains="Lark").exists()


def test_the_database_refuses_a_change_and_an_end_before_the_beginning() -> None:
    row = lives()
    with pytest.raises(DatabaseError), transaction.atomic():
        Placement.objects.filter(pk=row.pk).update(with_whom="Nobody")
    turned = Placement(client=row.client, kind="relative", true_from_on=MARCH, true_to_on=OPENED_ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.record_facts(kind="placement.began", rows=[turned], by=acting("ana"))
