"""A database that is slow, cut off at random, or silent: pages say so in time, and all is well soon after."""

import threading
import time
from collections import Counter
from contextlib import suppress
from typing import Any

import psycopg

from tests.prove.posting import Posting, check
from tests.prove.proof import Run, hold, wait_until
from tests.prove.proxy import Proxy
from tests.prove.served import Browser, Lost, Served
from tests.prove.services import PLAIN, Services

CLIENTS = 12
ADDED = 5.0  # seconds that each answer of the slow database comes late
LONGEST_PAGE = 40.0
LONGEST_RECOVERY = 15.0
STATEMENT_TIMEOUT = 5.0


def prove(run: Run) -> str:
    services = Services(run.folder)
    where = services.start()
    url = where["DATABASE_URL"]
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    proxy = Proxy(port, run.choose).start()
    (run.folder / "data").mkdir()
    through = {**where, "DATABASE_URL": url.replace(f":{port}/", f":{proxy.port}/")}
    site = Served(data=run.folder / "data", extra=through)
    stopping = threading.Event()
    try:
        site.start()
        place = site.inside("begin", count=CLIENTS + 2)
        wait_until(site.is_ready, 30, "it is ready at first")
        posting = Posting(site, {**place, "keys": place["keys"][:CLIENTS]}, run, pause=0.3).start()
        seen: list[tuple[int, float]] = []
        reading = threading.Thread(target=_read, args=(site, place, seen, stopping), daemon=True)
        reading.start()
        time.sleep(3)
        held = _a_row_is_held(run, url, site, place)
        proxy.delay = ADDED
        slow = _is_said(run, site, "slow", run.size(25, 120))
        proxy.delay = 0
        back = [_is_back(run, site, place)]
        cuts = 0
        for _ in range(run.size(60, 600)):
            cuts += proxy.cut()
            time.sleep(run.choose.uniform(0.05, 0.4))
        back.append(_is_back(run, site, place))
        proxy.silent = True
        silent = _is_said(run, site, "silent", run.size(25, 120))
        proxy.silent = False
        back.append(_is_back(run, site, place))
        journal = posting.stop()
        stopping.set()
        reading.join(LONGEST_PAGE)
        proxy.stop()
        count = check(_direct(site, where), place, journal)
        statuses = Counter(status for status, _ in seen)
        run.note("answers", reading=statuses, posting=journal.later, lost=journal.lost)
        hold(set(statuses) <= PLAIN, f"readers were answered {dict(statuses)}")
        hold(set(journal.later) <= {503}, f"writers were answered {journal.later}")
        longest = max(seconds for _, seconds in seen)
        hold(longest <= LONGEST_PAGE, f"a reader waited {longest:.0f} s for an answer")
        hold(max(back) <= LONGEST_RECOVERY, f"back only after {max(back):.1f} s")
        return (
            f"a row held: 503 after {held:.1f} s; each answer {ADDED:.0f} s late, then {cuts} lines cut, then silence: "
            f"{statuses[503] + journal.later.get(503, 0)} × 503, 0 × 500, health spoke within "
            f"{max(slow, silent):.1f} s and said degraded, the longest page {longest:.1f} s, back within "
            f"{max(back):.1f} s; {len(journal.acknowledged)} acknowledged, {count} there, 0 lost"
        )
    finally:
        stopping.set()
        site.remove()
        proxy.stop()
        services.stop()


def _a_row_is_held(run: Run, url: str, site: Served, place: dict[str, Any]) -> float:
    """Hold the topic's row for longer than a statement may wait: a reply is refused in time, a page is not held up."""
    browser = Browser(site.port, place["keys"][CLIENTS])
    with psycopg.connect(url) as holder:
        holder.execute("SELECT 1 FROM forum_topic WHERE public_id = %s FOR UPDATE", [place["topic"]])
        answer = browser.post(place["reply"], {"body": "Held up.", "once": f"held-{run.seed}-{'0' * 16}"})
        holder.rollback()
    run.note("a row was held", status=answer.status, seconds=answer.seconds)
    hold(answer.status == 503, f"a reply to a topic that is held was answered {answer.status}")
    hold(answer.seconds < STATEMENT_TIMEOUT + LONGEST_RECOVERY, f"it was told so only after {answer.seconds:.1f} s")
    return answer.seconds


def _is_said(run: Run, site: Served, how: str, seconds: float) -> float:
    """For SECONDS the process says that it lives, and that it is not ready. Return the longest time that it took."""
    browser, longest, end = Browser(site.port), 0.0, time.monotonic() + seconds
    said: Counter[int] = Counter()
    while time.monotonic() < end:
        alive, ready = browser.get("/health/live"), browser.get("/health/ready")
        hold(alive.status == 200, f"{how}: /health/live answers {alive.status}")
        said[ready.status] += 1
        longest = max(longest, alive.seconds, ready.seconds)
        time.sleep(0.3)
    run.note(how, ready=said, longest=longest)
    hold(set(said) == {503}, f"{how}: /health/ready answers {dict(said)}")
    hold(longest < LONGEST_RECOVERY, f"{how}: health spoke only after {longest:.1f} s")
    return longest


def _is_back(run: Run, site: Served, place: dict[str, Any]) -> float:
    browser = Browser(site.port, place["keys"][CLIENTS])

    def opens() -> bool:
        with suppress(Lost):
            return browser.get(place["page"]).status == 200
        return False

    took = wait_until(opens, 60, "a page opens again")
    run.note("back", seconds=took)
    return took


def _direct(site: Served, where: dict[str, str]) -> Served:
    """Return the same installation, looked at without the proxy."""
    return Served(port=site.port, data=site.data, extra=where)


def _read(site: Served, place: dict[str, Any], seen: list[tuple[int, float]], stopping: threading.Event) -> None:
    browser = Browser(site.port, place["keys"][CLIENTS + 1], longest=120)
    while not stopping.wait(0.2):
        for path in ("/", place["page"], place["forum"]):
            began = time.monotonic()
            try:
                answer = browser.get(path)
            except Lost:
                seen.append((0, time.monotonic() - began))
            else:
                seen.append((answer.status, answer.seconds))
