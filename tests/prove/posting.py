"""Clients that post replies, keep a journal of what was acknowledged, and send again what was not."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.prove.proof import Run, hold
from tests.prove.served import Browser, Lost, Served

# What a client takes as "not now": it waits and sends the same form again.
LATER = {429, 502, 503, 507}


@dataclass
class Journal:
    """What the clients were told. `acknowledged`: submission → where the post is."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)  # submission → text, of everything that was ever sent
    seconds: list[float] = field(default_factory=list)
    lost: int = 0
    later: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Posting:
    """COUNT clients that reply in one topic until `stop`, each with a key for each form."""

    site: Served
    place: dict[str, Any]
    run: Run
    pause: float = 0.2
    journal: Journal = field(default_factory=Journal)
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> "Posting":
        for number, key in enumerate(self.place["keys"]):
            thread = threading.Thread(target=self._client, args=(number, key), daemon=True)
            self.threads.append(thread)
            thread.start()
        return self

    def stop(self, patience: float = 120.0) -> Journal:
        """Let every client finish the form it has at hand; what has no answer within PATIENCE seconds is a fault."""
        self.stopping.set()
        end = time.monotonic() + patience
        for thread in self.threads:
            thread.join(max(0.1, end - time.monotonic()))
        hold(not any(thread.is_alive() for thread in self.threads), "a client never got its form acknowledged")
        return self.journal

    def _client(self, number: int, key: str) -> None:
        browser = Browser(self.site.port, key)
        count = 0
        while not self.stopping.is_set():
            count += 1
            self._post(browser, secrets.token_urlsafe(16), f"Reply {count} of client {number}, seed {self.run.seed}.")
            self.stopping.wait(self.pause)

    def _post(self, browser: Browser, submission: str, text: str) -> None:
        journal = self.journal
        with journal.lock:
            journal.sent[submission] = text
        end = time.monotonic() + 110
        while time.monotonic() < end:
            try:
                answer = browser.post(self.place["reply"], {"body": text, "once": submission})
            except Lost:
                with journal.lock:
                    journal.lost += 1
                time.sleep(0.2)
                continue
            if answer.status in LATER:
                with journal.lock:
                    journal.later[answer.status] = journal.later.get(answer.status, 0) + 1
                time.sleep(0.3)
                continue
            with journal.lock:
                if answer.status in {302, 303} and "sign-in" not in answer.place:
                    journal.acknowledged[submission] = answer.place
                    journal.seconds.append(answer.seconds)
                else:
                    journal.wrong.append(f"{answer.status} {answer.place}")
                    self.run.note("wrong", status=answer.status, body=answer.body[:400])
            return
        with journal.lock:
            journal.wrong.append("no answer within 110 s")


def check(site: Served, place: dict[str, Any], journal: Journal) -> int:
    """Hold what every fault must leave behind, and return how many posts there are beside the opening.

    Each acknowledged post is there exactly once and where it was said to be; nothing is there that nobody sent; one
    order without gaps; each post is told once; the record of acts and the database are whole.
    """
    hold(not journal.wrong, f"{len(journal.wrong)} wrong answers, first: {journal.wrong[:1]}")
    found = site.inside("posts", topic=place["topic"])
    written = found["posts"]
    seqs = [post["seq"] for post in written]
    hold(seqs == list(range(1, len(written) + 1)), "the numbers of the posts have gaps or come twice")
    hold(found["last_seq"] == found["posts_count"] == len(written), "the topic does not count its posts right")
    replies = [post for post in written if post["submission"]]
    by_submission = {post["submission"]: post for post in replies}
    hold(len(by_submission) == len(replies), "a form made two posts")
    missing = set(journal.acknowledged) - set(by_submission)
    hold(not missing, f"{len(missing)} acknowledged posts are lost")
    strange = [key for key, post in by_submission.items() if journal.sent.get(key) != post["body"].strip()]
    hold(not strange, f"{len(strange)} posts are not what was sent")
    elsewhere = [key for key, where in journal.acknowledged.items() if by_submission[key]["public_id"] not in where]
    hold(not elsewhere, f"{len(elsewhere)} answers named another post")
    untold = [post["public_id"] for post in replies if found["told"].get(post["public_id"]) != 1]
    hold(not untold, f"{len(untold)} posts are told not once in the outbox")
    faults = {name: fault for name, fault in site.inside("whole").items() if fault}
    hold(not faults, f"not whole: {faults}")
    return len(replies)
