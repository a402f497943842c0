"""Wakes the dispatcher: in this process when it serves sockets, else in the others through the channel layer."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable

from channels.layers import get_channel_layer
from django.conf import settings

GROUP = "live"
PATIENCE = 2.0  # seconds; the dispatchers look for themselves every second, so that a lost word costs no more

# Seconds between two words of one process: each costs as much as half a page, and says no more than the one before.
BREATH = 0.02

log = logging.getLogger(__name__)

_here: Callable[[], None] | None = None
_relay: "Relay | None" = None
_starting = threading.Lock()


def listen(wake: Callable[[], None] | None) -> None:
    """Have WAKE called, from any thread, when the outbox holds something new. None: no sockets here any more."""
    global _here
    _here = wake


def dispatcher() -> None:
    """Say that the outbox holds something new. May be called from any thread; never waits and never fails."""
    if _here is not None:
        _here()
    elif settings.REDIS_URL:
        relay().wake()


async def others() -> None:
    """Tell the other processes, through the layer, that there is something to read."""
    try:
        async with asyncio.timeout(PATIENCE):
            await get_channel_layer().group_send(GROUP, {"type": "live.wake"})
    except Exception as error:
        # Without Redis the others find it by themselves within a second.
        log.warning("The channel layer did not take a message: %s", type(error).__name__)


class Relay:
    """The line of a process without sockets: a loop in a thread of its own, so that no page waits for Redis."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.wanted = False
        self.sending = False
        threading.Thread(target=self.loop.run_forever, name="live-relay", daemon=True).start()

    def wake(self) -> None:
        # Who has said so is not yet served: a word will be sent after this commit too, and the loop need not be woken.
        if not self.wanted:
            self.wanted = True
            self.loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        if not self.sending:
            self.sending = True
            self.task = self.loop.create_task(self._send())

    async def _send(self) -> None:
        # Many commits in a moment need one word only, but one that is said after the last of them.
        while self.wanted:
            self.wanted = False
            await others()
            await asyncio.sleep(BREATH)
        self.sending = False


def relay() -> Relay:
    """Return this process's line. A forked process has none of the threads of its parent, and starts its own."""
    global _relay
    with _starting:
        if _relay is None or _relay.process != os.getpid():
            _relay = Relay()
        return _relay
