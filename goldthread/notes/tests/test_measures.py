"""Measures within the note: filled in, counted, signed, put on file with the note as evidence, corrected and struck."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.cases import actions as cases
from goldthread.cases.queries import known_of
from goldthread.chart.brief import brief_of
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.needs import actions as needs
from goldthread.needs import queries
from goldthread.needs.actions import NewMeasure, NewScore
from goldthread.needs.models import Score
from goldthread.needs.tests.stating import stated
from goldthread.notes import actions, indexing
from goldthread.notes.actions import Signature
from goldthread.notes.models import Draft, Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import visited
from goldthread.notes.tests.test_thread import asked
from goldthread.notes.tests.writing import amended, begun, filled, read, signed, yesterday
from goldthread.paper.tests.reading import pdf_text, word_text
from tests.cast import PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")

MODERATE = (2, 2, 2, 2, 2, 0, 0, None, 0)  # 10 over eight answers, times nine: 11.25


def row(*answers: int | None, of: str = "Mateo Rivera", key: str = "phq-9", **changes: str) -> dict[str, str]:
    said = {f"item_{number}": str(answer) for number, answer in enumerate(answers, 1) if answer is not None}
    return {
        "client": str(client_named(of).pk),
        "instrument": key,
        "title": "PHQ-9",
        "informant": "client",
        **said,
        **changes,
    }


def counted(total: int, before: int, key: str = "phq-9", **changes: Any) -> Score:
    new = NewScore(instrument=key, informant="client", total=total)
    day = yesterday() - timedelta(days=before)
    return needs.measure(client=client_named("Mateo Rivera"), new=new, taken_on=day, by=acting("ana"), **changes)


def on_file(of: str = "Mateo Rivera") -> list[Score]:
    return queries.scores_until([client_named(of).pk], yesterday())


def whole() -> list[str]:
    return verify(witness=None, projections=[PROJECTION]).problems


def drafted(*rows: dict[str, str], note_type: str = "session", clients: tuple[str, ...] = ()) -> Draft:
    return begun(note_type=note_type, content=filled(note_type, *clients, measures=list(rows)))


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def test_what_is_filled_in_is_sealed_and_goes_on_file_with_the_note_as_its_evidence() -> None:
    counted(20, 60)
    counted(17, 30)
    note = visited(measures=[row(*MODERATE)])
    (sealed,) = ledger.content_of(note.pk)["measures"]
    assert (sealed["total"], sealed["word"], sealed["missing"]) == (11, "moderate", 1)
    assert [(each["which"], each["total"], each["change"]) for each in sealed["earlier"]] == [
        ("baseline", 20, "better"),
        ("prior", 17, "better"),
    ]
    score = on_file()[-1]
    assert (score.total, score.answers, score.true_from_on) == (11, "2,2,2,2,2,0,0,,0", yesterday())
    assert (score.evidence_id, score.recorded_by) == (note.pk, named("ana"))
    assert whole() == []


def test_the_signed_note_shows_it_in_words_and_a_search_finds_it() -> None:
    counted(20, 60)
    note = visited(measures=[row(*MODERATE)])
    shown = as_("ben").get(f"/notes/{note.pk}/").content.decode()
    assert "<b>PHQ-9</b>, the client: <b>11</b> (0–27), moderate" in shown
    assert "reliably better" in shown
    assert "8: –" in shown
    assert "PHQ-9\nmoderate" in indexing.said(ledger.content_of(note.pk))


def test_the_pages_that_remember_show_it_with_the_link_to_the_note() -> None:
    counted(20, 60)
    note = visited(measures=[row(*MODERATE)])
    client = client_named("Mateo Rivera").pk
    ben = as_("ben")
    assert f"/notes/{note.pk}/" in ben.get(f"/clients/{client}/measures/{on_file()[-1].identity}/").content.decode()
    assert f"/notes/{note.pk}/" in ben.get(f"/clients/{client}/tried/").content.decode()
    (course,) = brief_of(named("ben"), known_of(named("ben"), client), []).measures
    assert [each.total for each in course.scores] == [20, 11]
    later = visited()
    (told,) = ledger.content_of(later.pk)["thread_measures"]
    assert (told["total"], told["evidence"]) == (11, str(note.pk))


def test_a_total_alone_and_a_measure_of_the_agencys_own_are_kept() -> None:
    new = NewMeasure(title="Sleep diary", least=0, most=40, better="higher")
    own = needs.define(new=new, from_on=yesterday() - timedelta(days=9), by=acting("hana"))
    rows = [row(total="19", informant="parent"), row(key=str(own.identity), total="12", title="Sleep diary")]
    note = visited(measures=rows)
    assert sorted((each.instrument, each.total, each.answers) for each in on_file()) == sorted(
        [("phq-9", 19, ""), (str(own.identity), 12, "")]
    )
    assert "the total alone" in as_("ana").get(f"/notes/{note.pk}/").content.decode()


def test_each_clients_measures_stand_in_that_clients_record_only() -> None:
    rows = [row(*MODERATE), row(*[1] * 17, of="Lucía Rivera", key="psc-17", informant="parent", title="PSC-17")]
    notes = signed(drafted(*rows, clients=("Mateo Rivera", "Lucía Rivera")))
    said = {note.client_id: ledger.content_of(note.pk) for note in notes}
    assert [each["title"] for each in said[client_named("Mateo Rivera").pk]["measures"]] == ["PHQ-9"]
    assert [each["title"] for each in said[client_named("Lucía Rivera").pk]["measures"]] == ["PSC-17"]
    assert [each.instrument for each in on_file("Lucía Rivera")] == ["psc-17"]
    assert all("PSC-17" not in note.html for note in notes if note.client_id == client_named("Mateo Rivera").pk)
    assert whole() == []


def test_a_note_without_any_has_no_such_key_and_states_no_score() -> None:
    assert "measures" not in ledger.content_of(visited().pk)
    assert not Score.objects.exists()


def test_a_correction_states_the_score_anew_and_an_error_strikes_it() -> None:
    note = visited(measures=[row(*MODERATE)])
    amended(note, "correction", measures=[row(*[3] * 9)])
    (score,) = on_file()
    assert (score.total, score.evidence_id) == (27, note.pk)
    assert score.replaces is not None
    shown = as_("ana").get(f"/notes/{note.pk}/").content.decode()
    assert "<b>27</b>" in shown
    assert "<b>11</b>" in shown
    amended(note, "entered_in_error")
    assert on_file() == []
    struck = Score.objects.exclude(in_error="").get()
    assert struck.in_error == "I looked at my calendar."
    assert Score.objects.count() == 3
    assert whole() == []


def test_a_correction_of_something_else_leaves_the_score_as_it_is() -> None:
    note = visited(measures=[row(*MODERATE)])
    counted(3, 90)
    counted(5, 1)
    later = amended(note, "correction", how="video")
    assert [each["field"] for each in ledger.content_of(later.pk)["corrections"]] == ["how"]
    assert Score.objects.filter(evidence=note.pk).count() == 1


def test_a_correction_of_the_date_moves_the_score_and_one_that_takes_it_off_strikes_it() -> None:
    note = visited(measures=[row(*MODERATE)])
    day = yesterday() - timedelta(days=2)
    amended(note, "correction", occurred_on=day.isoformat())
    assert [each.true_from_on for each in on_file()] == [day]
    amended(note, "correction", measures=[])
    assert on_file() == []
    amended(note, "correction", measures=[row(*MODERATE)])
    assert [each.total for each in on_file()] == [11]
    assert whole() == []


def test_a_correction_by_another_informant_is_another_score() -> None:
    note = visited(measures=[row(*MODERATE)])
    amended(note, "correction", measures=[row(*MODERATE, informant="parent")])
    assert [each.informant for each in on_file()] == ["parent"]


def test_the_same_signature_sent_twice_makes_one_score() -> None:
    draft = drafted(row(*MODERATE))
    pending = read(draft)

    for _turn in range(2):
        actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))
        pending.refresh_from_db()
    assert len(on_file()) == 1


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ({}, "9 answers are missing", "measures-0-item_1"),
        ({"item_1": "1", "item_2": "1"}, "counts with at most 2", "measures-0-item_3"),
        ({"item_1": "7"}, "is not in the list", "measures-0-item_1"),
        ({"total": "28"}, "counts from 0 to 27", "measures-0-total"),
        ({"total": "many"}, "Write a whole number", "measures-0-total"),
        ({"total": "9", "item_1": "1"}, "not both", "measures-0-total"),
        ({"total": "9", "informant": ""}, "Nothing is chosen", "measures-0-informant"),
        ({"total": "9", "instrument": "unknown"}, "no such measure", "measures-0"),
    ],
)
def test_what_cannot_be_counted_is_refused_at_its_field(said: dict[str, str], sentence: str, field: str) -> None:
    draft = drafted(row(**said))
    with pytest.raises(Refused, match=sentence) as refused:
        read(draft)
    assert refused.value.field == field
    answered = as_("ana").post(f"/drafts/{draft.pk}/", {**_posted(draft), "read": "yes"})
    assert answered.status_code == 422
    page = answered.content.decode()
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert not Score.objects.exists()


def _posted(draft: Draft) -> dict[str, Any]:
    """The draft's own form, as a browser sends it."""
    typed = draft.content
    plain = {name: value for name, value in typed.items() if isinstance(value, str)}
    rows = {f"{block}-{at}-{name}": value for block in ("participants", "measures", "requests") for at, each in enumerate(typed.get(block, [])) for name, value in each.items()}  # fmt: skip
    words = {f"narrative-{key}": text for key, text in typed["narrative"].items()}
    return {"clients": typed["clients"], "base_revision": draft.revision, **plain, **rows, **words}


