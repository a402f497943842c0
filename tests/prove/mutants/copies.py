"""A copy of the work tree in which one check at a time is missing, with a test database of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.prove.mutants.find import Mutant
from tests.prove.mutants.probe import with_probes

LONGEST = 600  # seconds for the tests of one mutant: one that makes them hang is noticed, too
SHARED = (".venv", ".build", "node_modules")
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", re.MULTILINE)
# Tests which start processes of their own: what those reach is not seen, so they are asked about their whole room.
FAR = {"live": "tests/live/", "jobs": "tests/jobs/", "notices": "tests/notices/"}
LEFT_OUT = ("tests/browser", "tests/benchmarks", "tests/prove", "tests/frontend")

Reached = dict[str, dict[str, Any]]


@dataclass
class Copy:
    root: Path

    @classmethod
    def of(cls, origin: Path, root: Path) -> "Copy":
        """Copy what the repository at ORIGIN holds, with what is not committed yet."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=origin,
            capture_output=True,
            check=True,
        )
        for name in listed.stdout.decode().split("\0"):
            source, target = origin / name, root / name
            if name and source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        for name in SHARED:
            if (origin / name).exists():
                (root / name).symlink_to(origin / name)
        return cls(root)

    def reached(self, folders: list[str], paths: set[str]) -> Reached:
        """Run the tests of FOLDERS once, and return what each reaches of the functions in PATHS."""
        whole = {path: (self.root / path).read_bytes() for path in paths}
        result = self.root / "reached.json"
        try:
            for path, source in whole.items():
                (self.root / path).write_bytes(with_probes(source))
            plugin = ["-p", "tests.prove.mutants.probe", "--tb=no"]
            status, said = self._pytest([*folders, *plugin], 3000, REACHED=str(result))
        finally:
            for path, source in whole.items():
                (self.root / path).write_bytes(source)
        if status not in {0, 1} or not result.exists():
            raise RuntimeError(f"the tests do not run: {said[-600:]}")
        found: Reached = json.loads(result.read_text())
        return found

    def notices(self, mutant: Mutant, tests: list[str]) -> str:
        """Return the first of TESTS that fails with MUTANT, "" when all pass."""
        if not tests:
            return ""
        path = self.root / mutant.path
        whole = path.read_bytes()
        chosen = self.root / "chosen-tests"
        # The quickest are asked first, a few of them: most mutants are noticed within seconds.
        for some in (tests[:40], tests[40:]):
            if not some:
                continue
            chosen.write_text("\n".join(some))
            path.write_bytes(mutant.applied(whole))
            try:
                status, said = self._pytest([f"@{chosen}", "-x"])
            finally:
                path.write_bytes(whole)
            if status not in {0, 5}:
                first = FAILED.search(said)
                return first.group(1) if first else f"exit status {status}: {said[-200:]}"
        return ""

    def _pytest(self, words: list[str], longest: int = LONGEST, **more: str) -> tuple[int, str]:
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL", "DATA"}}
        data = self.root / "var-of-tests"
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "--reuse-db", "--no-header", "--tb=line", *words],
            cwd=self.root,
            env={**kept, "TEST_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1", **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=longest)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            # Its database may hold what it was about to roll back.
            shutil.rmtree(data, ignore_errors=True)
            return 124, "the tests hang"
        return process.returncode, said


def tests_of(mutant: Mutant, reached: Reached) -> list[str]:
    """Return the tests that reach the function of MUTANT and pass without it, the quickest first."""
    room = mutant.path.split("/")[0]
    far = FAR.get(room, "-")
    chosen = [
        (found["seconds"], name)
        for name, found in reached.items()
        if not found["failed"]
        and (
            mutant.function in found.get("hits", ())
            or name.startswith(far)
            or (mutant.route and f"[{mutant.route}]" in name)
        )
    ]
    return [name for _seconds, name in sorted(chosen)]
