"""An installation of its own in a folder, with real worker processes: for what happens when one of them is killed."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def until(true: Callable[[], object]) -> None:
    """Look again and again until TRUE answers yes; fail after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


class Installation:
    """A database in FOLDER, and the processes which were started on it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATA": str(folder),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.manage("migrate", "--skip-checks", "-v", "0")

    def manage(self, *words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, check=True)

    def python(self, code: str) -> None:
        code = f"import django; django.setup()\n{code}"
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)

    def work(self, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--skip-checks", *words], cwd=ROOT, env=self.environment
        )
        self.processes.append(process)
        return process

    def ask(self, sql: str, *values: object) -> list[tuple]:
        """Run one statement of its own on the database, from outside."""
        with sqlite3.connect(self.folder / "counterpart.sqlite3", timeout=20) as connection:
            return connection.execute(sql, values).fetchall()

    def let_beats_age(self) -> None:
        self.ask("UPDATE jobs_beat SET at = '2020-01-01 00:00:00'")

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
