"""Requests work one after another, but nobody waits behind one that takes long."""

from __future__ import annotations

import asyncio

import pytest

from searchcsto.web import turns
from searchcsto.web.turns import Turns


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)


def test_short_ones_work_one_after_another_client_by_client() -> None:
    async def ask() -> list[str]:
        found, order = Turns(4), []
        first = found.take_free()
        assert first is not None and found.take_free() is None

        async def wait(client: str) -> None:
            turn = await found.take(client)
            order.append(client)
            turn.end()

        waiting = [asyncio.create_task(wait(client)) for client in ("greedy", "greedy", "greedy", "modest")]
        await asyncio.sleep(0)
        first.end()
        await asyncio.gather(*waiting)
        return order

    assert asyncio.run(ask()) == ["greedy", "modest", "greedy", "greedy"]


def test_beside_long_ones_others_work_until_the_places_are_taken() -> None:
    async def ask() -> None:
        found = Turns(2)
        slow = found.take_free()
        assert slow is not None
        other = await asyncio.wait_for(found.take("b"), 5)  # as soon as the slow one has shown that it is slow
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(found.take("c"), 0.2)  # both are slow now, and there are two places
        slow.end()
        third = await asyncio.wait_for(found.take("c"), 5)  # the place aside is free: `other` goes there
        assert found.take_free() is None
        third.end()
        other.end()
        last = found.take_free()
        assert last is not None
        assert found.take_free() is None
        last.end()

    asyncio.run(ask())


def test_who_no_longer_waits_takes_no_turn() -> None:
    async def ask() -> None:
        found = Turns(1)
        first = found.take_free()
        assert first is not None
        gone = asyncio.create_task(found.take("a"))
        await asyncio.sleep(0)
        first.end()  # the turn is given, and nobody comes to use it
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        assert found.take_free() is not None

    asyncio.run(ask())
