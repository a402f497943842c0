"""Asks a virus scanner (clamd, by INSTREAM) about a file, where the operator names one in the setting CLAMD."""

import socket
import struct
from contextlib import closing
from typing import BinaryIO

from django.conf import settings

PIECE = 1 << 16
PATIENCE = 30.0
LONGEST_ANSWER = 1_000


class Unreachable(Exception):
    """The scanner does not answer, or not with a finding: nothing is known of the file."""


def is_on() -> bool:
    return bool(settings.CLAMD)


def is_clean(file: BinaryIO) -> bool:
    """Whether the scanner finds nothing in FILE, from its beginning. Raises Unreachable."""
    try:
        with closing(_connect()) as scanner:
            return _asked(scanner, file)
    except (OSError, ValueError) as error:
        raise Unreachable from error


def _asked(scanner: socket.socket, file: BinaryIO) -> bool:
    """Send FILE in pieces, each behind its length as four bytes, and an empty one; the answer ends in OK or FOUND."""
    file.seek(0)
    scanner.sendall(b"zINSTREAM\0")
    while piece := file.read(PIECE):
        scanner.sendall(struct.pack("!I", len(piece)) + piece)
    scanner.sendall(struct.pack("!I", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = scanner.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    words = answer.rstrip(b"\0\n ")
    if words.endswith(b" FOUND"):
        return False
    if words == b"stream: OK":
        return True
    raise Unreachable


def _connect() -> socket.socket:
    """Connect to "host:port" or "unix:/path"."""
    address: str = settings.CLAMD
    if address.startswith("unix:"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(PATIENCE)
        scanner.connect(address.removeprefix("unix:"))
        return scanner
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
