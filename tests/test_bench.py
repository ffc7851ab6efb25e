"""bench: measures in a place of its own, tells every ratio, and judges by the median of rounds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldthread.bench import weight
from goldthread.bench.long_file import MODALITIES, LongFile
from goldthread.bench.measure import Operation, Reach, measured
from goldthread.cases import queries as cases
from goldthread.chart import as_of, tried
from goldthread.ledger import actions as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.needs.queries import end_of
from goldthread.notes.projection import PROJECTION
from tests.cast import OPENED_ON, client_named, named

ROOT = Path(__file__).resolve().parent.parent


def bench(place: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    """Run the program from this folder, with whatever it makes for itself in `place`."""
    places = {"GOLDTHREAD_HOME": str(place / "untouched"), "DATABASE_URL": "", "TMPDIR": str(place)}
    command = [sys.executable, "-m", "goldthread", "bench", *asked]
    return subprocess.run(command, env={**os.environ, **places}, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.sqlite_only
def test_it_measures_in_a_database_of_its_own_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    told = bench(tmp_path, "--quick", "--json", str(out))
    assert told.returncode == 0, told.stderr
    figures = json.loads(out.read_text())
    assert set(figures["operations"]) == {
        "save", "sign", "editor, page", "checks, 2,000 notes", "read, data", "read, page", "case file, data", "case file, page",
        "brief, 2,000 notes", "as it stood", "as it stood, now", "what was tried", "why it was needed", "find a code, 75,000",
    }  # fmt: skip
    assert all(each["product"]["p50_ms"] > 0 for each in figures["operations"].values())
    assert "Goldthread" in told.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.json"]


def test_the_long_file_holds_on_each_of_its_days_what_a_file_held_then(cast: None) -> None:
    mateo, ana = client_named("Mateo Rivera"), named("ana")
    LongFile(mateo, ana).write(144, ["calm", "slept"], lambda *_place: None)
    middle = OPENED_ON + (clock.today(ana.zone) - OPENED_ON) / 2
    until = end_of(middle, ana.zone)
    then, now = (as_of.as_of(ana, mateo.pk, [mateo.pk], middle, known) for known in (until, None))
    for file in (then, now):
        assert 62 <= file.count <= 82
        assert len(file.plan.goals) == 3
        assert len(file.needs) == 1
        assert len(file.scores) >= 3
        (authorized,) = file.authorizations or ()
        assert float(authorized.used) == 3 * file.count
    told = tried.tried_with(ana, cases.known_of(ana, mateo.pk), cases.cases_seen_by(ana, mateo.pk))
    assert [(lane.title, lane.sessions) for lane in told.modalities] == [(name, 48) for name in MODALITIES]
    assert len(told.goals) == 3
    assert len(told.measures) == 1
    ledger.sequence(sweep=True)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_all_scripts_and_styles_together_stay_light() -> None:
    assert any(path.name == "htmx-2.min.js" for path in weight.served())
    assert weight.compressed() <= weight.BOUND


@pytest.mark.sqlite_only
def test_with_many_notes_it_tells_how_fast_each_thing_is_and_that_all_of_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    told = bench(tmp_path, "--notes", "5", "--keep", str(tmp_path / "kept"), "--json", str(out))
    assert told.returncode == 0, told.stderr
    figures = json.loads(out.read_text())
    assert (figures["notes"], figures["problems"]) == (5, [])
    assert json.loads((tmp_path / "kept" / "loaded.json").read_text())["notes"] == 5
    assert {"today", "read, page", "case file, page"} < set(figures["operations"])
    assert sum(name.startswith("search of") for name in figures["operations"]) == 10
    assert "database_bytes" in told.stdout


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["--json", "none/out.json"], "cannot be written to. Name another file with --json."),
        (["--notes", "0"], "Say how many notes after --notes: 1 or more."),
        (["--keep", "kept"], "--keep goes with --notes."),
        (["--notes", "5", "--keep", "goldthread"], "is not empty and has kept no notes. Name another folder."),
        (["--soak", "0"], "Say how many minutes after --soak: more than 0 and at most 600."),
        (["--soak", "nan"], "Say how many minutes after --soak: more than 0 and at most 600."),
        (["--soak", "1", "--workers", "0"], "Say how many work after --workers: 1 to 500."),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path: Path, asked: list[str], sentence: str) -> None:
    told = bench(tmp_path, *asked)
    assert told.returncode == 1
    assert told.stderr.endswith(f"{sentence}\n")


def test_ways_take_turns_and_the_first_round_only_warms_up() -> None:
    done: list[str] = []
    ways = {way: lambda way=way: [lambda: done.append(way)] for way in ("product", "bare", "sql")}
    told = measured(Operation("nothing", ways), 2, lambda: None)
    assert done == ["product", "bare", "sql"] * 3
    assert len(told["to_bare"]) == 3
    assert "reached" not in told


def test_speed_is_reached_from_above_and_time_from_below() -> None:
    assert Reach("speed", 0.7).of(product=2.0, bare=1.0) == 0.5
    assert not Reach("speed", 0.7).is_kept_by(0.5)
    assert Reach("time", 1.5).of(product=3.0, bare=2.0) == 1.5
    assert Reach("time", 1.5).is_kept_by(1.5)
