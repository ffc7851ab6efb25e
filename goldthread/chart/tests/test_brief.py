"""The hand-off brief: what a new worker must know, in the notes' own words, and what is new since they last looked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewPerson
from goldthread.cases.queries import cases_seen_by, known_of
from goldthread.chart.brief import Brief, brief_of
from goldthread.ledger.models import Access
from goldthread.lib import clock, uuids
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewScore
from goldthread.needs.tests.stating import diagnosed, listed, stated
from goldthread.notes.models import Note
from goldthread.notes.queries import at_a_glance
from goldthread.notes.tests.resting import goal_of, planned, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, signed
from goldthread.plans.tests.writing import reviewed
from goldthread.schedule.tests.planning import planned_visit, today
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def browser(login: str = "ana") -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    session = opened.session
    session["name"] = uuids.fresh().hex
    session.save()
    return opened


def place() -> str:
    return f"/clients/{client_named('Mateo Rivera').pk}/brief/"


def page(login: str = "ana") -> str:
    return browser(login).get(place()).content.decode()


def brief(login: str = "ana") -> Brief:
    mateo = client_named("Mateo Rivera").pk
    return brief_of(named(login), known_of(named(login), mateo), cases_seen_by(named(login), mateo))


def wrote(day: str, note_type: str = "session", **changes: object) -> Note:
    return signed(begun(note_type=note_type, content=filled(note_type, occurred_on=day, **changes)))[0]


def saying(note_type: str = "session", **words: str) -> dict[str, str]:
    """A text for every section of a kind of note, some of them in these words."""
    return {**filled(note_type)["narrative"], **words}


def attempted(day: str) -> Note:
    row = {"person": "", "name": "Rosa Rivera", "role": "parent", "how": "phone", "at": "10:00", "outcome": "no_answer"}
    return wrote(day, "attempted_contact", attempts=[row], participants=[], how="phone")


def test_it_begins_with_the_last_contact_and_what_was_tried_in_vain_since() -> None:
    wrote("2026-02-02")
    last = wrote("2026-02-09")
    called = wrote("2026-02-11", how="phone")
    attempted("2026-02-12")
    again = attempted("2026-02-13")
    found = brief()
    assert found.in_person is not None
    assert found.otherwise is not None
    assert found.attempts is not None
    assert (found.in_person.on, found.in_person.who) == (last.occurred_on, ("Rosa Rivera",))
    assert found.in_person.address == f"/notes/{last.pk}/"
    assert found.otherwise.address == f"/notes/{called.pk}/"
    assert (found.attempts.count, found.attempts.address) == (2, f"/notes/{again.pk}/")


def test_each_line_is_what_a_note_says_the_newest_first_and_leads_to_it() -> None:
    for day in range(2, 7):
        wrote(f"2026-02-0{day}", narrative=saying(progress=f"Calm on day {day}.", next=f"Bring the calendar {day}."))
    found = brief()
    assert [line.words for line in found.progress] == ["Calm on day 6.", "Calm on day 5.", "Calm on day 4."]
    assert [line.words for line in found.ahead] == [f"Bring the calendar {day}." for day in (6, 5, 4)]
    newest = Note.objects.get(occurred_on="2026-02-06")
    assert found.progress[0].address == f"/notes/{newest.pk}/"
    assert found.progress[0].author == "Ana Castellanos, BSW"


def test_what_was_corrected_reads_as_corrected_and_what_was_a_mistake_is_left_out() -> None:
    kept = wrote("2026-02-02", narrative=saying(progress="Calm."))
    amended(kept, "correction", narrative=saying(progress="Calm, save on Monday."))
    amended(wrote("2026-02-03", narrative=saying(progress="Of another child.")), "entered_in_error")
    assert [line.words for line in brief().progress] == ["Calm, save on Monday."]
    assert [each.sessions for each in brief().tried] == [1]


def answered_item_nine(answer: int, days_ago: int, evidence: Note | None = None) -> None:
    answers = [0] * 8 + [answer]
    new = NewScore("phq-9", "client", answers, evidence=evidence.pk if evidence else None)
    taken_on = today() - timedelta(days=days_ago)
    needs.measure(client=client_named("Mateo Rivera"), new=new, taken_on=taken_on, by=acting("ana"))


def test_an_alarming_answer_of_a_measure_stands_under_safety_with_its_note_however_much_was_written_since() -> None:
    note = wrote((today() - timedelta(days=20)).isoformat())
    answered_item_nine(2, 20, note)
    answered_item_nine(0, 10)
    for days in range(9, 3, -1):
        attempted((today() - timedelta(days=days)).isoformat())
    found = brief().safety
    (line,) = [each for each in found if each.what.startswith("PHQ-9")]
    assert line.whom == "Thoughts that you would be better off dead or of hurting yourself in some way"
    assert (line.words, line.author, line.address) == (
        "More than half the days",
        "Ana Castellanos",
        f"/notes/{note.pk}/",
    )
    days = [each.on for each in found if each.on]
    assert days == sorted(days, reverse=True)
    assert len(found) <= 4
    assert "More than half the days" in page()


def test_an_alarming_answer_without_a_note_leads_to_its_score_and_none_is_told_of_a_total_alone() -> None:
    answered_item_nine(1, 5)
    new = NewScore("phq-9", "client", (), 20)
    needs.measure(client=client_named("Mateo Rivera"), new=new, taken_on=today() - timedelta(days=3), by=acting("ana"))
    (line,) = brief().safety
    assert line.words == "Several days"
    assert browser().get(line.address).status_code == 200


def test_a_goal_tells_its_last_rating_and_whether_a_note_or_a_review_of_the_plan_gave_it() -> None:
    version = planned()
    reviewed(version, reviewed_on=(today() - timedelta(days=2)).isoformat())
    (found,) = brief().goals
    assert found.rated is not None
    assert (found.last, found.rated.at_review, found.rated.rating) == (None, True, "better")
    assert found.rated.because == "Two days this month."
    assert found.rated.address == f"/plans/{version.pk}/"
    read = page()
    assert "rated when the plan was reviewed" in read
    assert "No note has worked on it yet." not in read
    visited(occurred_on=(today() - timedelta(days=5)).isoformat(), **worked(goal_of(version), progress="worse"))
    (found,) = brief().goals
    assert found.last is not None
    assert found.rated is not None
    assert found.rated.at_review, "the review came after the note"
    note = visited(occurred_on=(today() - timedelta(days=1)).isoformat(), **worked(goal_of(version), progress="worse"))
    (found,) = brief().goals
    assert found.rated is not None
    assert (found.rated.at_review, found.rated.rating, found.rated.address) == (False, "worse", f"/notes/{note.pk}/")
    assert "rated in a note" in page()


def test_a_goal_that_nothing_has_rated_and_no_note_worked_on_says_so() -> None:
    planned()
    assert "No note has worked on it yet." in page()


def test_requests_name_of_whom_and_by_when_and_decisions_what_was_asked() -> None:
    judged = {"question": "Overnight visits?", "options": "", "consulted": "", "decision": "Not yet.", "why": "Sleep."}
    wrote("2026-02-02", judgments=[judged])
    found = brief()
    assert [(line.whom, line.words, str(line.due_on)) for line in found.asked] == [
        ("Pat Lindqvist", "The school's report", "2026-12-01")
    ]
    assert [(line.whom, line.words) for line in found.decided] == [("Overnight visits?", "Not yet.")]


def test_what_words_answer_stands_before_them_and_a_colon_only_where_it_ends_as_no_sentence_does() -> None:
    judged = {"question": "Whether he stays.", "options": "", "consulted": "", "decision": "He does.", "why": "Sleep."}
    wrote("2026-02-02", judgments=[judged])
    told = page()
    assert "<b><bdi>Whether he stays.</bdi></b> <bdi>He does.</bdi>" in told
    assert "<b><bdi>Pat Lindqvist:</bdi></b> <bdi>The school&#x27;s report</bdi>" in told


def test_what_was_tried_counts_sessions_and_minutes_by_modality() -> None:
    for day in ("2026-02-02", "2026-02-09"):
        wrote(day)
    wrote("2026-02-16", modality="Play therapy", starts="14:00", ends="14:45")
    assert [(each.modality, each.sessions, each.minutes) for each in brief().tried] == [
        ("Play therapy", 1, 45),
        ("Parent coaching", 2, 180),
    ]


def test_a_file_without_notes_says_what_it_does_not_tell() -> None:
    found = page()
    assert "No note tells of a safety issue or an emergency." in found
    assert "no contact with the family" in found
    assert "Rosa Rivera" in found
    assert [str(each) for each in brief().missing] == [
        "no telephone number",
        "no contact with the family",
        "no need, symptom or impairment",
        "no progress",
        "no service or treatment plan",
        "no recommendation, and nothing planned for next time",
        "no team meeting",
    ]


def test_it_names_who_works_with_the_family_and_what_the_work_is_for() -> None:
    listed()
    diagnosed()
    diagnosed(code="F32.A", verification="refuted")
    for number in range(9):
        stated(words=f"Wakes at night {number}.")
    evidence = wrote("2026-02-02")
    diagnosed(code="F41.1", evidence=evidence.pk)
    stated(kind="risk", words="Runs off.", evidence=evidence.pk)
    found = brief()
    assert ("Ana Castellanos", "case manager") in [(each.name, each.role) for each in found.team]
    assert [each.code for each in found.diagnoses] == ["F32.1", "F41.1"]
    assert ([each.words for each in found.needs], found.further_needs) == (
        [f"Wakes at night {n}." for n in range(8)],
        2,
    )
    assert not {"no need, symptom or impairment", "no diagnosis"} & {str(each) for each in found.missing}
    told = page()
    assert '<bdi>Ana Castellanos</bdi> <span class="meta">case manager</span>' in told
    assert "<bdi>Wakes at night 7.</bdi>" in told
    assert "2 more</a>" in told
    assert f'href="/notes/{evidence.pk}/">F41.1</a>' in told


def test_a_strength_is_no_need() -> None:
    stated(kind="strength", words="Draws well.", severity="")
    found = brief()
    assert [each.words for each in found.needs] == ["Draws well."]
    assert "no need, symptom or impairment" in [str(each) for each in found.missing]


def test_it_says_where_no_telephone_number_is_on_file() -> None:
    assert "no telephone number" in [str(each) for each in brief().missing]
    mateo, by = client_named("Mateo Rivera"), acting("ana")
    roles = [(mateo, "kin")]
    cases.add_person(
        case=case_named("Rivera"), new=NewPerson("Aunt Sol", phone="555-0101"), roles=roles, from_on=today(), by=by
    )
    assert "no telephone number" not in [str(each) for each in brief().missing]


def test_since_one_last_looked_it_lists_what_was_signed_and_by_whom() -> None:
    wrote("2026-02-02")
    assert "You have not opened this file before." in page("ben")
    assert "no note was signed." in page("ben")
    note = wrote("2026-02-09")
    found = page("ben")
    assert "1 entry since" in found
    assert f'href="/notes/{note.pk}/"' in found


def test_looking_twice_in_one_sitting_does_not_make_what_is_new_old() -> None:
    wrote("2026-02-02")
    page()
    wrote("2026-02-09")
    again = browser()
    assert "1 entry since" in again.get(place()).content.decode()
    assert "1 entry since" in again.get(place()).content.decode()


def test_an_addendum_signed_between_two_looks_of_one_session_is_news() -> None:
    note = wrote("2026-02-02")
    ben = browser("ben")
    assert "You have not opened this file before." in ben.get(place()).content.decode()
    amended(note, "addendum", narrative={"added": "He called back."})
    again = ben.get(place()).content.decode()
    assert "You have not opened this file before." not in again
    assert "1 entry since" in again
    assert f'href="/notes/{note.pk}/"' in again
    assert "addendum" in again


def test_after_half_an_hour_without_a_look_one_session_sits_down_to_it_anew() -> None:
    wrote("2026-02-02")
    ben = browser("ben")
    ben.get(place())
    seen = wrote("2026-02-09")
    assert f'href="/notes/{seen.pk}/"' in ben.get(place()).content.decode()
    with clock.set_to(clock.now() + timedelta(minutes=40)):
        session = ben.session
        session.update({"seen": clock.now().timestamp()})
        session.save()
        assert "no note was signed." in ben.get(place()).content.decode()


def test_who_wrote_in_the_file_and_never_looked_is_told_what_came_after_their_last_note() -> None:
    wrote("2026-02-02")
    later = signed(begun(login="ben", content=filled("session", occurred_on="2026-02-03")), login="ben")[0]
    found = page()
    assert "You have not opened this file before." not in found
    assert "1 entry since" in found
    assert f'href="/notes/{later.pk}/"' in found


def test_each_look_is_written_down_and_a_stranger_finds_nothing() -> None:
    page()
    assert Access.objects.filter(page="brief", client=client_named("Mateo Rivera").pk).count() == 1
    assert browser("cleo").get(place()).status_code == 404


def test_a_file_of_many_notes_asks_no_more_statements() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as asking:
            brief()
        return len(asking)

    first = clock.today("America/Indiana/Indianapolis") - timedelta(days=200)
    wrote(first.isoformat())
    before = asked()
    for number in range(1, 12):
        wrote((first + timedelta(days=number)).isoformat())
    assert asked() == before


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Calm.\n\nNo worries.", "Calm. No worries."),
        ("One two three. Four five six seven.", "One two three. …"),
        ("One two three four five six seven", "One two three four …"),
        ("x" * 30, "x" * 20 + " …"),
        ("他很平静。他今天画了一张画给妈妈看了一会儿", "他很平静。他今天画了一张画给妈妈看了一会 …"),
    ],
)
def test_a_text_is_cut_at_a_sentence_or_a_word(text: str, seen: str) -> None:
    assert at_a_glance(text, 20) == seen


def test_the_next_visit_is_none_that_is_over() -> None:
    visit = planned_visit(repeats="weeks", every=1, last_on=today() + timedelta(days=20))
    with clock.set_to(visit.ends_at - timedelta(minutes=10)):
        under_way = brief().visit
    with clock.set_to(visit.ends_at + timedelta(minutes=10)):
        following = brief().visit
    assert under_way is not None
    assert following is not None
    assert (following.day - under_way.day).days == 7
