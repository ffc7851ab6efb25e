"""bench --soak: many at work beside each other, and what would be told if anything they were promised were gone."""

import hashlib
import json
from pathlib import Path

import pytest

from goldthread.bench.soak import telling
from goldthread.bench.soak.kept import Written, lost
from goldthread.bench.soak.serving import WEB, WORKER, Memory
from goldthread.bench.soak.tally import Tally, Unexpected
from goldthread.documents import actions as documents
from goldthread.documents.actions import NewDocument, Taken
from goldthread.lib import uuids
from goldthread.notes import actions
from goldthread.notes.models import Draft
from goldthread.notes.tests.writing import begun, signed, visit
from tests.cast import acting, named
from tests.test_bench import bench

MEBIBYTE = 2**20


@pytest.mark.sqlite_only
def test_four_workers_for_ten_seconds_lose_nothing(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    told = bench(tmp_path, "--soak", "0.17", "--workers", "4", "--json", str(out))
    assert told.returncode == 0, told.stderr
    figures = json.loads(out.read_text())
    assert (figures["failures"], figures["problems"], figures["unexpected_4xx"]) == ([], [], 0)
    assert figures["verify"].startswith("whole: ")
    assert {"begin", "save"} <= set(figures["kinds"])
    assert figures["saves"] > 0
    assert figures["imported"] >= 40
    assert figures["memory_mib"][WEB]["end"] > 0
    assert figures["memory_mib"][WORKER]["end"] > 0
    assert "0 things failed." in told.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.json"]


# -- what was acknowledged


def saved(words: str) -> Draft:
    draft = begun()
    actions.save(draft=draft, base_revision=0, content=visit(narrative={"narrative": words}), by=acting("ana"))
    return draft


def written(draft: Draft, **told: object) -> Written:
    return Written(draft.pk, named("ana").pk, **told)  # type: ignore[arg-type]


@pytest.mark.usefixtures("cast")
def test_a_save_that_is_gone_is_told_and_one_that_is_there_is_not() -> None:
    draft = saved("They spoke of marmalade.")
    assert lost([written(draft, words=["marmalade"])], []) == []
    (sentence,) = lost([written(draft, words=["marmalade", "quince"])], [])
    assert sentence == f"A save that was answered is lost: quince of draft {draft.pk}."


@pytest.mark.usefixtures("cast")
def test_what_was_signed_is_looked_for_in_the_note_and_not_in_the_draft() -> None:
    draft = begun()
    (first, *_others) = draft.content["narrative"]
    told = {**draft.content["narrative"], first: "They spoke of marmalade and zqmarmaladequinc."}
    actions.save(draft=draft, base_revision=0, content={**draft.content, "narrative": told}, by=acting("ana"))
    note = signed(Draft.objects.get(pk=draft.pk))[0]
    assert lost([written(draft, words=["marmalade"], entry=note.pk)], []) == []
    assert lost([], ["zqmarmaladequinc"]) == []
    assert len(lost([written(draft, words=["marmalade"], entry=uuids.fresh())], [])) == 1


@pytest.mark.usefixtures("cast")
def test_what_was_kept_beside_is_looked_for_there() -> None:
    draft = saved("from the desk")
    actions.save(
        draft=draft, base_revision=0, content=visit(narrative={"narrative": "from the phone"}), by=acting("ana")
    )
    assert lost([written(draft, words=["desk"], beside=["phone"])], []) == []
    assert lost([written(draft, beside=["desk"])], []) == [
        f"What was kept beside is lost: desk of draft {draft.pk}."
    ]  # fmt: skip


@pytest.mark.usefixtures("cast")
def test_a_document_a_draft_and_a_row_that_are_gone_are_told() -> None:
    draft = saved("words")
    digest = hashlib.sha256(b"a file").hexdigest()
    file = NewDocument(Taken(b"a file", digest, "image/png", b""), "a.png", "photo")
    assert len(lost([written(draft, files=[digest])], [])) == 1
    documents.attach(draft=draft.pk, new=file, owner=named("ana"), by=acting("ana"))
    assert lost([written(draft, files=[digest])], []) == []
    assert lost([Written(uuids.fresh(), named("ana").pk)], ["no such word"])[1:] == [
        "A row that was imported is lost: no such word."
    ]


# -- what was answered, and what was held


def test_an_answer_that_nobody_expected_fails_and_ends_the_turn() -> None:
    tally = Tally()
    tally.answered("save", 200, 0.1, (200,))
    tally.answered("somebody else's file", 404, 0.1, (404,))
    for _time in range(2):
        with pytest.raises(Unexpected):
            tally.answered("save", 500, 0.1, (200,))
    with pytest.raises(Unexpected):
        tally.answered("sign", 422, 0.1, (302,))
    told = telling.told(tally, Memory(), 10, [])
    assert told["failures"] == [
        "A request (save) was answered by 500. (2 ×)",
        "A request (sign) was answered by 422.",
    ]
    assert (told["expected_refusals"], told["unexpected_4xx"], told["requests"]) == (1, 1, 5)


def test_memory_that_grows_is_told_after_five_minutes_and_not_before() -> None:
    growing = Memory([{WEB: (100 + number) * MEBIBYTE, WORKER: 80 * MEBIBYTE} for number in range(100)])
    (sentence,) = telling.unlevel(growing.told(), 600)
    assert sentence.startswith("Memory is not level (web): 149.5 MiB in the middle")
    assert telling.unlevel(growing.told(), 60) == []
    level = Memory([{WEB: 100 * MEBIBYTE, WORKER: 80 * MEBIBYTE}] * 100)
    assert telling.unlevel(level.told(), 600) == []


def test_a_process_that_ended_and_a_locked_database_are_told() -> None:
    memory = Memory([{WEB: 1}], first={1, 2}, last={1, 3})
    told = telling.told(Tally(), memory, 10, ["OperationalError: database is locked"] * 2)
    assert told["failures"] == [
        "Processes of the server ended: 1.",
        "The database did not do what the server asked of it: OperationalError: database is locked",
    ]
