"""What the first bytes of a file say it is, by the tables of puremagic."""

import puremagic

# Programs, pages and archives, whatever their names say.
FOREIGN = (
    b"MZ",
    b"\x7fELF",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"%!PS",
    b"MSCF",
    b"ITSF",
    b"!<arch>",
)
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php", b"<iframe", b"<hta")


def is_plausible(head: bytes, endings: set[str]) -> bool:
    """Whether HEAD can be the beginning of a file with one of ENDINGS (with dot)."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return any(match.extension in endings for match in found)


def is_foreign(head: bytes) -> bool:
    """Whether HEAD begins as a program, a page or an archive does: never as a plain text."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(FOREIGN) or start.startswith(MARKUP)
