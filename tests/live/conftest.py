"""Real sockets into the real application, with a real database behind them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from channels.testing import WebsocketCommunicator
from django.db import connections, transaction

from live.hub import Hub
from live.outbox import announce
from tests.live.events import NetworkChanged
from tests.live.heard import handshake
from tests.personas import Persona, sign_in

LONG = 10.0  # seconds; a frame that does not come within them does not come


async def in_thread(work: Callable[..., Any], *things: Any, **named: Any) -> Any:
    """Return what WORK returns, done as a page's thread does it."""

    def alone() -> Any:
        try:
            return work(*things, **named)
        finally:
            connections.close_all()

    return await asyncio.to_thread(alone)


@dataclass
class Socket:
    """A browser's end of the socket."""

    line: WebsocketCommunicator
    key: str = ""

    async def say(self, said: Any) -> None:
        text = said if isinstance(said, str) else json.dumps(said)
        await self.line.send_input({"type": "websocket.receive", "text": text})

    async def frame(self) -> dict[str, Any]:
        return json.loads(await self.line.receive_from(timeout=LONG))

    async def closed(self) -> int:
        """Return the code with which the server closes, whatever it says before."""
        while True:
            message = await self.line.receive_output(timeout=LONG)
            if message["type"] == "websocket.close":
                return message["code"]

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """Return the frames up to and with the next of KIND."""
        frames = []
        while not frames or frames[-1]["kind"] != kind:
            frames.append(await self.frame())
        return frames

    async def greet(self, cursor: str | None = None) -> list[dict[str, Any]]:
        await self.say({"cursor": cursor})
        return await self.until("ready")

    async def said_nothing_before(self, thing: Any) -> bool:
        """Whether nothing came before a frame about THING, which the browser may see and which is told now."""
        await in_thread(tell, thing, mark="end")
        return (await self.frame()).get("ids", {}).get("mark") == "end"


def tell(thing: Any, kind: type = NetworkChanged, **more: Any) -> None:
    """Do something to THING (a network as a rule), in a transaction, and announce it."""
    was = more.pop("was", frozenset())
    with transaction.atomic():
        announce(kind(thing=thing, ids={"network": thing.public_id, **more}, was=was))


@pytest.fixture
def who(request) -> Persona:
    """The persona whose name is the parameter."""
    return request.getfixturevalue(request.param)


Connect = Callable[..., Awaitable[Socket]]


@pytest_asyncio.fixture
async def connect(transactional_db) -> AsyncIterator[Connect]:
    """`await connect(ana)`: a socket that was accepted; `cursor=…` also sends the first word and waits until ready."""
    from config.asgi import application

    lines: list[WebsocketCommunicator] = []

    async def open_one(persona: Persona | None = None, *, key: str = "", greet: bool = True, **scope: Any) -> Socket:
        key = key or (await in_thread(sign_in, persona.membership, factor=persona.factor) if persona else "")
        line = WebsocketCommunicator(application, "/live/")
        line.scope.update(handshake(key, **scope))
        accepted, code = await line.connect(timeout=LONG)
        if not accepted:
            raise Refused(code)
        lines.append(line)
        socket = Socket(line, key)
        if greet:
            await socket.greet()
        return socket

    yield open_one
    try:
        for line in lines:
            # One that a failed test gave up waiting for is cancelled already.
            if not line.future.done():
                await line.disconnect(timeout=LONG)
    finally:
        if Hub.running is not None:
            await Hub.running.stop()


class Refused(Exception):
    """Before the socket was accepted; the argument is the code."""
