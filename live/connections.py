"""One open socket: what is on its way to it, and how much of it the browser has taken."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from live.admission import Admitted
from live.frames import REFUSED, SLOW

Send = Callable[[dict[str, Any]], Awaitable[None]]

MOST_UNTAKEN = 2_000  # frames sent since the browser's last word; it speaks after each hundred
BURST, PER_SECOND = 40, 2.0  # frames from the browser


class Connection:
    """A browser at the door (not `greeted`), catching up (`waiting` is a list), or live (`waiting` is None)."""

    __slots__ = (
        "allowance",
        "closed",
        "floor",
        "greeted",
        "guest",
        "heard_at",
        "queue",
        "send",
        "since",
        "untaken",
        "waiting",
        "writer",
    )

    def __init__(self, guest: Admitted, send: Send) -> None:
        self.guest = guest
        self.send = send
        self.since = self.heard_at = time.monotonic()
        self.allowance = float(BURST)
        self.untaken = 0
        self.greeted = False
        # The browser has heard everything up to this number.
        self.floor = 0
        self.closed = False
        # What is told while the browser catches up, to be sent after it.
        self.waiting: list[tuple[int, str]] | None = []
        self.queue: list[dict[str, Any]] = []
        self.writer: asyncio.Task[None] | None = None

    def offer(self, seq: int, text: str) -> None:
        """Send the frame numbered SEQ at once, or after the catching up; nothing before the browser's first word."""
        if self.closed or not self.greeted or seq <= self.floor:
            return
        if self.waiting is None:
            self.say(text)
        elif len(self.waiting) < MOST_UNTAKEN:
            self.waiting.append((seq, text))
        else:
            self.close(SLOW)

    def beat(self, seq: int, text: str) -> None:
        """Send a sign of life with the number SEQ, unless the browser has heard more than that already."""
        if not self.closed and self.waiting is None and seq >= self.floor:
            self.say(text)

    def catch_up(self, missed: list[str], upto: int) -> None:
        """Send what was MISSED up to number UPTO, then what was told meanwhile; from here on the socket is live."""
        waiting, self.waiting = self.waiting or [], None
        self.floor = upto
        for text in missed:
            self.say(text)
        for seq, text in waiting:
            self.offer(seq, text)

    def say(self, text: str) -> None:
        # Daphne takes whatever it is given and keeps it for a browser that does not read: the count of what the
        # browser has not answered is the only bound.
        self.untaken += 1
        if self.untaken > MOST_UNTAKEN:
            self.close(SLOW)
        else:
            self._put({"type": "websocket.send", "text": text})

    def close(self, code: int) -> None:
        """Close the socket; what is still on its way to it is not sent any more."""
        if not self.closed:
            self.closed = True
            self.queue.clear()
            self._put({"type": "websocket.close", "code": code})

    def hear(self) -> bool:
        """Count a frame from the browser and return whether it may speak so often; else the socket is closed."""
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.heard_at) * PER_SECOND) - 1
        self.heard_at = now
        if self.allowance < 0:
            self.close(REFUSED)
        return not self.closed

    def _put(self, message: dict[str, Any]) -> None:
        self.queue.append(message)
        if self.writer is None:
            self.writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self.queue:
                await self.send(self.queue.pop(0))
        except Exception:
            # The browser went away in the middle of a word; the door notices and cleans up.
            self.closed = True
            self.queue.clear()
        finally:
            self.writer = None
