"""Every page that takes an address answers an existing account as an invented one: bytes and time."""

import math
import re
import secrets
import sqlite3
import statistics
from dataclasses import dataclass

from tests.prove.proof import Run, hold, percentile
from tests.prove.served import Answer, Browser, Served

LARGEST_DIFFERENCE = 0.005  # seconds between the medians
LEAST_P = 0.01
QUIET = 0.002  # seconds: with a larger standard error the medians say nothing about five milliseconds
# What differs between any two answers: tokens, cookies, times, and what was typed.
TOKENS = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+|("challenge"\s*:\s*")[^"]+|[\w.+-]+@[\w.-]+')
UNSTEADY = {"date", "set-cookie", "content-length"}


@dataclass(frozen=True)
class Door:
    """A page that takes an account, and how it is asked: by nobody, or by the member with the session KEY."""

    name: str
    path: str
    fields: dict[str, str]
    key: str = ""

    def ask(self, site: Served, email: str) -> Answer:
        return Browser(site.port, self.key).post(self.path, {**self.fields, "email": email})


def prove(run: Run) -> str:
    # With its worker, as an installation runs: what it does with the letters must not be heard either.
    site = Served(data=run.folder).start()
    try:
        addresses = site.inside("doors")
        people = site.people.values()
        manager = run.choose.choice([each for each in people if each["role"] == "manager" and not each["ended"]])
        key = site.keys[manager["handle"]]
        existing = [person["email"] for person in people if person is not manager]
        nominee = {"name": "Somebody New", "function": "Legal officer", "language": "en", "role": "member"}
        doors = [
            Door("sign-in", addresses["sign_in"], {"password": "a wrong but long passphrase"}),
            Door("forgotten", addresses["forgotten"], {}),
            Door("passkey", addresses["passkey_begin"], {}),
            Door("new address", addresses["address"], {}, key),
            Door("nomination", addresses["nominate"], nominee, key),
        ]
        return "; ".join(_try(run, site, door, existing) for door in doors)
    finally:
        site.remove()


def _try(run: Run, site: Served, door: Door, existing: list[str]) -> str:
    times: dict[str, list[float]] = {"existing": [], "invented": []}
    seen: dict[str, set[tuple]] = {"existing": set(), "invented": set()}
    _ask(run, site, door, existing, 4, {"existing": [], "invented": []}, {"existing": set(), "invented": set()})
    step = most = run.size(100, 400)
    if not run.long:
        most = 300
    # How many trials there are depends on how quiet the machine is, never on the difference that is found.
    while len(times["existing"]) * 2 < most:
        _ask(run, site, door, existing, step // 2, times, seen)
        if _uncertainty(times) < QUIET:
            break
    medians = {kind: statistics.median(all_) for kind, all_ in times.items()}
    difference = abs(medians["existing"] - medians["invented"])
    said = f"medians differ by {difference * 1000:.2f} ms"
    allowed, noise = LARGEST_DIFFERENCE, _uncertainty(times)
    if noise >= QUIET:
        # What the machine itself adds cannot be told apart from a difference.
        allowed = max(allowed, 2.6 * noise)
        said += f" (±{noise * 1000:.1f} ms on a noisy machine)"
    p = mann_whitney(times["existing"], times["invented"])
    said += f", p = {p:.2f}, {2 * len(times['existing'])} trials"
    run.note("door", name=door.name, times=times, seen={kind: sorted(map(str, all_)) for kind, all_ in seen.items()})
    hold(seen["existing"] == seen["invented"], f"{door.name}: the answers differ: {_difference(seen)}")
    hold(difference < allowed and p > LEAST_P, f"{door.name}: times differ: {said}")
    status = next(iter(seen["existing"]))[0]
    return f"{door.name} {status}: {said}"


def _ask(
    run: Run,
    site: Served,
    door: Door,
    existing: list[str],
    pairs: int,
    times: dict[str, list[float]],
    seen: dict[str, set[tuple]],
) -> None:
    """Ask PAIRS times for an existing and an invented account, next to each other and in a random order."""
    for _ in range(pairs):
        for kind in run.choose.sample(["existing", "invented"], 2):
            email = run.choose.choice(existing)
            if kind == "invented":
                local, _at, domain = email.partition("@")
                email = f"{secrets.token_hex(12)[: len(local)]:x<{len(local)}}@{domain}"
            _prepare(site)
            answer = door.ask(site, email)
            times[kind].append(answer.seconds)
            seen[kind].add(_shape(answer))


def _uncertainty(times: dict[str, list[float]]) -> float:
    """Return the standard error of the difference of the medians, in seconds."""
    errors = []
    for all_ in times.values():
        spread = (percentile(all_, 0.75) - percentile(all_, 0.25)) / 1.349
        errors.append(1.2533 * spread / math.sqrt(len(all_)))
    return math.hypot(*errors)


def _shape(answer: Answer) -> tuple:
    """Return what of ANSWER may not depend on the account: status, headers, cookies' names, and the page's bytes."""
    headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name not in UNSTEADY))
    cookie = answer.headers.get("set-cookie", "").partition("=")[0]
    page = TOKENS.sub(b"", answer.body)
    return answer.status, headers, cookie, len(page), hash(page)


def _difference(seen: dict[str, set[tuple]]) -> str:
    only = [sorted(map(str, seen[a] - seen[b]))[:1] for a, b in (("existing", "invented"), ("invented", "existing"))]
    return f"{only}"[:600]


def _prepare(site: Served) -> None:
    """No try counts, the second factor was shown a moment ago, nobody is proposed already: each trial is the first."""
    with sqlite3.connect(site.database, timeout=20) as database:
        database.execute("DELETE FROM network_attempt")
        database.execute("UPDATE network_session SET factor_at = strftime('%Y-%m-%d %H:%M:%f', 'now')")
        database.execute("DELETE FROM network_nomination WHERE name = 'Somebody New'")


def mann_whitney(some: list[float], others: list[float]) -> float:
    """Return the two-sided p of Mann and Whitney's U test, by the normal approximation with its continuity.

    How probable such a difference of ranks is if both come from the same distribution; ties take their mean rank.
    """
    values = sorted([(value, 0) for value in some] + [(value, 1) for value in others])
    ranks = [0.0, 0.0]
    ties, at, count = 0.0, 0, len(values)
    while at < count:
        end = at
        while end < count and values[end][0] == values[at][0]:
            end += 1
        for _, group in values[at:end]:
            ranks[group] += (at + end + 1) / 2
        ties += (end - at) ** 3 - (end - at)
        at = end
    n, m = len(some), len(others)
    u = ranks[0] - n * (n + 1) / 2
    spread = math.sqrt(n * m / 12 * (count + 1 - ties / (count * (count - 1))))
    z = (abs(u - n * m / 2) - 0.5) / spread if spread else 0.0
    return math.erfc(max(z, 0.0) / math.sqrt(2))
