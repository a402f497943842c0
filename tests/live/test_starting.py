"""The hub starts with the first socket, though the database may be away at that moment."""

from django.db import OperationalError

from live.outbox import first_position
from tests.live.conftest import in_thread, tell


async def test_the_first_socket_is_served_when_a_database_that_was_away_is_back(ana, ocean, connect, monkeypatch):
    asked = []

    def away_at_first() -> int:
        asked.append(True)
        if len(asked) == 1:
            raise OperationalError("connection refused")
        return first_position()

    monkeypatch.setattr("live.hub.first_position", away_at_first)
    monkeypatch.setattr("live.hub.LOOKS_EVERY", 0.01)
    socket = await connect(ana)
    await in_thread(tell, ocean, mark="a")
    assert (await socket.frame())["ids"]["mark"] == "a"
