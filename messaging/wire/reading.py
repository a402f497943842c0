"""Reads an object from its first byte to its last; whatever does not fit is refused, and nothing is repaired."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

ZERO32 = bytes(32)
SUITE = 0x0001
MOST_NUMBER = (1 << 53) - 1


class Malformed(ValueError):
    """These bytes are no object of the kind."""


class Bytes:
    """A place in RAW, from which the fields are taken one after the other."""

    def __init__(self, raw: bytes, kind: int | None = None) -> None:
        self.raw = raw
        self.at = 0
        if kind is not None and self.u8() != kind:
            raise Malformed

    def take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.raw):
            raise Malformed
        taken, self.at = self.raw[self.at : end], end
        return taken

    def u8(self) -> int:
        return self.take(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.take(2))

    def u32(self) -> int:
        return int.from_bytes(self.take(4))

    def u64(self) -> int:
        """Return a number that every client can hold: at most 2^53 - 1."""
        number = int.from_bytes(self.take(8))
        if number > MOST_NUMBER:
            raise Malformed
        return number

    def id(self) -> str:
        """Return 16 random bytes as 32 hex signs: all zero is nobody's."""
        taken = self.take(16)
        if not any(taken):
            raise Malformed
        return taken.hex()

    def hash(self) -> str:
        return self.take(32).hex()

    def vec(self, most: int) -> bytes:
        length = self.u32()
        if length > most:
            raise Malformed
        return self.take(length)

    def many(self, count: int, one: Callable[[], T]) -> list[T]:
        return [one() for _ in range(count)]

    def so_far(self) -> bytes:
        """Return all bytes before this place: what a signature or an AAD is over."""
        return self.raw[: self.at]

    def end(self) -> None:
        if self.at != len(self.raw):
            raise Malformed
