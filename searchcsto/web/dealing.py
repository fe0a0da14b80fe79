"""Give a socket that listens, get its connections dealt out to worker processes: each goes to the one with the fewest.

Workers that all accept from one socket leave it to chance who gets a connection, and clients keep theirs open: of fifty
one worker may have ten and the other forty, which then wait for each other while the first is idle. Here the process
that started the workers accepts, and passes each connection on through a `Channel`, a pair of Unix sockets for each
worker. To asyncio a channel is a socket that listens. What goes through it, beside connections, are single bytes: a
worker says that it is there (HERE) and that a connection has ended (ENDED).

`is_possible` says whether the system can pass connections on.
"""

from __future__ import annotations

import errno
import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.reduction import DupFd
from queue import SimpleQueue
from typing import Any

HERE, ENDED, PASSED = b"h", b"e", b"p"
_START = 5.0  # seconds that workers have to start before those that are there get everything
_SLACK = 4  # connections by which workers may differ without anybody asking why
_PAUSE = 0.01  # seconds in which a busy worker tells that connections have ended
_NO_MORE = (errno.EMFILE, errno.ENFILE)


def is_possible() -> bool:
    """Return whether this system can pass connections from process to process."""
    return hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")


class Channel(socket.socket):
    """A worker's end: it listens and accepts like any socket, but for being told which connections are its own."""

    def listen(self, backlog: int = 0, /) -> None:
        """Say that connections may come."""
        self.send(HERE)

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection and its client's address. Raises BlockingIOError if there is none."""
        message, numbers, _, _ = socket.recv_fds(self, 1, 1)
        if not message:  # nobody will ever pass a connection on again
            signal.raise_signal(signal.SIGTERM)
            raise OSError(errno.EMFILE, "the process that accepts connections has ended")  # asyncio pauses after this
        connection = _Dealt(fileno=numbers[0])
        connection.channel = self
        try:
            return connection, connection.getpeername()
        except OSError:
            connection.close()
            raise ConnectionAbortedError from None


class _Dealt(socket.socket):
    """A connection whose end is told."""

    channel: Channel | None = None

    def close(self) -> None:
        """End."""
        super().close()
        channel, self.channel = self.channel, None
        if channel is not None:
            with suppress(OSError):  # the one who counts may be gone
                channel.send(ENDED)


class Dealer:
    """Accept connections in a thread of its own, until `close`, and pass them on to those workers that are there.

    A process that gets it as an argument when it is started has a Channel in its place.
    """

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._new: SimpleQueue[tuple[socket.socket, Channel]] = SimpleQueue()  # our end and the worker's
        self._channels: dict[socket.socket, Channel] = {}  # until the worker has it
        self._counts: dict[socket.socket, int] = {}  # open connections of the workers that are there, by our end
        self._selector = selectors.DefaultSelector()
        self._paused = self._started = time.monotonic()
        self._is_accepting = False
        self._told, self._tell = socket.socketpair()
        self._selector.register(self._told, selectors.EVENT_READ)
        listening.setblocking(False)
        self._thread = threading.Thread(target=self._deal, name="dealer", daemon=True)
        self._thread.start()

    def open_channel(self) -> Channel:
        """Return the end of a new channel, for one worker."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setblocking(False)
        channel = Channel(fileno=theirs.detach())
        self._new.put((ours, channel))
        self._tell.send(HERE)
        return channel

    def close(self) -> None:
        """Accept no more."""
        self._tell.close()
        self._thread.join()
        for each in (*self._channels.values(), *self._channels, *self._counts, self._told):
            each.close()
        self._selector.close()

    def __reduce__(self) -> tuple[Callable[[Any], Channel], tuple[Any]]:
        """Let a process that is being started have a channel."""
        return _receive, (DupFd(self.open_channel().fileno()),)

    def _deal(self) -> None:
        while True:
            ready = [key.fileobj for key, _ in self._selector.select(None if self._is_accepting else 0.1)]
            for each in ready:
                assert isinstance(each, socket.socket)
                if each is not self._listening and not self._take_message(each):
                    return
            if self._listening in ready:
                self._pass_on()
            elif not self._is_accepting:
                self._begin()

    def _take_message(self, end: socket.socket) -> bool:
        """Take what was told through one of our ends; return False for the end of all."""
        if end is not self._told:
            self._hear(end)
        elif end.recv(1):
            ours, channel = self._new.get()
            self._channels[ours] = channel
            self._selector.register(ours, selectors.EVENT_READ)
        else:
            return False
        return True

    def _begin(self) -> None:
        """Accept once all workers are there: those that come first must not get what belongs to the others."""
        if self._counts and (not self._channels or time.monotonic() > self._started + _START):
            self._selector.register(self._listening, selectors.EVENT_READ)
            self._is_accepting = True

    def _hear(self, ours: socket.socket) -> None:
        try:
            told = ours.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            told = b""
        if not told:
            self._forget(ours)
            return
        if ours not in self._counts:  # what this process has of its end is closed: when it ends, nobody holds it
            self._channels.pop(ours).close()
            self._counts[ours] = 0
        self._counts[ours] -= told.count(ENDED)

    def _forget(self, ours: socket.socket) -> None:
        self._selector.unregister(ours)
        del self._counts[ours]
        if not self._counts:  # connections wait until a worker is there
            self._selector.unregister(self._listening)
            self._is_accepting = False
        ours.close()

    def _pass_on(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except OSError as problem:  # the client is gone again, or
            if problem.errno in _NO_MORE:
                time.sleep(0.1)
            return
        self._ask_why()
        with connection:
            for ours in sorted(self._counts, key=self._counts.__getitem__):
                with suppress(OSError):  # it has just ended, or takes nothing any more
                    socket.send_fds(ours, [PASSED], [connection.fileno()])
                    self._counts[ours] += 1
                    return

    def _ask_why(self) -> None:
        """Where workers differ much, let them tell what has ended: clients may have left all at once and come again."""
        counts = self._counts.values()
        if max(counts) - min(counts) > _SLACK and time.monotonic() > self._paused + 10 * _PAUSE:
            time.sleep(_PAUSE)
            self._paused = time.monotonic()
            for ours in list(self._counts):
                self._hear(ours)


def _receive(number: Any) -> Channel:
    return Channel(fileno=number.detach())
