"""Many writers in two processes, a reader that never ends and backups without pause, on one SQLite file."""

import sqlite3
import threading
import time

from tests.prove.posting import Posting, check
from tests.prove.proof import Run, hold, percentile
from tests.prove.served import Browser, Served

CLIENTS = 40
SLOWEST = 2.0  # seconds, p99
# Bytes of the write-ahead log once nobody holds it back (config/database.py: journal_size_limit). While a reader holds
# one snapshot it grows with all that is written.
LARGEST_LOG = 64_000_000


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    second = Served(data=run.folder, extra={"WORKER": "0"}).start()
    try:
        place = site.inside("begin", count=CLIENTS)
        halves = [{**place, "keys": place["keys"][: CLIENTS // 2]}, {**place, "keys": place["keys"][CLIENTS // 2 :]}]
        both = [
            Posting(where, half, run, pause=0.05).start() for where, half in zip((site, second), halves, strict=True)
        ]
        stopping, log = threading.Event(), Disturbance()
        others = [threading.Thread(target=work, args=(site, stopping, log)) for work in (read_long, back_up)]
        for other in others:
            other.start()
        time.sleep(run.size(30, 120))
        journals = [posting.stop() for posting in both]
        stopping.set()
        for other in others:
            other.join()
        whole = journals[0]
        whole.acknowledged |= journals[1].acknowledged
        whole.sent |= journals[1].sent
        whole.wrong += journals[1].wrong
        whole.seconds += journals[1].seconds
        later = {**whole.later, **journals[1].later}
        locked = [line for line in site.log_text().splitlines() if "database is locked" in line]
        hold(not later, f"users were told to come again: {later}")
        hold(not locked, f"'database is locked' stands {len(locked)} times in the log")
        hold(not log.faults, f"a backup is damaged: {log.faults[:1]}")
        count = check(site, place, whole)
        left = _log_after(site, place)
        hold(left <= LARGEST_LOG, f"the write-ahead log stays at {left / 1e6:.0f} MB after the reader has gone")
        p50, p99 = percentile(whole.seconds, 0.5), percentile(whole.seconds, 0.99)
        figures = (
            f"{count} posts of {CLIENTS} clients through 2 processes, {log.backups} backups, 0 locked; "
            f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms; log "
            f"{log.largest / 1e6:.0f} MB behind the long reader, {left / 1e6:.0f} MB after"
        )
        hold(p99 < SLOWEST, f"too slow: {figures}")
        return figures
    finally:
        second.stop()
        site.remove()


def _log_after(site: Served, place: dict) -> int:
    """Return how large the write-ahead log is after a few more writes without a reader."""
    browser = Browser(site.port, place["keys"][0])
    for number in range(10):
        browser.post(place["reply"], {"body": f"Afterwards {number}", "once": ""})
    return site.database.with_name(site.database.name + "-wal").stat().st_size


class Disturbance:
    """What those beside the clients did and found."""

    def __init__(self) -> None:
        self.backups = 0
        self.largest = 0
        self.faults: list[str] = []


def read_long(site: Served, stopping: threading.Event, log: Disturbance) -> None:
    """Hold one snapshot for 20 seconds at a time, so that the write-ahead log cannot be taken in."""
    wal = site.database.with_name(site.database.name + "-wal")
    while not stopping.is_set():
        with sqlite3.connect(f"file:{site.database}?mode=ro", uri=True, isolation_level=None) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM forum_post").fetchone()
            for _ in range(200):
                log.largest = max(log.largest, wal.stat().st_size if wal.exists() else 0)
                if stopping.wait(0.1):
                    break
            reader.execute("COMMIT")


def back_up(site: Served, stopping: threading.Event, log: Disturbance) -> None:
    """Copy the database online, again and again, and check each copy."""
    copy = site.data / "backup.sqlite3"
    while not stopping.wait(1):
        with sqlite3.connect(f"file:{site.database}?mode=ro", uri=True) as old, sqlite3.connect(copy) as new:
            old.backup(new, pages=200)
            found = new.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            log.faults.append(found)
        log.backups += 1
        copy.unlink()
