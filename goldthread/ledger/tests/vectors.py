"""Where the vectors of the standards lie, beside the repository; a test without them says so and is skipped."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"


def folder(name: str) -> Path:
    """The folder of vectors of that name; skips the test plainly where it is absent."""
    path = Path(os.environ.get("GOLDTHREAD_TEST_DATA", str(_BESIDE))) / name
    if not path.is_dir():
        pytest.skip(f"skipped: the vectors {name} are not there (set GOLDTHREAD_TEST_DATA to their folder)")
    return path
