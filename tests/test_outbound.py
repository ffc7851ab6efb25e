"""Goldthread calls nobody: conftest watches every test and each program that a test starts; here the watch itself is tried."""

import socket
import subprocess
import sys

import pytest

from conftest import OUTBOUND

# An address kept for documentation (RFC 5737), so that nobody is called should the guard be broken.
CALL = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=0.1)"


def told() -> str:
    """What the guard wrote down, taken away so that this test does not fail by it."""
    lines = OUTBOUND.read_text()
    OUTBOUND.write_text("")
    return lines


def test_a_program_that_a_test_starts_cannot_call_out() -> None:
    run = subprocess.run([sys.executable, "-c", CALL], capture_output=True, text=True, check=False)
    assert "would have left this machine" in run.stderr
    assert "192.0.2.1" in told()


def test_nor_can_a_test() -> None:
    with pytest.raises(PermissionError, match="would have left this machine"):
        socket.getaddrinfo("goldthread.example", 443)
    assert "goldthread.example" in told()


def test_a_swallowed_refusal_is_still_written_down() -> None:
    subprocess.run([sys.executable, "-c", f"try:\n {CALL}\nexcept OSError: pass"], check=True)
    assert "192.0.2.1" in told()


def test_this_machine_may_be_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert told() == ""