def test_it_stands_once_for_each_person_who_answers() -> None:
    with pytest.raises(Refused, match="stands here twice"):
        read(drafted(row(*MODERATE), row(total="3")))
    read(drafted(row(*MODERATE), row(total="3", informant="parent")))
    counted(4, 0)
    with pytest.raises(Refused, match="is on file already: 4"):
        read(drafted(row(*MODERATE)))


def test_it_stands_once_for_two_records_that_are_one_person() -> None:
    kept, other = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    cases.merge(kept=kept, merged=other, reason="Entered twice.", by=acting("hana"))
    both = ("Mateo Rivera", "Lucía Rivera")
    with pytest.raises(Refused, match="stands here twice"):
        read(drafted(row(*MODERATE), row(*MODERATE, of="Lucía Rivera"), clients=both))
    read(drafted(row(*MODERATE), clients=both))
    visited(measures=[row(*MODERATE)])
    with pytest.raises(Refused, match="is on file already: 11"):
        needs.measure(client=other, new=NewScore("phq-9", "client", total=4), taken_on=yesterday(), by=acting("ana"))


def test_a_score_that_a_note_says_is_taken_back_by_the_note_alone() -> None:
    note = visited(measures=[row(*MODERATE)])
    page = f"/clients/{note.client_id}/measures/{on_file()[-1].identity}/"
    assert "It was a mistake" not in as_("ana").get(page).content.decode()
    refused = as_("ana").post(f"{page}out/", {"reason": "Wrong child."})
    assert refused.status_code == 422
    assert "A signed note says this score." in refused.content.decode()
    assert "Wrong child." in refused.content.decode()
    assert [each.total for each in on_file()] == [11]
    beside = counted(4, 3, key="gad-7")
    needs.strike(row=beside, reason="Wrong child.", by=acting("ana"))
    assert [each.total for each in on_file()] == [11]


