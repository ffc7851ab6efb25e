"""goldthread serve: web processes and one worker."""

import argparse
import os
import signal
import socket
import subprocess
import sys

from django.conf import settings
from django.db import connection

from goldthread.cli import initialise
from goldthread.lib.refusals import Refused

NAME = "serve"
HELP = "serve the pages and run one worker; stop it with Ctrl-C"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of serve."""
    parser.add_argument("--port", type=port, default=8000, metavar="N", help="the port on this machine (8000)")


def port(text: str) -> int:
    """A port's number; argparse tells what is none."""
    if not (text.isdecimal() and text.isascii() and 0 < int(text[:6]) < 65_536):
        raise argparse.ArgumentTypeError(f"{text} is no port: a whole number from 1 to 65535")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Start both; when either ends, end the other."""
    _refuse_unready(options.port)
    connection.close()
    environment = {**os.environ, "GOLDTHREAD_HOME": str(settings.HOME)}
    worker = subprocess.Popen([sys.executable, "-m", "goldthread", "work"], env=environment)
    web = subprocess.Popen(_web_command(options.port), env=environment)
    print(f"Goldthread is at {settings.URL} (this machine's port {options.port}). Stop it with Ctrl-C.", flush=True)
    return _wait(web, worker)


def _web_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(min(4, os.cpu_count() or 1)), "--blocking-threads", "1", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "goldthread.wsgi:application",
    ]  # fmt: skip


def _refuse_unready(port: int) -> None:
    if not initialise.has_record():
        raise Refused(f"There is no record in {settings.HOME} yet. Run: goldthread init")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refused(f"Port {port} is not open to this user. Name one above 1023 with --port.") from None
        except OSError:
            raise Refused(f"Port {port} is taken. Name another with --port.") from None


def _wait(web: "subprocess.Popen[bytes]", worker: "subprocess.Popen[bytes]") -> int:
    def stop(*_: object) -> None:
        web.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        code = web.wait()
    except KeyboardInterrupt:
        code = 0
    for process in (web, worker):
        process.terminate()
    for process in (web, worker):
        process.wait(timeout=30)
    return 0 if code in (0, -signal.SIGTERM) else 1
