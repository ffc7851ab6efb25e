"""kill -9 at random moments, also right after a cold start: no acknowledged signature is lost and no note is half."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_only
TRIES = int(os.environ.get("GOLDTHREAD_KILLS", "200"))
HERE = Path(__file__).resolve().parent


def test_every_acknowledged_signature_survives_kill_9(tmp_path: Path) -> None:
    script = [sys.executable, str(HERE / "kill_while_signing.py"), str(tmp_path), str(TRIES)]
    places = os.pathsep.join([str(HERE.parent), os.environ["PYTHONPATH"]])
    environment = {**os.environ, "PYTHONPATH": places}
    done = subprocess.run(script, capture_output=True, text=True, timeout=900, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["lost"] == []
    assert told["problems"] == []
    assert told["half"] == []
    assert told["acknowledged"] >= TRIES
    # More may be there than was acknowledged, by at most one visit of two children a kill.
    assert told["acknowledged"] <= told["present"] <= told["acknowledged"] + 2 * TRIES
