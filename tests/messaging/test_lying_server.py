"""A real Chromium before the real application, and between them a proxy that lies: each lie is stopped or named.

The lies are in `lying/lies.js`. Everything that passes the proxy is kept, and all that Redis and the mail server are
told; afterwards nothing that was typed is found in it, nor in the database, the logs, or what the browser keeps.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.browser.site import ROOT, Site, free_port

BUILT = ROOT / ".build" / "static" / "messaging" / "worker.js"
needs_front = pytest.mark.skipif(
    shutil.which("node") is None or not BUILT.exists(), reason="the front end is not built"
)
pytestmark = [pytest.mark.browser, needs_front]

CANARIES = [f"canary{number:02d}zq{number * 7919 % 9973:04d}" for number in range(40)]
FILE = f"{CANARIES[37]} {CANARIES[38]} " * 1500
CALL = """async ([name, values, extra]) => {
    const given = extra === null ? values : [...values, new File([extra.text], extra.name)];
    try {
        const value = await window.engine[name](...given);
        return { value: value === undefined ? null : value };
    } catch (error) {
        return { code: error.code ?? String(error), detail: error.detail ?? null };
    }
}"""
BEGIN = """async ([worker, token]) => {
    const { startEngine, ...looks } = await import("/static/__engine.js");
    window.engine = startEngine({ worker, token });
    window.looks = looks;
}"""
LOOKS = """async () => {
    const { startEngine: _none, ...looks } = await import("/static/__engine.js");
    window.looks = looks;
    await looks.remember();
}"""


class Proxy:
    """The proxy of `lying/proxy.js` before a site."""

    def __init__(self, site: Site) -> None:
        self.site, self.port = site, free_port()
        self.traffic = site.data / "traffic"
        self.traffic.touch()
        key = (site.data / "secrets" / "messages_key").read_text().strip()
        surroundings = {
            "SITE_PORT": str(site.port),
            "PORT": str(self.port),
            "MESSAGES_KEY": key,
            "TRAFFIC": str(self.traffic),
        }
        self.process = subprocess.Popen(
            ["node", "tests/messaging/lying/proxy.js"],
            cwd=ROOT,
            env={**os.environ, **surroundings},
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def say(self, address: str, body: str = "") -> Any:
        request = urllib.request.Request(f"{self.url}/{address}", body.encode() or None, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


class Redis:
    """A Redis of its own, and beside it somebody who writes down every word that it is told."""

    def __init__(self, folder: Path) -> None:
        self.port, self.heard = free_port(), folder / "redis-heard"
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self._ready()
        with self.heard.open("wb") as told:
            self.ear = subprocess.Popen(["redis-cli", "-p", str(self.port), "MONITOR"], stdout=told)

    def _ready(self) -> None:
        for _ in range(100):
            asked = subprocess.run(["redis-cli", "-p", str(self.port), "PING"], capture_output=True)
            if asked.stdout.strip() == b"PONG":
                return
            time.sleep(0.1)
        raise RuntimeError("Redis did not start")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def keys(self) -> bytes:
        """Return everything that lies in it."""
        dumped = self.heard.with_name("redis-dump")
        subprocess.run(["redis-cli", "-p", str(self.port), "--rdb", str(dumped)], capture_output=True, check=True)
        return dumped.read_bytes()

    def stop(self) -> None:
        for process in (self.ear, self.server):
            process.terminate()
            process.wait()


class Spool:
    """A mail server that keeps each letter as it came."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_DATA(self, _server: Any, _session: Any, letter: Any) -> str:  # noqa: N802
        self.letters.append(letter.content)
        return "250 OK"

    @property
    def surroundings(self) -> dict[str, str]:
        return {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.port), "SMTP_TLS": "0"}


