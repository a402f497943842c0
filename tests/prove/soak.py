"""Members read, post and listen for long: no error, and the server does not grow."""

import statistics
import threading
import time
from collections import Counter
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.prove.offline import Listener
from tests.prove.posting import Journal, check
from tests.prove.proof import Run, hold, percentile
from tests.prove.served import Browser, Lost, Served

MEMBERS = 50
LISTENERS = 25
GROWTH = 0.03


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    try:
        place = site.inside("begin", count=MEMBERS + LISTENERS)
        members = Members(run, site, place)
        listeners = [Listener(site, key, place["topic"]) for key in place["keys"][MEMBERS:]]
        for listener in listeners:
            listener.open()
        threads = [threading.Thread(target=members.live, args=(number,), daemon=True) for number in range(MEMBERS)]
        threads += [threading.Thread(target=_listen, args=(each, members), daemon=True) for each in listeners]
        for thread in threads:
            thread.start()
        warm = run.size(90, 300)
        length = run.size(300, 1800)
        memory = _watch(run, site, length)
        members.stopping.set()
        for thread in threads:
            thread.join(60)
        hold(not members.faults, f"{sum(members.faults.values())} errors: {members.faults.most_common(3)}")
        count = check(site, place, members.journal)
        wrong = [line for line in site.log_text().splitlines() if " ERROR " in line or line.startswith("Traceback")]
        hold(not wrong, f"the log holds {len(wrong)} errors, first: {wrong[:1]}")
        silent = [each for each in listeners if len({post for _, post in each.heard}) < count]
        hold(not silent, f"{len(silent)} of {LISTENERS} sockets did not hear every post")
        began = statistics.median(kilobytes for at, kilobytes in memory if warm <= at < warm + 30)
        ended = statistics.median(kilobytes for at, kilobytes in memory if at >= length - 30)
        growth = ended / began - 1
        figures = (
            f"{MEMBERS} members, {LISTENERS} sockets, {length // 60} min: {members.asked} pages, {count} posts, "
            f"0 errors; p50 {percentile(members.seconds, 0.5) * 1000:.0f} ms, "
            f"p99 {percentile(members.seconds, 0.99) * 1000:.0f} ms; memory {began / 1024:.0f} → {ended / 1024:.0f} MB "
            f"({growth:+.1%})"
        )
        hold(growth <= GROWTH, f"the server grows: {figures}")
        return figures
    finally:
        site.remove()


class Members:
    """Simulated members: each reads now the desk, now a forum, now a topic, and sometimes writes."""

    def __init__(self, run: Run, site: Served, place: dict[str, Any]) -> None:
        self.run, self.site, self.place = run, site, place
        self.journal = Journal()
        self.stopping = threading.Event()
        self.faults: Counter[str] = Counter()
        self.seconds: list[float] = []
        self.asked = 0
        self.lock = threading.Lock()

    def live(self, number: int) -> None:
        browser = Browser(self.site.port, self.place["keys"][number])
        # Each member has choices of his own, the same in every run with the seed.
        choose = type(self.run.choose)(f"{self.run.seed}:{number}")
        count = 0
        while not self.stopping.wait(choose.uniform(1, 5)):
            count += 1
            try:
                if choose.random() < 0.12:
                    self._reply(browser, f"{number}:{count}", choose)
                else:
                    path = choose.choice(["/", self.place["forum"], self.place["page"], "/counts/"])
                    self._see(path, browser.get(path), {200})
            except Lost as error:
                with self.lock:
                    self.faults[f"no answer: {error}"] += 1

    def _reply(self, browser: Browser, name: str, choose: Any) -> None:
        once = "".join(choose.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(22))
        text = f"What member {name} answers: the request needs **two** certified copies."
        with self.lock:
            self.journal.sent[once] = text
        answer = browser.post(self.place["reply"], {"body": text, "once": once})
        self._see("reply", answer, {302, 303})
        if answer.status in {302, 303}:
            with self.lock:
                self.journal.acknowledged[once] = answer.place

    def _see(self, path: str, answer: Any, good: set[int]) -> None:
        with self.lock:
            self.asked += 1
            self.seconds.append(answer.seconds)
            if answer.status not in good:
                self.faults[f"{answer.status} on {path}"] += 1


def _listen(listener: Listener, members: Members) -> None:
    try:
        while not members.stopping.is_set():
            listener.listen(1)
        listener.listen(3)
    except (ConnectionClosed, OSError) as error:
        with members.lock:
            members.faults[f"socket: {type(error).__name__}"] += 1


def _watch(run: Run, site: Served, length: float) -> list[tuple[float, int]]:
    """Return what the server held in memory, second by second."""
    began, seen = time.monotonic(), []
    while (at := time.monotonic() - began) < length:
        seen.append((at, site.memory))
        if len(seen) % 10 == 0:
            run.note("memory", kilobytes=seen[-1][1])
        time.sleep(1)
    return seen
