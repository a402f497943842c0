"""A member's browser at the doors of sealed messages."""

import base64
import json
import os
import threading
from typing import Any

from django.db import connection
from django.test import Client

from tests.access.readings import reading_as_the_reader
from tests.messaging.writing import ZERO32, Keys, b64, envelope, grant, h, record
from tests.personas import Persona


class SealedBrowser:
    """Signed in as a persona, with keys of its own; `post` and `get` speak JSON as the Worker does."""

    def __init__(self, persona: Persona, client: Client | None = None) -> None:
        self.persona = persona
        self.client = client or persona.client
        self.keys: Keys | None = None

    def get(self, path: str, **query: Any):
        with reading_as_the_reader():
            return self.client.get(f"/messages/{path}", query, headers={"Accept": "application/json"})

    def send(self, method: str, path: str, **said: Any):
        with reading_as_the_reader():
            return self.client.generic(
                method,
                f"/messages/{path}",
                json.dumps(said),
                content_type="application/json",
                headers={"Accept": "application/json"},
            )

    def post(self, path: str, **said: Any):
        return self.send("POST", path, **said)

    def put(self, path: str, **said: Any):
        return self.send("PUT", path, **said)

    def reserve(self) -> Keys:
        answer = self.post("identity")
        assert answer.status_code == 200, answer.content
        self.keys = Keys(bytes.fromhex(answer.json()["identity"]))
        return self.keys

    def register(self) -> "SealedBrowser":
        """Set up messages: identity, first keys, blob."""
        keys = self.reserve()
        answer = self.post("entries", entry=b64(keys.entry()), blob=b64(keys.blob()))
        assert answer.status_code == 201, answer.content
        return self


def all_at_once(*sent: tuple[SealedBrowser, str, dict[str, Any]]) -> list[Any]:
    """Post each (browser, path, what is said) at the same moment; return the answers as they came."""
    answers: list[Any] = []
    barrier = threading.Barrier(len(sent))
    # The client of a persona signs in when it is first asked for: that comes before.
    cookies = [browser.client.cookies for browser, _path, _said in sent]

    def send(browser: SealedBrowser, path: str, said: dict[str, Any], its_cookies: Any) -> None:
        # A client is not made for two at once.
        client = Client()
        client.cookies = its_cookies
        barrier.wait()
        answers.append(SealedBrowser(browser.persona, client).post(path, **said))
        connection.close()

    threads = [threading.Thread(target=send, args=(*one, its)) for one, its in zip(sent, cookies, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refused(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


class Talk:
    """A conversation as its participants' browsers hold it: each knows the newest record and its own last envelope."""

    def __init__(self, *browsers: SealedBrowser, retention: int = 90) -> None:
        self.conv = os.urandom(16)
        self.retention = retention
        self.epoch = 0
        self.browsers = list(browsers)
        self.counters: dict[bytes, tuple[int, bytes]] = {}
        creator = browsers[0]
        self.record, self.wraps = record(
            creator.keys, self.members(), conv=self.conv, retention=retention, checkpoint=checkpoint(creator)
        )
        answer = creator.post("conversations", record=b64(self.record), wraps=b64(self.wraps), envelopes=[])
        assert answer.status_code == 201, answer.content

    @property
    def wire(self) -> str:
        return self.conv.hex()

    def path(self, door: str) -> str:
        return f"c/{self.wire}/{door}"

    def members(self, browsers: "list[SealedBrowser] | None" = None) -> list[tuple[Keys, int]]:
        return [(one.keys, index_of(one.keys)) for one in browsers or self.browsers]

    def envelope(self, browser: SealedBrowser, **changed: Any) -> bytes:
        """Return the next envelope of BROWSER, as it would be sent now."""
        counter, prev_own = self.counters.get(browser.keys.identity, (0, ZERO32))
        facts: dict[str, Any] = {
            "conv": self.conv,
            "epoch": self.epoch,
            "epoch_rec": h(self.record),
            "heads": [h(self.record)],
            "counter": counter + 1,
            "prev_own": prev_own,
        }
        return envelope(browser.keys, **{**facts, **changed})

    def send(self, browser: SealedBrowser, raw: bytes | None = None, **changed: Any):
        """Send the next envelope of BROWSER; note it when it is taken."""
        raw = raw or self.envelope(browser, **changed)
        answer = browser.post(self.path("envelopes"), envelope=b64(raw))
        if answer.status_code == 201:
            counter, _before = self.counters.get(browser.keys.identity, (0, ZERO32))
            self.counters[browser.keys.identity] = (counter + 1, h(raw))
        return answer

    def next_record(self, browser: SealedBrowser, browsers: list[SealedBrowser], reason: int, **changed: Any):
        facts: dict[str, Any] = {
            "conv": self.conv,
            "epoch": self.epoch + 1,
            "prev": h(self.record),
            "reason": reason,
            "retention": self.retention,
            "checkpoint": checkpoint(browser),
        }
        return record(browser.keys, self.members(browsers), **{**facts, **changed})

    def change(self, browser: SealedBrowser, browsers: list[SealedBrowser], reason: int, history: bool = False):
        """Have BROWSER make the next epoch of BROWSERS; note it when it is taken."""
        raw, wraps = self.next_record(browser, browsers, reason)
        new = [one for one in browsers if one not in self.browsers] if history else []
        facts = {"conv": self.conv, "epoch_rec": h(raw), "epochs": list(range(self.epoch + 1))}
        grants = [b64(grant(browser.keys, one.keys, **facts)) for one in new]
        answer = browser.post(self.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=grants)
        if answer.status_code == 201:
            self.record, self.wraps, self.browsers, self.epoch = raw, wraps, list(browsers), self.epoch + 1
        return answer

    def entries(self, browser: SealedBrowser, **query: Any) -> dict[str, Any]:
        answer = browser.get(self.path("entries"), **query)
        assert answer.status_code == 200, answer.content
        return answer.json()


# Where the keys stand in the log, by fingerprint.
_indexes: dict[bytes, int] = {}


def index_of(keys: Keys) -> int:
    from messaging.models import KeyEntry

    if keys.fingerprint not in _indexes:
        found = KeyEntry.objects.get(identity__wire=keys.identity.hex(), gen=keys.gen)
        _indexes[keys.fingerprint] = found.index
    return _indexes[keys.fingerprint]


def checkpoint(browser: SealedBrowser) -> tuple[int, bytes]:
    """Return size and root of the log as its note says."""
    _origin, size, root, *_rest = browser.get("log").json()["checkpoint"].splitlines()
    return int(size), base64.b64decode(root)
