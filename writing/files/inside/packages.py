"""Office files are archives: the list of members is bounded before it is read, each member unpacked and counted."""

import os
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from writing.files.inside import faults

MOST_MEMBERS = 3_000
# Of the list of members, in bytes.
LONGEST_LIST = 1 << 20
LARGEST_WHOLE = 200 << 20
# Tables are repetitive: XML of some size shrinks to a thirtieth and less, never to a hundredth.
LARGEST_RATIO = 100
SMALL_ENOUGH = 10 << 20
# Of the small documents about the package, which are parsed.
LARGEST_LIST = 4 << 20
PIECE = 1 << 18

MAIN = {
    "docx": ("word/", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/", "presentationml.presentation.main+xml"),
}
OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
# Programs in a document, under the names that Office and LibreOffice give them.
PROGRAMS = re.compile(
    r"(^|/)(vbaproject[^/]*|vbadata[^/]*|macrosheets/.*|activex/.*|oleobject[^/]*\.bin|basic/.*|scripts/.*"
    r"|[^/]*\.(exe|dll|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|lnk|scr|jar|sh|py|class|xla|xlam|dotm|docm|xlsm|pptm))$"
)
PROGRAM_TYPES = ("macroenabled", "vbaproject", "activex", "intl.excel4", "application/x-msdownload")


def check_office(file: BinaryIO, ending: str) -> None:
    """Check FILE as a document of Office Open XML (ECMA-376) of ENDING, without macros or other programs."""
    with _opened(file) as package:
        names = _members(package)
        if "[content_types].xml" not in names:
            raise faults.Fault(faults.MISMATCH)
        folder, main = MAIN[ending]
        types = [
            given.get("ContentType", "").lower() for _tag, given in _elements(package, names["[content_types].xml"])
        ]
        if any(word in one for one in types for word in PROGRAM_TYPES):
            raise faults.Fault(faults.MACROS)
        if not any(one.endswith(main) for one in types) or not any(name.startswith(folder) for name in names):
            raise faults.Fault(faults.MISMATCH)
        for name in names.values():
            if name.lower().endswith(".rels"):
                _check_relations(package, name)


def check_open(file: BinaryIO, ending: str) -> None:
    """Check FILE as a document of OpenDocument (ISO 26300) of ENDING, without macros and not encrypted."""
    with _opened(file) as package:
        names = _members(package)
        first = package.infolist()[0]
        wanted = f"application/vnd.oasis.opendocument.{OPEN[ending]}".encode()
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or package.read(first) != wanted:
            raise faults.Fault(faults.MISMATCH)
        if "content.xml" not in names or "meta-inf/manifest.xml" not in names:
            raise faults.Fault(faults.DAMAGED)
        for tag, _given in _elements(package, names["meta-inf/manifest.xml"]):
            if tag.endswith("encryption-data"):
                raise faults.Fault(faults.LOCKED)


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    head = file.read(8)
    # Office writes a document with a password, and those of before 2007, as another kind of container.
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise faults.Fault(faults.LOCKED)
    if head[:4] != b"PK\x03\x04":
        raise faults.Fault(faults.MISMATCH)
    _bound_list(file)
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise faults.Fault(faults.DAMAGED) from None


def _bound_list(file: BinaryIO) -> None:
    """Refuse a list of members that costs much before it is read: `zipfile` reads it whole, whatever its length."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(size - 65_557, 0))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        raise faults.Fault(faults.DAMAGED)
    members, length = struct.unpack("<HI", tail[end + 10 : end + 16])
    # 65,535 and 4 GB stand for "see the longer record": no document is as large.
    if members > MOST_MEMBERS or length > LONGEST_LIST:
        raise faults.Fault(faults.CROWDED)
    file.seek(0)


def _members(package: zipfile.ZipFile) -> dict[str, str]:
    """Unpack every member, counting; return their names by the same in small letters."""
    listed = package.infolist()
    if not 0 < len(listed) <= MOST_MEMBERS:
        raise faults.Fault(faults.CROWDED)
    names: dict[str, str] = {}
    whole = packed = 0
    for member in listed:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or name.lower() in names:
            raise faults.Fault(faults.DAMAGED)
        if member.flag_bits & 0x1:
            raise faults.Fault(faults.LOCKED)
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise faults.Fault(faults.DAMAGED)
        if PROGRAMS.search(name.lower()):
            raise faults.Fault(faults.MACROS)
        names[name.lower()] = member.filename
        packed += member.compress_size
        for piece in _pieces(package, member):
            whole += len(piece)
            if whole > LARGEST_WHOLE or (whole > SMALL_ENOUGH and whole > LARGEST_RATIO * max(packed, 1)):
                raise faults.Fault(faults.CROWDED)
    return names


def _pieces(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with package.open(member) as unpacked:
            while piece := unpacked.read(PIECE):
                yield piece
    except (zipfile.BadZipFile, EOFError, NotImplementedError):
        raise faults.Fault(faults.DAMAGED) from None


def _check_relations(package: zipfile.ZipFile, name: str) -> None:
    """Refuse what a program would fetch from elsewhere and run when the document is opened."""
    for _tag, given in _elements(package, name):
        kind, target = given.get("Type", "").lower(), given.get("Target", "").lower()
        outside = given.get("TargetMode", "").lower() == "external" and target.startswith(("http:", "https:", "ftp:"))
        if outside and kind.endswith(("/attachedtemplate", "/oleobject", "/frame", "/subdocument")):
            raise faults.Fault(faults.MACROS)
        if kind.endswith(("/vbaproject", "/control", "/xlmacrosheet")):
            raise faults.Fault(faults.MACROS)


def _elements(package: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small document of the package; one with entities of its own is no such document."""
    if package.getinfo(name).file_size > LARGEST_LIST:
        raise faults.Fault(faults.CROWDED)
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))

    def refuse(*_given: object) -> None:
        raise faults.Fault(faults.DAMAGED)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(package.read(name), True)
    except expat.ExpatError:
        raise faults.Fault(faults.DAMAGED) from None
    return found
