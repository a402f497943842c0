"""A browser that does not take what it is sent costs nobody else anything."""

import pytest

from tests.live.conftest import in_thread, tell
from tests.live.test_catching_up import tell_many, write_rows

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_browser_that_never_answers_is_closed_and_may_come_again(ana, ocean, connect, monkeypatch):
    monkeypatch.setattr("live.connections.MOST_UNTAKEN", 20)
    socket = await connect(ana)
    await in_thread(write_rows, ocean, 30)
    await in_thread(tell, ocean)
    assert await socket.closed() == 4408


async def test_a_browser_that_answers_hears_on(ana, ocean, connect, monkeypatch):
    monkeypatch.setattr("live.connections.MOST_UNTAKEN", 20)
    socket = await connect(ana)
    for _ in range(5):
        await in_thread(tell_many, ocean, 10)
        for _ in range(10):
            assert (await socket.frame())["kind"] == "network_changed"
        await socket.say({"ping": 1})


async def test_a_closed_neighbour_does_not_keep_a_word_from_the_others(ana, chloe, ocean, connect, monkeypatch):
    monkeypatch.setattr("live.connections.MOST_UNTAKEN", 20)
    slow, quick = await connect(ana), await connect(chloe)
    for _ in range(3):
        await in_thread(write_rows_and_tell, ocean)
        for _ in range(11):
            await quick.frame()
        await quick.say({"ping": 1})
    assert await slow.closed() == 4408


def write_rows_and_tell(network) -> None:
    write_rows(network, 10)
    tell(network)
