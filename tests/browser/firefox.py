"""A real Firefox, driven over WebDriver BiDi by puppeteer-core in a process of its own (firefox.mjs).

Without one, tests that need it are skipped by name; with CI set they fail.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.site import ROOT

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One window: `open`, `type`, `press`, `text`, and `script` for what is not to be clicked."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            ["node", "tests/browser/firefox.mjs", str(FIREFOX)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "MOZ_CRASHREPORTER_DISABLE": "1"},
        )

    def tell(self, order: str, *values: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": order, "with": values}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"fault": "Firefox has gone"}')
        if "fault" in answer:
            raise RuntimeError(f"{order}: {answer['fault'][:500]}")
        return answer["said"]

    def open(self, url: str) -> None:
        self.tell("open", url)

    @property
    def url(self) -> str:
        return str(self.tell("url"))

    def bring(self, session: str, url: str) -> None:
        """Give Firefox the SESSION of somebody who is signed in to the site at URL."""
        self.open(url)
        domain = url.split("/")[2].partition(":")[0]
        self.tell("cookie", {"name": "session", "value": session, "domain": domain, "path": "/"})

    def type(self, css: str, text: str) -> None:
        self.tell("type", css, text)

    def press(self, css: str) -> None:
        self.tell("press", css)

    def text(self, css: str) -> str:
        return str(self.tell("text", css))

    def script(self, body: str) -> Any:
        return self.tell("script", body)

    @property
    def faults(self) -> list[str]:
        """What Firefox complained of: errors of scripts of the site, and refused policies."""
        return list(self.tell("faults"))

    def wait(self, condition: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what} on {self.url}")

    def close(self) -> None:
        """Close the window: at the end of its orders Firefox ends."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    if FIREFOX is None:
        if os.environ.get("CI"):
            pytest.fail("Firefox is missing, and CI must run the browser tests.")
        pytest.skip("Firefox is not installed (Debian: apt install firefox-esr).")
    browser = Firefox()
    yield browser
    browser.close()