def test_a_measure_of_somebody_who_is_not_ticked_is_refused_and_kept() -> None:
    draft = drafted(row(*MODERATE, of="Lucía Rivera"))
    with pytest.raises(Refused, match="about a client who is not ticked"):
        read(draft)
    page = as_("ana").get(f"/drafts/{draft.pk}/").content.decode()
    assert 'name="measures-0-item_1" value="2"' in page
    assert "What was filled in is kept." in page


def test_one_that_is_offered_no_longer_is_refused_unless_the_note_holds_it() -> None:
    new = NewMeasure(title="Sleep diary", least=0, most=40, better="higher")
    own = needs.define(new=new, from_on=yesterday() - timedelta(days=9), by=acting("hana"))
    filled_in = row(key=str(own.identity), total="12", title="Sleep diary")
    note = visited(measures=[filled_in])
    needs.offer_no_longer(row=own, to_on=yesterday() - timedelta(days=1), by=acting("hana"))
    amended(note, "correction", measures=[{**filled_in, "total": "13"}])
    assert [each.total for each in on_file()] == [13]
    with pytest.raises(Refused, match="no such measure"):
        read(drafted(filled_in))


def test_a_score_that_came_on_file_between_reading_and_signing_is_read_again() -> None:

    pending = read(drafted(row(*MODERATE)))
    counted(4, 0)
    with pytest.raises(Refused, match="Read it again"):
        actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))
    assert [each.total for each in on_file()] == [4]


