"""kill -9 of the web process while thirty members write in one sealed conversation: one order, nothing twice."""

import base64
import hashlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.messaging.writing import ZERO32, Keys, b64, envelope, h, record
from tests.prove.proof import Run, hold, percentile
from tests.prove.served import Answer, Browser, Lost, Served

WRITERS = 30
LATER = {429, 502, 503, 507}
PATIENCE = 110.0
MOST = 200


@dataclass
class Writer:
    """A member's browser: it seals with the test's own code, and sends the same bytes again until it has a receipt."""

    browser: Browser
    keys: Keys | None = None
    index: int = 0
    counter: int = 0
    last: bytes = ZERO32
    acknowledged: dict[str, int] = field(default_factory=dict)  # hash → number
    sent: set[str] = field(default_factory=set)
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    def post(self, door: str, **said: Any) -> Answer:
        """Post until there is an answer that is not "later"."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers["X-CSRFToken"] = self.browser.cookies["csrf"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                answer = self.browser._ask("POST", f"/messages/{door}", json.dumps(said), headers)
            except Lost:
                self.lost += 1
                time.sleep(0.2)
                continue
            if answer.status not in LATER:
                return answer
            time.sleep(0.3)
        raise TimeoutError(door)

    def get(self, door: str) -> dict[str, Any]:
        answer = self.browser.get(f"/messages/{door}", Accept="application/json")
        hold(answer.status == 200, f"{door} answered {answer.status}")
        return json.loads(answer.body)  # type: ignore[no-any-return]

    def register(self) -> None:
        wire = json.loads(self.post("identity").body)["identity"]
        self.keys = Keys(bytes.fromhex(wire))
        answer = self.post("entries", entry=b64(self.keys.entry()), blob=b64(self.keys.blob()))
        hold(answer.status == 201, f"keys were answered {answer.status}")
        self.index = json.loads(answer.body)["index"]

    def write(self, talk: "Talk") -> None:
        assert self.keys is not None
        place = {"conv": talk.conv, "epoch_rec": h(talk.record), "heads": [h(talk.record)]}
        chain = {"counter": self.counter + 1, "prev_own": self.last, "checkpoint": talk.checkpoint}
        raw = envelope(self.keys, **place, **chain)
        digest = hashlib.sha256(raw).hexdigest()
        self.sent.add(digest)
        answer = self.post(f"c/{talk.conv.hex()}/envelopes", envelope=b64(raw))
        if answer.status not in {200, 201}:
            self.wrong.append(f"{answer.status} {answer.body[:200]!r}")
            return
        self.counter, self.last = self.counter + 1, h(raw)
        self.acknowledged[digest] = json.loads(answer.body)["seq"]


@dataclass
class Talk:
    conv: bytes
    record: bytes
    checkpoint: tuple[int, bytes]


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    try:
        keys = site.inside("writers", count=WRITERS)["keys"]
        writers = [Writer(Browser(site.port, key)) for key in keys]
        hold(len(writers) == WRITERS, f"there are {len(writers)} members, not {WRITERS}")
        for writer in writers:
            writer.register()
        talk = begin(writers)
        stopping = threading.Event()
        threads = [threading.Thread(target=go_on, args=(one, talk, stopping), daemon=True) for one in writers]
        for thread in threads:
            thread.start()
        kills, back = 0, []
        end = time.monotonic() + run.size(120, 300)
        while time.monotonic() < end:
            time.sleep(run.choose.uniform(0.3, 3.7))
            run.note("kill", acknowledged=sum(len(one.acknowledged) for one in writers))
            site.kill()
            began = time.monotonic()
            site.start()
            kills += 1
            back.append(time.monotonic() - began)
        stopping.set()
        for thread in threads:
            thread.join(PATIENCE + 10)
        hold(not any(thread.is_alive() for thread in threads), "a writer never got his message acknowledged")
        count = check(writers, talk)
        lost = sum(one.lost for one in writers)
        return (
            f"{kills} kills under {WRITERS} writers: {count} acknowledged, each there once, in one order for all; "
            f"{lost} lines cut, all sent again; back after {percentile(back, 0.5):.1f} s (median)"
        )
    finally:
        site.remove()


def begin(writers: list[Writer]) -> Talk:
    conv = os.urandom(16)
    _origin, size, root, *_rest = writers[0].get("log")["checkpoint"].splitlines()
    checkpoint = int(size), base64.b64decode(root)
    members = [(one.keys, one.index) for one in writers if one.keys is not None]
    raw, wraps = record(members[0][0], members, conv=conv, checkpoint=checkpoint)
    answer = writers[0].post("conversations", record=b64(raw), wraps=b64(wraps), envelopes=[])
    hold(answer.status == 201, f"the conversation was answered {answer.status}")
    return Talk(conv, raw, checkpoint)


def go_on(writer: Writer, talk: Talk, stopping: threading.Event) -> None:
    while not stopping.is_set() and not writer.wrong:
        try:
            writer.write(talk)
        except TimeoutError:
            writer.wrong.append("no answer within 110 s")
        stopping.wait(0.2)


def check(writers: list[Writer], talk: Talk) -> int:
    """Hold what every reader sees: one order without gaps, one chain of receipts, all that was acknowledged."""
    wrong = [fault for one in writers for fault in one.wrong]
    hold(not wrong, f"{len(wrong)} wrong answers, first: {wrong[:1]}")
    flows = [flow(one, talk) for one in writers]
    hold(all(one == flows[0] for one in flows), "readers see different orders")
    places = {digest: seq for seq, digest in flows[0]}
    hold(len(places) == len(flows[0]), "something stands there twice")
    acknowledged = {digest: seq for one in writers for digest, seq in one.acknowledged.items()}
    hold(all(places.get(digest) == seq for digest, seq in acknowledged.items()), "something acknowledged is elsewhere")
    sent = {digest for one in writers for digest in one.sent} | {h(talk.record).hex()}
    hold(set(places) <= sent, "something is there that nobody sent")
    hold(len(places) == len(acknowledged) + 1, "something is there of which its writer knows nothing")
    return len(acknowledged)


def flow(writer: Writer, talk: Talk) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    before, more = ZERO32, True
    while more:
        said = writer.get(f"c/{talk.conv.hex()}/entries?after={len(found)}&limit={MOST}")
        for entry in said["entries"]:
            raw, receipt = base64.b64decode(entry["object"]), base64.b64decode(entry["receipt"])
            hold(entry["seq"] == len(found) + 1, "the numbers have gaps")
            hold(receipt[25:57] == h(raw) and receipt[57:89] == before, "the receipts are no chain")
            before = h(receipt)
            found.append((entry["seq"], h(raw).hex()))
        more = said["more"]
    return found
