"""The one websocket's door: a raw ASGI application, for a consumer and a queue a socket cost ten times more."""

from collections.abc import Awaitable, Callable
from typing import Any

from live.admission import admitted
from live.connections import Connection, Send
from live.frames import LONGEST, REFUSED, Hello, NotUnderstood, understand
from live.hub import Hub

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def socket_door(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Admit who may read pages, to everybody else answer the same before anything is accepted."""
    await receive()
    hub = await Hub.here()
    guest = await hub.ask(admitted, scope)
    if guest is None:
        await send({"type": "websocket.close", "code": REFUSED})
        return
    connection = Connection(guest, send)
    if not hub.enter(connection):
        await send({"type": "websocket.close", "code": REFUSED})
        return
    try:
        await send({"type": "websocket.accept"})
        await _listen(hub, connection, receive)
    finally:
        hub.leave(connection)


async def _listen(hub: Hub, connection: Connection, receive: Receive) -> None:
    while (message := await receive())["type"] != "websocket.disconnect":
        # After the close a browser may still have words on their way.
        if connection.closed or not connection.hear():
            continue
        try:
            said = understand(message)
        except NotUnderstood:
            connection.close(REFUSED)
            continue
        if isinstance(said, Hello) and not connection.greeted:
            await hub.greet(connection, said.cursor)
        elif isinstance(said, Hello) or not connection.greeted:
            connection.close(REFUSED)
        else:
            connection.untaken = 0


def bound(server: Any) -> None:
    """Have SERVER, a Daphne that is ready, drop a frame that is too long instead of gathering it in memory."""
    server.ws_factory.setProtocolOptions(maxFramePayloadSize=4 * LONGEST, maxMessagePayloadSize=4 * LONGEST)
