"""goldthread serve: web processes and one worker."""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import initialise
from goldthread.lib.refusals import Refused
from goldthread.lib.telling import tell

NAME = "serve"
HELP = gettext_lazy("serve the pages and run one worker; stop it with Ctrl-C")

LOOK_SECONDS = 0.5
# A worker that cannot even start is tried again, but not in a whirl.
PAUSE_SECONDS = 2
PATIENCE_SECONDS = 30
# Web processes that end as often as this within a minute have a reason that starting them again does not mend.
ENDINGS_AT_MOST, ENDINGS_WITHIN_SECONDS = 3, 60
_WORK = [sys.executable, "-m", "goldthread", "work"]
_SET_PARENT_DEATH_SIGNAL = 1
_C = ctypes.CDLL(None) if sys.platform == "linux" else None

Process = subprocess.Popen[bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of serve."""
    parser.add_argument("--port", type=port, default=8000, metavar="N", help=_("the port on this machine (8000)"))


def port(text: str) -> int:
    """A whole number as people write one; argparse tells what is none, and `run` what no port has."""
    if not (text.isdecimal() and text.isascii()):
        sentence = _("%(text)s is no port: a whole number from 1 to 65535")
        raise argparse.ArgumentTypeError(sentence % {"text": text})
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Start both, and again whichever dies; web processes that will not stay are given up, and the worker with them."""
    _refuse_unready(options.port)
    connection.close()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    url = os.environ.get("GOLDTHREAD_URL") or f"http://localhost:{options.port}"
    environment = {**os.environ, "GOLDTHREAD_HOME": str(settings.HOME), "GOLDTHREAD_URL": url}
    command = _web_command(options.port)
    web = _start(command, environment)
    sentence = _("Goldthread is at %(url)s (this machine's port %(port)s). Stop it with Ctrl-C.")
    tell(sentence % {"url": url, "port": options.port}, is_amiss=False)
    code = _watch(web, command, stop, environment)
    if code is None:
        return 0
    tell(_("The web processes ended by themselves (code %(code)s).") % {"code": code})
    return 1


def _web_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(min(4, os.cpu_count() or 1)), "--blocking-threads", "1", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "goldthread.wsgi:application",
    ]  # fmt: skip


def _refuse_unready(port: int) -> None:
    if not initialise.has_record():
        raise Refused(_("There is no record in %(path)s yet. Run: goldthread init") % {"path": settings.HOME})
    if not 0 < port < 65536:
        sentence = _("There is no port %(port)s. Name one from 1024 to 65535 with --port.")
        raise Refused(sentence % {"port": port})
    if settings.DEMONSTRATION and settings.ASKS_SECOND_FACTOR:
        sentence = _(
            "This home holds the demonstration, whose passwords everybody knows: it is served at http://localhost only."
            " Set GOLDTHREAD_HOME to a home of your own."
        )
        raise Refused(sentence)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            sentence = _("Port %(port)s is not for this user. Name one from 1024 to 65535 with --port.")
            raise Refused(sentence % {"port": port}) from None
        except OSError:
            sentence = _("Port %(port)s is taken. Name another with --port (or: make run PORT=N).")
            raise Refused(sentence % {"port": port}) from None


def _watch(web: Process, command: list[str], stop: threading.Event, environment: dict[str, str]) -> int | None:
    """Keep the web processes and one worker running until somebody asks to stop: None; or web's exit code, where it will not stay."""
    worker = _start(_WORK, environment)
    endings: list[float] = []
    while not stop.wait(LOOK_SECONDS):
        if worker.poll() is not None:
            tell(_("The worker ended (code %(code)s) and is started again.") % {"code": worker.returncode})
            if not stop.wait(PAUSE_SECONDS):
                worker = _start(_WORK, environment)
        if web.poll() is not None:
            now = time.monotonic()
            endings = [*(at for at in endings if at > now - ENDINGS_WITHIN_SECONDS), now]
            if len(endings) == ENDINGS_AT_MOST:
                break
            tell(_("The web processes ended (code %(code)s) and are started again.") % {"code": web.returncode})
            _end(web)
            if not stop.wait(PAUSE_SECONDS):
                web = _start(command, environment)
    code = None if stop.is_set() else web.returncode
    # The worker last: what was still asked for while the web processes end gets its place in the log.
    _end(web)
    _end(worker)
    return code


def _start(command: list[str], environment: dict[str, str]) -> Process:
    """A child in a group of its own, so that Ctrl-C reaches `serve` alone, which ends its children in order."""
    return subprocess.Popen(command, env=environment, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """In the child: end when `serve` ends, even by kill -9, so that no web process goes on holding the port."""
    if _C is not None:
        _C.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _end(process: Process) -> None:
    """End a child and whatever it started, also where it died and left those behind."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=PATIENCE_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
