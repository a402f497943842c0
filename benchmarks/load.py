"""Asks one address many times with wrk, and compares two of them in turns."""

import http.client
import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# The servers run on the first processor and what asks on the second, so that neither waits for the other.
SERVER_CPU, LOAD_CPU = "0", "1"
MICROSECONDS = {"us": 1, "ms": 1_000, "s": 1_000_000}


class NotAnswered(RuntimeError):
    """A page answered otherwise than it does for a member."""


@dataclass(frozen=True)
class Target:
    """An address with what is sent along. SCRIPT is a Lua file for wrk, e.g. to post."""

    url: str
    cookie: str
    script: Path | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    per_second: float
    p50: float  # milliseconds
    p99: float
    requests: int


@dataclass(frozen=True)
class Comparison:
    """Medians over the rounds, and the ratio of each round: its median, least and greatest."""

    page: float
    floor: float
    ratio: float
    least: float
    greatest: float


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def pinned(cpu: str) -> list[str]:
    return ["taskset", "-c", cpu] if shutil.which("taskset") else []


def wrk(target: Target, *, connections: int, seconds: float) -> Run:
    """Ask TARGET for some seconds over keep-alive connections, as a browser asks, which takes gzip."""
    headers = {"Cookie": target.cookie, "Accept-Encoding": "gzip", "Accept": "text/html"}
    command = [*pinned(LOAD_CPU), "wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    if target.script:
        command += ["-s", str(target.script)]
    command += [target.url]
    if target.arguments:
        command += ["--", *target.arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True)
    return parse(done.stdout)


def parse(output: str) -> Run:
    """Read what wrk printed; errors and answers other than 2xx and 3xx are not a measurement."""
    for complaint in ("Non-2xx", "Socket errors"):
        if complaint in output:
            line = next(line for line in output.splitlines() if complaint in line)
            raise NotAnswered(line.strip())
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    count = re.search(r"(\d+) requests in", output)
    if not found or not count:
        raise NotAnswered("wrk printed no rate")
    return Run(float(found[1]), _percentile(output, 50), _percentile(output, 99), int(count[1]))


def _percentile(output: str, share: int) -> float:
    found = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s)\s*$", output, re.MULTILINE)
    return float(found[1]) * MICROSECONDS[found[2]] / 1_000 if found else 0.0


def fetch(url: str, cookie: str, *, encoding: str = "identity") -> tuple[int, dict[str, str], bytes, int]:
    """Return status, headers, body and the number of bytes that travelled."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET", address, headers={"Cookie": cookie, "Accept-Encoding": encoding, "Accept": "text/html"}
        )
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    headers = answer.getheaders()
    travelled = len(body) + sum(len(name) + len(value) + 4 for name, value in headers) + 19
    return answer.status, {name.lower(): value for name, value in headers}, body, travelled


def check(target: Target, marker: str, times: int) -> None:
    """Raise unless the page answers 200 and holds MARKER so many times: a fast page of errors is worth nothing."""
    status, _headers, body, _bytes = fetch(target.url, target.cookie)
    found = body.decode().count(marker)
    if status != 200 or found != times:
        raise NotAnswered(f"{urlsplit(target.url).path} answered {status} with {found} of {times} × {marker}")


def rates(page: Target, floor: Target, *, rounds: int, seconds: float, connections: int = 8) -> Comparison:
    """Compare requests per second: floor, page, floor, page …"""
    wrk(page, connections=connections, seconds=1)
    pairs = []
    for _round in range(rounds):
        below = wrk(floor, connections=connections, seconds=seconds).per_second
        pairs.append((wrk(page, connections=connections, seconds=seconds).per_second, below))
    return compared(pairs)


def latencies(page: Target, other: Target, *, rounds: int, seconds: float) -> Comparison:
    """Compare the median time of an answer, one request at a time: other, page, other, page …"""
    wrk(page, connections=1, seconds=1)
    wrk(other, connections=1, seconds=1)
    pairs = []
    for _round in range(rounds):
        first = wrk(other, connections=1, seconds=seconds).p50
        pairs.append((wrk(page, connections=1, seconds=seconds).p50, first))
    return compared(pairs)


def compared(pairs: list[tuple[float, float]]) -> Comparison:
    ratios = [page / floor for page, floor in pairs]
    return Comparison(
        page=statistics.median(page for page, _floor in pairs),
        floor=statistics.median(floor for _page, floor in pairs),
        ratio=statistics.median(ratios),
        least=min(ratios),
        greatest=max(ratios),
    )
