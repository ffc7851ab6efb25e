"""The page of a case and everything done from it: each verb works, is refused in place, and is not there for a stranger."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.html import strip_tags

from goldthread.cases import actions, queries
from goldthread.cases.actions import NewPerson
from goldthread.cases.models import CareTeamMember, Case, Merge, Person, Relationship
from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from tests.cast import OPENED_ON, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
DAY = "2026-03-02"


def as_(browser: Browser, login: str) -> Browser:
    browser.force_login(named(login))
    return browser


def address(verb: str, *more: object) -> str:
    return reverse(f"cases:{verb}", args=[case_named("Rivera").pk, *more])


def person(name: str = "Joan Abernathy") -> Person:
    return Person.objects.current().get(name=name)


def roles_of(name: str) -> list[Relationship]:
    return list(Relationship.objects.current().filter(person=person(name).identity))


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_page_shows_clients_people_team_and_episodes(client: Browser) -> None:
    shown = text(as_(client, "ana").get(address("case")))
    for words in ("Mateo Rivera", "Lucía Rivera", "Rosa Rivera", "Ben Achterberg", "Referred by the state."):
        assert words in shown
    assert "parent of Mateo Rivera, Lucía Rivera" in shown
    assert "open since Jan. 12, 2026" in shown


def test_that_somebody_looked_is_written_down_for_each_client(client: Browser) -> None:
    as_(client, "ana").get(address("case"))
    looked = set(Access.objects.filter(page="cases:case").values_list("client", flat=True))
    assert looked == {client_named("Mateo Rivera").pk, client_named("Lucía Rivera").pk}


def test_a_biller_reads_and_changes_nothing(client: Browser) -> None:
    shown = text(as_(client, "ed").get(address("case")))
    assert "Mateo Rivera" in shown
    for verb in ("add_client", "add_person", "close", "assign"):
        assert address(verb) not in shown
        assert client.get(address(verb)).status_code == 404


def every_address() -> list[str]:
    link, member = roles_of("Joan Abernathy")[0], CareTeamMember.objects.current().get(staff=named("ben"))
    merge = actions.merge(
        kept=client_named("Mateo Rivera"), merged=client_named("Lucía Rivera"), reason="By mistake.", by=COMMAND_LINE
    )
    mateo = client_named("Mateo Rivera").pk
    return [
        *(address(verb) for verb in ("case", "add_client", "close", "reopen", "add_person", "assign")),
        address("change_person", person().identity),
        address("relate", person().identity),
        address("end_relationship", link.pk),
        address("unassign", member.pk),
        reverse("cases:change_client", args=[mateo]),
        reverse("cases:merge", args=[mateo]),
        reverse("cases:unmerge", args=[mateo, merge.pk]),
    ]


@pytest.mark.parametrize("login", ["cleo", "hana"])
def test_for_a_stranger_none_of_it_is_there(client: Browser, login: str) -> None:
    as_(client, login)
    for place in every_address():
        assert client.get(place).status_code == 404, place
        assert client.post(place, {"name": "x", "reason": "x"}).status_code in (404, 405), place


def test_every_page_opens_for_those_who_may(client: Browser) -> None:
    as_(client, "gus")
    for place in every_address():
        assert client.get(place).status_code == 200, place


@pytest.mark.parametrize("verb", ["change_person", "relate", "end_relationship", "unassign"])
def test_what_does_not_exist_is_not_there(client: Browser, verb: str) -> None:
    assert as_(client, "gus").get(address(verb, uuid4())).status_code == 404


def test_something_of_another_case_is_not_reached_through_mine(client: Browser) -> None:
    stranger = actions.add_person(
        case=case_named("Okafor"), new=NewPerson("Uzo"), roles=[], from_on=OPENED_ON, by=COMMAND_LINE
    )
    assert as_(client, "ana").get(address("change_person", stranger.identity)).status_code == 404


def test_it_adds_a_client(client: Browser) -> None:
    response = as_(client, "ana").post(
        address("add_client"), {"name": "عمر ريفيرا", "pronouns": "he/him", "from_on": DAY}, follow=True
    )
    assert "عمر ريفيرا is a client of this case now." in text(response)


def test_adding_somebody_of_the_same_name_asks_first(client: Browser) -> None:
    typed = {"name": "mateo RIVERA", "born_on": "2014-05-03", "from_on": DAY}
    asked = as_(client, "ana").post(address("add_client"), typed)
    assert asked.status_code == 422
    assert "Somebody of the same name is on file already." in text(asked)
    assert 'value="mateo RIVERA"' in text(asked)
    assert client.post(address("add_client"), {**typed, "confirmed": "yes"}).status_code == 302


def test_another_birth_date_is_another_person(client: Browser) -> None:
    typed = {"name": "Mateo Rivera", "born_on": "1980-01-01", "from_on": DAY}
    assert as_(client, "ana").post(address("add_client"), typed).status_code == 302


def test_it_adds_a_person_with_a_role_towards_each_client(client: Browser) -> None:
    children = [str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera")]
    typed = {
        "name": "Ms. Quist",
        "role": "school",
        "clients": children,
        "from_on": DAY,
        "phone": "317 555 0101",
        "email": "quist@school.example",
    }
    shown = text(as_(client, "ana").post(address("add_person"), typed, follow=True))
    assert "school of Mateo Rivera, Lucía Rivera" in shown
    assert 'href="tel:3175550101"' in shown
    assert 'href="mailto:quist@school.example"' in shown


def test_what_is_missing_is_said_in_place_and_everything_typed_stays(client: Browser) -> None:
    response = as_(client, "ana").post(
        address("add_person"), {"name": "Ms. Quist", "address": "\nLine two", "role": ""}
    )
    shown = text(response)
    assert response.status_code == 422
    assert "Nothing is chosen. Choose one from the list." in shown
    assert "Ms. Quist" in shown
    assert "\n\nLine two" in shown


def test_it_changes_a_person_and_keeps_what_was_on_file(client: Browser) -> None:
    place = address("change_person", person().identity)
    typed = {"name": "Joan Abernathy", "phone": "317 555 0199", "how": "changed", "from_on": DAY}
    assert as_(client, "ana").post(place, typed).status_code == 302
    shown = text(client.get(place))
    assert "317 555 0199" in shown
    assert "Jan. 12, 2026 – March 1, 2026" in shown


def test_it_adds_a_role_and_ends_one(client: Browser) -> None:
    as_(client, "ana")
    children = [str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera")]
    client.post(address("relate", person().identity), {"role": "kin", "clients": children, "from_on": DAY})
    assert {link.role for link in roles_of("Joan Abernathy")} == {"foster_parent", "kin"}
    ending = next(link for link in roles_of("Joan Abernathy") if link.role == "foster_parent")
    assert client.post(address("end_relationship", ending.pk), {"to_on": DAY}).status_code == 302
    assert "Jan. 12, 2026 – March 2, 2026" in strip_tags(text(client.get(address("case"))))


def test_somebody_is_the_same_thing_to_a_client_only_once(client: Browser) -> None:
    typed = {"role": "parent", "clients": [str(client_named("Mateo Rivera").pk)], "from_on": DAY}
    response = as_(client, "ana").post(address("relate", person("Rosa Rivera").identity), typed)
    assert response.status_code == 422
    assert "is on file already" in text(response)


def test_nobody_joins_a_care_team_twice(client: Browser) -> None:
    typed = {"staff": str(named("ben").pk), "role": "case manager", "from_on": DAY}
    response = as_(client, "dora").post(address("assign"), typed)
    assert response.status_code == 422
    assert "on the care team already" in text(response)


def test_two_people_who_end_a_role_at_the_same_moment_do_not_collide() -> None:
    link = roles_of("Rosa Rivera")[0]
    actions.end_relationship(link=link, to_on=date(2026, 3, 2), by=COMMAND_LINE)
    with pytest.raises(Refused, match="at the same moment"):
        actions.end_relationship(link=link, to_on=date(2026, 3, 3), by=COMMAND_LINE)


def test_a_role_does_not_end_before_it_began(client: Browser) -> None:
    response = as_(client, "ana").post(
        address("end_relationship", roles_of("Rosa Rivera")[0].pk), {"to_on": "2025-01-01"}
    )
    assert response.status_code == 422
    assert "That is before it began (Jan. 12, 2026)." in text(response)
    assert "2025-01-01" in text(response)


def test_it_closes_and_opens_again(client: Browser) -> None:
    shown = text(as_(client, "ana").post(address("close"), {"closed_on": DAY, "reason": "Goals met."}, follow=True))
    assert "closed on March 2, 2026" in shown
    assert "Goals met." in shown
    assert client.post(address("close"), {"closed_on": DAY, "reason": "Again."}).status_code == 422
    shown = text(client.post(address("reopen"), {"opened_on": DAY, "reason": "New report."}, follow=True))
    assert "open since March 2, 2026" in shown


def test_closing_without_a_reason_is_refused(client: Browser) -> None:
    response = as_(client, "ana").post(address("close"), {"closed_on": DAY, "reason": "  "})
    assert response.status_code == 422
    assert "The reason is empty." in text(response)
    assert queries.open_episode_of(case_named("Rivera")) is not None


def test_a_supervisor_assigns_and_takes_off(client: Browser) -> None:
    as_(client, "dora")
    client.post(address("assign"), {"staff": str(named("cleo").pk), "role": "therapist", "from_on": DAY})
    assert case_named("Rivera") in Case.objects.visible_to(named("cleo"))
    member = CareTeamMember.objects.current().get(staff=named("cleo"), case=case_named("Rivera"))
    today = clock.today(named("dora").zone).isoformat()
    shown = text(client.post(address("unassign", member.pk), {"to_on": today}, follow=True))
    assert "Cleo Nakamura left the care team." in shown
    assert case_named("Rivera") not in Case.objects.visible_to(named("cleo"))


def test_who_takes_off_the_last_one_through_whom_they_see_the_case_is_warned_and_led_to_their_team(
    client: Browser,
) -> None:
    as_(client, "dora")
    today = clock.today(named("dora").zone).isoformat()
    told = "it is closed to you too"
    ben, ana = (CareTeamMember.objects.current().get(staff=named(login)) for login in ("ben", "ana"))
    assert told not in text(client.get(address("unassign", ben.pk)))
    client.post(address("unassign", ben.pk), {"to_on": today})
    assert told in text(client.get(address("unassign", ana.pk)))
    answered = client.post(address("unassign", ana.pk), {"to_on": today}, follow=True)
    assert answered.redirect_chain == [("/team/", 302)]
    assert "left the care team." in text(answered)


def test_a_case_manager_assigns_nobody(client: Browser) -> None:
    assert as_(client, "ana").get(address("assign")).status_code == 404


def test_the_records_officer_merges_and_takes_it_back(client: Browser) -> None:
    as_(client, "gus")
    kept, merged = client_named("Mateo Rivera"), client_named("Ngozi Okafor")
    typed = {"merged": merged.number.lower(), "reason": "Entered twice."}
    shown = text(client.post(reverse("cases:merge", args=[kept.pk]), typed, follow=True))
    assert f"The record {merged.number} is the same person." in shown
    merge = Merge.objects.current().get(kept=kept)
    shown = text(client.post(reverse("cases:unmerge", args=[kept.pk, merge.pk]), follow=True))
    assert "The merge is taken back." in shown


@pytest.mark.parametrize("number", ["P1999-0001", "", "own"])
def test_a_merge_that_cannot_be_is_refused_in_place(client: Browser, number: str) -> None:
    kept = client_named("Mateo Rivera")
    typed = {"merged": kept.number if number == "own" else number, "reason": "Seen in court papers."}
    response = as_(client, "gus").post(reverse("cases:merge", args=[kept.pk]), typed)
    assert response.status_code == 422
    assert "Seen in court papers." in text(response)


def test_words_that_look_like_markup_are_shown_as_written(client: Browser) -> None:
    nasty = '"><script>alert(1)</script>'
    actions.add_person(
        case=case_named("Rivera"),
        new=NewPerson(nasty, nasty, nasty, nasty + "@x", nasty),
        roles=[(client_named("Mateo Rivera"), "kin")],
        from_on=OPENED_ON,
        by=COMMAND_LINE,
    )
    shown = text(as_(client, "ana").get(address("case")))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
