"""What every proof is given, and how it says that something does not hold."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class NotHeld(AssertionError):
    """Something that was promised does not hold."""


class NotMeasured(RuntimeError):
    """The machine lacks what the proof needs (a service, the right to mount): said, and counted as neither."""


@dataclass
class Run:
    """One run of one proof: its seed, its size, its folder, and the history of what it did."""

    name: str
    seed: int
    long: bool
    folder: Path
    history: Path
    choose: random.Random = field(init=False)
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.choose = random.Random(f"{self.name}:{self.seed}")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.history.parent.mkdir(parents=True, exist_ok=True)

    def note(self, what: str, **facts: Any) -> None:
        """Write a line into the history: what was done or seen, and when."""
        line = json.dumps({"at": round(time.monotonic() - self.began, 3), "what": what, **facts}, default=str)
        with self.history.open("a") as lines:
            lines.write(line + "\n")

    def size(self, usual: int, full: int) -> int:
        """Return how much is done: USUAL every day, FULL with --long, before a release."""
        return full if self.long else usual


def hold(condition: object, said: str) -> None:
    """Raise NotHeld with SAID unless CONDITION is true."""
    if not condition:
        raise NotHeld(said)


def wait_until(true: Callable[[], object], seconds: float, what: str, every: float = 0.1) -> float:
    """Wait until TRUE() and return after how many seconds it was; NotHeld when it has not become so."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if true():
            return time.monotonic() - began
        time.sleep(every)
    raise NotHeld(f"{what}: not within {seconds:.0f} s")


def percentile(values: list[float], part: float) -> float:
    """Return the value below which PART (0 to 1) of VALUES lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
