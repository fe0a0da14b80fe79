"""Connections go to the worker that has the fewest, and to those only that are there."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from searchcsto.web import dealing
from searchcsto.web.dealing import Channel, Dealer

pytestmark = pytest.mark.skipif(not dealing.is_possible(), reason="this system cannot pass connections on")


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def dealer(listening: socket.socket) -> Iterator[Dealer]:
    made = Dealer(listening)
    yield made
    made.close()


def open_worker(dealer: Dealer) -> Channel:
    """Open a channel as a worker process has it, as a copy, and say that it is there."""
    channel = Channel(fileno=dealer.open_channel().dup().detach())
    channel.settimeout(0.5)
    channel.listen()
    return channel


def take_all(channel: Channel) -> list[socket.socket]:
    taken = []
    while True:
        try:
            taken.append(channel.accept()[0])
        except TimeoutError:
            return taken


def test_each_gets_its_share_and_who_has_lost_some_gets_the_next(listening: socket.socket, dealer: Dealer) -> None:
    one, other = open_worker(dealer), open_worker(dealer)
    time.sleep(0.2)  # both have said that they are there
    clients = [socket.create_connection(listening.getsockname()) for _ in range(20)]
    of_one, of_other = take_all(one), take_all(other)
    assert (len(of_one), len(of_other)) == (10, 10)
    assert {each.getpeername() for each in of_one + of_other} == {each.getsockname() for each in clients}
    for each in of_one[:6]:
        each.close()
    time.sleep(0.2)
    clients += [socket.create_connection(listening.getsockname()) for _ in range(6)]
    more = take_all(one)
    assert len(more) == 6 and take_all(other) == []
    for each in (*clients, *of_one, *of_other, *more, one, other):
        each.close()


def test_who_is_gone_gets_none_and_none_is_lost(listening: socket.socket, dealer: Dealer) -> None:
    early = socket.create_connection(listening.getsockname())  # before anybody is there
    one, other = open_worker(dealer), open_worker(dealer)
    time.sleep(0.2)
    taken = take_all(one) + take_all(other)
    assert len(taken) == 1
    one.close()
    time.sleep(0.2)
    clients = [socket.create_connection(listening.getsockname()) for _ in range(5)]
    taken += take_all(other)
    assert len(taken) == 6
    other.close()
    time.sleep(0.2)
    clients.append(socket.create_connection(listening.getsockname()))
    third = open_worker(dealer)
    last = take_all(third)
    assert len(last) == 1
    clients[-1].sendall(b"here")
    assert last[0].recv(9) == b"here"
    for each in (early, *clients, *taken, *last, third):
        each.close()
