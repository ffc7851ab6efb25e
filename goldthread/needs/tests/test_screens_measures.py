"""The pages of measures: answers by thumb, the result in words, and what to do at once."""

import pytest
from django.test import Client as Browser

from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.needs import actions, queries
from goldthread.needs.actions import NewScore
from goldthread.needs.courses import courses
from goldthread.needs.models import Score
from goldthread.needs.tests.stating import SINCE, today
from goldthread.notes.tests.writing import signed
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def page_of(of: str = "Mateo Rivera") -> str:
    return f"/clients/{client_named(of).pk}/measures/"


def filled(*answers: int | None, **changes: str) -> dict[str, str]:
    said = {f"item_{number}": str(answer) for number, answer in enumerate(answers, 1) if answer is not None}
    return {"informant": "client", "taken_on": "2026-02-02", **said, **changes}


def counted(total: int, day: object = SINCE, key: str = "phq-9") -> Score:
    new = NewScore(instrument=key, informant="client", total=total)
    return actions.measure(client=client_named("Mateo Rivera"), new=new, taken_on=day, by=acting("ana"))


def test_answers_are_counted_and_shown_with_their_words() -> None:
    ana = as_("ana")
    answered = ana.post(f"{page_of()}phq-9/new/", filled(2, 2, 2, 2, 2, 0, 0, None, 0), follow=True).content.decode()
    assert "moderate" in answered
    assert "1 answer was missing" in answered
    assert "not answered" in answered
    assert "Speak about it now" not in answered
    row = Score.objects.get()
    # 10 over eight answers, times nine, is 11.25.
    assert (row.total, row.answers, row.recorded_by) == (11, "2,2,2,2,2,0,0,,0", named("ana"))
    assert verify(witness=None).problems == []


def test_an_answer_about_not_living_says_at_once_what_to_do() -> None:
    answered = (
        as_("ana").post(f"{page_of()}phq-9/new/", filled(0, 0, 0, 0, 0, 0, 0, 0, 1), follow=True).content.decode()
    )
    assert 'role="alert"' in answered
    assert "Speak about it now" in answered


def test_subscales_have_their_own_words() -> None:
    answered = as_("ana").post(f"{page_of()}psc-17/new/", filled(*[1] * 17, informant="parent"), follow=True)
    shown = answered.content.decode()
    assert "Internalizing" in shown
    assert "at or above the cut-off" in shown


def test_the_course_says_what_is_a_reliable_change() -> None:
    for month, total in ((1, 20), (2, 17), (3, 11)):
        counted(total, SINCE.replace(month=month))
    (course,) = courses(queries.scores_until([client_named("Mateo Rivera").pk], today()), queries.instruments())
    assert course.told == [
        "Since the baseline: 9 points better, a reliable change (6 points or more).",
        "Since the one before: 6 points better, a reliable change (6 points or more).",
    ]
    shown = as_("ben").get(page_of()).content.decode()
    assert "<polyline" in shown
    assert shown.count("<tr>") == 4
    earlier = queries.scores_until([client_named("Mateo Rivera").pk], SINCE)
    assert [row.total for row in earlier] == [20, 17]


def test_small_changes_and_unknown_ones_are_told_as_such() -> None:
    for month, total in ((1, 10), (2, 13)):
        counted(total, SINCE.replace(month=month))
        counted(total, SINCE.replace(month=month), key="psc-17")
    told = [
        sentence
        for course in courses(queries.scores_until([client_named("Mateo Rivera").pk], today()), queries.instruments())
        for sentence in course.told
    ]
    assert "Since the baseline: 3 points worse. That may be chance: 6 points or more are reliable." in told
    assert any("is not on file for this measure" in sentence for sentence in told)


