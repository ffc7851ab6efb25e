"""Whom a note names: the people, names and case of the day of service, each known by identity."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient, NewPerson
from goldthread.cases.models import Person, Relationship
from goldthread.ledger import queries as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.models import Draft, Note, NotePart
from goldthread.notes.tests.writing import begun, filled, read, signed, visit, yesterday
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def joins(name: str, role: str, since: int, *, client: str = "Mateo Rivera", organization: str = "") -> Person:
    """Somebody comes to be around a client, so many days before the visit."""
    return cases.add_person(
        case=case_named("Rivera"),
        new=NewPerson(name, organization=organization),
        roles=[(client_named(client), role)],
        from_on=yesterday() - timedelta(days=since),
        by=COMMAND_LINE,
    )


def offered(draft: Draft, login: str = "ana") -> str:
    browser = Browser()
    browser.force_login(named(login))
    return browser.get(f"/drafts/{draft.pk}/").content.decode()


def took_part(identity: UUID, name: str, role: str) -> dict[str, str]:
    return {"person": str(identity), "name": name, "role": role}


def parts(note: Note) -> list[tuple[UUID | None, str, str]]:
    rows = NotePart.objects.filter(note=note, kind="participants").order_by("position")
    return [(row.person, row.name, row.role) for row in rows]


def test_the_people_of_the_day_of_service_are_offered() -> None:
    foster = joins("Bea Thornquist", "foster_parent", since=40)
    link = Relationship.objects.get(person=foster.identity)
    cases.end_relationship(link=link, to_on=yesterday() - timedelta(days=10), by=COMMAND_LINE)
    joins("Moss Whitaker", "foster_parent", since=9)
    two_weeks_ago = (yesterday() - timedelta(days=13)).isoformat()
    before = offered(begun(content=visit(occurred_on=two_weeks_ago)))
    assert "Bea Thornquist" in before
    assert "Moss Whitaker" not in before
    after = offered(begun(content=visit()))
    assert "Bea Thornquist" not in after
    assert "Moss Whitaker" in after


def test_in_the_evening_in_indiana_it_is_still_today() -> None:
    leaving = joins("Bea Thornquist", "foster_parent", since=40)
    last_day = yesterday()
    cases.end_relationship(link=Relationship.objects.get(person=leaving.identity), to_on=last_day, by=COMMAND_LINE)
    evening = datetime(last_day.year, last_day.month, last_day.day, 22, 30, tzinfo=UTC) + timedelta(hours=4)
    with clock.set_to(evening):
        assert "Bea Thornquist" in offered(begun(content=visit(occurred_on="", starts="", ends="")))


def test_the_name_and_the_case_of_the_day_of_service_are_sealed() -> None:
    mateo = client_named("Mateo Rivera")
    cases.change_client(
        client=mateo, new=NewClient("Mateo Ruiz"), from_on=yesterday() - timedelta(days=3), by=COMMAND_LINE
    )
    earlier = (yesterday() - timedelta(days=10)).isoformat()
    (note,) = signed(begun(content=filled("session", occurred_on=earlier, clients=[str(mateo.pk)])))
    content = ledger.content_of(note.pk)
    assert content["client"]["name"] == "Mateo Rivera"
    assert content["case"] == str(case_named("Rivera").pk)
    (later,) = signed(begun(content=filled("session", clients=[str(mateo.pk)])))
    assert ledger.content_of(later.pk)["client"]["name"] == "Mateo Ruiz"


def test_a_name_typed_is_known_by_those_around_on_that_day() -> None:
    joins("Moss Whitaker", "foster_parent", since=2)
    earlier = (yesterday() - timedelta(days=10)).isoformat()
    people = [{"name": "Moss Whitaker", "role": "foster_parent"}, {"name": "Rosa Rivera", "role": "parent"}]
    (note,) = signed(begun(content=filled("session", occurred_on=earlier, participants=people)))
    (moss, rosa) = parts(note)
    assert moss[0] is None
    assert rosa[0] == Person.objects.current().get(name="Rosa Rivera").identity


def test_a_child_who_was_seen_differs_from_a_child_who_was_talked_about() -> None:
    mateo = client_named("Mateo Rivera")
    page = offered(begun(content=visit(participants=[])))
    assert f'id="here-{mateo.pk}"' in page
    assert "Mateo Rivera, client" in page
    (seen,) = signed(begun(content=filled("session", participants=[took_part(mateo.pk, "Mateo Rivera", "client")])))
    assert parts(seen) == [(mateo.pk, "Mateo Rivera", "client")]
    assert "&role-client;" in seen.html


def test_a_sibling_who_is_a_client_and_the_care_team_are_offered() -> None:
    lucia, ben = client_named("Lucía Rivera"), named("ben")
    page = offered(begun(content=visit(participants=[])))
    assert "Lucía Rivera, sibling" in page
    assert "Ben Achterberg, therapist" in page
    assert f'id="here-{named("ana").pk}"' not in page
    people = [took_part(lucia.pk, "Lucía Rivera", "sibling"), took_part(ben.pk, "Ben Achterberg", "staff")]
    (note,) = signed(begun(content=filled("session", participants=people)))
    assert [part[0] for part in parts(note)] == [lucia.pk, ben.pk]


def test_two_people_of_one_name_are_both_offered_and_neither_is_guessed() -> None:
    first = joins("Sam Oduya", "school", since=30, organization="Maple Elementary")
    second = joins("Sam Oduya", "attorney", since=30, organization="Public Defender")
    page = offered(begun(content=visit()))
    assert "Sam Oduya, Maple Elementary, school" in page
    assert "Sam Oduya, Public Defender, attorney" in page
    people = [{"name": "Sam Oduya", "role": ""}, took_part(second.identity, "Sam Oduya", "attorney")]
    (note,) = signed(begun(content=filled("session", participants=people)))
    assert [part[0] for part in parts(note)] == [None, second.identity]
    assert first.identity != second.identity


def test_somebody_with_two_roles_is_offered_with_both() -> None:
    aunt = joins("Bea Thornquist", "kin", since=30)
    cases.relate(
        client=client_named("Mateo Rivera"), person=aunt.identity, role="foster_parent",
        from_on=OPENED_ON, by=COMMAND_LINE,
    )  # fmt: skip
    page = offered(begun(content=visit(participants=[took_part(aunt.identity, "Bea Thornquist", "kin")])))
    assert 'aria-label="Bea Thornquist as"' in page
    assert '<option value="kin" selected>' in page


@pytest.mark.parametrize("block", ["participants", "attempts", "requests"])
@pytest.mark.parametrize("person", ["abc", "stranger"])
def test_an_identity_that_is_nobody_here_is_refused_at_its_field(block: str, person: str) -> None:
    identity = person if person == "abc" else str(client_named("Ngozi Okafor").pk)
    row = {"person": identity, "name": "Somebody", "of": "Somebody", "what": "x"}
    with pytest.raises(Refused, match="Somebody is not on file around these clients") as caught:
        read(begun(content=filled("session", **{block: [row]})))
    assert caught.value.field.startswith(f"{block}-0-")


def test_an_identity_under_another_name_is_let_go() -> None:
    rosa = Person.objects.current().get(name="Rosa Rivera")
    people = [took_part(rosa.identity, "A neighbor", "other"), took_part(rosa.identity, "Joan Abernathy", "")]
    (note,) = signed(begun(content=filled("session", participants=people)))
    joan = Person.objects.current().get(name="Joan Abernathy")
    assert [part[0] for part in parts(note)] == [None, joan.identity]


def test_a_meeting_about_two_families_names_each_one_in_its_own_record_only() -> None:
    cases.assign(case=case_named("Okafor"), staff=named("ana"), role="case manager", from_on=OPENED_ON, by=COMMAND_LINE)
    mateo, ngozi = client_named("Mateo Rivera"), client_named("Ngozi Okafor")
    rosa = Person.objects.current().get(name="Rosa Rivera")
    people = [
        took_part(mateo.pk, "Mateo Rivera", "client"),
        took_part(ngozi.pk, "Ngozi Okafor", "client"),
        took_part(rosa.identity, "Rosa Rivera", "parent"),
        took_part(named("ben").pk, "Ben Achterberg", "staff"),
        {"person": "", "name": "The room's host", "role": "other"},
    ]
    notes = signed(
        begun(
            note_type="group_session",
            content=filled("group_session", "Mateo Rivera", "Ngozi Okafor", participants=people),
        )
    )
    told = {note.client_id: [part[1] for part in parts(note)] for note in notes}
    assert told[mateo.pk] == ["Mateo Rivera", "Rosa Rivera", "Ben Achterberg", "The room's host"]
    assert told[ngozi.pk] == ["Ngozi Okafor", "Ben Achterberg", "The room's host"]


def test_a_correction_keeps_who_took_part_as_it_was_signed() -> None:
    leaving = joins("Bea Thornquist", "kin", since=30)
    (note,) = signed(
        begun(content=filled("session", participants=[took_part(leaving.identity, "Bea Thornquist", "kin")]))
    )
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    link = Relationship.objects.get(person=leaving.identity)
    cases.end_relationship(link=link, to_on=yesterday() - timedelta(days=5), by=COMMAND_LINE)
    draft.content |= {"reason": "The place.", "place_of_service": "11"}
    actions.save(draft=draft, base_revision=0, content=draft.content, by=acting("ana"))
    draft.refresh_from_db()
    (corrected,) = signed(draft)
    assert [each["field"] for each in ledger.content_of(corrected.pk)["corrections"]] == ["place_of_service"]
