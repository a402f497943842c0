"""Plain text and tables of text: lines that a person can read, in whatever alphabet, and nothing that runs."""

import codecs
import re
from typing import BinaryIO

from writing.files.inside import faults
from writing.files.inside.magic import is_foreign

PIECE = 1 << 20
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# A cell that starts another program when a table is opened: =cmd|'/c calc'!A0.
STARTS_PROGRAM = re.compile(r"""(?:^|[,;\t"'])\s*[=+\-@][^,;\t\r\n]{0,200}\|[^\r\n]{0,200}!""", re.MULTILINE)


def check_text(file: BinaryIO) -> None:
    head = file.read(1024)
    if is_foreign(head):
        raise faults.Fault(faults.MISMATCH)
    # Older files in the alphabet of one country carry no sign of it: their bytes are letters all the same.
    encoding = BOMS.get(head[:2]) or ("utf-8" if _is_utf8(file) else "latin-1")
    file.seek(0)
    reader = codecs.getreader(encoding)(file)
    while piece := reader.read(PIECE):
        if CONTROLS.search(piece):
            raise faults.Fault(faults.CONTROLS)
        if STARTS_PROGRAM.search(piece):
            raise faults.Fault(faults.MACROS)


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