class Somebody:
    """A member's browser; each `page()` is a tab with an engine of its own."""

    def __init__(self, chromium: Any, proxy: Proxy, handle: str) -> None:
        self.proxy, self.handle = proxy, handle
        self.cookie = proxy.site.keys[handle]
        self.context = chromium.new_context()
        token = "a" * 32
        self.context.add_cookies(
            [
                {"name": name, "value": value, "url": proxy.url}
                for name, value in (("session", self.cookie), ("csrf", token))
            ]
        )
        self.token = token
        self.faults: list[str] = []

    def page(self) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                said.type == "error" and "Failed to load resource" not in said.text and self.faults.append(said.text)
            ),
        )
        page.goto(f"{self.proxy.url}/__page")
        page.evaluate(BEGIN, ["/static/messaging/worker.js", self.token])
        return page

    def call(self, page: Any, name: str, *values: Any, file: dict[str, str] | None = None) -> Any:
        said = page.evaluate(CALL, [name, list(values), file])
        assert "code" not in said, (self.handle, name, said)
        return said["value"]

    def set_up(self) -> "Somebody":
        self.tab = self.page()
        assert self.call(self.tab, "state")["status"] == "set-up"
        self.words = " ".join(self.call(self.tab, "words", "en")["words"])
        sheet = self.call(self.tab, "recoverySheet")
        self.recovery = "-".join(sheet["groups"])
        self.id = self.call(self.tab, "finishSetup", {"typedGroup": sheet["groups"][sheet["ask"]]})["identity"]
        return self


class World:
    """Ana, Ben and Chloé have set messages up and written to each other; all that they typed is a canary."""

    def __init__(self, chromium: Any, site: Site, proxy: Proxy, spool: Spool, redis: Redis | None) -> None:
        self.site, self.proxy, self.spool, self.redis = site, proxy, spool, redis
        self.ana, self.ben, self.chloe = [
            Somebody(chromium, proxy, handle).set_up() for handle in ("ana", "ben", "chloe")
        ]
        ana, ben, chloe = self.ana, self.ben, self.chloe
        older = ana.tab.evaluate("async () => (await fetch('/messages/blob/payload')).json()")
        start = {"members": [ben.id], "title": CANARIES[0], "retention": 90, "body": CANARIES[1], "code": 2}
        self.conv = ana.call(ana.tab, "startConversation", start)["conv"]
        start = {"members": [ana.id], "title": CANARIES[2], "retention": 30, "body": CANARIES[3]}
        self.other = chloe.call(chloe.tab, "startConversation", start)["conv"]
        ben.call(ben.tab, "openConversation", self.conv)
        for text in CANARIES[4:20]:
            assert ben.call(ben.tab, "send", self.conv, {"body": text})["delivery"] == "sent"
        ana.call(ana.tab, "openConversation", self.conv)
        for text in CANARIES[20:34]:
            assert ana.call(ana.tab, "send", self.conv, {"body": text})["delivery"] == "sent"
        ana.call(ana.tab, "setTitle", self.conv, CANARIES[34])
        ben.call(ben.tab, "openConversation", self.conv)
        manifest = ben.call(ben.tab, "attach", self.conv, file={"text": FILE, "name": f"{CANARIES[35]}.txt"})
        ben.call(ben.tab, "send", self.conv, {"body": CANARIES[36], "files": [manifest["file"]]})
        ana.call(ana.tab, "openConversation", self.other)
        self.shown = ana.call(ana.tab, "openConversation", self.conv)
        number = ana.call(ana.tab, "safetyNumber", ben.id)
        ana.call(ana.tab, "verify", ben.id, number["digits"], number["person"])
        self.facts = {
            "conv": self.conv, "other": self.other, "file": manifest["file"],
            "words": ana.words, "secret": CANARIES[39], "ana": ana.id, "ben": ben.id, "chloe": chloe.id, "older": older,
            "cookies": {one.handle: f"session={one.cookie}; csrf={one.token}" for one in (ana, ben, chloe)},
        }  # fmt: skip
        proxy.say("__world", json.dumps(self.facts))
        # A tab without a Worker, which only puts back what the browser knew at this moment.
        honest = ana.page()
        ana.call(honest, "state")
        ana.call(honest, "openConversation", self.conv)
        honest.close()
        self.shelf = ana.context.new_page()
        self.shelf.goto(f"{proxy.url}/__page")
        self.shelf.evaluate(LOOKS)

    def entries(self) -> int:
        with_cookie = {
            "Cookie": self.facts["cookies"]["ben"],
            "Accept": "application/json",
            "Host": f"localhost:{self.proxy.port}",
        }
        request = urllib.request.Request(f"{self.site.url}/messages/c/{self.conv}/entries?after=0", headers=with_cookie)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(json.loads(answer.read())["head"])


@pytest.fixture(scope="module")
def world(chromium: Any) -> Iterator[World]:
    spool, site = Spool(), Site()
    redis = Redis(site.data) if shutil.which("redis-server") else None
    site.extra = {**spool.surroundings, **({"REDIS_URL": redis.url} if redis else {})}
    site.start()
    proxy = Proxy(site)
    try:
        yield World(chromium, site, proxy, spool, redis)
    finally:
        proxy.stop()
        site.remove()
        spool.controller.stop()
        if redis:
            redis.stop()


