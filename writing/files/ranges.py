"""The part of a file that a browser asks for when it goes on with a download (RFC 9110, section 14)."""

import re

ONE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


class Unsatisfiable(Exception):
    """No byte of the file is in the part that is asked for."""


def asked_part(header: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte that HEADER asks for of SIZE; what is no single range asks for all."""
    asked = ONE.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return 0, size - 1
    if not asked[1]:
        count = min(int(asked[2]), size)
        if count == 0:
            raise Unsatisfiable
        return size - count, size - 1
    first = int(asked[1])
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    if first >= size:
        raise Unsatisfiable
    return (first, last) if first <= last else (0, size - 1)
