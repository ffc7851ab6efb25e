"""What waits is kept in rows of its own: opened and closed with each entry, made again by an upgrade, missed by the check."""

from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from goldthread.cli.verify import check
from goldthread.notes import cosigning, matters
from goldthread.notes.models import Note, OpenMatter
from goldthread.notes.tests.test_return import by_dora, returned, trainee_note, waiting  # noqa: F401  a note of a trainee
from goldthread.notes.tests.writing import amended, signed

SENTENCE = "stands in nobody's queue"
STORIES = [
    [],
    ["returned"],
    ["returned", "correction"],
    ["returned", "correction", "cosignature"],
    ["cosignature", "addendum"],
    ["cosignature", "addendum", "returned"],
    ["entered_in_error"],
    ["returned", "entered_in_error"],
]


def after(note: Note, story: Sequence[str]) -> None:
    """Let these amendments follow: the supervisor's by Dora, the others by the author."""
    for kind in story:
        if kind in ("returned", "cosignature"):
            by_dora(note, kind)
        elif kind == "addendum":
            amended(note, kind, narrative={"note": "She called back in the evening."})
        elif kind == "correction":
            amended(note, kind, modality="")
        else:
            amended(note, kind, reason="The wrong child.")


def kept() -> set[tuple[Any, ...]]:
    return set(OpenMatter.objects.values_list("entry", "note", "author", "is_returned", "opened_at"))


def truly(condition: Any) -> list[Any]:
    """What waits, as every note is asked."""
    return list(Note.objects.first_entries().filter(condition).values_list("pk", flat=True))


@pytest.mark.parametrize("story", STORIES, ids=" ".join)
def test_the_rows_tell_what_asking_every_note_tells(trainee_note: Note, story: list[str]) -> None:  # noqa: F811
    after(trainee_note, story)
    assert waiting() == truly(cosigning.is_waiting() & ~cosigning.is_returned())
    assert returned() == truly(cosigning.is_returned())
    assert check().problems == []


@pytest.mark.parametrize("story", STORIES, ids=" ".join)
def test_an_upgrade_makes_the_same_rows_from_what_is_on_file(trainee_note: Note, story: list[str]) -> None:  # noqa: F811
    after(trainee_note, story)
    before = kept()
    OpenMatter.objects.all().delete()
    upgrade = import_module("goldthread.notes.migrations.0018_open_matters")
    upgrade.open_what_waits(apps, SimpleNamespace(connection=connection))
    assert kept() == before


def test_what_was_done_leaves_no_row(trainee_note: Note) -> None:  # noqa: F811
    after(trainee_note, ["returned", "correction", "cosignature"])
    assert kept() == set()


def test_a_note_that_waits_for_nobody_opens_nothing(cast: None) -> None:
    signed()
    assert kept() == set()


def test_what_was_opened_later_is_not_ended_by_a_co_signature_that_came_in_before_it(trainee_note: Note) -> None:  # noqa: F811
    OpenMatter.objects.update(opened_at=trainee_note.recorded_at + timedelta(hours=1))
    cosignature = by_dora(trainee_note, "cosignature")
    assert cosignature.recorded_at < OpenMatter.objects.get().opened_at
    assert waiting() == []


@pytest.mark.parametrize("story", [[], ["returned"]], ids=["waiting", "returned"])
def test_a_row_that_somebody_took_away_is_missed(trainee_note: Note, story: list[str]) -> None:  # noqa: F811
    after(trainee_note, story)
    OpenMatter.objects.all().delete()
    assert [SENTENCE in each for each in matters.problems()] == [True] * (1 + len(story))
    assert any(SENTENCE in each for each in check().problems)