def test_what_was_written_is_read_in_order_on_both_sides(world: World) -> None:
    bodies = [item["body"] for item in world.shown["items"] if item["type"] == "message"]
    assert bodies == [CANARIES[1], *CANARIES[4:34], CANARIES[36]]
    assert world.shown["head"]["title"] == CANARIES[34]


def test_every_lie_is_stopped_or_named_and_shows_nothing_that_was_not_written(world: World, chromium: Any) -> None:
    lies = world.proxy.say("__lies")
    assert len(lies) >= 40
    true = {*CANARIES, FILE}
    wrong = []
    for lie in lies:
        before = world.entries()
        somebody = world.ana if lie["by"] != "new" else Somebody(chromium, world.proxy, "ana")
        if somebody is world.ana:
            # Each lie meets the same knowledge, whatever the one before left behind.
            world.shelf.evaluate("what => window.looks.restore(what)", lie["by"])
        world.proxy.say("__tell", lie["name"])
        page = somebody.page()
        seen = page.evaluate(
            "([act, world]) => window.looks.observe(window.engine, act, world)", [lie["act"], world.facts]
        )
        world.proxy.say("__tell", "nothing")
        page.close()
        if somebody is not world.ana:
            somebody.context.close()
        named = set(lie["expect"]) & set(seen["found"])
        clean = (
            set(seen["texts"]) <= true and (lie["act"] == "send" or world.entries() == before) and not somebody.faults
        )
        if not named or not clean:
            wrong.append((lie["name"], seen["found"], somebody.faults))
    assert wrong == []


def test_the_browser_keeps_no_text_and_no_key_that_can_be_read(world: World) -> None:
    page = world.ana.page()
    kept = page.evaluate("() => window.looks.kept()")
    assert [canary for canary in CANARIES if canary in kept] == []
    assert world.ana.words not in kept
    assert "extractable false" in kept
    assert "extractable true" not in kept


def test_nothing_that_was_typed_is_in_traffic_database_log_or_mail(world: World) -> None:
    command = [sys.executable, "-m", "tests.messaging.telling"]
    subprocess.run(command, cwd=ROOT, env=world.site.environment, capture_output=True, check=True)
    letters = b"\n".join(world.spool.letters)
    assert b"Something waits for you." in letters
    world.site.stop()
    places = {
        "mail": letters,
        "traffic": world.proxy.traffic.read_bytes(),
        "dump": dump(world.site),
        "log": (world.site.data / "log").read_bytes(),
    }
    if world.redis:
        places["redis"] = world.redis.keys()
        # Its whole part is to wake other processes: that it was told anything at all is seen here.
        assert b"PUBLISH" in world.redis.heard.read_bytes()
    rest = [path for path in world.site.data.rglob("*") if path.is_file() and path != world.proxy.traffic]
    places |= {str(path): path.read_bytes() for path in rest}
    assert len(places["traffic"]) > 100_000
    assert re.search(rb"messages/c/[0-9a-f]{32}/envelopes", places["traffic"])
    words = [*CANARIES, world.ana.words, world.ana.recovery]
    found = [
        (place, word) for place, held in places.items() for word in words if any(form in held for form in forms(word))
    ]
    assert found == []


def test_a_word_is_found_wherever_it_stands_in_base64() -> None:
    for before in range(3):
        held = base64.b64encode(b"-" * before + CANARIES[0].encode() + b"---")
        assert any(form in held for form in forms(CANARIES[0]))


def forms(word: str) -> list[bytes]:
    """Return WORD as it is, and what of it stands the same in base64, wherever it begins there."""
    shifted = [base64.b64encode(b"-" * before + word.encode()) for before in range(3)]
    return [word.encode(), *(form[4:].rstrip(b"=")[:-1] for form in shifted)]


def dump(site: Site) -> bytes:
    """Return everything in the database, also what is packed or encoded in it."""
    import sqlite3

    base = sqlite3.connect(next(Path(site.data).glob("*.sqlite3")))
    names = [name for (name,) in base.execute("select name from sqlite_master where type = 'table'")]
    rows = [str(row).encode() for name in names for row in base.execute(f'select * from "{name}"')]
    base.close()
    assert any(b"0x04" in row or b"\\x04" in row for row in rows)
    return b"\n".join(rows)
