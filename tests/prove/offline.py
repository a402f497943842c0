"""A socket that is cut every few seconds, and one long away: both hear every post once and in order."""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.prove.posting import Posting, check
from tests.prove.proof import Run, hold, wait_until
from tests.prove.served import Served

CLIENTS = 8
CUT_OFTEN = 4


@dataclass
class Listener:
    """A browser at the live socket: keeps the last cursor, notes each post it hears of, and answers as it must."""

    site: Served
    key: str
    topic: str
    cursor: str = ""
    heard: list[tuple[int, str]] = field(default_factory=list)  # number of the post, its public id
    refetches: int = 0
    ready: bool = False
    line: ClientConnection | None = None

    def open(self) -> None:
        self.ready = False
        self.line = connect(
            f"ws://localhost:{self.site.port}/live/",
            origin=self.site.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"session={self.key}"},
            open_timeout=20,
            close_timeout=1,
            ping_interval=None,
            max_size=None,
        )
        self.line.send(json.dumps({"cursor": self.cursor or None}))

    def listen(self, seconds: float, until_ready: bool = False) -> None:
        """Take what comes for SECONDS, or until the socket says that everything missed was told."""
        assert self.line is not None
        end, taken = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            try:
                said = json.loads(self.line.recv(timeout=left))
            except TimeoutError:
                return
            self._take(said)
            taken += 1
            if taken % 100 == 0 or said["kind"] == "beat":
                self.line.send('{"ping":1}')
            if until_ready and self.ready:
                return

    def cut(self) -> None:
        """Break the line without a word, as a train in a tunnel does."""
        if self.line is not None:
            self.line.socket.close()
            self.line = None

    def _take(self, said: dict[str, Any]) -> None:
        self.cursor = said["cursor"]
        if said["kind"] == "ready":
            self.ready = True
        elif said["kind"] == "refetch":
            self.refetches += 1
        elif said["kind"] == "post_added" and said["ids"]["topic"] == self.topic:
            self.heard.append((int(said["ids"]["seq"]), said["ids"]["post"]))


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    try:
        place = site.inside("begin", count=CLIENTS + CUT_OFTEN + 2)
        writers = {**place, "keys": place["keys"][:CLIENTS]}
        keys = place["keys"][CLIENTS:]
        listeners = [Listener(site, key, place["topic"]) for key in keys]
        steady, away, often = listeners[0], listeners[1], listeners[2:]
        for listener in listeners:
            listener.open()
            listener.listen(15, until_ready=True)
        for listener in (away, *often):
            listener.cut()
        posting = Posting(site, writers, run, pause=0.3 if not run.long else 0.1).start()
        stopping = threading.Event()
        cuts: list[float] = []
        threads = [
            threading.Thread(target=_interrupted, args=(run, each, stopping, cuts), daemon=True) for each in often
        ]
        threads.append(threading.Thread(target=_steadily, args=(steady, stopping), daemon=True))
        for thread in threads:
            thread.start()
        time.sleep(run.size(30, 180))
        journal = posting.stop()
        count = check(site, place, journal)
        expected = [
            (post["seq"], post["public_id"])
            for post in site.inside("posts", topic=place["topic"])["posts"]
            if post["submission"]
        ]
        wait_until(lambda: len(steady.heard) >= count, 10, "the steady socket hears the last post")
        stopping.set()
        for thread in threads:
            thread.join()
        for listener in often:
            listener.cut()
            listener.open()
            listener.listen(15, until_ready=True)
        began = time.monotonic()
        away.open()
        away.listen(30, until_ready=True)
        caught_up = time.monotonic() - began
        for name, listener in [("steady", steady), *((f"cut {n}", each) for n, each in enumerate(often))]:
            _compare(run, name, listener, expected)
        if count <= 1000:
            _compare(run, "long away", away, expected)
        else:
            hold(away.refetches == 1 and not away.heard, "over 1,000 missed were not answered with one refetch")
        many = _too_many(run, site, place, steady)
        return (
            f"{count} posts; {CUT_OFTEN} sockets cut {len(cuts)} times, one away the whole time: all heard, in order, "
            f"once; the long absent caught up in {caught_up:.1f} s{many}"
        )
    finally:
        site.remove()


def _interrupted(run: Run, listener: Listener, stopping: threading.Event, cuts: list[float]) -> None:
    while not stopping.is_set():
        stays = run.choose.uniform(3, 20) if run.long else run.choose.uniform(0.3, 4)
        try:
            listener.open()
            listener.listen(stays)
        except (ConnectionClosed, OSError, TimeoutError) as error:
            run.note("closed", why=repr(error)[:200])
        listener.cut()
        cuts.append(stays)
        stopping.wait(run.choose.uniform(0, 2))


def _steadily(listener: Listener, stopping: threading.Event) -> None:
    while not stopping.is_set():
        listener.listen(0.5)


def _too_many(run: Run, site: Served, place: dict[str, Any], listener: Listener) -> str:
    """More than a thousand missed are not told one by one: the browser is told to load the page anew."""
    before = listener.cursor
    listener.cut()
    site.inside("tell", topic=place["topic"], count=1100)
    # Told to nobody yet is not missed: wait until the dispatcher has numbered and passed them.
    wait_until(lambda: not site.inside("posts", topic=place["topic"])["unnumbered"], 20, "the dispatcher", every=1.0)
    time.sleep(3)
    late = Listener(site, listener.key, place["topic"], cursor=before)
    late.open()
    late.listen(30, until_ready=True)
    run.note("many", heard=len(late.heard), refetches=late.refetches)
    hold(late.refetches == 1 and not late.heard, "1,100 missed events were not answered with one refetch")
    late.cut()
    return "; after 1,100 missed: one refetch"


def _compare(run: Run, name: str, listener: Listener, expected: list[tuple[int, str]]) -> None:
    run.note("heard", who=name, count=len(listener.heard), refetches=listener.refetches)
    heard = [pair for pair in listener.heard if pair in set(expected)]
    twice = len(heard) - len(set(heard))
    missed = [seq for seq, post in expected if (seq, post) not in set(heard)]
    hold(not twice, f"{name}: {twice} posts came twice")
    hold(not missed, f"{name}: {len(missed)} of {len(expected)} posts were never told, first {missed[:3]}")
    hold(heard == sorted(heard), f"{name}: out of order")
