"""Let so many requests work at a time; who waits gets a turn client by client, not request by request.

A client with a hundred requests waits for its second as long as all others wait for their first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque


class Turns:
    """Turns for one event loop."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()  # the next client first

    def take_free(self) -> bool:
        """Take a turn if there is one, to be given back; return whether there was."""
        if not self._free:
            return False
        self._free -= 1
        return True

    async def take(self, client: str) -> None:
        """Wait for a turn; each must be given back."""
        if self.take_free():
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came at the same moment
                self.give_back()
            raise

    def give_back(self) -> None:
        """End a turn: the next client has one."""
        while self._waiting:
            client, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns
            if not turn.done():  # nobody waits for one that is cancelled
                turn.set_result(None)
                return
        self._free += 1
