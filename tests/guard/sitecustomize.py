"""Loaded by every Python that a test starts (conftest puts this folder on PYTHONPATH): refuses what leaves this machine.

A refused call is also written down, since whoever made it may swallow the error; conftest fails the test that finds it.
"""

import os
import sys
from typing import Any

_INSIDE = ("", "127.0.0.1", "::1", "localhost", "0.0.0.0", "::")
_WHERE = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}


def _host(arguments: tuple[Any, ...], place: int) -> str:
    told = arguments[place]
    host = told[0] if isinstance(told, tuple) else told
    return host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WHERE:
        return
    host = _host(arguments, _WHERE[event])
    # A path is a socket of this machine.
    if host in _INSIDE or host.startswith(("/", "\0")):
        return
    with open(os.environ["OUTBOUND_CALLS"], "a", encoding="utf-8") as told:
        told.write(f"{event} {host} by {' '.join(sys.argv)}\n")
    raise PermissionError(f"a call would have left this machine: {event} {host}")


if "OUTBOUND_CALLS" in os.environ:
    sys.addaudithook(_refuse)
