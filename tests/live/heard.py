"""`heard(ana)`: what the browser of a persona would hear of everything announced since the test began."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings

from live.admission import PATH, admitted
from live.outbox import first_position
from live.telling import batch_after
from tests.personas import Persona

Heard = Callable[[Persona], list[dict]]
ORIGIN = "http://localhost:8000"


def handshake(key: str = "", *, origin: str = ORIGIN, host: str = "localhost:8000", path: str = PATH) -> dict:
    """Return the scope of a browser that opens the socket with the session KEY."""
    headers = [(b"host", host.encode())]
    headers += [(b"origin", origin.encode())] if origin else []
    headers += [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode())] if key else []
    return {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}


@pytest.fixture
def heard(db) -> Heard:
    start = first_position()

    def hear(persona: Persona) -> list[dict]:
        guest = admitted(handshake(persona.client.cookies[settings.SESSION_COOKIE_NAME].value))
        if guest is None:
            return []
        batch = batch_after(start, {guest.membership_id: guest.public_id})
        frames = [json.loads(text) for _seq, text in batch.frames.get(guest.membership_id, [])]
        return [{name: value for name, value in frame.items() if name != "cursor"} for frame in frames]

    return hear
