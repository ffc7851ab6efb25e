"""A therapist keeps a psychotherapy note: typed, saved, kept, changed by further versions, encrypted where it lies."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from goldthread.ledger.models import Access, Entry
from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.notes.projection import PROJECTION
from goldthread.psychotherapy import actions, queries
from goldthread.psychotherapy.actions import Typed
from goldthread.psychotherapy.models import Draft, PsychotherapyNote, Version
from goldthread.psychotherapy.tests.thoughts import THOUGHT, begun, kept, written
from goldthread.psychotherapy.words import KEY
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ben() -> Browser:
    browser = Browser()
    browser.force_login(named("ben"))
    return browser


def test_from_the_case_file_to_a_kept_note(ben: Browser) -> None:
    mateo = client_named("Mateo Rivera")
    at = f"/clients/{mateo.pk}/psychotherapy/"
    assert f'href="{at}"' in ben.get(f"/clients/{mateo.pk}/").content.decode()
    assert "You keep no psychotherapy note" in ben.get(at).content.decode()
    draft_id = uuids.fresh()
    for _again in range(2):
        begun_at = ben.post(f"{at}new/", {"draft": str(draft_id)})["Location"]
    assert begun_at == f"/psychotherapy/drafts/{draft_id}/"
    sent = {"text": THOUGHT.replace("; ", "\r\n"), "base_revision": 0, "keep": "yes"}
    kept_at = ben.post(begun_at, sent)["Location"]
    assert ben.post(begun_at, {**sent, "base_revision": 1})["Location"] == kept_at
    assert THOUGHT.replace("; ", "\n") in ben.get(kept_at).content.decode()
    assert ben.get(begun_at)["Location"] == kept_at
    assert PsychotherapyNote.objects.count() == Version.objects.count() == 1
    assert f'href="{kept_at}"' in ben.get(at).content.decode()


def test_it_is_dated_by_the_server_alone() -> None:
    before = clock.now()
    note = kept()
    assert before <= note.written_at <= clock.now()


def test_a_change_is_a_further_version_and_what_it_said_stays(ben: Browser) -> None:
    note = kept()
    draft = begun(note=note)
    assert queries.text_of(draft) == THOUGHT
    assert kept("Less shut out than I thought.", note=note) == note
    assert [(each.number, each.text) for each in queries.versions(note)] == [
        (2, "Less shut out than I thought."),
        (1, THOUGHT),
    ]
    shown = ben.get(f"/psychotherapy/{note.pk}/").content.decode()
    assert shown.index("Less shut out") < shown.index("What it said before") < shown.index("He went quiet")
    began = ben.post(f"/psychotherapy/{note.pk}/change/", {"draft": str(uuids.fresh())})["Location"]
    assert "Less shut out" in ben.get(began).content.decode()


def test_two_drafts_of_one_note_are_both_kept_as_versions() -> None:
    note = kept()
    one, two = written("One.", note=note), written("Two.", note=note)
    for draft in (one, two):
        actions.keep(draft=draft, revision=draft.revision, by=acting("ben"))
    assert [each.text for each in queries.versions(note)] == ["Two.", "One.", THOUGHT]


def test_the_database_holds_none_of_its_words() -> None:
    written("A pelican sat between us.")
    kept("Another pelican.")
    for model in (Draft, Version, PsychotherapyNote, Access, Entry):
        for row in model.objects.values_list():
            assert b"pelican" not in b"|".join(
                bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row
            )


def test_words_stand_at_no_other_row() -> None:
    one, two = kept("One."), kept("Two.")
    first, second = one.versions.get(), two.versions.get()
    first.words = second.words
    with pytest.raises(Refused, match="cannot be opened with psychotherapy"):
        queries.opened(first)


def test_a_kept_draft_is_emptied() -> None:
    kept()
    assert bytes(Draft.objects.get().words) == b""


@pytest.mark.parametrize("model", [PsychotherapyNote, Version])
@pytest.mark.parametrize("act", ["UPDATE {} SET written_at = written_at", "DELETE FROM {}"])
def test_what_is_kept_is_never_changed(model: type[Version], act: str) -> None:
    kept()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(model._meta.db_table))


def test_who_opened_it_is_written_down_and_never_what_it_says(ben: Browser) -> None:
    note = kept()
    ben.get(f"/psychotherapy/{note.pk}/")
    looked = Access.objects.filter(object=note.pk).order_by("at").values_list("actor_name", "action", "page")
    assert list(looked) == [
        ("Ben Achterberg", "write", "psychotherapy note"),
        ("Ben Achterberg", "read", "psychotherapy note"),
    ]


def test_the_record_verifies_and_holds_no_entry_of_it() -> None:
    before = Entry.objects.count()
    kept()
    assert Entry.objects.count() == before
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_an_empty_one_is_refused_and_stays_a_draft(ben: Browser) -> None:
    draft = begun()
    answer = ben.post(f"/psychotherapy/drafts/{draft.pk}/", {"text": " \n", "base_revision": 0, "keep": "yes"})
    assert answer.status_code == 422
    assert "Nothing is written yet" in answer.content.decode()
    assert not PsychotherapyNote.objects.exists()


def test_a_draft_thrown_away_is_empty_and_what_was_kept_stays(ben: Browser) -> None:
    note = kept()
    draft = written("Not this.", note=note)
    assert ben.post(f"/psychotherapy/drafts/{draft.pk}/", {"throw": "yes"}).status_code == 302
    draft.refresh_from_db()
    assert bytes(draft.words) == b""
    assert queries.drafts_of(named("ben"), [note.client_id]) == []
    assert len(queries.versions(note)) == 1
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.keep(draft=draft, revision=draft.revision, by=acting("ben"))


def test_without_its_key_one_clear_sentence_stands_on_the_page(ben: Browser) -> None:
    note = kept()
    KEY.path.unlink()
    for answer in (ben.get(f"/psychotherapy/{note.pk}/"), ben.post(f"/psychotherapy/{note.pk}/change/")):
        assert answer.status_code == 422
        assert "The key psychotherapy.key is missing." in answer.content.decode()
    actions.make_key()
    assert not KEY.path.exists(), "a lost key is never replaced by another while words lie under it"
    assert list(queries.problems()) == [
        "The key psychotherapy.key is missing. Ask who runs Goldthread to bring the keys folder back from its own backup."
    ]


def test_a_key_is_made_anew_only_where_nothing_lies_under_it() -> None:
    KEY.path.unlink()
    assert "Run goldthread init" in next(queries.problems())
    actions.make_key()
    assert list(queries.problems()) == []
    assert KEY.path.stat().st_mode & 0o077 == 0


def test_a_draft_of_an_older_revision_is_not_kept() -> None:
    draft = written()
    actions.save(draft=draft, typed=Typed("More.", draft.revision), by=acting("ben"))
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.keep(draft=draft, revision=draft.revision, by=acting("ben"))
