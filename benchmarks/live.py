"""How soon the last of many sockets hears of a post, whether all do, and what an idle socket costs.

python -m benchmarks.live [--sockets 1000] [--rounds 15] [--processes 1] [--database URL] [--redis URL]

Each figure is taken with real Daphne processes, a client of its own, and an announcement committed by a page's
thread of the first process, or by a process without sockets when there are several.
"""

import argparse
import asyncio
import base64
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import LOAD_CPU, SERVER_CPU, pinned
from benchmarks.servers import free_port, pss, serving
from benchmarks.stores import PYTHON, environment, run_inside

SETTLES = 2.0  # seconds after the last socket before its memory is read
GIVES_UP = 20.0  # seconds until what has not come is lost


@dataclass(frozen=True)
class Delivery:
    """Milliseconds from the beginning of the transaction to the receipt, over the rounds."""

    sockets: int
    processes: int
    last_p50: float
    last_worst: float
    receipt_p50: float
    receipt_p99: float
    lost: int
    twice: int
    kilobytes_per_socket: float


def measure(env: dict[str, str], *, sockets: int = 1_000, rounds: int = 15, processes: int = 1) -> Delivery:
    """Open SOCKETS over PROCESSES on the migrated database of ENV, and tell all of them of ROUNDS facts."""
    prepared = run_inside("live", "prepare", str(sockets), env=env)
    with ExitStack() as stack:
        servers = []
        for _ in range(processes):
            # Each is up before the next looks for a port that nobody uses.
            port = free_port()
            command = [PYTHON, "-m", "benchmarks.live", "serve", str(port)]
            servers.append(stack.enter_context(serving(command, env | {"PORT": str(port)}, port)))
            servers[-1].wait("/health/live")
        pids = [server.process.pid for server in servers]
        command = [*pinned(LOAD_CPU), PYTHON, "-m", "benchmarks.live", "listen"]
        said = {"keys": prepared["keys"], "ports": [server.port for server in servers], "pids": pids, "rounds": rounds}
        done = subprocess.run(
            command, input=json.dumps(said), env=env, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return Delivery(**json.loads(done.stdout.strip().splitlines()[-1]))


# In the installation: people, and the server with one more address.


def prepare(count: int) -> dict[str, Any]:
    """Make one network with COUNT contact points, each with a session; return the sessions' keys."""
    from datetime import timedelta

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from network.models import Authority, Body, ContactPoint, Member, Membership, Network, Session
    from network.sealing import token_hash
    from network.sessions import SessionStore

    now, since = timezone.now(), timezone.now() - timedelta(days=30)
    name = f"live-{secrets.token_hex(4)}"
    body = Body.objects.create(key=name[:16], kind="state", names={"en": "Bench"}, source="benchmark")
    office = Authority.objects.create(body=body, kind="central", names={"en": "Bench"}, since=since)
    network = Network.objects.create(
        key=name, names={"en": name}, kind="central_authorities", status="active", since=2008, languages=["en"]
    )
    members = Member.objects.bulk_create(
        Member(email=f"{name}-{index}@authority.example", name="Bench", password="!") for index in range(count)
    )
    memberships = Membership.objects.bulk_create(
        Membership(member=member, authority=office, since=since, function={"en": "Officer"}) for member in members
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(network=network, membership=membership, since=since) for membership in memberships
    )
    keys = [secrets.token_hex(16) for _ in members]
    encoder = SessionStore()
    Session.objects.bulk_create(
        Session(
            key_hash=token_hash(key),
            data=encoder.encode(
                {
                    SESSION_KEY: str(membership.member_id),
                    BACKEND_SESSION_KEY: "network.authentication.PasswordBackend",
                    HASH_SESSION_KEY: membership.member.get_session_auth_hash(),
                }
            ),
            member=membership.member,
            membership=membership,
            factor_at=now,
            factor_kind="totp",
            started_at=now,
            used_at=now,
            expires_at=now + timedelta(hours=20),
        )
        for key, membership in zip(keys, memberships, strict=True)
    )
    return {"keys": keys, "network": network.pk}


def tell() -> float:
    """Write and commit a fact about the newest network; return the time at which the transaction began."""
    from django.db import connections, transaction

    from live.outbox import announce
    from network.models import Network

    began = time.monotonic()
    with transaction.atomic():
        network = Network.objects.order_by("-pk")[0]
        announce(event_kind()(thing=network, ids={"network": network.public_id, "mark": repr(began)}))
    connections.close_all()
    return began


def event_kind() -> type:
    from live import events

    known = events._events.get("benchmark_told")
    return known or type("BenchmarkTold", (events.Event,), {"kind": "benchmark_told"})


def serve(port: int) -> None:
    """Serve as an installation does, and tell a fact in a thread of its own at each line of /tell/."""
    from daphne.server import Server

    from config.asgi import application

    async def with_tell(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/tell/":
            await application(scope, receive, send)
            return
        began = await asyncio.to_thread(tell)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": repr(began).encode()})

    Server(
        application=with_tell,
        endpoints=[f"tcp:{port}:interface=127.0.0.1"],
        action_logger=None,
        websocket_timeout=-1,
    ).run()


# The client.


class Ear(asyncio.Protocol):
    """One socket, read as raw frames: the client must not be what is measured."""

    def __init__(self, key: str, port: int) -> None:
        self.key, self.port = key, port
        self.buffer = b""
        self.open = asyncio.get_running_loop().create_future()
        self.ready = asyncio.get_running_loop().create_future()
        self.receipts: dict[str, list[float]] = {}  # by the mark of the fact, which is when it was begun

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        nonce = base64.b64encode(secrets.token_bytes(16)).decode()
        transport.write(
            f"GET /live/ HTTP/1.1\r\nHost: localhost:{self.port}\r\nOrigin: http://localhost:{self.port}\r\n"
            f"Cookie: session={self.key}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {nonce}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.buffer += data
        if not self.open.done():
            head, found, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not found:
                self.buffer = head
                return
            self.open.set_result(head.split(b"\r\n")[0])
            self.say('{"cursor":null}')
        while (frame := self._frame()) is not None:
            opcode, payload = frame
            if opcode == 9:
                self.say(payload.decode("latin-1"), 0x8A)
            elif b'"benchmark_told"' in payload:
                mark = payload.split(b'"mark":"')[1].split(b'"')[0].decode()
                self.receipts.setdefault(mark, []).append(now)
            elif b'"ready"' in payload:
                self.ready.set_result(None)
            elif b'"beat"' in payload:
                self.say('{"ping":1}')

    def _frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:
            return None
        length, head = self.buffer[1], 2
        if length == 126:
            length, head = int.from_bytes(self.buffer[2:4], "big"), 4
        if len(self.buffer) < head + length:
            return None
        opcode, payload = self.buffer[0] & 15, self.buffer[head : head + length]
        self.buffer = self.buffer[head + length :]
        return opcode, payload

    def say(self, text: str, opcode: int = 0x81) -> None:
        data = text.encode("latin-1")
        self.transport.write(bytes([opcode, 0x80 | len(data), 0, 0, 0, 0]) + data)


async def listen(said: dict[str, Any]) -> Delivery:
    ports, keys, rounds = said["ports"], said["keys"], said["rounds"]
    loop = asyncio.get_running_loop()
    # One on each process first, which starts its hub; then the memory of a process with a hub and no crowd is known.
    first = [await open_ear(loop, keys[index], port) for index, port in enumerate(ports)]
    before = sum(pss(pid) for pid in said["pids"])
    ears = list(first)
    for index, key in enumerate(keys[len(ports) :]):
        ears.append(await open_ear(loop, key, ports[index % len(ports)]))
    await asyncio.sleep(SETTLES)
    after = sum(pss(pid) for pid in said["pids"])
    teller = Teller(ports)
    last, receipts, lost, twice = [], [], 0, 0
    for _ in range(rounds):
        began = await asyncio.to_thread(teller.tell)
        mark = repr(began)
        deadline = time.monotonic() + GIVES_UP
        while time.monotonic() < deadline:
            await asyncio.sleep(0.02)
            if all(mark in ear.receipts for ear in ears):
                break
        await asyncio.sleep(0.2)
        arrived = [ear.receipts.get(mark, []) for ear in ears]
        lost += sum(1 for times in arrived if not times)
        twice += sum(len(times) - 1 for times in arrived if len(times) > 1)
        delays = [(times[0] - began) * 1000 for times in arrived if times]
        receipts += delays
        last.append(max(delays, default=GIVES_UP * 1000))
    teller.end()
    receipts.sort()
    return Delivery(
        sockets=len(ears),
        processes=len(ports),
        last_p50=round(statistics.median(last), 1),
        last_worst=round(max(last), 1),
        receipt_p50=round(statistics.median(receipts), 1),
        receipt_p99=round(receipts[int(len(receipts) * 0.99)], 1),
        lost=lost,
        twice=twice,
        kilobytes_per_socket=round((after - before) * 1024 / max(1, len(ears) - len(ports)), 1),
    )


class Teller:
    """Tells through the page thread of the only process, or from a process of its own when there are several."""

    def __init__(self, ports: list[int]) -> None:
        self.port = ports[0]
        self.process: subprocess.Popen[str] | None = None
        if len(ports) > 1:
            command = [*pinned(SERVER_CPU), PYTHON, "-m", "benchmarks.live", "teller"]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.tell()  # the first opens its line to Redis
            time.sleep(1)

    def tell(self) -> float:
        if self.process is None:
            import urllib.request

            with urllib.request.urlopen(f"http://localhost:{self.port}/tell/") as answer:
                return float(answer.read())
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("tell\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait(10)


async def open_ear(loop: asyncio.AbstractEventLoop, key: str, port: int) -> Ear:
    _transport, ear = await loop.create_connection(lambda: Ear(key, port), "127.0.0.1", port)
    status = await asyncio.wait_for(ear.open, GIVES_UP)
    if b" 101 " not in status:
        raise RuntimeError(f"not admitted: {status!r}")
    await asyncio.wait_for(ear.ready, GIVES_UP)
    return ear


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--database", default="")
    parser.add_argument("--redis", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="counterpart-live-") as folder:
        env = environment(Path(folder), asked.database, asked.redis)
        subprocess.run([PYTHON, "manage.py", "migrate", "-v0"], env=env, check=True)
        found = measure(env, sockets=asked.sockets, rounds=asked.rounds, processes=asked.processes)
    for name, value in asdict(found).items():
        print(f"{name:>22}  {value}")


if __name__ == "__main__":
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    if word not in {"prepare", "serve", "teller", "listen"}:
        main()
    elif word == "listen":
        print(json.dumps(asdict(asyncio.run(listen(json.loads(sys.stdin.read()))))))
    else:
        import django

        django.setup()
        if word == "prepare":
            print(json.dumps(prepare(int(sys.argv[2]))))
        elif word == "serve":
            serve(int(sys.argv[2]))
        else:
            for _line in sys.stdin:
                print(repr(tell()), flush=True)
