"""Whatever is sent to whichever endpoint by whomever: an answer of ours, nothing shown as markup, nothing lost, the record whole."""

import os
from pathlib import Path

import pytest

from tests.fuzz import world
from tests.fuzz.fuzzer import ROOT, Fuzzer

SECONDS = float(os.environ.get("GOLDTHREAD_FUZZ_SECONDS", "6"))
SEED = os.environ.get("GOLDTHREAD_FUZZ_SEED", "1")
DATA = Path(os.environ.get("GOLDTHREAD_TEST_DATA", ROOT.parent / "shared" / "data"))
# Endpoints behind which the fuzzer does not come, each with its reason.
UNREACHED: dict[str, str] = {}


@pytest.mark.usefixtures("cast")
def test_nothing_that_is_asked_breaks_it() -> None:
    world.furnish()
    fuzzer = Fuzzer(SEED, DATA if DATA.is_dir() else None)
    fuzzer.walk(pages=1 if SECONDS < 30 else 3)
    fuzzer.sweep()
    fuzzer.run(SECONDS)
    told = f"{len(fuzzer.endpoints)} endpoints, {len(fuzzer.forms)} forms, {dict(fuzzer.count)}"
    print(told)
    wrong = "\n\n".join(f"{key}\n  {said}" for key, said in sorted(fuzzer.faults.items()))
    assert not wrong, f"GOLDTHREAD_FUZZ_SEED={SEED}, {told}\n\n{wrong}"
    assert fuzzer.unreached() == set(UNREACHED), "furnish tests/fuzz/world.py so that the fuzzer comes there"
