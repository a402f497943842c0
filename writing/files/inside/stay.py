"""A process that has loaded the readers of all formats and makes, for each file, a copy of itself that looks into it.

`python -c STAY root memory seconds largest patience descriptor`: over the socket at the descriptor come family and
ending of a file with two descriptors, the file and what is written anew of it; back goes the line that the copy said,
or "-" when it was ended before. This process opens no file itself: it is as clean for the last as for the first.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time

# Loaded before the first copy is made, which is what saves the time.
from writing.files.inside import images, packages, papers, run, texts

READERS = (images, packages, papers, texts)
LONGEST = 1_000


def main() -> None:
    memory, seconds, largest = (int(word) for word in sys.argv[2:5])
    images.load()
    # What is loaded stays as it is, and the copies share it.
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[6])) as asking:
        while True:
            words, descriptors, _flags, _address = socket.recv_fds(asking, LONGEST, 2)
            if not words:
                return
            family, ending = json.loads(words)
            said, saying = os.pipe()
            child = os.fork()
            if not child:
                # Nothing of this one is left to it but what it has to read and where it has to write.
                os.setsid()
                asking.close()
                file, output = descriptors
                os.dup2(file, 0)
                os.dup2(saying, 1)
                run.limit(memory, seconds, largest)
                run.answer(family, ending, output)
            for descriptor in (*descriptors, saying):
                os.close(descriptor)
            heard = _heard(said, float(sys.argv[5]))
            # Before anybody is told: what was written anew is written by nobody any more.
            _end(child)
            asking.sendall(heard or b"-")


def _heard(said: int, patience: float) -> bytes:
    """Return what is said at SAID until it closes or PATIENCE (seconds) is over; b"" if it is too much or too late."""
    heard = b""
    end = time.monotonic() + patience
    try:
        while len(heard) <= LONGEST:
            ready, _writing, _failing = select.select([said], [], [], max(end - time.monotonic(), 0))
            if not ready:
                return b""
            piece = os.read(said, LONGEST)
            if not piece:
                return heard
            heard += piece
        return b""
    finally:
        os.close(said)


def _end(child: int) -> None:
    """End CHILD with all that it may have begun."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            end(child, signal.SIGKILL)
    os.waitpid(child, 0)
