"""The hub of a process: its open sockets, and the one loop that reads the outbox and rings them."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connections as databases
from django.utils import timezone

from live import wake
from live.admission import ended
from live.connections import Connection
from live.frames import ENDED, REFUSED
from live.outbox import first_position
from live.telling import Batch, batch_after
from live.welcome import beats_for, welcome_to

LOOKS_EVERY = 1.0  # seconds: finds what a process wrote that died before it could say so
ASKS_EVERY = 30.0  # seconds: asks whether the sessions behind the sockets still live
GREETING = 10.0  # seconds within which a browser says where it stopped listening
MOST_PER_SESSION = 64  # sockets; each open page has one

log = logging.getLogger(__name__)
T = TypeVar("T")


class Hub:
    """Everything but the two kinds of database work happens on the loop, so that nothing needs a lock."""

    running: "Hub | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.by_membership: dict[int, set[Connection]] = {}
        self.by_session: dict[int, set[Connection]] = {}
        self.at_the_door: set[Connection] = set()
        self.position = 0
        self.stirred = asyncio.Event()
        self.started = asyncio.Event()
        # The turn that is being worked out for those who were present when it began.
        self.turn: asyncio.Future[Batch] | None = None
        self.teller = ThreadPoolExecutor(1, "live-teller")
        self.answerers = ThreadPoolExecutor(2, "live-answerer")
        self.tasks = [self.loop.create_task(work()) for work in (self._tell, self._look_after)]
        if settings.REDIS_URL:
            self.tasks.append(self.loop.create_task(self._listen()))

    @classmethod
    async def here(cls) -> "Hub":
        """Return this process's hub, started with the first socket."""
        hub = cls.running
        if hub is None or hub.loop is not asyncio.get_running_loop():
            hub = cls.running = cls()
            wake.listen(hub.stir)
        await hub.started.wait()
        return hub

    async def stop(self) -> None:
        """End the hub's work and its threads."""
        wake.listen(None)
        Hub.running = None
        while tasks := [task for task in self.tasks if not task.done()]:
            # Again and again: what lies below, as the client of Redis, may swallow one.
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=LOOKS_EVERY)
        self.teller.shutdown(wait=False)
        self.answerers.shutdown(wait=False)

    def stir(self) -> None:
        """Have the outbox read now. May be called from any thread."""
        with suppress(RuntimeError):  # the loop is closed: the process ends
            self.loop.call_soon_threadsafe(self.stirred.set)

    async def ask(self, question: Callable[..., T], *things: Any) -> T:
        """Return the answer of QUESTION, which uses the database, without holding up the loop or the telling."""
        return await self.loop.run_in_executor(self.answerers, _with_database, question, *things)

    # Sockets come and go.

    def enter(self, connection: Connection) -> bool:
        """Know CONNECTION from now on, and return whether there is room for it."""
        siblings = self.by_session.setdefault(connection.guest.session_id, set())
        if len(siblings) >= MOST_PER_SESSION:
            return False
        siblings.add(connection)
        self.by_membership.setdefault(connection.guest.membership_id, set()).add(connection)
        self.at_the_door.add(connection)
        return True

    def leave(self, connection: Connection) -> None:
        connection.closed = True
        self.at_the_door.discard(connection)
        _remove(self.by_session, connection.guest.session_id, connection)
        _remove(self.by_membership, connection.guest.membership_id, connection)

    async def greet(self, connection: Connection, cursor: str) -> None:
        """Send CONNECTION what it missed after CURSOR and make it live: nothing is left out, nothing comes twice."""
        connection.greeted = True
        self.at_the_door.discard(connection)
        if self.turn is not None:
            # It may have begun before this socket was known, and would pass it by.
            await asyncio.wait([self.turn])
        welcome = await self.ask(welcome_to, connection.guest, cursor, self.position)
        if welcome is None:
            # Ended between the handshake and now, when the hub could not yet close it.
            self._dismiss(connection)
        else:
            connection.catch_up(welcome.frames, welcome.upto)

    # The one loop that tells.

    async def _tell(self) -> None:
        while not self.started.is_set():
            try:
                self.position = await self._in_teller(first_position)
                self.started.set()
            except Exception:
                # The database is away since before the first socket: those at the door wait until it is back.
                log.exception("The outbox could not be read.")
                await asyncio.sleep(LOOKS_EVERY)
        await self.tell_on()

    async def tell_on(self) -> None:
        """Tell what follows the position, for ever."""
        while True:
            # Not `wait_for`: in Python 3.11 it loses a cancellation that comes together with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY):
                    await self.stirred.wait()
            self.stirred.clear()
            try:
                await self._take_turn()
            except Exception:
                # The database is away; the next look, a second later, tells what was not told.
                log.exception("The outbox could not be read.")
                await asyncio.sleep(LOOKS_EVERY)

    async def _take_turn(self) -> None:
        present = {pk: next(iter(open_)).guest.public_id for pk, open_ in self.by_membership.items()}
        self.turn = self.loop.create_future()
        try:
            batch = await self._in_teller(batch_after, self.position, present)
            self._ring(batch)
        finally:
            self.turn.set_result(None)  # type: ignore[arg-type]
            self.turn = None
        if batch.more:
            self.stirred.set()
        if batch.numbered and settings.REDIS_URL:
            await wake.others()

    def _ring(self, batch: Batch) -> None:
        # Without a pause, so that the position and what was offered up to it belong together.
        self.position = batch.upto
        for membership_id, frames in batch.frames.items():
            for connection in self.by_membership.get(membership_id, ()):
                for seq, text in frames:
                    connection.offer(seq, text)
        for membership_id in batch.memberships:
            for connection in list(self.by_membership.get(membership_id, ())):
                self._dismiss(connection)
        for session_id in batch.sessions:
            for connection in list(self.by_session.get(session_id, ())):
                self._dismiss(connection)

    async def _in_teller(self, work: Callable[..., T], *things: Any) -> T:
        return await self.loop.run_in_executor(self.teller, _with_database, work, *things)

    # What passes with time.

    async def _look_after(self) -> None:
        asked, looked = time.monotonic(), timezone.now()
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            for connection in [each for each in self.at_the_door if time.monotonic() - each.since > GREETING]:
                connection.close(REFUSED)
                self.leave(connection)
            before, looked = looked, timezone.now()
            if time.monotonic() - asked >= ASKS_EVERY or self._ends_between(before, looked):
                asked = time.monotonic()
                try:
                    await self.ask_again()
                except Exception:
                    log.exception("The sessions of the open sockets could not be read.")

    def _ends_between(self, before: datetime, now: datetime) -> bool:
        # Once for each date: a membership may have been prolonged since the handshake, and then its sockets live on.
        dates = (connection.guest.until for open_ in self.by_session.values() for connection in open_)
        return any(until is not None and before < until <= now for until in dates)

    async def ask_again(self) -> None:
        """Close the sockets whose session or membership is over by now, and tell the others that the line is alive."""
        guests = {connection.guest for open_ in self.by_session.values() for connection in open_}
        over = await self.ask(ended, guests)
        for guest in over:
            for connection in list(self.by_session.get(guest.session_id, ())):
                if connection.guest in over:
                    self._dismiss(connection)
        position = self.position
        beats = await self.ask(beats_for, {guest.membership_id: guest.public_id for guest in guests}, position)
        if position == self.position:
            # Else a newer cursor is on its way already, and this one would lead back.
            for membership_id, text in beats.items():
                for connection in self.by_membership.get(membership_id, ()):
                    connection.beat(position, text)

    def _dismiss(self, connection: Connection) -> None:
        connection.close(ENDED)
        self.leave(connection)

    # The line to the other processes.

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(wake.GROUP, channel)
                while True:
                    await layer.receive(channel)
                    self.stirred.set()
            except Exception as error:
                # Redis is away: the look each second goes on.
                log.warning("The channel layer cannot be heard: %s", type(error).__name__)
                await asyncio.sleep(LOOKS_EVERY)


def _with_database(work: Callable[..., T], *things: Any) -> T:
    try:
        return work(*things)
    finally:
        # Between two pieces of work nothing is held: a pooled connection goes back, a broken one is not met again.
        databases.close_all()


def _remove(sets: dict[int, set[Connection]], key: int, connection: Connection) -> None:
    members = sets.get(key)
    if members is not None:
        members.discard(connection)
        if not members:
            del sets[key]
