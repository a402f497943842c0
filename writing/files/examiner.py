"""Asks a process of its own what a file is: whatever is in it, that costs at most 256 MB and 5 seconds."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import BoundedSemaphore
from typing import BinaryIO

from writing.files.inside import faults
from writing.files.kinds import Kind
from writing.files.limits import AT_ONCE, LARGEST, MEMORY, PATIENCE, SECONDS

ROOT = Path(__file__).resolve().parents[2]
# No variable of the environment and no folder of its own (-I): only what is installed, and this package.
START = "import sys; sys.path.insert(1, sys.argv[1]); from writing.files.inside.run import main; main()"
STAY = "import sys; sys.path.insert(1, sys.argv[1]); from writing.files.inside.stay import main; main()"
# Beyond the patience of the process that stays, which ends its copies itself.
GRACE = 5.0

# Says of a file on disk why it is none of a kind, and whether it was written anew: as `examine` does.
Look = Callable[[BinaryIO, Kind, BinaryIO], tuple[str, bool]]

_turns = BoundedSemaphore(AT_ONCE)


def examine(file: BinaryIO, kind: Kind, written: BinaryIO) -> tuple[str, bool]:
    """Return why FILE (on disk) is no file of KIND, "" when it is; and whether it was written anew to WRITTEN.

    Both stand at some place of their own: they are read and written from their beginning.
    """
    file.seek(0)
    with _turns, tempfile.TemporaryFile() as said:
        limits = [str(number) for number in (MEMORY, SECONDS, 2 * LARGEST, written.fileno())]
        try:
            subprocess.run(  # noqa: S603 - our own program; what is given to it is made of our own words
                [sys.executable, "-I", "-c", START, str(ROOT), kind.family, kind.ending, *limits],
                stdin=file,
                stdout=said,
                stderr=subprocess.DEVNULL,
                pass_fds=[written.fileno()],
                env={},
                cwd="/",
                timeout=PATIENCE,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return faults.COSTLY, False
        said.seek(0)
        return _understood(said.read(1_000))


@contextmanager
def standing() -> Iterator[Look]:
    """Look into many files, one after the other or AT_ONCE: as `examine`, without a start of Python for each.

    Each file still has a process of its own with the same limits: a copy of one that has loaded the readers and has
    never seen a file.
    """
    free: SimpleQueue[_Staying] = SimpleQueue()
    with ExitStack() as ending:
        for _each in range(AT_ONCE):
            staying = _Staying()
            ending.callback(staying.end)
            free.put(staying)

        def look(file: BinaryIO, kind: Kind, written: BinaryIO) -> tuple[str, bool]:
            staying = free.get()
            try:
                return staying.look(file, kind, written)
            finally:
                free.put(staying)

        yield look


class _Staying:
    """A process that stays, begun when it is first asked and again when it was lost."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.asking: socket.socket | None = None

    def look(self, file: BinaryIO, kind: Kind, written: BinaryIO) -> tuple[str, bool]:
        file.seek(0)
        asking = self.asking or self._begin()
        try:
            words = json.dumps([kind.family, kind.ending]).encode()
            socket.send_fds(asking, [words], [file.fileno(), written.fileno()])
            said = asking.recv(1_000)
        except OSError:
            said = b""
        if not said:
            # Whatever the file did to the copy that looked into it, the process that made it is not trusted any more.
            self.end()
        return _understood(said)

    def _begin(self) -> socket.socket:
        self.asking, other = socket.socketpair()
        self.asking.settimeout(PATIENCE + GRACE)
        limits = [str(number) for number in (MEMORY, SECONDS, 2 * LARGEST, PATIENCE, other.fileno())]
        with other:
            self.process = subprocess.Popen(  # noqa: S603 - our own program; what is given to it is made of our own words
                [sys.executable, "-I", "-c", STAY, str(ROOT), *limits],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                env={},
                cwd="/",
                start_new_session=True,
            )
        return self.asking

    def end(self) -> None:
        if self.asking is not None:
            self.asking.close()
            self.asking = None
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def _understood(said: bytes) -> tuple[str, bool]:
    try:
        answer = json.loads(said)
        return str(answer["fault"]), bool(answer["written"])
    except (ValueError, KeyError, TypeError):
        # It was ended before it could say anything: by its limits, or by what the file did to it.
        return faults.COSTLY, False
