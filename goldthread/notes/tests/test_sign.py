"""prepare and sign: from a draft to a signed and locked note."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from goldthread.bench.passkey import Passkey as Authenticator
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient
from goldthread.cases.models import CareTeamMember
from goldthread.ledger import actions as ledger_actions
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.lib.canonical import canonical
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries
from goldthread.notes.actions import Signature
from goldthread.notes.models import Draft, Note, NoteType, PendingSeal
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, read, signed, visit, yesterday
from goldthread.people import actions as people
from goldthread.people.models import RoleHeld
from goldthread.policies import actions as policies
from goldthread.services import actions as services
from goldthread.services.models import Service
from tests.cast import OPENED_ON, PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def test_a_visit_is_signed_with_the_password() -> None:
    draft = begun()
    (note,) = signed(draft)
    assert note.author_name == "Ana Castellanos, BSW"
    assert note.duration_minutes == 90
    assert note.days_after == 1
    draft.refresh_from_db()
    assert draft.signed_at is not None
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_siblings_get_an_entry_each_from_one_ceremony() -> None:
    content = filled("session", "Mateo Rivera", "Lucía Rivera")
    content["own"] = {str(client_named("Lucía Rivera").pk): "Lucía drew the house."}
    notes = signed(begun(content=content))
    assert {note.encounter for note in notes} == {Draft.objects.get().pk}
    told = {note.client_id: note.html for note in notes}
    assert "drew the house" in told[client_named("Lucía Rivera").pk]
    assert "drew the house" not in told[client_named("Mateo Rivera").pk]
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_every_paragraph_is_disclosed_by_itself_and_none_is_altered() -> None:
    words = "  First.\n\n\nSecond,\nsame paragraph. \n\n"
    (note,) = signed(begun(note_type="free", content=visit(narrative={"narrative": words, "note": words})))
    content = ledger.content_of(note.pk)
    texts = [part["text"] for part in content["narrative"]]
    assert len(texts) >= 2
    assert "".join(texts) in (words, words * 2)


def test_the_note_carries_its_kinds_of_information() -> None:
    (note,) = signed()
    assert {"I1", "I3", "I5", "I6"} <= set(note.items.values_list("item", flat=True))


def test_the_same_signature_twice_gives_the_same_note() -> None:
    pending = read(begun())
    first = actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))
    again = actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))
    assert [note.pk for note in first] == [note.pk for note in again]
    assert Note.objects.count() == 1


def test_a_passkeys_answer_sent_twice_at_once_gives_the_same_note() -> None:
    passkey = Authenticator()
    pending = read(begun(), passkey=passkey.kept_for(named("ana")))
    # What the second of two requests has read before the first of them signs.
    meanwhile = PendingSeal.objects.select_related("staff").get(pk=pending.pk)
    signature = Signature(passkey=passkey.answer(pending.challenge))
    first = actions.sign(pending=pending, signature=signature, by=acting("ana"))
    again = actions.sign(pending=meanwhile, signature=signature, by=acting("ana"))
    assert [note.pk for note in first] == [note.pk for note in again]
    assert Note.objects.count() == 1


def test_a_wrong_password_signs_nothing() -> None:
    pending = read(begun())
    with pytest.raises(Refused, match="password is wrong"):
        actions.sign(pending=pending, signature=Signature("something else entirely"), by=acting("ana"))
    assert not Note.objects.exists()
    assert actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_a_note_changed_after_reading_is_read_again() -> None:
    draft = begun()
    pending = read(draft)
    actions.save(draft=draft, base_revision=0, content={**draft.content, "modality": ""}, by=acting("ana"))
    with pytest.raises(Refused, match="changed after it was read"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_a_client_whose_name_changed_meanwhile_is_read_again() -> None:
    pending = read(begun())
    client = client_named("Mateo Rivera")
    cases.change_client(client=client, new=NewClient("Mateo Rivera Ruiz"), from_on=OPENED_ON, by=COMMAND_LINE)
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_five_minutes_are_the_most_between_reading_and_signing() -> None:
    pending = read(begun())
    with clock.set_to(clock.now() + timedelta(minutes=6)), pytest.raises(Refused, match="five minutes"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_a_passkey_signs_and_proves_itself() -> None:
    authenticator = Authenticator()
    kept = authenticator.kept_for(named("ana"))
    pending = read(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")), passkey=kept)
    answer = authenticator.answer(pending.challenge)
    notes = actions.sign(pending=pending, signature=Signature(passkey=answer), by=acting("ana"))
    assert len(notes) == 2
    assert all(Entry.objects.get(pk=note.pk).evidence for note in notes)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_somebody_elses_passkey_signs_nothing() -> None:
    mine, other = Authenticator(), Authenticator(b"other")
    kept = mine.kept_for(named("ana"))
    other.kept_for(named("ben"))
    pending = read(begun(), passkey=kept)
    with pytest.raises(Refused, match="not yours"):
        actions.sign(pending=pending, signature=Signature(passkey=other.answer(pending.challenge)), by=acting("ana"))


def test_a_stranger_cannot_write_about_a_client() -> None:
    draft = begun("cleo", content=filled("session"))
    with pytest.raises(Refused, match="about"):
        read(draft, "cleo")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "13:00"}, "before the start"),
        ({"ends": "late"}, "no time of day"),
        ({"occurred_on": "2026-02-30"}, "no date"),
        ({"occurred_on": "9999-12-31", "overnight": "on"}, "no date"),
        ({"occurred_on": "0001-01-01"}, "no date"),
        ({"occurred_on": "2126-02-03"}, "future"),
        ({"occurred_on": ""}, "time without a date"),
        ({"starts": ""}, "end without a start"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"how": "pigeon"}, "how you met"),
        ({"place_of_service": "77"}, "place of service"),
        ({"clients": []}, "whom"),
        ({"requests": [{"of": "Pat", "what": ""}]}, "does not say what"),
        ({"requests": [{"what": "x", "due_on": "soon"}]}, "no date"),
        ({"narrative": {}}, "empty"),
    ],
)
def test_what_cannot_be_signed_is_said_in_one_sentence(changes: dict[str, object], sentence: str) -> None:
    draft = begun(content=filled("session", **changes))
    with pytest.raises(Refused, match=sentence):
        read(draft)
    assert Draft.objects.get().content == draft.content


def test_a_visit_over_midnight_ends_the_next_day() -> None:
    (note,) = signed(
        begun(content=filled("session", starts="22:30", ends="00:15", overnight="on", occurred_on="2026-11-10"))
    )
    assert note.duration_minutes == 105


def test_the_hour_that_comes_twice_is_counted() -> None:
    # On 1 November 2026 the clock went from 2:00 back to 1:00.
    (note,) = signed(begun(content=filled("session", starts="01:30", ends="01:15", occurred_on="2026-11-01")))
    assert note.duration_minutes == 45


def test_the_hour_that_never_was_is_refused() -> None:
    with pytest.raises(Refused, match="set forward"):
        read(begun(content=filled("session", starts="02:30", ends="04:00", occurred_on="2026-03-08")))


def test_a_trainees_note_waits_for_a_cosignature() -> None:
    policies.load_shipped(by=COMMAND_LINE)
    new = people.NewCredential(
        title="intern", level="trainee", from_on=clock.today(named("ana").zone) - timedelta(days=30)
    )
    people.add_credential(staff=named("ana"), new=new, by=COMMAND_LINE)
    (note,) = signed()
    assert note.needs_cosignature
    assert note.cosignature_due_on is not None


def test_the_database_keeps_a_signed_note_as_it_is() -> None:
    (note,) = signed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(modality="other")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM notes_noteitem")


def test_a_late_note_says_so_and_names_its_rule() -> None:
    policies.load_shipped(by=COMMAND_LINE)
    (note,) = signed(begun(content=filled("session", occurred_on="2026-01-20")))
    assert note.is_late
    assert "Confirm with your payer" in ledger.content_of(note.pk)["written"]["citation"]


def test_when_it_was_signed_is_read_on_the_readers_own_clock(client: Browser) -> None:
    with clock.set_to(datetime(2026, 3, 3, 2, 30, tzinfo=UTC)):
        (note,) = signed()
    client.force_login(named("ana"))
    assert "March 2, 2026, 9:30 p.m. EST" in client.get(f"/notes/{note.pk}/").content.decode()


@pytest.mark.parametrize(
    ("block", "row", "field"),
    [
        ("participants", {"name": "Rosa Rivera", "role": "king"}, "participants-0-role"),
        ("participants", {"name": "Rosa Rivera", "how": "pigeon"}, "participants-0-how"),
        ("attempts", {"name": "Rosa Rivera", "outcome": "weird"}, "attempts-0-outcome"),
        ("attempts", {"name": "Rosa Rivera", "at": "quarter past never"}, "attempts-0-at"),
        ("requests", {"what": "A report", "role": "king"}, "requests-0-role"),
        ("occurrences", {"what": "A fall", "valence": "odd"}, "occurrences-0-valence"),
    ],
)
def test_a_code_that_is_not_in_its_list_is_refused_at_its_field(block: str, row: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as caught:
        read(begun(content=filled("session", **{block: [row]})))
    assert [finding.field for finding in caught.value.findings] == [field]


@pytest.mark.parametrize("field", ["service", "modality"])
def test_what_the_agency_does_not_offer_on_that_day_is_refused(field: str) -> None:
    services.load_shipped(by=COMMAND_LINE)
    with pytest.raises(Refused, match="not offered on the date of service") as caught:
        read(begun(content=filled("session", **{field: "Astrology"})))
    assert caught.value.field == field
    assert read(begun(content=filled("session")))


def test_a_correction_keeps_a_service_that_ended_meanwhile() -> None:
    services.load_shipped(by=COMMAND_LINE)
    (note,) = signed()
    offered = Service.objects.current().get(name="Home-based casework")
    services.end(row=offered, to_on=yesterday() - timedelta(days=1), by=COMMAND_LINE)
    assert amended(note, "correction", place_of_service="11")
    with pytest.raises(Refused, match="not offered"):
        read(begun(content=filled("session")))


def test_an_attempt_is_a_moment_in_the_zone_of_the_note() -> None:
    tried = {"name": "Rosa Rivera", "how": "phone", "at": "16:10", "outcome": "no_answer"}
    content = filled("session", attempts=[tried], occurred_on="2026-02-10")
    (note,) = signed(begun(content=content))
    at = ledger.content_of(note.pk)["attempts"][0]["at"]
    assert at == {"utc": "2026-02-10T21:10:00.000000Z", "zone": "America/Indiana/Indianapolis", "offset": "-05:00"}
    assert ", 16:10, &how-phone;" in note.html
    correction = amended(note, "correction", attempts=[{**tried, "at": "17:10"}])
    (change,) = ledger.content_of(correction.pk)["corrections"]
    assert (change["old"][0]["at"]["utc"][11:16], change["new"][0]["at"]["utc"][11:16]) == ("21:10", "22:10")
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_everything_that_is_amiss_is_said_at_once_in_the_order_of_the_page() -> None:
    content = visit(
        clients=[], occurred_on="someday", starts="25:00", how="pigeon", service="", narrative={},
        requests=[{"of": "Pat", "due_on": "soon"}],
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        read(begun(content=content))
    refused = caught.value
    assert [finding.field for finding in refused.findings] == [
        "clients", "occurred_on", "starts", "how", "service", "narrative-interventions", "narrative-response",
        "narrative-progress", "requests-0-due_on", "requests-0-what",
    ]  # fmt: skip
    assert refused.sentence == refused.findings[0].sentence


@pytest.mark.parametrize("login", ["fay", "gus", "hana"])
def test_who_does_not_write_notes_begins_none(client: Browser, login: str) -> None:
    with pytest.raises(Refused, match="Notes are written by case managers, therapists and supervisors"):
        begun(login)
    client.force_login(named(login))
    assert client.get("/notes/new/").status_code == 404
    assert "Write a note" not in client.get("/").content.decode()


def test_who_may_no_longer_write_notes_signs_none(by: Actor) -> None:
    draft = begun()
    pending = read(draft)
    held = RoleHeld.objects.current().get(staff=named("ana"), role="case_manager")
    people.end_role(held=held, to_on=held.true_from_on, by=by)
    with pytest.raises(Refused, match="You may not sign this any more"):
        read(draft)
    with pytest.raises(Refused, match="You may not sign this any more"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))
    assert not Note.objects.exists()


def test_what_was_frozen_is_shown_while_the_client_is_in_sight_and_for_five_minutes(client: Browser, by: Actor) -> None:
    draft = begun()
    pending = read(draft)
    client.force_login(named("ana"))
    address = f"/sign/{pending.pk}/"
    assert "Mateo Rivera" in client.get(address).content.decode()
    with clock.set_to(pending.expires_at + timedelta(seconds=1)):
        assert client.get(address)["Location"] == f"/drafts/{draft.pk}/"
    for member in CareTeamMember.objects.current().filter(staff=named("ana")):
        cases.unassign(member=member, to_on=clock.today(named("ana").zone), by=by)
    assert client.get(address).status_code == 404


def test_no_note_is_signed_without_a_date_whatever_its_type_says() -> None:
    document = {**queries.newest_type("free").definition, "version": 99, "header": {}}
    before = NoteType(key="free", version=99, document=canonical(document).decode())
    ledger_actions.record_facts(kind="note_type.added", rows=[before], by=COMMAND_LINE)
    with pytest.raises(Refused, match="date is still empty") as refused:
        signed(begun(note_type="free", content=filled("free", occurred_on="", starts="", ends="")))
    assert refused.value.field == "occurred_on"


def test_a_wrong_password_is_told_at_its_field_however_long_the_page() -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    refused = browser.post(f"/sign/{read(begun()).pk}/", {"password": "not this one"})
    page = refused.content.decode()
    assert refused.status_code == 422
    told, field = page.split('<label for="password">')[1].split("<input", 1)
    assert "The password is wrong. Try again." in told
    assert "autofocus" in field.split(">")[0]
    assert page.count("The password is wrong. Try again.") == 1
