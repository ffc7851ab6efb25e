"""What the checks ask of a draft is weighed by policy, kept with the note once answered, and tells nobody of others."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldthread.ledger import queries as ledger
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, checking
from goldthread.notes.asking import Question
from goldthread.notes.models import Draft, NoteFingerprint
from goldthread.notes.projection import fingerprint
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.policies import actions as policies
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")
WORDS = (
    "We practised the pause before answering, and he counted to ten with his hand on the table. Then he told his mother what had "
    "made him angry at school, and she listened without a word until he had finished. He asked to do it again next week."
)


def asked(draft: Draft) -> dict[str, Question]:
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key: each for each in ready.questions}


def narrated(text: str, *clients: str, **changes: object) -> Draft:
    content = filled("session", *clients, **changes)
    content["narrative"]["interventions"] = text
    return begun(content=content)


def policy(key: str, severity: str, **scope: str) -> None:
    values = {"check_key": key, "check_severity": severity, "true_from_on": "2000-01-01", "source_citation": "Ours"}
    policies.add(values={**values, **scope}, by=acting("hana"))


def test_a_visit_that_is_like_no_other_asks_nothing() -> None:
    assert asked(narrated(WORDS)) == {}


def test_what_stands_in_an_earlier_note_of_the_client_is_asked_about_with_both_texts() -> None:
    (earlier,) = signed(narrated(WORDS, starts="09:00", ends="10:00"))
    question = asked(narrated(WORDS.replace(" ten ", " twenty ")))["alike_own"]
    assert question.severity == "warns"
    (found,) = question.found
    assert (found.field, found.note) == ("narrative-interventions", earlier.pk)
    assert "What was different this time?" in found.sentence
    assert any("twenty" in pair.here and "ten" in pair.there for pair in found.pairs)


def test_a_copy_with_names_and_gender_changed_is_found_in_another_childs_file() -> None:
    signed(narrated(WORDS, "Mateo Rivera", starts="09:00", ends="10:00"))
    copied = WORDS.replace(" he ", " she ").replace("He ", "She ").replace(" his ", " her ").replace("him", "her")
    assert "alike_other" in asked(narrated(copied, "Lucía Rivera"))


def test_a_note_that_the_author_no_longer_sees_is_told_of_without_its_words_or_its_day() -> None:
    from goldthread.cases import actions as cases
    from goldthread.cases.models import CareTeamMember
    from tests.cast import case_named

    (earlier,) = signed(narrated(WORDS, starts="09:00", ends="10:00"))
    cases.assign(
        case=case_named("Okafor"), staff=named("ana"), role="case manager", from_on=date(2026, 1, 12), by=acting("dora")
    )
    member = CareTeamMember.objects.current().get(case=case_named("Rivera"), staff=named("ana"))
    cases.unassign(member=member, to_on=yesterday(), by=acting("dora"))
    draft = narrated(WORDS, "Ngozi Okafor", participants=[])
    (found,) = asked(draft)["alike_other"].found
    assert found.note is None
    assert found.pairs == ()
    assert "another note of the agency" in found.sentence
    assert str(earlier.occurred_on) not in found.sentence


def test_the_address_of_a_placement_in_the_words_is_asked_about_also_once_they_live_elsewhere() -> None:
    from goldthread.cases import actions as cases
    from goldthread.cases.actions import NewPlacement
    from tests.cast import client_named

    said, mateo = "We met at Heron Yard and walked.", client_named("Mateo Rivera")
    assert "address" not in asked(narrated(said))
    for ago, address in ((90, "Heron Yard 7, Gary"), (30, "12 Wren Court")):
        new = NewPlacement("foster_home", yesterday() - timedelta(days=ago), with_whom="The Larks", address=address)
        cases.place(client=mateo, new=new, ends_former=ago == 30, by=acting("ana"))
    (found,) = asked(narrated(said))["address"].found
    assert "Heron" not in found.sentence
    assert "address" not in asked(narrated(said, labels=["address"]))
    assert "address" not in asked(narrated(said, "Lucía Rivera")), "she does not live there"


def test_an_address_that_another_case_keeps_of_a_client_who_left_is_told_by_no_question() -> None:
    from goldthread.cases import actions as cases
    from goldthread.cases.actions import NewPlacement
    from goldthread.chart.tests.test_left import mateo_leaves
    from tests.cast import client_named

    last = mateo_leaves()
    home = NewPlacement("foster_home", last - timedelta(days=1), address="Heron Yard 7, Gary")
    cases.place(client=client_named("Mateo Rivera"), new=home, by=acting("cleo"))
    draft = narrated("We met at Heron Yard and walked.", occurred_on=last.isoformat())
    assert "address" not in asked(draft)


def test_an_overlap_with_another_note_and_with_a_draft_is_asked_about() -> None:
    signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    begun(content=filled("session", "Lucía Rivera", starts="15:15", ends="16:00"))
    found = asked(begun())["overlap"].found
    assert [each.detail for each in found] == ["14:30–15:00", "15:15–15:30"]


def test_a_note_that_was_corrected_or_entered_in_error_counts_as_it_reads_now() -> None:
    from goldthread.notes.tests.writing import amended

    (moved,) = signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    amended(moved, "correction", starts="08:00", ends="08:30")
    draft = begun()
    assert "overlap" not in asked(draft)
    actions.discard(draft=draft, by=acting("ana"))
    (mistaken,) = signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    amended(mistaken, "entered_in_error")
    assert "overlap" not in asked(begun())


def test_the_answer_is_sealed_with_the_check_and_its_detail_and_no_sentence() -> None:
    signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    (note,) = signed(begun(content=filled("session", answers={"overlap": " I was with both. "})))
    assert ledger.content_of(note.pk)["checks"] == [
        {"check": "overlap", "severity": "warns", "details": ["14:30–15:00"], "answer": "I was with both."}
    ]
    assert "I was with both." in note.html
    assert "&check-overlap;" in note.html


def test_a_question_without_an_answer_is_kept_as_one() -> None:
    signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    (note,) = signed()
    assert "&label-unanswered;" in note.html


def test_a_note_that_raised_no_question_has_no_such_key() -> None:
    (note,) = signed()
    assert "checks" not in ledger.content_of(note.pk)


def test_a_name_of_another_client_stands_in_no_record_by_the_question() -> None:
    from goldthread.cases import actions as cases
    from tests.cast import case_named

    cases.assign(
        case=case_named("Okafor"), staff=named("ana"), role="case manager", from_on=date(2026, 1, 12), by=acting("dora")
    )
    draft = narrated("We walked to the park and met Ngozi there.")
    assert "Ngozi Okafor" in asked(draft)["other_client"].found[0].sentence
    (note,) = signed(draft)
    (kept,) = ledger.content_of(note.pk)["checks"]
    assert kept == {"check": "other_client", "severity": "warns", "details": [], "answer": ""}


def test_a_policy_makes_a_check_stricter_for_a_service_or_turns_it_off() -> None:
    signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    policy("overlap", "blocks", service="Home-based casework")
    with pytest.raises(Refused) as refused:
        checking.checked(draft=begun(), author=named("ana"))
    assert [(each.check, each.field) for each in refused.value.findings] == [("overlap", "starts")]
    policy("overlap", "off", service="Home-based casework", state="IN")
    policies.name_agency(name="Ours", state="IN", zone="America/Indiana/Indianapolis", by=acting("hana"))
    assert "overlap" not in asked(begun())


def test_blocks_of_the_form_and_of_a_policy_are_told_at_once_in_the_order_of_the_page() -> None:
    signed(begun(content=filled("session", starts="14:30", ends="15:00")))
    policy("overlap", "blocks")
    with pytest.raises(Refused) as refused:
        checking.checked(draft=begun(content=filled("session", how="", narrative={})), author=named("ana"))
    assert [each.field for each in refused.value.findings][:3] == ["starts", "how", "narrative-interventions"]
    assert [each.check for each in refused.value.findings][:2] == ["overlap", "required"]


@pytest.mark.parametrize("severity", ["warns", "tells", "off"])
def test_what_the_form_asks_for_cannot_be_weakened(severity: str) -> None:
    with pytest.raises(Refused, match="always blocks"):
        policy("required", severity)


def test_a_policy_names_a_check_that_there_is_with_its_severity() -> None:
    with pytest.raises(Refused, match="no check"):
        policy("spelling", "warns")
    with pytest.raises(Refused, match="both in one row"):
        policy("overlap", "")


def test_all_checks_together_ask_the_database_as_often_whatever_the_number_of_earlier_notes() -> None:
    def queries() -> int:
        draft = narrated(WORDS, starts="20:00", ends="20:30")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            asked(draft)
        Draft.objects.filter(pk=draft.pk).update(discarded_at=draft.saved_at)
        return len(captured)

    signed(narrated(WORDS, starts="06:00", ends="06:10"))
    few = queries()
    for minute in range(10, 22):
        on = (yesterday() - timedelta(days=minute)).isoformat()
        signed(narrated(WORDS + f" It was the time number {minute}.", starts="09:00", ends="09:10", occurred_on=on))
    assert queries() == few


def test_fingerprints_of_notes_from_before_there_were_any_are_added_once() -> None:
    wordless = filled("attempted_contact", narrative={}, participants=[], requests=[])
    signed(
        begun(
            note_type="attempted_contact",
            content={**wordless, "attempts": [{"name": "Rosa Rivera", "outcome": "no_answer", "how": "phone"}]},
        )
    )
    assert actions.add_fingerprints(by=acting("gus")) == 0
    (note,) = signed(narrated(WORDS))
    (row,) = fingerprint(note.pk, ledger.content_of(note.pk))
    assert NoteFingerprint.objects.get(note=note).bits == row.values["bits"]
    assert actions.add_fingerprints(by=acting("gus")) == 0
