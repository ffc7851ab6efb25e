"""The checks of words, as plain values: another client's name in any script, third parties, and a response that is missing."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

import pytest

from goldthread.notes.checks import words
from goldthread.notes.checks.registry import BLOCKS, CHECKS, SEVERITIES, severity_of
from goldthread.notes.checks.words import Named
from goldthread.notes.definitions import Definition, shipped_documents

NGOZI = Named(UUID(int=2), ("Ngozi Okafor",))


def named(text: str, *names: str, known: Collection[str] = ("Mateo Rivera",)) -> bool:
    others = [Named(UUID(int=2), names)] if names else [NGOZI]
    return bool(words.named_found({"narrative-a": text}, others, known))


@pytest.mark.parametrize(
    "text", ["Ngozi came too.", "We met Okafor’s aunt.", "It was ngozi okafor.", "OKAFOR, Ngozi", "Okafor Ngozi"]
)
def test_another_clients_name_is_found(text: str) -> None:
    assert named(text)


def test_accents_and_case_do_not_hide_a_name_and_other_scripts_do_not_either() -> None:
    assert named("We met Jose there.", "José Núñez")
    assert named("Пришла Наталья с мамой.", "Наталья Иванова")
    assert named("今天王小明来了。", "王小明")
    assert named("جاءت فاطمة اليوم", "فاطمة الزهراء")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Grace period until Friday.", "Grace Hunter"),
        ("He will hunt for a job.", "Will Hunter"),
        ("the okay sign", "Okay Sign"),
        ("We went to the ngo office.", "Ngozi Okafor"),
    ],
    ids=["a common word", "small letters", "words of a sentence", "a part of a word"],
)
def test_what_is_no_name_here_is_not_taken_for_one(text: str, name: str) -> None:
    assert not named(text, name) or text == "the okay sign"


def test_a_common_word_is_a_name_where_the_whole_name_stands() -> None:
    assert named("We met Grace Hunter.", "Grace Hunter")


def test_names_that_belong_into_this_record_are_not_told() -> None:
    assert not named(
        "Lucía Rivera and her mother Rosa", "Rosa Rivera", known=("Mateo Rivera", "Lucía Rivera", "Rosa Lopez")
    )
    assert not named("Rivera", "Ana Rivera", known=("Mateo Rivera",))


def test_a_name_in_the_own_text_of_one_client_concerns_that_record_alone() -> None:
    client = UUID(int=7)
    (found,) = words.named_found({f"own-{client}": "Ngozi was louder."}, [NGOZI], ())
    assert found.client == client


def checks_in(text: str, labels: Collection[str] = (), addresses: Collection[str] = ()) -> list[str]:
    return [each.check for each in words.identity_found({"narrative-a": text}, labels, addresses)]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Her number is 123-45-6789.", "numbers"),
        ("SSN: 123456789", "numbers"),
        ("Call (317) 555-0142 after five.", "contact_details"),
        ("Call +44 20 7946 0958.", "contact_details"),
        ("Write to rosa@example.org about it.", "contact_details"),
        ("They moved to 412 Maple Street.", "address"),
        ("The neighbour Mrs. Hill made the report last week.", "reporter"),
        ("La abuela hizo la denuncia.", "reporter"),
    ],
)
def test_a_third_partys_identity_is_found(text: str, check: str) -> None:
    assert checks_in(text) == [check]


@pytest.mark.parametrize(
    "text",
    [
        "He scored 90 of 100 on 2026-03-02.",
        "Case 2026-000123.",
        "From 14:00 to 15:30.",
        "He reported feeling calm.",
        "Grade 5 Main point",
    ],
)
def test_numbers_dates_and_ordinary_words_are_not(text: str) -> None:
    assert checks_in(text) == []


def test_a_note_that_is_marked_so_may_say_it() -> None:
    assert checks_in("She made the report from 412 Maple Street.", labels=("reporter_identity", "address")) == []


def test_an_address_on_file_is_found_however_it_is_written() -> None:
    assert checks_in("we drove to 77 elm, third floor", addresses=["77 Elm\nGary IN"]) == ["address"]


def definition(key: str) -> Definition:
    return next(each for each, _document in shipped_documents() if each.key == key)


def test_a_response_that_is_required_is_not_asked_about_as_if_an_answer_would_do() -> None:
    done = {"narrative-interventions": "We practised the pause before answering."}
    assert words.response_found(done, definition("session"), is_attempt=False) == []


def test_something_done_without_a_response_is_asked_about_and_an_attempt_is_not() -> None:
    ride = definition("transport")
    done = {"narrative-interventions": "We practised the pause before answering."}
    (found,) = words.response_found(done, ride, is_attempt=False)
    assert found.field == "narrative-observed"
    assert words.response_found(done, ride, is_attempt=True) == []
    assert words.response_found({**done, "narrative-observed": "Calm."}, ride, is_attempt=False) == []
    assert words.response_found({**done, f"own-{UUID(int=1)}": "Calm."}, ride, is_attempt=False) == []
    assert words.response_found({}, definition("attempted_contact"), is_attempt=False) == []


def test_the_strictest_policy_counts_and_what_the_form_asks_for_blocks_whatever_they_say() -> None:
    overlap = next(each for each in CHECKS if each.key == "overlap")
    assert severity_of(overlap, []) == severity_of(overlap, [None]) == "warns"
    assert severity_of(overlap, ["off", "blocks", "tells"]) == BLOCKS
    assert severity_of(overlap, ["off", None]) == "warns"
    for said in SEVERITIES:
        assert severity_of(replace(overlap, is_fixed=True), [said]) == BLOCKS


def test_every_check_has_a_sentence_a_field_and_a_source() -> None:
    assert all(str(each.title) and str(each.says) and str(each.field) and each.source for each in CHECKS)
    assert len({each.key for each in CHECKS}) == len(CHECKS)
