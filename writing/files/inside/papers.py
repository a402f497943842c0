"""PDF: a beginning, an end, and between them what no password hides. It is not opened here."""

import os
import re
from typing import BinaryIO

from writing.files.inside import faults
from writing.files.inside.magic import is_plausible

HEADER = re.compile(rb"%PDF-[12]\.\d")
TAIL = 4096


def check_pdf(file: BinaryIO) -> None:
    head = file.read(1024)
    # At the very beginning: what comes before it makes a file that two programs read as two things.
    if not HEADER.match(head) or not is_plausible(head, {".pdf", ".ai", ".fdf"}):
        raise faults.Fault(faults.MISMATCH)
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(size - TAIL, 0))
    tail = file.read(TAIL)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise faults.Fault(faults.DAMAGED)
    # The trailer of an encrypted file names its dictionary; what cannot be read cannot be checked by the next scanner.
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", tail):
        raise faults.Fault(faults.LOCKED)
