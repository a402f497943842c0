"""A running site that can be killed, and browsers without a screen that use it."""

import http.client
import json
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.browser.site import ROOT, Site


class Served(Site):
    """A site with the demonstration in a process of its own, on the database that its surroundings name."""

    def kill(self) -> None:
        """End the process as a power cut would: nothing is finished, nothing is said."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def remove(self) -> None:
        """End the process; its folder goes with the folder of the proof, which may be wanted for a look."""
        if self.process is not None:
            self.stop()

    def inside(self, act: str, **facts: Any) -> Any:
        """Do what tests/prove/inside.py calls ACT, in a process of its own on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.prove.inside", act, json.dumps(facts)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{act}: {done.stderr[-1500:]}")
        return json.loads(done.stdout)

    @property
    def database(self) -> Path:
        return self.data / "counterpart.sqlite3"

    @property
    def memory(self) -> int:
        """What the process holds in memory now, in kB."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def log_text(self) -> str:
        return (self.data / "log").read_text(errors="replace")


class Lost(Exception):
    """No answer came: the process died, or closed the line."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def place(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Browser:
    """One browser with the session KEY ("": nobody is signed in), one line to the server at a time."""

    port: int
    key: str = ""
    longest: float = 40.0
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        # The cookie and the field need only be the same; a secret of the server's own is 32 such signs.
        self.cookies["csrf"] = secrets.token_hex(16)
        if self.key:
            self.cookies["session"] = self.key

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrf"]})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.longest)
            self.line.request(method, path, body, {"Host": f"localhost:{self.port}", "Cookie": cookies, **headers})
            response = self.line.getresponse()
            content = response.read()
        except (http.client.HTTPException, OSError) as error:
            self.close()
            raise Lost(type(error).__name__) from error
        seconds = time.perf_counter() - began
        self._keep(response)
        if response.will_close:
            self.close()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, answered, content, seconds)

    def _keep(self, response: http.client.HTTPResponse) -> None:
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0].strip('"')
