"""A copy of the work tree in which one check at a time is missing, and its own test database."""

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.mutants.find import Mutant

LONGEST = 600  # seconds for the tests of one mutant: one that makes them hang is noticed, too
SHARED = (".venv", ".build", "node_modules")
# Tests of every room: the matrix of all routes and people, the rules from both sides, the walk over the syntax.
EVERYWHERE = ("tests/access", "tests/architecture")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass
class Copy:
    root: Path
    # Tests that fail without a mutant, too: they prove nothing.
    broken: list[str] = field(default_factory=list)

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

    def notices(self, mutant: Mutant) -> str:
        """Return the first test that fails with MUTANT and passes without it, "" when there is none."""
        # What is nearest by name is asked first: most mutants are noticed within seconds.
        for chosen in self._nearest(mutant), self.folders(mutant):
            while chosen:
                first = self._first_failing(mutant, chosen)
                if not first:
                    break
                if first not in self.broken and self._passes(first):
                    return first
                if first in self.broken:
                    raise RuntimeError(f"{first} was left out, and failed")
                self.broken.append(first)
        return ""

    def _first_failing(self, mutant: Mutant, chosen: list[str]) -> str:
        path = self.root / mutant.path
        whole = path.read_bytes()
        path.write_bytes(mutant.applied(whole))
        try:
            status, said = self._pytest([*chosen, "-x", *(f"--deselect={each}" for each in self.broken)])
        finally:
            path.write_bytes(whole)
        if status in {0, 5}:
            return ""
        first = FAILED.search(said)
        if first is None:
            # Not a test but the start fails, or all hang: without the mutant neither does.
            return f"exit status {status}"
        return first.group(1)

    def _passes(self, test: str) -> bool:
        if test.startswith("exit status"):
            return True
        return self._pytest([test])[0] == 0

    def folders(self, mutant: Mutant) -> list[str]:
        """Return where the tests of MUTANT's room are, with those of every room."""
        room = mutant.path.split("/")[0]
        rooms = [room]
        if mutant.path in {"network/gate.py", "network/middleware.py", "network/sessions.py"}:
            rooms.append("live")
        return [name for name in (*EVERYWHERE, *(f"tests/{each}" for each in rooms)) if (self.root / name).is_dir()]

    def _nearest(self, mutant: Mutant) -> list[str]:
        path = Path(mutant.path)
        noun = path.stem.rstrip("s")
        near = [
            file
            for folder in self.folders(mutant)
            for file in sorted((self.root / folder).rglob("test_*.py"))
            if noun in file.stem or (path.stem in {"access", "guard", "gate", "middleware"} and "access" in str(file))
        ]
        return [str(file.relative_to(self.root)) for file in near]

    def _pytest(self, words: list[str], longest: int = LONGEST) -> tuple[int, str]:
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL", "DATA"}}
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "--reuse-db", "--no-header", "--tb=line", *words],
            cwd=self.root,
            env={**kept, "TEST_DATA": str(self.root / "var-of-tests"), "PYTHONDONTWRITEBYTECODE": "1"},
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
            shutil.rmtree(self.root / "var-of-tests", ignore_errors=True)
            return 124, "the tests hang"
        return process.returncode, said
