"""Give me the port of a real node: here is a port in front of it that is as bad as networks are.

What comes in goes to the node and back, byte for byte. With a certificate the relay speaks TLS to its clients, as a
reverse proxy does. `cut` breaks every connection in the middle, `stall` leaves clients waiting, `close` refuses new
ones.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from types import TracebackType

from tests.cluster.certificates import Certificate


class Relay:
    """A port that passes on to another one; a context manager."""

    def __init__(self, target: int, certificate: Certificate | None = None) -> None:
        self._target = target
        self._trust: ssl.SSLContext | None = None
        if certificate is not None:
            self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._trust.load_cert_chain(certificate.chain, certificate.key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0  # that were accepted so far
        self._open: set[socket.socket] = set()
        self._flowing = threading.Event()
        self._flowing.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Relay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def cut(self) -> None:
        """Break all connections as they are: what was under way is lost."""
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def stall(self) -> None:
        """Pass nothing on until `resume`: clients are connected, and wait."""
        self._flowing.clear()

    def resume(self) -> None:
        """Pass on what waited, and what comes."""
        self._flowing.set()

    def close(self) -> None:
        """Refuse new connections and break the old ones."""
        self._flowing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(client)
            if self._trust is not None:
                client = stack.enter_context(self._trust.wrap_socket(client, server_side=True))
            node = stack.enter_context(socket.create_connection(("127.0.0.1", self._target)))
            pair = {client, node}
            self._open |= pair
            back = threading.Thread(target=self._pass_on, args=[node, client], daemon=True)
            back.start()
            self._pass_on(client, node)
            back.join()
            self._open -= pair

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
