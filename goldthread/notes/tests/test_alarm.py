"""An answer that asks for something at once: asked about before signing, told to the supervisor, and read in the signed note."""

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.notes import actions, markup
from goldthread.notes.models import Draft
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import visited
from goldthread.notes.tests.test_measures import MODERATE, row
from goldthread.notes.tests.test_thread import asked
from goldthread.notes.tests.writing import amended, begun, filled, read, signed
from goldthread.paper.tests.reading import pdf_text
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")

BETTER_DEAD = (2, 2, 2, 2, 2, 0, 0, 0, 1)
TOLD = "PHQ-9, item 9, “Thoughts that you would be better off dead or of hurting yourself in some way”: Several days"


def drafted(*answers: int | None, note_type: str = "session", safety: str = "", **changes: object) -> Draft:
    content = filled(note_type, measures=[row(*answers)], **changes)
    return begun(note_type=note_type, content={**content, "narrative": {**content["narrative"], "safety": safety}})


def page_of(login: str, address: str) -> str:
    browser = Browser()
    browser.force_login(named(login))
    return browser.get(address).content.decode()


def test_it_is_asked_about_where_nothing_is_written_under_safety_and_the_answer_is_sealed() -> None:
    draft = drafted(*BETTER_DEAD, answers={"alarm": "Told at the door; I rang the crisis line with her."})
    assert asked(draft)["alarm"].startswith(TOLD)
    (note,) = signed(draft)
    content = ledger.content_of(note.pk)
    (kept,) = [each for each in content["checks"] if each["check"] == "alarm"]
    assert (kept["severity"], kept["details"]) == ("warns", ["PHQ-9, 9"])
    assert kept["answer"] == "Told at the door; I rang the crisis line with her."


def test_it_is_not_asked_where_safety_is_written_of_or_the_answer_is_not_at_all() -> None:
    assert "alarm" not in asked(drafted(*BETTER_DEAD, safety="Asked her; no plan, no means. Told Dora."))
    assert "alarm" not in asked(drafted(*MODERATE))
    assert "alarm" not in asked(begun(content=filled("session", measures=[row(total="12")], narrative={})))


def test_it_is_asked_of_the_client_alone_who_answered_so() -> None:
    both = ("Mateo Rivera", "Lucía Rivera")
    content = filled("session", *both, measures=[row(*BETTER_DEAD)])
    notes = signed(begun(content={**content, "narrative": {**content["narrative"], "safety": ""}}))
    told = {note.client_id: [each["check"] for each in ledger.content_of(note.pk).get("checks", ())] for note in notes}
    assert "alarm" in told[client_named("Mateo Rivera").pk]
    assert "alarm" not in told[client_named("Lucía Rivera").pk]


def test_the_supervisor_reads_total_word_and_alarm_of_what_was_submitted() -> None:
    submission = actions.submit(draft=drafted(*BETTER_DEAD), by=acting("ana"))
    page = page_of("dora", f"/review/{submission.pk}/")
    assert f'<p class="notice bad">{TOLD}</p>' in page
    assert "PHQ-9, Mateo Rivera, the client: 11 (0–27), moderate" in page
    assert "9: 1" in page


def test_the_signed_note_says_it_in_words_and_what_was_kept_of_it_stays_as_it_was() -> None:
    (note,) = signed(drafted(*BETTER_DEAD, safety="Asked her; no plan."))
    assert TOLD not in note.html
    assert note.html == markup.body(ledger.content_of(note.pk))
    assert TOLD in page_of("ben", f"/notes/{note.pk}/")
    assert TOLD in page_of("ben", f"/clients/{note.client_id}/")
    browser = Browser()
    browser.force_login(named("gus"))
    assert "better off dead" in pdf_text(browser.get(f"/notes/{note.pk}/pdf/").content)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_it_is_read_before_signing() -> None:
    pending = read(drafted(*BETTER_DEAD))
    assert TOLD in page_of("ana", f"/sign/{pending.pk}/")


def test_a_correction_of_the_answer_is_told_as_the_note_now_reads() -> None:
    note = visited(measures=[row(*MODERATE)])
    address = f"/notes/{note.pk}/"
    assert "better off dead" not in page_of("ben", address)
    amended(note, "correction", measures=[row(*BETTER_DEAD)])
    assert TOLD in page_of("ben", address)
