"""How alike two texts are, held to bounds of precision and recall on pairs of real and made copies; the figures are printed."""

import csv
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.notes.checks import alike

SENTENCES = [
    "We went through the week with the calendar and practised the pause before answering.",
    "The younger child left the room twice and came back by herself the second time.",
    "Their grandmother asked for help with the form of the school, and we filled it in.",
    "The father told for the first time how it was when he was a boy himself.",
    "Next week we meet at the library because the kitchen is being painted.",
]
TEXT = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True).map(" ".join)


def share(one: str, other: str) -> float:
    return alike.shared(alike.marks(one), alike.marks(other))


def seem_alike(one: str, other: str) -> bool:
    return "note" in alike.seeming_alike([alike.marks(one)], [("note", alike.packed(alike.marks(other)))])


@given(TEXT, TEXT)
def test_more_words_in_the_earlier_note_make_a_text_no_less_alike(text: str, more: str) -> None:
    before = alike.marks(text)
    assert alike.shared(before, alike.marks(text)) <= alike.shared(before, alike.marks(text) | alike.marks(more))


@given(TEXT)
def test_case_accents_punctuation_and_gender_change_nothing(text: str) -> None:
    changed = text.upper().replace(",", " –").replace("E", "É").replace("HERSELF", "HIMSELF")
    assert alike.words(text) == alike.words(changed.lower())


def test_names_count_as_one_whoever_bears_them() -> None:
    one = alike.words("Today Mateo Rivera told Ms. Rivera about it.", alike.name_words(["Mateo Rivera"]))
    assert one == alike.words("Today Ngozi told Mr. Okafor about it.", alike.name_words(["Ngozi Okafor"]))


def test_a_text_of_few_words_is_like_nothing() -> None:
    assert share("No answer at the door.", "No answer at the door.") == 0.0
    assert alike.packed(alike.marks("")) == bytes(256)


def test_scripts_without_spaces_are_compared_by_their_letters() -> None:
    text = "今天我们在家里见面了他和妈妈一起做了功课然后我们谈了学校的事情下周再来他说他很高兴也想继续练习"
    assert share(text, text) == 1.0


def test_fingerprints_are_the_same_for_ever() -> None:
    kept = alike.packed(alike.marks(" ".join(SENTENCES)))
    assert sum(alike.marks(" ".join(SENTENCES))) == 13181647184
    assert sha256(kept).hexdigest() == "3a6cbcf020016a3f07d141cb3609059d5fbde41e6842a26e304ee5dff9f3552e"


def test_both_sentences_are_told() -> None:
    (pair,) = alike.pairs([SENTENCES[0] + " It rained."], ["Before. " + SENTENCES[0].replace("week", "month")])
    assert (pair.here, pair.there) == (SENTENCES[0], SENTENCES[0].replace("week", "month"))


def told(name: str, found: Sequence[float], strange: Sequence[float]) -> tuple[float, float]:
    """Precision and recall at the threshold, printed with `pytest -s`."""
    hits, false = (sum(map(alike.is_alike, each)) for each in (found, strange))
    precision, recall = hits / max(1, hits + false), hits / len(found)
    print(
        f"{name}: precision {precision:.3f}, recall {recall:.3f}; {len(found)} copies, {false} of {len(strange)} others told"
    )
    return precision, recall


@pytest.fixture(scope="module")
def pairs(shared_data: Path) -> Path:
    return shared_data / "dedup"


def lines(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8") as file:
            return list(csv.DictReader(file))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_copies_with_the_other_gender_are_found_and_other_records_seldom(pairs: Path) -> None:
    records = lines(pairs / "care_record_gender_swap_pairs_share.jsonl")
    near = {(int(row["doc_id_a"]), int(row["doc_id_b"])) for row in lines(pairs / "cross_record_near_copies_share.csv")}
    here = {int(each["doc_id"]): alike.marks(each["original"]) for each in records}
    there = {int(each["doc_id"]): alike.marks(each["gender_swapped"]) for each in records}
    copies = [alike.shared(here[key], there[key]) for key in here]
    others = [alike.shared(here[a], there[b]) for a in here for b in there if a < b and (a, b) not in near]
    precision, recall = told("records with the other gender", copies, others)
    assert recall == 1.0
    assert precision > 0.8
    assert sum(map(alike.is_alike, others)) < len(others) / 300


def test_the_same_words_heard_by_a_machine_and_by_a_person_are_found(pairs: Path) -> None:
    here, there = (
        {row["id"]: alike.marks(row["dialogue"]) for row in lines(pairs / f"acibench_test1_virtscribe_{way}.csv")}
        for way in ("asr", "humantrans")
    )
    copies = [alike.shared(here[key], there[key]) for key in here.keys() & there.keys()]
    others = [alike.shared(here[a], there[b]) for a in here for b in there if a != b]
    assert told("transcripts", copies, others) == (1.0, 1.0)


def test_paraphrases_are_mostly_missed_and_nothing_else_is_told(pairs: Path) -> None:
    rows = lines(pairs / "mtsdialog_backtranslation_pairs_share.jsonl")
    here, there = ([alike.marks(row[name]) for row in rows] for name in ("dialogue", "dialogue_back_translated"))
    copies = [alike.shared(a, b) for a, b in zip(here, there, strict=True)]
    others = [alike.shared(here[a], there[b]) for a in range(0, 400, 4) for b in range(0, 400, 4) if a != b]
    precision, recall = told("paraphrases by translation and back", copies, others)
    assert precision == 1.0
    assert recall < 0.3


def test_bits_find_what_the_full_comparison_finds(pairs: Path) -> None:
    records = lines(pairs / "care_record_gender_swap_pairs_share.jsonl")[:60]
    for one in records:
        for other in records:
            exact = share(one["original"], other["gender_swapped"])
            if alike.is_alike(exact):
                assert seem_alike(one["original"], other["gender_swapped"])
