"""What may not be in a psychotherapy note is asked about, in one sentence each, and never silently kept."""

import pytest
from django.test import Client as Browser

from goldthread.psychotherapy import queries, rules
from goldthread.psychotherapy.models import Draft, PsychotherapyNote, Version
from goldthread.psychotherapy.tests.thoughts import THOUGHT, begun
from tests.cast import named


@pytest.mark.parametrize(
    ("text", "words", "what"),
    [
        ("We sat 50 minutes.", "50 minutes", "when a session was"),
        ("He came at 14:30 and left", "14:30", "when a session was"),
        ("until 3 pm", "3 pm", "when a session was"),
        ("Cincuenta... 50 minutos", "50 minutos", "when a session was"),
        ("TF-CBT would be too early", "TF-CBT", "kind of treatment"),
        ("twice a week", "twice a week", "kind of treatment"),
        ("Individual therapy, again", "Individual therapy", "kind of treatment"),
        ("PHQ-9 of 14", "PHQ-9", "result of a test"),
        ("F43.10 fits", "F43.10", "a diagnosis"),
        ("My diagnostic guess", "diagnostic", "a diagnosis"),
        ("un trastorno", "trastorno", "a diagnosis"),
        ("since the medication", "medication", "medication"),
        ("takes 20 mg", "20 mg", "medication"),
        ("The treatment plan says", "treatment plan", "plan of treatment"),
        ("Her symptoms", "symptoms", "symptoms, functioning"),
        ("He progressed", "progressed", "symptoms, functioning"),
    ],
)
def test_what_is_excluded_is_named(text: str, words: str, what: str) -> None:
    (finding,) = rules.excluded(text)
    assert f"“{words}” reads like" in finding.sentence
    assert what in finding.sentence
    assert not finding.blocks


@pytest.mark.parametrize(
    "text", [THOUGHT, "", "An ace up his sleeve; I could not score.", "B12, 7 of us, room F2", "Was it me?"]
)
def test_ones_own_thoughts_are_not_asked_about(text: str) -> None:
    assert rules.excluded(text) == []


def test_each_kind_is_asked_about_once() -> None:
    found = rules.excluded("50 minutes, 14:30, PHQ-9, GAD-7, symptoms, symptoms")
    assert len(found) == 3


@pytest.mark.usefixtures("cast")
def test_it_is_saved_asked_about_and_kept_only_when_said_twice() -> None:
    ben = Browser()
    ben.force_login(named("ben"))
    draft = begun()
    at = f"/psychotherapy/drafts/{draft.pk}/"
    answer = ben.post(at, {"text": "50 minutes of <silence>.", "base_revision": 0, "keep": "yes"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“50 minutes” reads like when a session was, or how long." in shown
    assert f'href="/notes/new/?client={draft.client_id}"' in shown
    assert "50 minutes of &lt;silence&gt;." in shown
    assert not PsychotherapyNote.objects.exists()
    assert queries.text_of(Draft.objects.get()) == "50 minutes of <silence>."
    assert ben.post(at, {"text": "50 minutes of <silence>.", "base_revision": 1, "anyway": "yes"}).status_code == 302
    assert PsychotherapyNote.objects.count() == 1


def test_no_column_is_there_for_what_is_excluded() -> None:
    columns = {field.name for model in (PsychotherapyNote, Version) for field in model._meta.concrete_fields}
    assert columns == {"id", "client", "author", "written_at", "note", "number", "words"}