def test_a_total_alone_is_kept_without_answers_and_a_note_evidences_it() -> None:
    (note,) = signed()
    ana = as_("ana")
    assert f"{page_of()}?evidence={note.pk}" in ana.get(f"/notes/{note.pk}/").content.decode()
    said = {"informant": "client", "taken_on": "2026-02-02", "total": "19", "evidence": str(note.pk)}
    shown = ana.post(f"{page_of()}phq-9/new/", said, follow=True).content.decode()
    assert "the total alone" in shown
    assert Score.objects.get().evidence_id == note.pk


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "9 answers are missing"),
        ({**filled(1, 1)}, "counts with at most 2"),
        ({**filled(*[1] * 9, item_3="7")}, "not in the list"),
        ({**filled(*[1] * 9, total="9")}, "not both"),
        ({**filled(total="28")}, "counts from 0 to 27"),
        ({**filled(*[1] * 9, informant="")}, "Nothing is chosen"),
        ({**filled(*[1] * 9, taken_on="2099-01-01")}, "still to come"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_what_was_answered(said: dict, sentence: str) -> None:
    answered = as_("ana").post(f"{page_of()}phq-9/new/", {"informant": "client", "taken_on": "2026-02-02", **said})
    assert answered.status_code == 422
    assert sentence in answered.content.decode()
    assert ("checked" in answered.content.decode()) == ("item_1" in said)
    assert not Score.objects.exists()


def test_one_taking_is_one_score_whoever_puts_it_on_file() -> None:
    said = filled(*[1] * 9)
    assert as_("ana").post(f"{page_of()}phq-9/new/", said).status_code == 302
    again = as_("ben").post(f"{page_of()}phq-9/new/", said)
    assert again.status_code == 422
    assert "PHQ-9 of that day, answered by the same person, is on file already: 9." in again.content.decode()
    assert again.content.decode().count("checked") == 9
    for other in ({"informant": "parent"}, {"taken_on": "2026-02-03"}):
        assert as_("ben").post(f"{page_of()}phq-9/new/", {**said, **other}).status_code == 302
    assert Score.objects.count() == 3


def test_a_mistake_is_taken_out_of_the_course() -> None:
    row = counted(20)
    out = f"{page_of()}{row.identity}/out/"
    assert as_("ana").post(out, {"reason": "Of her brother."})["Location"] == page_of()
    assert "No measure is on file yet" in as_("ana").get(page_of()).content.decode()
    assert as_("ana").get(f"{page_of()}{row.identity}/").status_code == 404


def test_a_stranger_finds_nothing_and_who_bills_fills_nothing_in() -> None:
    row = counted(20)
    for path in ("", f"{row.identity}/", "phq-9/new/", f"{row.identity}/out/"):
        assert as_("cleo").get(f"{page_of()}{path}").status_code == 404
    assert as_("ed").get(page_of()).status_code == 200
    assert as_("ed").get(f"{page_of()}phq-9/new/").status_code == 404
    assert as_("ana").get(f"{page_of()}unknown/new/").status_code == 404
    with pytest.raises(Refused, match="no such measure"):
        counted(1, key="unknown")


def test_a_score_is_known_by_nothing_that_its_sender_chooses() -> None:
    mateo_s = counted(9)
    cleo, at = as_("cleo"), page_of("Ngozi Okafor")
    cleo.post(f"{at}phq-9/new/", filled(*[1] * 9, once=str(mateo_s.identity)))
    theirs = Score.objects.get(client=client_named("Ngozi Okafor"))
    assert theirs.identity != mateo_s.identity
    cleo.post(f"{at}{theirs.identity}/out/", {"reason": "Wrong child."})
    assert not queries.scores_until([client_named("Ngozi Okafor").pk], today())
    assert queries.scores_until([client_named("Mateo Rivera").pk], today()) == [mateo_s]


def test_a_form_that_was_gone_back_to_and_filled_in_anew_is_a_score_of_its_own() -> None:
    ana, at, once = as_("ana"), f"{page_of()}phq-9/new/", str(uuids.fresh())
    for day, answer in (("2026-02-02", 1), ("2026-02-02", 1), ("2026-02-09", 2)):
        told = ana.post(at, filled(*[answer] * 9, taken_on=day, once=once), follow=True)
        assert told.status_code == 200
        assert f"{answer * 9}" in told.content.decode()
    first, second = Score.objects.order_by("true_from_on")
    assert first.identity != second.identity
    ana.post(f"{page_of()}{second.identity}/out/", {"reason": "The wrong week."})
    assert queries.scores_until([client_named("Mateo Rivera").pk], today()) == [first]
