"""serve: web processes and one worker live and die together, and the port is free again afterwards."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.sqlite_only
GOLDTHREAD = [sys.executable, "-m", "goldthread"]


def soon(question: Callable[[], object]) -> bool:
    """Whether it becomes true within half a minute."""
    until = time.monotonic() + 30
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass(frozen=True)
class Serving:
    """A running `goldthread serve` and its port."""

    process: "subprocess.Popen[str]"
    port: int

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/healthz") as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def child(self, word: str) -> int:
        """The process id of the child whose command line holds a word; 0 where there is none."""
        for place in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                words = (place / "cmdline").read_text().split("\0")
            except OSError:
                continue
            if parent == self.process.pid and word in words:
                return int(place.name)
        return 0

    def is_over(self) -> bool:
        """Whether nothing holds the port any more."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            return probe.connect_ex(("127.0.0.1", self.port)) != 0


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = {**os.environ, "GOLDTHREAD_HOME": str(tmp_path_factory.mktemp("serve") / "home"), "DATABASE_URL": ""}
    made.pop("GOLDTHREAD_URL", None)
    subprocess.run([*GOLDTHREAD, "init", "--yes"], env=made, cwd=ROOT, check=True, capture_output=True)
    return made


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Serving]:
    port = free_port()
    process = subprocess.Popen(
        [*GOLDTHREAD, "serve", "--port", str(port)],
        env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    started = Serving(process, port)
    try:
        assert soon(started.answers)
        assert soon(lambda: started.child("work"))
        yield started
    finally:
        process.terminate()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_whole_when_it_is_asked_to(environment: dict[str, str], number: signal.Signals) -> None:
    with serving(environment) as served:
        worker = served.child("work")
        served.process.send_signal(number)
        assert served.process.wait(timeout=60) == 0
        assert served.is_over()
        assert not Path(f"/proc/{worker}").exists()


LOOK = """
import django; django.setup()
from goldthread.ledger import actions; from goldthread.lib.actor import COMMAND_LINE
for page in range(3): actions.look(by=COMMAND_LINE, action="read", page=str(page))
"""
UNPLACED = "SELECT count(*) FROM ledger_access WHERE id NOT IN (SELECT access_id FROM ledger_accessleaf)"


def test_what_was_done_last_has_its_place_in_the_log_once_it_has_ended(environment: dict[str, str]) -> None:
    settings = {**environment, "DJANGO_SETTINGS_MODULE": "goldthread.settings"}
    with serving(environment) as served:
        subprocess.run([sys.executable, "-c", LOOK], env=settings, cwd=ROOT, check=True)
        served.process.terminate()
        assert served.process.wait(timeout=60) == 0
    with closing(sqlite3.connect(Path(environment["GOLDTHREAD_HOME"]) / "goldthread.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM ledger_access").fetchone() == (3,)
        assert database.execute(UNPLACED).fetchone() == (0,)


def test_killed_outright_it_leaves_nobody_on_the_port(environment: dict[str, str]) -> None:
    with serving(environment) as served:
        served.process.kill()
        assert soon(served.is_over)


def test_a_worker_that_dies_is_started_again(environment: dict[str, str]) -> None:
    with serving(environment) as served:
        dead = served.child("work")
        os.kill(dead, signal.SIGKILL)
        assert soon(lambda: served.child("work") not in (0, dead))
        assert served.answers()


def test_web_processes_that_die_are_started_again(environment: dict[str, str]) -> None:
    with serving(environment) as served:
        dead = served.child("granian")
        os.kill(dead, signal.SIGKILL)
        assert soon(lambda: served.child("granian") not in (0, dead))
        assert soon(served.answers)


def test_web_processes_that_will_not_stay_end_it_and_it_says_so(environment: dict[str, str]) -> None:
    with serving(environment) as served:
        dead = 0
        for _time in range(3):
            assert soon(lambda: served.child("granian") not in (0, dead))  # noqa: B023  asked before the next turn
            dead = served.child("granian")
            os.kill(dead, signal.SIGKILL)
        _out, told = served.process.communicate(timeout=60)
        assert served.process.returncode == 1
        assert told.count("The web processes ended (code -9) and are started again.") == 2
        assert told.count("The web processes ended by themselves (code -9).") == 1
        assert soon(served.is_over)


def test_the_number_of_this_machine_leads_to_its_name(environment: dict[str, str]) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    with serving(environment) as served, pytest.raises(urllib.error.HTTPError) as sent_on:
        urllib.request.build_opener(Stay).open(f"http://127.0.0.1:{served.port}/sign-in/?next=/clients/")
    assert sent_on.value.headers["Location"] == f"http://localhost:{served.port}/sign-in/?next=/clients/"


@pytest.mark.parametrize(
    ("port", "sentence"),
    [("0", "There is no port 0."), ("70000", "There is no port 70000."), ("9" * 400, "There is no port 999")],
)
def test_a_port_that_is_none_is_refused(environment: dict[str, str], port: str, sentence: str) -> None:
    told = subprocess.run(
        [*GOLDTHREAD, "serve", "--port", port], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (told.returncode, len(told.stderr.splitlines())) == (1, 1)
    assert told.stderr.startswith(sentence)


def test_a_port_that_is_taken_is_refused(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*GOLDTHREAD, "serve", "--port", port]
        told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (
        1,
        f"Port {port} is taken. Name another with --port (or: make run PORT=N).\n",
    )
