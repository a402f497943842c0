"""How many sealed messages a second two workers take over PostgreSQL, from many members in many conversations."""

import http.client
import json
import os
import statistics
import subprocess
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_least, not_measured, progress
from benchmarks.servers import Server, family, production
from benchmarks.setups import Setups
from benchmarks.stores import PYTHON, ROOT, Store, environment, new_database, run_inside
from tests.messaging.writing import ZERO32, Keys, b64, envelope, h, record

MEMBERS, AT_ONCE, EACH, LEAST = 50, 16, 250, 200
NAME = "sealed: messages taken, two workers over PostgreSQL"
TOKEN = "b" * 32


class NotTaken(RuntimeError):
    """The server answered otherwise than with what was asked of it."""


@dataclass
class Writer:
    """A member at a connection of his own; what he sends is sealed beforehand, so that only the server is timed."""

    key: str
    port: int
    keys: Keys = field(default_factory=lambda: Keys(b"\1" * 16))
    index: int = 0
    times: list[float] = field(default_factory=list)
    fault: str = ""

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("localhost", self.port, timeout=60)
        self.headers = {
            "Cookie": f"session={self.key}; csrf={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def ask(self, method: str, door: str, body: str = "", expect: int = 200) -> dict[str, Any]:
        self.line.request(method, f"/messages/{door}", body or None, self.headers)
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status != expect:
            raise NotTaken(f"{door.rpartition('/')[2]} answered {answer.status} {said[:200]!r}")
        return json.loads(said)  # type: ignore[no-any-return]

    def register(self) -> None:
        self.keys = Keys(bytes.fromhex(self.ask("POST", "identity", "{}")["identity"]))
        said = {"entry": b64(self.keys.entry()), "blob": b64(self.keys.blob())}
        self.index = self.ask("POST", "entries", json.dumps(said), 201)["index"]

    def sealed(self, conv: bytes, rec: bytes, checkpoint: tuple[int, bytes], count: int) -> list[str]:
        """Return the bodies of so many messages, each with the hash of the one before in it."""
        bodies, last = [], ZERO32
        for counter in range(1, count + 1):
            place = {"conv": conv, "epoch_rec": h(rec), "heads": [h(rec)], "checkpoint": checkpoint}
            raw = envelope(self.keys, **place, counter=counter, prev_own=last)  # type: ignore[arg-type]
            last = h(raw)
            bodies.append(json.dumps({"envelope": b64(raw)}))
        return bodies

    def send(self, conv: bytes, bodies: list[str]) -> None:
        try:
            for body in bodies:
                began = time.perf_counter()
                self.ask("POST", f"c/{conv.hex()}/envelopes", body, 201)
                self.times.append((time.perf_counter() - began) * 1000)
        except (NotTaken, OSError, http.client.HTTPException) as error:
            self.fault = f"{type(error).__name__}: {error}"


def accepts(there: Setups) -> Iterator[Figure]:
    """Yield the rate at which messages are acknowledged, how long each takes, and what an epoch for fifty takes."""
    if reason := there.missing("production"):
        yield not_measured(NAME, reason)
        return
    progress("Sealed messages over PostgreSQL, two workers")
    folder = there.folder / "sealed"
    folder.mkdir()
    url = new_database(there.database_url, "run_sealed")
    env = environment(folder, url, there.redis_url)
    subprocess.run([PYTHON, "manage.py", "migrate", "-v0"], env=env, cwd=ROOT, check=True, timeout=300)
    keys = run_inside("live", "prepare", str(MEMBERS), env=env)["keys"]
    with production(Store(folder, url, there.redis_url, {}), pin=False, workers=2) as server:
        server.wait()
        writers = [Writer(key, server.port) for key in keys]
        for writer in writers:
            writer.register()
        yield from _rate(writers, server)
        yield _epochs(writers, server)


def _rate(writers: list[Writer], server: Server) -> Iterator[Figure]:
    checkpoint = checkpoint_at(writers[0])
    work = []
    for first, second in zip(writers[: 2 * AT_ONCE : 2], writers[1 : 2 * AT_ONCE : 2], strict=True):
        conv, rec = begin([first, second], checkpoint)
        # One of the two writes: where both wait for the same row the server has less to do at once.
        work.append((first, conv, first.sealed(conv, rec, checkpoint, EACH)))
    for writer, conv, bodies in work:
        writer.send(conv, bodies[:20])  # both workers have compiled their statements
    threads = [threading.Thread(target=one.send, args=(conv, bodies[20:])) for one, conv, bodies in work]
    for writer, _conv, _bodies in work:
        writer.times.clear()
    began, used = time.perf_counter(), processor_time(server)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.perf_counter() - began, processor_time(server) - used
    if faults := [one.fault for one, _conv, _bodies in work if one.fault]:
        raise NotTaken(faults[0])
    times = sorted(time for one, _conv, _bodies in work for time in one.times)
    if len(times) != AT_ONCE * (EACH - 20):
        raise NotTaken(f"{len(times)} messages were acknowledged")
    for one, conv, _bodies in work:
        if one.ask("GET", f"c/{conv.hex()}/entries?after={EACH}&limit=200")["head"] != EACH + 1:
            raise NotTaken("not everything that was acknowledged is there")
    yield at_least(NAME, len(times) / seconds, "messages/s", LEAST)
    yield Figure(f"{NAME}, each", statistics.median(times), "ms (p50)")
    yield Figure(f"{NAME}, slowest of a hundred", times[int(len(times) * 0.99)], "ms (p99)")
    # Says what the rate would be where nothing else runs, also on a machine that is busy with other things.
    yield Figure(f"{NAME}, processor time of the workers for each", used / len(times) * 1000, "ms")


def _epochs(writers: list[Writer], server: Server) -> Figure:
    checkpoint = checkpoint_at(writers[0])
    conv, rec = begin(writers, checkpoint)
    times = []
    for epoch in range(1, 6):
        members = [(one.keys, one.index) for one in writers]
        what = {"conv": conv, "epoch": epoch, "prev": h(rec), "reason": 4, "checkpoint": checkpoint}
        rec, wraps = record(writers[0].keys, members, **what)  # type: ignore[arg-type]
        body = json.dumps({"record": b64(rec), "wraps": b64(wraps), "grants": []})
        began = time.perf_counter()
        writers[0].ask("POST", f"c/{conv.hex()}/epochs", body, 201)
        times.append((time.perf_counter() - began) * 1000)
    return Figure(f"sealed: the server takes a new epoch for {len(writers)}", statistics.median(times), "ms")


def processor_time(server: Server) -> float:
    """Return the seconds of processor time that SERVER and its workers have used."""
    ticks = 0
    for pid in family(server.process.pid):
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(said[11]) + int(said[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def checkpoint_at(writer: Writer) -> tuple[int, bytes]:
    _origin, size, root, *_rest = writer.ask("GET", "log?from=0")["checkpoint"].splitlines()
    return int(size), b64decode(root)


def begin(people: list[Writer], checkpoint: tuple[int, bytes]) -> tuple[bytes, bytes]:
    conv = os.urandom(16)
    members = [(one.keys, one.index) for one in people]
    rec, wraps = record(people[0].keys, members, conv=conv, checkpoint=checkpoint)
    said = {"record": b64(rec), "wraps": b64(wraps), "envelopes": []}
    people[0].ask("POST", "conversations", json.dumps(said), 201)
    return conv, rec
