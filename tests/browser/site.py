"""A whole site of its own for browser tests: `manage.py serve` in a process, with the demonstration, on a free port."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 240  # seconds, with the demonstration, on a machine that does much else
# Seconds. Officers of the secretariat who do nothing for a quarter of an hour are signed out, and a run takes longer.
SIGNED_IN_FOR = 600


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Site:
    """A running site: where it answers, who is in it, and a way to sign in without the pages of the sign-in."""

    port: int = field(default_factory=free_port)
    data: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="counterpart-site-")))
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    signed_in: dict[str, str] = field(default_factory=dict)
    signed_in_at: float = 0.0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        return {**kept, "DATA": str(self.data), "PORT": str(self.port), "DEMO": "1", **self.extra}

    def start(self) -> "Site":
        self.log = (self.data / "log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/health/live", timeout=2):
                    return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The site did not start:\n{(self.data / 'log').read_text()[-4000:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        self.log.close()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def manage(self, *words: str) -> str:
        """Run a command of the installation beside the running site and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    @cached_property
    def people(self) -> dict[str, dict]:
        listed = json.loads((self.data / "demonstration.json").read_text())
        return {person["handle"]: person for person in listed}

    @property
    def keys(self) -> dict[str, str]:
        """The session key of each demonstration member, signed in with both factors not long ago."""
        if not self.signed_in or time.monotonic() - self.signed_in_at > SIGNED_IN_FOR:
            done = subprocess.run(
                [sys.executable, "-m", "tests.browser.keys"],
                cwd=ROOT,
                env=self.environment,
                capture_output=True,
                text=True,
                check=True,
            )
            self.signed_in, self.signed_in_at = json.loads(done.stdout), time.monotonic()
        return self.signed_in

    def sign_in_anew(self) -> None:
        """From here on everybody has another session."""
        self.signed_in = {}

    def cookie(self, handle: str) -> dict[str, str]:
        return {"name": "session", "value": self.keys[handle], "url": self.url}
