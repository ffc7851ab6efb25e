"""goldthread serve: web processes and one worker."""

import argparse
import os
import signal
import socket
import subprocess
import sys

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import initialise
from goldthread.lib.refusals import Refused

NAME = "serve"
HELP = gettext_lazy("serve the pages and run one worker; stop it with Ctrl-C")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of serve."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=_("the port on this machine (8000)"))


def run(options: argparse.Namespace) -> int:
    """Start both; when either ends, end the other."""
    _refuse_unready(options.port)
    connection.close()
    environment = {**os.environ, "GOLDTHREAD_HOME": str(settings.HOME)}
    worker = subprocess.Popen([sys.executable, "-m", "goldthread", "work"], env=environment)
    web = subprocess.Popen(_web_command(options.port), env=environment)
    sentence = _("Goldthread is at %(url)s (this machine's port %(port)s). Stop it with Ctrl-C.")
    print(sentence % {"url": settings.URL, "port": options.port}, flush=True)
    return _wait(web, worker)


def _web_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(min(4, os.cpu_count() or 1)), "--blocking-threads", "1", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "goldthread.wsgi:application",
    ]  # fmt: skip


def _refuse_unready(port: int) -> None:
    if not initialise.has_record():
        raise Refused(_("There is no record in %(path)s yet. Run: goldthread init") % {"path": settings.HOME})
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(_("Port %(port)s is taken. Name another with --port.") % {"port": port}) from None


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
