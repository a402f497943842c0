"""The servers of a run, each started as in an installation, and stopped whatever happens."""

import contextlib
import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import SERVER_CPU, fetch, pinned
from benchmarks.stores import KEPT, PYTHON, ROOT, Store

PATIENCE = 60.0  # seconds to start


class NotStarted(RuntimeError):
    """A server gave no answer in time."""


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    started: float  # time.monotonic()

    def url(self, path: str) -> str:
        # The name of the installation, so that host and origin are what it expects.
        return f"http://localhost:{self.port}{path}"

    def wait(self, path: str = "/health/live", cookie: str = "") -> float:
        """Wait until PATH answers 200; return the seconds since the start."""
        while (waited := time.monotonic() - self.started) < PATIENCE:
            if self.process.poll() is not None:
                raise NotStarted(f"the server ended: {self.log.read_text()[-1500:]}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if fetch(self.url(path), cookie)[0] == 200:
                    return time.monotonic() - self.started
            # Asked often, so that the figure is that of the server and not of this loop.
            time.sleep(0.005)
        raise NotStarted(f"no answer within {waited:.0f} s: {self.log.read_text()[-1500:]}")

    def memory(self) -> dict[int, float]:
        """Return the proportional set size of each process, in megabytes."""
        return {pid: pss(pid) for pid in family(self.process.pid)}

    def stop(self) -> None:
        # The whole group: a server's own children end with it.
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
                return


def free_port() -> int:
    """Return a port of this machine that nobody uses, from PORTS ("8160-8189") when that is set."""
    low, high = map(int, os.environ.get("BENCH_PORTS", "0-0").split("-"))
    for port in range(low, high + 1):
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return int(one.getsockname()[1])
    raise NotStarted("every port of BENCH_PORTS is taken")


@contextlib.contextmanager
def serving(command: list[str], env: dict[str, str], port: int, *, pin: bool = True) -> Iterator[Server]:
    """Start COMMAND, on the servers' processor when PIN, and stop it with all its children at the end."""
    descriptor = KEPT / f"server-{port}.log"
    with descriptor.open("wb") as log:
        started = time.monotonic()
        process = subprocess.Popen(
            [*(pinned(SERVER_CPU) if pin else []), *command],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        server = Server(process, port, descriptor, started)
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def embedded(store: Store, *, pin: bool = True) -> Iterator[Server]:
    """`manage.py serve`: Daphne with pages, sockets and the job worker, over SQLite."""
    port = free_port()
    env = store.environment | {"PORT": str(port)}
    with serving([PYTHON, "manage.py", "serve"], env, port, pin=pin) as server:
        yield server


@contextlib.contextmanager
def production(store: Store, *, pin: bool = True, workers: int = 1) -> Iterator[Server]:
    """Gunicorn with the settings of deploy/, over PostgreSQL."""
    port = free_port()
    env = store.environment | {"PORT": str(port), "BIND": f"127.0.0.1:{port}", "WORKERS": str(workers)}
    command = [PYTHON, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "config.wsgi"]
    with serving(command, env, port, pin=pin) as server:
        yield server


@contextlib.contextmanager
def services() -> Iterator[tuple[str, str]]:
    """Start an own PostgreSQL and Redis with deploy/services.sh; their addresses are returned."""
    folder = KEPT / "services"
    script = str(ROOT / "deploy" / "services.sh")
    subprocess.run([script, "stop", str(folder)], capture_output=True, timeout=60)
    try:
        done = subprocess.run([script, "start", str(folder)], capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise NotStarted(done.stderr.strip()[-500:])
        given = dict(part.split("=", 1) for part in shlex.split(done.stdout) if "=" in part)
        yield given["DATABASE_URL"], given["REDIS_URL"]
    finally:
        subprocess.run([script, "stop", str(folder)], capture_output=True, timeout=60)


def has_services() -> bool:
    return shutil.which("redis-server") is not None and any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def family(pid: int) -> list[int]:
    """Return PID and all processes below it."""
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def pss(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
