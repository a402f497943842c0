"""What a browser may say on the socket: where it stopped, once, and that it is there."""

import pytest

from tests.live.conftest import in_thread, tell

pytestmark = pytest.mark.django_db(transaction=True)

NOT_UNDERSTOOD = {
    "a megabyte": '{"cursor": "' + "x" * 1_048_576 + '"}',
    "deep": "[" * 10_000 + "]" * 10_000,
    "deep and short": "[" * 1_000 + "]" * 1_000,
    "no JSON": "hello",
    "empty": "",
    "a list": "[]",
    "null": "null",
    "a number": "1e999",
    "another word": '{"subscribe": "network"}',
    "a word beside it": '{"cursor": null, "network": "x"}',
    "a cursor that is no text": '{"cursor": 7}',
    "a ping that is no number": '{"ping": "x"}',
    "both": '{"cursor": null, "ping": 1}',
}


@pytest.mark.parametrize("said", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
@pytest.mark.parametrize("greeted", [False, True])
async def test_whatever_else_is_said_ends_the_socket_with_the_code_of_a_refusal(ana, connect, said, greeted):
    socket = await connect(ana, greet=greeted)
    await socket.say(said)
    assert await socket.closed() == 4403


async def test_bytes_end_the_socket(ana, connect):
    socket = await connect(ana)
    await socket.line.send_input({"type": "websocket.receive", "bytes": b"\xff\xfe"})
    assert await socket.closed() == 4403


async def test_the_cursor_is_said_once(ana, connect):
    socket = await connect(ana)
    await socket.say({"cursor": None})
    assert await socket.closed() == 4403


async def test_the_cursor_is_said_first(ana, connect):
    socket = await connect(ana, greet=False)
    await socket.say({"ping": 1})
    assert await socket.closed() == 4403


async def test_a_browser_that_talks_without_end_is_sent_away(ana, connect):
    socket = await connect(ana)
    for _ in range(60):
        await socket.say({"ping": 1})
    assert await socket.closed() == 4403


async def test_a_browser_that_says_nothing_is_sent_away_and_hears_nothing_before(ana, ocean, connect, monkeypatch):
    monkeypatch.setattr("live.hub.GREETING", 0.5)
    socket = await connect(ana, greet=False)
    await in_thread(tell, ocean)
    message = await socket.line.receive_output(timeout=5)
    assert message == {"type": "websocket.close", "code": 4403}


@pytest.mark.parametrize("cursor", ["\ud800", "\x00", "x" * 1_900, "é", "../../live", "AAAA" * 20])
async def test_a_cursor_that_nobody_here_sealed_means_that_the_page_is_to_be_loaded_anew(ana, connect, cursor):
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet(cursor)] == ["refetch", "ready"]
