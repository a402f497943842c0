"""Signs of section 1: numbers, lists, text, labels, and a reader that refuses what does not fit."""

import hashlib
import hmac as _hmac
import itertools
import struct
import unicodedata
from collections.abc import Callable
from typing import Any

SUITE = 1
ZERO32 = bytes(32)


class Refused(Exception):
    """An object is not what the page says; `code` is the page's word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def must(holds: object, code: str = "malformed") -> None:
    if not holds:
        raise Refused(code)


u8, u16, u32, u64 = (struct.Struct(f">{sign}").pack for sign in "BHIQ")


def vec(value: bytes) -> bytes:
    return u32(len(value)) + value


def text(value: str) -> bytes:
    return vec(unicodedata.normalize("NFC", value).encode())


def list8(items: list[bytes]) -> bytes:
    return u8(len(items)) + b"".join(items)


def list16(items: list[bytes]) -> bytes:
    return u16(len(items)) + b"".join(items)


def label(name: str) -> bytes:
    return b"counterpart/v1/" + name.encode() + b"\0"


def sha256(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


def hmac(key: bytes, value: bytes) -> bytes:
    return _hmac.new(key, value, hashlib.sha256).digest()


def rises(keys: list[Any]) -> bool:
    return all(a < b for a, b in itertools.pairwise(keys))


class Reader:
    def __init__(self, raw: bytes, limit: int = 2**32) -> None:
        must(len(raw) <= limit, "too-large")
        self.raw, self.at = raw, 0

    def take(self, length: int) -> bytes:
        must(self.at + length <= len(self.raw))
        self.at += length
        return self.raw[self.at - length : self.at]

    def number(self, size: int) -> int:
        value = int.from_bytes(self.take(size), "big")
        must(value < 2**53)
        return value

    def u8(self, most: int = 255) -> int:
        value = self.number(1)
        must(value <= most)
        return value

    def u16(self) -> int:
        return self.number(2)

    def u32(self) -> int:
        return self.number(4)

    def u64(self) -> int:
        return self.number(8)

    def id(self) -> bytes:
        value = self.take(16)
        must(any(value))
        return value

    def hash(self) -> bytes:
        return self.take(32)

    def vec(self, most: int) -> bytes:
        length = self.u32()
        must(length <= most)
        return self.take(length)

    def text(self, most: int) -> str:
        raw = self.vec(most)
        try:
            value = raw.decode()
        except UnicodeDecodeError:
            raise Refused("malformed") from None
        must("\0" not in value and unicodedata.is_normalized("NFC", value))
        return value

    def many(self, count: int, least: int, most: int, item: Callable[[], Any]) -> list[Any]:
        must(least <= count <= most)
        return [item() for _ in range(count)]

    def type(self, value: int) -> None:
        must(self.u8() == value)

    def before(self) -> bytes:
        return self.raw[: self.at]

    def zeros(self) -> None:
        must(not any(self.take(len(self.raw) - self.at)), "padding")

    def end(self, suite: int = SUITE) -> None:
        must(self.at == len(self.raw))
        must(suite == SUITE, "unknown-suite")


def padded(length: int) -> int:
    """Return the length that section 6.2 pads LENGTH to."""
    for step in (256, 1024, 4096, 16384, 65536):
        if length <= step:
            return step
    exponent = length.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return -(-length // unit) * unit
