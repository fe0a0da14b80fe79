"""Let requests work one after another, client by client, and let others work beside one that takes long.

Threads that compute at the same time in one process slow each other down by more than what they gain, so as long as
all requests are short, one works at a time. One that works for more than PATIENCE seconds makes room for another, until
`places` work. A client with a hundred requests waits for its second as long as all others wait for their first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque

PATIENCE = 0.05  # seconds


class Turn:
    """The right to work, until `end`."""

    __slots__ = ("_is_long", "_timer", "_turns")

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._is_long = False
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._make_room)

    def end(self) -> None:
        """Let the next one work."""
        self._timer.cancel()
        self._turns.take_back(self._is_long)

    def _make_room(self) -> None:
        self._is_long = self._turns.take_aside()
        if not self._is_long:  # as many as there are places work already
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._make_room)


class Turns:
    """Turns for one event loop; at most `places` at a time."""

    def __init__(self, places: int) -> None:
        self._aside = places - 1  # places for those that take long
        self._is_free = True  # the place of those that do not
        self._waiting: OrderedDict[str, deque[asyncio.Future[Turn]]] = OrderedDict()  # the next client first

    def take_free(self) -> Turn | None:
        """Return a turn if there is one now."""
        if not self._is_free:
            return None
        self._is_free = False
        return Turn(self)

    async def take(self, client: str) -> Turn:
        """Wait for a turn; each must be ended."""
        if (free := self.take_free()) is not None:
            return free
        place: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # it came at the same moment
                place.result().end()
            raise

    def take_aside(self) -> bool:
        """Move one that takes long aside, if there is room; return whether there is."""
        if not self._aside:
            return False
        self._aside -= 1
        self._pass_on()
        return True

    def take_back(self, is_long: bool) -> None:
        """Have a place back."""
        if is_long:
            self._aside += 1
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        self._is_free = True
        while self._waiting and self._is_free:
            client, places = self._waiting.popitem(last=False)
            place = places.popleft()
            if places:
                self._waiting[client] = places
            if not place.done() and (turn := self.take_free()) is not None:  # nobody waits for one that is cancelled
                place.set_result(turn)
