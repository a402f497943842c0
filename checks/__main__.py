"""What `make check` runs: every rule that a machine can hold, one line each, all of them even when one fails."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
ROOMS = ["config", "home", "moving", "forum", "messaging", "notices", "writing", "live", "jobs", "network"]
SOURCES = [*ROOMS, "checks", "tests", "benchmarks"]

STEPS: dict[str, Sequence[str]] = {
    "linter": [str(BIN / "ruff"), "check", *SOURCES, "manage.py"],
    "format": [str(BIN / "ruff"), "format", "--check", *SOURCES, "manage.py"],
    "types": [str(BIN / "mypy")],
    "types of the scripts": ["npx", "--no-install", "tsc", "--project", "frontend/tsconfig.json"],
    "import contracts": [str(BIN / "lint-imports")],
    "templates": [PYTHON, "-m", "checks.templates"],
    "template style": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
    "rules of the models": [PYTHON, "manage.py", "check"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", "-v0"],
    "translations": [PYTHON, "-m", "config.words", "check"],
    "matrix of access": [PYTHON, "-m", "tests.access.document", "--check"],
}


def main(names: Sequence[str]) -> int:
    """Run the steps NAMES (none: all) and return how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="counterpart-check-") as data:
        for name, command in STEPS.items():
            if names and name not in names:
                continue
            began = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env={**os.environ, "DATA": data}, capture_output=True, text=True)  # noqa: S603 - our own words, listed above
            print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)  # noqa: T201
            if done.returncode:
                failed += 1
                print(done.stdout[-6000:], done.stderr[-3000:], sep="\n", flush=True)  # noqa: T201
    print(f"{len(names or STEPS) - failed} passed, {failed} failed")  # noqa: T201
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
