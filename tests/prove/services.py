"""PostgreSQL and Redis killed under load, Redis paused and emptied: said with 503, back in 15 s, nothing lost."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import redis
from websockets.exceptions import ConnectionClosed

from tests.browser.site import ROOT
from tests.prove.offline import Listener
from tests.prove.posting import Posting, check
from tests.prove.proof import NotHeld, NotMeasured, Run, hold, percentile, wait_until
from tests.prove.served import Browser, Lost, Served

CLIENTS = 20
LONGEST_RECOVERY = 15.0
PLAIN = {200, 302, 303, 503}


class Services:
    """A PostgreSQL and a Redis of one's own in a folder, by deploy/services.sh."""

    def __init__(self, folder: Path) -> None:
        if not shutil.which("redis-server") or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            raise NotMeasured("PostgreSQL or Redis is not installed (Debian: postgresql, redis-server)")
        self.folder = folder
        folder.chmod(0o711)

    def start(self) -> dict[str, str]:
        done = self._run("start")
        words = done.removeprefix("export ").split()
        return dict(word.split("=", 1) for word in words)

    def stop(self) -> None:
        self._run("stop")

    def _run(self, act: str) -> str:
        done = subprocess.run(
            ["deploy/services.sh", act, str(self.folder / "services")], cwd=ROOT, capture_output=True, text=True
        )
        if act == "start" and done.returncode:
            raise NotMeasured(f"the services do not start: {done.stderr[-300:]}")
        return done.stdout.strip()

    @property
    def postmaster(self) -> int:
        return int((self.folder / "services/pg/data/postmaster.pid").read_text().split()[0])

    def kill_postgres(self) -> None:
        """kill -9 of the postmaster; its children follow as they notice."""
        os.kill(self.postmaster, signal.SIGKILL)

    def start_postgres(self, port: int) -> None:
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        words = [
            str(binaries / "pg_ctl"), "-D", str(self.folder / "services/pg/data"), "-w", "-t", "30",
            "-l", str(self.folder / "services/pg/log"),
            "-o", f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60",
            "start",
        ]  # fmt: skip
        if os.getuid() == 0:
            words = ["runuser", "-u", "postgres", "--", *words]
        # The orphans of the killed postmaster hold its memory until they have noticed: try again, as an operator would.
        wait_until(lambda: subprocess.run(words, capture_output=True).returncode == 0, 60, "PostgreSQL starts", 0.5)

    @property
    def redis(self) -> int:
        return int((self.folder / "services/redis/pid").read_text())

    def kill_redis(self) -> None:
        os.kill(self.redis, signal.SIGKILL)


def prove(run: Run) -> str:
    services = Services(run.folder)
    where = services.start()
    (run.folder / "data").mkdir()
    site = Served(data=run.folder / "data", extra=where)
    stopping = threading.Event()
    try:
        site.start()
        place = site.inside("begin", count=CLIENTS + 2)
        listener = Listener(site, place["keys"][CLIENTS], place["topic"])
        listener.open()
        listener.listen(15, until_ready=True)
        posting = Posting(site, {**place, "keys": place["keys"][:CLIENTS]}, run, pause=0.3).start()
        hearing = threading.Thread(target=_stay, args=(run, listener, stopping), daemon=True)
        hearing.start()
        statuses: Counter[str] = Counter()
        reading = threading.Thread(target=_read, args=(site, place, statuses, stopping), daemon=True)
        reading.start()
        time.sleep(5)
        back = [_postgres_dies(run, services, site, where, place) for _ in range(run.size(2, 6))]
        time.sleep(3)
        fewest = _redis_dies(run, services, where, posting)
        time.sleep(run.size(5, 60))
        journal = posting.stop()
        count = check(site, place, journal)
        wait_until(lambda: len(set(listener.heard)) >= count, 15, "the socket hears what was posted meanwhile")
        stopping.set()
        hearing.join()
        reading.join()
        run.note("answers", reading=dict(statuses), posting=journal.later, lost=journal.lost)
        strange = {status: times for status, times in statuses.items() if int(status) not in PLAIN}
        hold(not strange, f"readers were answered {strange}")
        hold(set(journal.later) <= {503}, f"writers were answered {journal.later}")
        twice = len(listener.heard) - len(set(listener.heard))
        hold(not twice, f"the socket heard {twice} posts twice")
        hold(max(back) <= LONGEST_RECOVERY, f"back only after {max(back):.1f} s")
        told = statuses["503"] + journal.later.get(503, 0)
        return (
            f"PostgreSQL killed {len(back)} times under {CLIENTS} clients: {told} "
            f"× 503, 0 × 500, back {percentile(back, 1):.1f} s after it at the latest; {len(journal.acknowledged)} "
            f"acknowledged, {count} there, 0 lost; Redis paused, emptied, killed: at least {fewest} posts in 10 s; "
            f"the socket heard all {count}"
        )
    finally:
        stopping.set()
        site.remove()
        services.stop()


