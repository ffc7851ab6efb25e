"""What a note says of goals of the plan: typed, signed, shown, corrected, brought to the review."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.desk import desk
from goldthread.notes.models import Draft, NoteGoal
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import goal_of, planned, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, read, signed, yesterday
from goldthread.plans import queries as plans
from goldthread.plans.projection import PROJECTION as PLANS
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def lines(version, login: str = "ana"):  # type: ignore[no-untyped-def]
    """What was written of the first goal of a version."""
    goal = goal_of(version)
    return plans.lines_since(named(login), [client_named("Mateo Rivera").pk], [goal], None)[goal]


def test_a_goal_that_was_worked_on_stands_in_the_note_and_comes_back_at_the_review() -> None:
    version = planned()
    note = visited(**worked(goal_of(version)))
    (line,) = ledger.content_of(note.pk)["goals"]
    assert (line["title"], line["progress"]) == ("Mateo goes to school every day.", "better")
    assert {"I6", "I7"} <= set(note.items.values_list("item", flat=True))
    assert "We practised the morning." in note.html
    (told,) = lines(version)
    assert (told.on, told.rating, told.words) == (
        yesterday(),
        "better",
        "We practised the morning. He laughed and got up.",
    )
    assert verify(witness=None, projections=[PROJECTION, PLANS]).problems == []


def test_the_editor_offers_the_goals_with_what_was_written_last(client: Browser) -> None:
    version = planned()
    visited(**worked(goal_of(version)))
    client.force_login(named("ben"))
    draft = begun("ben", content=filled("session", starts="16:00", ends="16:30"))
    page = client.get(f"/drafts/{draft.pk}/").content.decode()
    assert f'name="worked-{goal_of(version)}"' in page
    assert "We practised the morning." in page
    assert "· better</p>" in page


def test_a_correction_says_the_goals_anew_and_the_last_word_counts() -> None:
    version = planned()
    note = visited(**worked(goal_of(version)))
    amended(note, "correction", **worked(goal_of(version), did="We practised the evening."))
    (told,) = lines(version)
    assert told.words.startswith("We practised the evening.")
    amended(note, "correction", worked={}, did={}, response={}, progress={}, because={})
    assert lines(version) == []
    assert NoteGoal.objects.filter(is_off=True).count() == 1
    assert verify(witness=None, projections=[PROJECTION, PLANS]).problems == []


def test_what_was_entered_in_error_says_nothing_of_a_goal() -> None:
    version = planned()
    note = visited(**worked(goal_of(version)))
    amended(note, "entered_in_error")
    assert lines(version) == []


def test_a_stranger_is_told_no_line() -> None:
    version = planned()
    visited(**worked(goal_of(version)))
    assert lines(version, "cleo") == []


def test_a_stranger_who_names_the_goal_is_not_told_its_words(client: Browser) -> None:
    version = planned()
    draft = begun("cleo", content=filled("session", "Ngozi Okafor", **worked(goal_of(version))))
    client.force_login(named("cleo"))
    page = client.get(f"/drafts/{draft.pk}/").content.decode()
    assert "goes to school every day" not in page
    with pytest.raises(Refused, match="not in force on that day"):
        read(draft, "cleo")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"because": ""}, "say in a few words by what you see that"),
        ({"did": "", "response": "", "progress": "", "because": ""}, "nothing is said of it"),
        ({"progress": "splendid"}, "Choose from the list how the goal goes"),
    ],
)
def test_a_line_that_is_not_whole_is_refused(said: dict[str, str], sentence: str) -> None:
    draft = begun(content=filled("session", **worked(goal_of(planned()), **said)))
    with pytest.raises(Refused, match=sentence):
        read(draft)


def test_words_at_a_goal_that_is_not_ticked_are_asked_about_and_kept() -> None:
    draft = begun(content=filled("session", **{**worked(goal_of(planned())), "worked": {}}))
    with pytest.raises(Refused, match="did not tick it"):
        read(draft)
    draft.refresh_from_db()
    assert draft.content["did"]


def test_a_goal_of_a_plan_that_is_over_is_not_worked_on_but_its_words_stay_on_the_page(client: Browser) -> None:
    ended = (yesterday() - timedelta(days=2)).isoformat()
    version = planned(valid_to_on=ended, review_due_on="")
    draft = begun(content=filled("session", **worked(goal_of(version))))
    with pytest.raises(Refused, match="not in force on that day"):
        read(draft)
    client.force_login(named("ana"))
    page = client.get(f"/drafts/{draft.pk}/").content.decode()
    assert "We practised the morning." in page
    assert "not in the plan on that day" in page


def test_two_windows_that_say_otherwise_of_a_goal_are_compared(client: Browser) -> None:
    goal = goal_of(planned())
    draft = begun(content=filled("session", **worked(goal)))
    other = {**draft.content, **worked(goal, did="Something else.")}
    actions.save(draft=draft, base_revision=99, content=other, window=uuids.fresh(), turn=1, by=acting("ana"))
    client.force_login(named("ana"))
    kept = draft.revisions.get(is_beside=True)
    page = client.get(f"/drafts/{draft.pk}/merge/{kept.pk}/").content.decode()
    assert "Something else." in page
    chosen = {f"part-goal/{goal}": "that", "base_revision": draft.revision}
    assert client.post(f"/drafts/{draft.pk}/merge/{kept.pk}/", chosen).status_code == 302
    draft.refresh_from_db()
    assert draft.content["did"][str(goal)] == "Something else."


def test_compliance_is_data_with_what_how_far_and_what_stood_in_the_way() -> None:
    row = {
        "with": "appointments",
        "extent": "partly",
        "whose": "Rosa Rivera",
        "what": "Two visits",
        "barrier": "No bus.",
    }
    note = visited(compliance=[row])
    assert ledger.content_of(note.pk)["compliance"] == [row]
    assert "No bus." in note.html
    assert "&with-appointments;" in note.html
    assert "I13" in note.items.values_list("item", flat=True)
    part = note.parts.get(kind="compliance")
    assert (part.name, part.outcome, part.words) == ("appointments", "partly", "Two visits")


def test_compliance_with_nothing_is_refused() -> None:
    draft = begun(content=filled("session", compliance=[{"with": "", "extent": "not", "barrier": "No bus."}]))
    with pytest.raises(Refused, match="does not say with what"):
        read(draft)


def test_a_note_without_either_has_no_such_keys() -> None:
    content = ledger.content_of(visited().pk)
    assert not {"goals", "compliance"} & set(content)


def test_the_database_keeps_each_line_as_it_is() -> None:
    visited(**worked(goal_of(planned())))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE notes_notegoal SET did = 'nothing'")


def test_the_form_of_a_browser_without_scripts_is_read(client: Browser) -> None:
    goal = goal_of(planned())
    draft = begun(content=filled("session"))
    client.force_login(named("ana"))
    fields = {
        f"worked-{goal}": "on",
        f"did-{goal}": "Walked.",
        "compliance-0-with": "plan",
        "compliance-0-extent": "full",
    }
    client.post(
        f"/drafts/{draft.pk}/", {**fields, "save": "yes", "base_revision": 0, "clients": draft.content["clients"]}
    )
    draft.refresh_from_db()
    assert draft.content["worked"] == {str(goal): "on"}
    assert draft.content["compliance"] == [{"with": "plan", "extent": "full"}]


def typed_on(day: str, login: str = "ben") -> Draft:
    """A draft of a session with Mateo on a day."""
    return begun(login, content=filled("session", occurred_on=day, starts="16:00", ends="16:30"))


def last_said(draft: Draft) -> list[str]:
    """What the editor of a draft shows of the goals as written last."""
    return [each.last.words for each in desk(draft, draft.author)["goals"] if each.last]


def test_last_time_lies_on_the_day_of_the_draft_or_before_it() -> None:
    version = planned()
    early = (yesterday() - timedelta(days=7)).isoformat()
    visited(**worked(goal_of(version), did="Packed the bag.", response=""))
    assert last_said(typed_on(early)) == []
    visited(**worked(goal_of(version), did="Woke him early.", response=""), occurred_on=early)
    assert last_said(typed_on(early)) == ["Woke him early."]
    assert last_said(typed_on(yesterday().isoformat())) == ["Packed the bag."]


def test_a_correction_does_not_show_what_it_corrects_as_last_time() -> None:
    version = planned()
    early = (yesterday() - timedelta(days=7)).isoformat()
    visited(**worked(goal_of(version), did="Woke him early.", response=""), occurred_on=early)
    note = visited(**worked(goal_of(version), did="Packed the bag.", response=""))
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    assert last_said(draft) == ["Woke him early."]


def test_while_a_client_is_out_of_sight_a_goal_that_is_in_force_is_not_said_to_be_over() -> None:
    goal = goal_of(planned())
    draft = begun(content=filled("session", "Mateo Rivera", "Ngozi Okafor", **worked(goal)))
    (offered,) = desk(draft, draft.author)["goals"]
    assert offered.said["did"] == "We practised the morning."
    assert offered.is_in_force
    gone = (yesterday() - timedelta(days=90)).isoformat()
    content = {**draft.content, "occurred_on": gone}
    actions.save(draft=draft, base_revision=0, content=content, by=acting("ana"))
    draft.refresh_from_db()
    (offered,) = desk(draft, draft.author)["goals"]
    assert not offered.is_in_force


def test_what_another_window_typed_of_a_goal_after_signing_begins_the_addendum() -> None:
    goal = goal_of(planned())
    draft = begun(content=filled("session", **worked(goal)))
    (note,) = signed(draft)
    late = {**draft.content, **worked(goal, did="He also set the table.", progress="same", because="As last week.")}
    actions.save(draft=draft, base_revision=0, content=late, window=uuids.fresh(), turn=1, by=acting("ana"))
    kept = draft.revisions.get(is_beside=True)
    told = {"kept": kept, "draft": draft, "note": note, "author": named("ana")}
    added = actions.addendum_of(**told, draft_id=uuids.fresh(), by=acting("ana"))
    added.refresh_from_db()
    (words,) = added.content["narrative"].values()
    assert words.splitlines() == [
        "Mateo goes to school every day.",
        "He also set the table.",
        "same: As last week.",
    ]
