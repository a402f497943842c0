"""The virus scanner: what it finds is refused, and while it is away the file waits."""

import socket
import struct
import threading

import pytest

from tests.writing import samples
from tests.writing.sending.things import begun, on_disk, whole
from writing.actions.files import (
    NotTaken,
    finish_file,
    receive_piece,
)


@pytest.fixture
def clamd(settings):
    """A scanner on this machine, which finds what holds "virus"; `answers` may be replaced."""
    door = socket.create_server(("127.0.0.1", 0))
    asked = []

    def serve():
        while True:
            try:
                line, _address = door.accept()
            except OSError:
                return
            with line:
                content = heard(line)
                asked.append(content)
                line.sendall(b"stream: Test FOUND\0" if b"virus" in content else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    settings.CLAMD = f"127.0.0.1:{door.getsockname()[1]}"
    yield asked
    door.close()


def heard(line):
    stream = line.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!I", stream.read(4))[0]:
        content += stream.read(length)
    return content


def test_the_scanner_is_asked_about_the_whole_file(ana, clamd):
    file = whole(ana.membership, "a.txt", b"words " * 50_000)
    assert clamd == [b"words " * 50_000]
    assert file.scanned_at is not None


def test_what_the_scanner_finds_is_refused(ana, clamd, settings):
    with pytest.raises(NotTaken) as told:
        whole(ana.membership, "a.txt", b"a virus")
    assert told.value.fault == "virus"
    assert on_disk(settings) == []


def test_while_the_scanner_is_away_the_file_waits(ana, settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMD = f"127.0.0.1:{door.getsockname()[1]}"
    file = begun(ana.membership)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF)
    with pytest.raises(NotTaken) as told:
        finish_file(actor=ana.membership, file=file)
    assert told.value.fault == "unscanned"
    settings.CLAMD = ""
    assert finish_file(actor=ana.membership, file=file).status == "ready"


def test_without_a_scanner_nothing_says_it_was_scanned(ana):
    assert whole(ana.membership).scanned_at is None