def _postgres_dies(run: Run, services: Services, site: Served, where: dict[str, str], place: dict) -> float:
    """Kill PostgreSQL, see that a reader is told so, start it again, and return how long until a page is back."""
    port = int(where["DATABASE_URL"].rsplit(":", 1)[1].split("/")[0])
    services.kill_postgres()
    run.note("PostgreSQL killed")
    browser = Browser(site.port, place["keys"][CLIENTS + 1])
    time.sleep(2)
    answer = browser.get(place["page"])
    hold(answer.status == 503, f"without PostgreSQL a page answers {answer.status}")
    hold("retry-after" in answer.headers, "the 503 does not say when to come back")
    hold(b"<h1>" in answer.body and b"psycopg" not in answer.body, "the 503 is not in words")
    hold(browser.get("/health/ready").status == 503, "/health/ready does not say that the database is away")
    services.start_postgres(port)
    run.note("PostgreSQL is there")

    def opens() -> bool:
        try:
            return browser.get(place["page"]).status == 200
        except Lost:
            return False

    return wait_until(opens, 60, "a page opens after PostgreSQL is there")


def _redis_dies(run: Run, services: Services, where: dict[str, str], posting: Posting) -> int:
    """Pause Redis, empty it, kill it; return the fewest posts that were acknowledged in the ten seconds after each."""
    with redis.Redis.from_url(where["REDIS_URL"], socket_timeout=5) as line:
        line.execute_command("CLIENT", "PAUSE", "20000")
        fewest = [_go_on(run, posting, "paused")]
        time.sleep(11)
        line.flushall()
        fewest.append(_go_on(run, posting, "emptied"))
    services.kill_redis()
    return min([*fewest, _go_on(run, posting, "killed")])


def _go_on(run: Run, posting: Posting, what: str) -> int:
    run.note(f"Redis {what}")
    before = len(posting.journal.acknowledged)
    time.sleep(10)
    after = len(posting.journal.acknowledged)
    hold(after - before > CLIENTS, f"Redis {what}: only {after - before} posts went through in ten seconds")
    return after - before


def _stay(run: Run, listener: Listener, stopping: threading.Event) -> None:
    """Keep a socket open as a browser does: when it closes, come again with the last cursor."""
    while not stopping.is_set():
        try:
            if listener.line is None:
                listener.open()
            while not stopping.is_set():
                listener.listen(0.5)
        except (ConnectionClosed, OSError, TimeoutError, NotHeld) as error:
            run.note("socket", why=repr(error)[:160])
        except Exception as error:  # the handshake is refused while the database is away
            run.note("socket", why=repr(error)[:160])
        listener.cut()
        stopping.wait(1)


def _read(site: Served, place: dict, statuses: Counter[str], stopping: threading.Event) -> None:
    browser = Browser(site.port, place["keys"][CLIENTS + 1])
    while not stopping.wait(0.1):
        for path in ("/", place["page"], place["forum"]):
            try:
                statuses[str(browser.get(path).status)] += 1
            except Lost:
                statuses["0"] += 1
