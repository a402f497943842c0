"""A copy of the work tree in which one check at a time is missing, and the process that runs the tests there."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.prove.mutants.forks import FOLDER
from tests.prove.mutants.probe import with_probes
from tests.prove.mutants.source import Mutant

LONGEST = 900  # seconds for the tests of one mutant in a process of its own: one that makes them hang is noticed, too
SHARED = (".venv", ".build", "node_modules")
WORDS = "locale/*/*/*.mo"  # compiled, so not in the repository; without them a page speaks English to everybody
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", re.MULTILINE)
# What only processes reach that a test has started is not seen: about it the whole room is asked.
FAR = {"live": "tests/live/", "jobs": "tests/jobs/", "notices": "tests/notices/"}
LEFT_OUT = ("tests/browser", "tests/benchmarks", "tests/prove", "tests/frontend")

Reached = dict[str, dict[str, Any]]


@dataclass
class Copy:
    root: Path
    temporary: Path
    process: "subprocess.Popen[str] | None" = None
    # What the failed test said.
    why: str = ""

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
        for words in origin.glob(WORDS):
            shutil.copy2(words, root / words.relative_to(origin))
        for name in SHARED:
            if (origin / name).exists() and not (root / name).exists():
                (root / name).symlink_to(origin / name)
        return cls(root, Path(tempfile.mkdtemp(prefix="mutants-", dir=FOLDER)))

    def reached(self, folders: list[str], paths: set[str]) -> Reached:
        """Run the tests of FOLDERS once, and return what each reaches of the statements in PATHS."""
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
        for each in found.values():
            hits = each.pop("hits", [])
            each["places"] = {*hits, *(hit.rsplit(":", 1)[0] for hit in hits)}
        return found

    def listen(self, folders: list[str]) -> int:
        """Start the process that answers for mutants; return how many tests it has."""
        self.folders = folders
        asked, answered = os.pipe(), os.pipe()
        self.process = subprocess.Popen(
            self._command([*folders, "-p", "tests.prove.mutants.forks", "--tb=no"]),
            cwd=self.root,
            env=self._environment("listening", ASKED=str(asked[0]), ANSWERED=str(answered[1])),
            stdout=(self.root / "log").open("a"),
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=(asked[0], answered[1]),
            start_new_session=True,
        )
        os.close(asked[0])
        os.close(answered[1])
        self.asks, self.hears = os.fdopen(asked[1], "w"), os.fdopen(answered[0])
        return int(self._answer()["tests"])

    def close(self) -> None:
        if self.process:
            self.asks.close()
            self.process.wait(60)
            self.hears.close()
        shutil.rmtree(self.temporary, ignore_errors=True)

    def notices(self, mutant: Mutant, tests: list[str], reached: Reached) -> str:
        """Return the first of TESTS that fails with MUTANT, "" when all pass."""
        if not tests:
            return ""
        path = self.root / mutant.path
        whole = path.read_bytes()
        self.why = ""
        seconds = {name: reached[name]["seconds"] for name in tests}
        ask = {"path": str(path), "before": whole.decode(), "tests": tests, "seconds": seconds}
        try:
            path.write_bytes(mutant.applied(whole))
            try:
                answer = self._asked(ask)
            except (BrokenPipeError, EOFError):
                # Something ended the process from outside: once more, in a new one, which begins without the mutant.
                path.write_bytes(whole)
                self.listen(self.folders)
                path.write_bytes(mutant.applied(whole))
                answer = self._asked(ask)
            self.why = answer.get("why", "")
            return self._from_the_start(tests) if "start" in answer else str(answer["by"])
        finally:
            path.write_bytes(whole)

    def _asked(self, ask: dict[str, Any]) -> dict[str, Any]:
        print(json.dumps(ask), file=self.asks, flush=True)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self.hears.readline()
        if not line:
            raise EOFError(f"the process of the tests has ended: {(self.root / 'log').read_text()[-600:]}")
        answer: dict[str, Any] = json.loads(line)
        if "broke" in answer:
            raise RuntimeError(answer["broke"])
        return answer

    def _from_the_start(self, tests: list[str]) -> str:
        """Ask TESTS in a process of their own, the first few alone: most mutants are noticed at once."""
        chosen = self.root / "chosen-tests"
        for some in (tests[:40], tests[40:]):
            if not some:
                continue
            chosen.write_text("\n".join(some))
            status, said = self._pytest([f"@{chosen}", "-x", "--tb=line"])
            if status not in {0, 5}:
                first = FAILED.search(said)
                return first.group(1) if first else f"exit status {status}: {said[-200:]}"
        return ""

    def _command(self, words: list[str]) -> list[str]:
        return [sys.executable, "-m", "pytest", "-q", "--no-header", "-o", "tmp_path_retention_policy=none", *words]

    def _environment(self, name: str, **more: str) -> dict[str, str]:
        # Each its own: pytest clears away what other processes of its user left.
        folder = self.temporary / name
        folder.mkdir(exist_ok=True)
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL", "DATA"}}
        data = {"TEST_DATA": str(self.temporary / "data"), "TMPDIR": str(folder)}
        return {**kept, **data, "PYTHONDONTWRITEBYTECODE": "1", **more}

    def _pytest(self, words: list[str], longest: int = LONGEST, **more: str) -> tuple[int, str]:
        process = subprocess.Popen(
            self._command(words),
            cwd=self.root,
            env=self._environment("alone", **more),
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
            return 124, "the tests hang"
        return process.returncode, said


def tests_of(mutant: Mutant, reached: Reached, first: list[str]) -> list[str]:
    """Return the tests that reach the place of MUTANT and pass without it: those of FIRST, then the nearest."""
    near = [
        name
        for name, found in reached.items()
        if (mutant.place or mutant.path) in found["places"] or (mutant.route and f"[{mutant.route}]" in name)
    ]
    far = FAR.get(mutant.path.split("/")[0])
    if not near and far:
        near = [name for name in reached if name.startswith(far)]

    def distance(name: str) -> tuple[int, float]:
        # Near is what is quick and reaches little besides.
        found = reached[name]
        return first.index(name) if name in first else len(first), found["seconds"] * len(found["places"])

    return sorted((name for name in near if not reached[name]["failed"]), key=distance)
