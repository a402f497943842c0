"""A real Firefox, driven over Marionette, its own remote control: nothing is installed beside it.

Without one, tests that need it are skipped by name; with CI set they fail.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
# Marionette's name for the reference of an element in an answer.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SWITCHES = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
PREFERENCES = {
    "marionette.port": 0,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "extensions.update.enabled": False,
    "signon.rememberSignons": False,
    "intl.accept_languages": "en-GB, en",
}


class Firefox:
    """One window: `open`, `type`, `press`, `text`, and `script` for what is not to be clicked."""

    def __init__(self) -> None:
        self.profile = Path(tempfile.mkdtemp(prefix="counterpart-firefox-"))
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (self.profile / "user.js").write_text("\n".join(lines))
        self.process = subprocess.Popen(
            [
                str(FIREFOX),
                "--headless",
                "--marionette",
                "--remote-allow-system-access",
                "--no-remote",
                "--profile",
                str(self.profile),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        self.line = self._connect()
        self.rest, self.number = b"", 0
        self._receive()  # it says who it is
        self.tell("WebDriver:NewSession", strictFileInteractability=True)

    def _connect(self) -> socket.socket:
        """Firefox takes a free port and writes it into the profile when it listens."""
        chosen = self.profile / "MarionetteActivePort"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if chosen.exists() and (port := chosen.read_text().strip()):
                return socket.create_connection(("127.0.0.1", int(port)), timeout=60)
            time.sleep(0.1)
        self.close()
        raise RuntimeError("Firefox did not start")

    def _receive(self) -> Any:
        """Read one message: its length in bytes, a colon, JSON."""
        while b":" not in self.rest:
            self.rest += self._more()
        length, _colon, self.rest = self.rest.partition(b":")
        while len(self.rest) < int(length):
            self.rest += self._more()
        message, self.rest = self.rest[: int(length)], self.rest[int(length) :]
        return json.loads(message)

    def _more(self) -> bytes:
        found = self.line.recv(65536)
        if not found:
            raise RuntimeError("Firefox has gone")
        return found

    def tell(self, command: str, **words: Any) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, command, words]).encode()
        self.line.sendall(b"%d:%s" % (len(message), message))
        _kind, _number, error, answer = self._receive()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message'][:500]}")
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def open(self, url: str) -> None:
        self.tell("WebDriver:Navigate", url=url)

    @property
    def url(self) -> str:
        return str(self.tell("WebDriver:GetCurrentURL"))

    def find(self, css: str) -> str:
        """Wait until there is such an element and return its reference."""
        return str(self.wait(lambda: self._find(css), css))

    def _find(self, css: str) -> str | None:
        found = self.tell("WebDriver:FindElements", using="css selector", value=css)
        return found[0][ELEMENT] if found else None

    def type(self, css: str, text: str) -> None:
        self.tell("WebDriver:ElementSendKeys", id=self.find(css), text=text)

    def press(self, css: str) -> None:
        self.tell("WebDriver:ElementClick", id=self.find(css))

    def text(self, css: str) -> str:
        return str(self.tell("WebDriver:GetElementText", id=self.find(css)))

    def script(self, body: str, *arguments: Any) -> Any:
        return self.tell("WebDriver:ExecuteScript", script=body, args=list(arguments))

    @property
    def faults(self) -> list[str]:
        """What Firefox complained of: errors of scripts of the site, and refused policies."""
        self.tell("Marionette:SetContext", value="chrome")
        said = self.script("return Services.console.getMessageArray().map(String)")
        self.tell("Marionette:SetContext", value="content")
        ours = [line[:300] for line in said if "http://localhost" in line or "Content-Security-Policy" in line]
        # Said of a style sheet that is late on a busy machine: a hint on speed, and no fault of a script.
        return [line for line in ours if "Layout was forced before" not in line]

    def wait(self, condition: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what} on {self.url}")

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    if FIREFOX is None:
        if os.environ.get("CI"):
            pytest.fail("Firefox is missing, and CI must run the browser tests.")
        pytest.skip("Firefox is not installed (Debian: apt install firefox-esr).")
    browser = Firefox()
    yield browser
    browser.close()