def test_the_database_keeps_one_score_a_note_as_it_is() -> None:
    visited(measures=[row(*MODERATE)])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE needs_score SET total = 0")


def test_the_editor_asks_nothing_of_measures_until_one_is_added() -> None:
    plain, ana = begun(content=filled("session")), as_("ana")
    with CaptureQueriesContext(connection) as asked:
        page = ana.get(f"/drafts/{plain.pk}/").content.decode()
    assert "Add a measure" in page
    assert "Little interest" not in page
    assert "FROM needs_" not in "".join(each["sql"] for each in asked.captured_queries)
    with CaptureQueriesContext(connection) as asked:
        ana.get(f"/drafts/{drafted(row(*MODERATE)).pk}/")
    assert "FROM needs_score" in "".join(each["sql"] for each in asked.captured_queries)


def test_items_are_folded_once_the_measure_can_be_counted() -> None:
    for said, is_open in (
        (row(*[1] * 9), False),
        (row(*MODERATE), False),
        (row(*[1] * 5, *[None] * 4), True),
        (row(total="7"), False),
        (row(*[1] * 9, informant=""), True),
    ):
        page = as_("ana").get(f"/drafts/{drafted(said).pk}/").content.decode()
        assert 'id="measures-0-items"' in page
        assert ('id="measures-0-items" open>' in page) == is_open, said


def test_a_kind_of_note_that_tells_of_no_treatment_takes_none() -> None:
    draft = begun(note_type="contact", content=filled("contact"))
    assert "Add a measure" not in as_("ana").get(f"/drafts/{draft.pk}/").content.decode()


def test_one_is_chosen_filled_in_and_counted_beside_what_is_on_file() -> None:
    counted(20, 60)
    counted(17, 30)
    draft, ana = begun(content=filled("session")), as_("ana")
    mateo = str(client_named("Mateo Rivera").pk)
    chosen = ana.post(f"/drafts/{draft.pk}/measures/", {"clients": [mateo]}).content.decode()
    assert 'value="phq-9"' in chosen
    said = {"measure": "phq-9", "measure_of": mateo, "measures_at": ["0", "3"]}
    added = ana.post(f"/drafts/{draft.pk}/measures/new/", said).content.decode()
    assert 'name="measures-4-item_9"' in added
    assert "Choose whose answers they are" in added
    answers = {f"measures-4-{name}": value for name, value in row(*MODERATE).items()}
    told = ana.post(f"/drafts/{draft.pk}/measures/counted/", answers).content.decode()
    assert "<strong>11</strong> of 27 · moderate" in told
    assert "Since the baseline: 9 points better, a reliable change (6 points or more)." in told
    assert "A lower total is better." in told
    some = {name: value for name, value in answers.items() if not name.endswith(("_4", "_5"))}
    assert "6 of 9 answered" in ana.post(f"/drafts/{draft.pk}/measures/counted/", some).content.decode()


def test_without_script_it_is_added_and_removed_by_the_form() -> None:
    draft, ana = begun(content=filled("session")), as_("ana")
    mateo = str(client_named("Mateo Rivera").pk)
    assert 'value="gad-7"' in ana.post(f"/drafts/{draft.pk}/", {**_posted(draft), "add": "measures"}).content.decode()
    draft.refresh_from_db()
    ana.post(f"/drafts/{draft.pk}/", {**_posted(draft), "measure": "phq-9", "measure_of": mateo})
    draft.refresh_from_db()
    assert [each["instrument"] for each in draft.content["measures"]] == ["phq-9"]
    assert "Little interest" in ana.get(f"/drafts/{draft.pk}/").content.decode()
    ana.post(f"/drafts/{draft.pk}/", {**_posted(draft), "remove": "measures-0"})
    draft.refresh_from_db()
    assert draft.content["measures"] == []


