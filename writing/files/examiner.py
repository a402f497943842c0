"""Asks a process of its own what a file is: whatever is in it, that costs at most 256 MB and 5 seconds."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from writing.files.inside import faults
from writing.files.kinds import Kind
from writing.files.limits import AT_ONCE, LARGEST, MEMORY, PATIENCE, SECONDS

ROOT = Path(__file__).resolve().parents[2]
# No variable of the environment and no folder of its own (-I): only what is installed, and this package.
START = "import sys; sys.path.insert(1, sys.argv[1]); from writing.files.inside.run import main; main()"

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


def _understood(said: bytes) -> tuple[str, bool]:
    try:
        answer = json.loads(said)
        return str(answer["fault"]), bool(answer["written"])
    except (ValueError, KeyError, TypeError):
        # It was ended before it could say anything: by its limits, or by what the file did to it.
        return faults.COSTLY, False
