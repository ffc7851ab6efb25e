"""A telephone line to the server that can be cut: what a page, a worker or a save sends over it then goes nowhere."""

import contextlib
import socket
import threading


class Line:
    """Passes on what arrives at a port of its own to the server's, until it is cut; mended, it does so again."""

    def __init__(self, server: int = 0) -> None:
        self.server = server
        self._is_cut = False
        self._open: set[socket.socket] = set()
        self._listens = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listens.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and refuse new ones."""
        self._is_cut = True
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everything through again."""
        self._is_cut = False

    def close(self) -> None:
        """No more of it."""
        self.cut()
        self._listens.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listens.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.server))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while words := one.recv(65536):
                other.sendall(words)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.discard(one)
        one.close()