def test_what_is_no_measure_is_answered_with_a_sentence() -> None:
    draft, ana = begun(content=filled("session")), as_("ana")
    for path, said in (("new/", {"measure": "unknown"}), ("new/", {"measure": "phq-9"}), ("counted/", {})):
        answered = ana.post(f"/drafts/{draft.pk}/measures/{path}", said)
        assert answered.status_code == 422
        assert "no such measure" in answered.content.decode()


def test_a_stranger_and_a_client_out_of_sight_are_not_found() -> None:
    counted(20, 60)
    draft, mateo = begun(content=filled("session")), str(client_named("Mateo Rivera").pk)
    for path, said in (("", {}), ("new/", {"measure": "phq-9", "measure_of": mateo}), ("counted/", {})):
        assert as_("ben").post(f"/drafts/{draft.pk}/measures/{path}", said).status_code == 404
    own = begun("cleo", content=filled("session", "Ngozi Okafor"))
    cleo = as_("cleo")
    assert cleo.post(f"/drafts/{own.pk}/measures/new/", {"measure": "phq-9", "measure_of": mateo}).status_code == 404
    assert cleo.post(f"/drafts/{own.pk}/measures/counted/", {"measures-0-client": mateo, "measures-0-instrument": "phq-9", "measures-0-informant": "client"}).status_code == 404  # fmt: skip
    assert "Rivera" not in cleo.post(f"/drafts/{own.pk}/measures/", {"clients": [mateo]}).content.decode()


def test_two_windows_that_filled_in_otherwise_are_compared_and_merged() -> None:

    draft = drafted(row(*MODERATE))
    other = {**draft.content, "measures": [row(total="4")]}
    actions.save(draft=draft, base_revision=99, content=other, window=uuids.fresh(), turn=1, by=acting("ana"))
    kept = draft.revisions.get(is_beside=True)
    ana = as_("ana")
    assert "PHQ-9, Mateo Rivera, the client:" in ana.get(f"/drafts/{draft.pk}/merge/{kept.pk}/").content.decode()
    ana.post(f"/drafts/{draft.pk}/merge/{kept.pk}/", {"part-measures": "that", "revision": draft.revision})
    draft.refresh_from_db()
    assert draft.content["measures"] == [row(total="4")]


def test_what_is_typed_anew_from_a_sealed_note_is_what_was_typed() -> None:

    note: Note = visited(measures=[row(*MODERATE)])
    again = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    assert again.content["measures"] == [row(*MODERATE)]
    assert UUID(again.content["measures"][0]["client"]) == note.client_id


def test_what_is_measured_in_the_note_says_the_need_anew_and_stands_in_why_it_was_needed() -> None:
    stated(from_on=yesterday() - timedelta(days=200))
    draft = drafted()
    assert "old_need" in asked(draft)
    actions.save(
        draft=draft, base_revision=0, content={**draft.content, "measures": [row(*MODERATE)]}, by=acting("ana")
    )
    draft.refresh_from_db()
    assert "old_need" not in asked(draft)
    (note,) = signed(draft)
    why = as_("ana").get(f"/notes/{note.pk}/why/").content.decode()
    assert "PHQ-9 by the client: 11 (moderate)" in why
    assert "200 days before" not in why
    amended(note, "correction", starts="13:00")
    why = as_("ana").get(f"/notes/{note.pk}/why/").content.decode()
    assert why.count('dir="auto">PHQ-9 by the client') == 1


def test_paper_has_what_the_page_has() -> None:
    note = visited(measures=[row(*MODERATE)])
    for paper in (
        pdf_text(as_("gus").get(f"/notes/{note.pk}/pdf/").content),
        word_text(as_("gus").get(f"/notes/{note.pk}/word/").content),
    ):
        assert "PHQ-9, the client: 11 (0–27), moderate" in paper
        assert "8: –" in paper
