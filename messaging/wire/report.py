"""The report (type 0x0B): some messages, with what proves that their senders wrote them."""

import hmac
import unicodedata
from dataclasses import dataclass

from messaging.wire.envelope import Envelope
from messaging.wire.reading import Bytes, Malformed
from messaging.wire.signing import digest, is_signed, label

REPORT = 0x0B
MOST = 4 * 1024 * 1024
MOST_MESSAGES, MOST_REASON = 20, 4000
MOST_CONTENT = 65_536 - 32
# Handling codes by the number under which a message names one.
CODES = ("CLEAR", "GREEN", "AMBER", "AMBER_STRICT", "RED")
MOST_BODY, MOST_FILES, MOST_NAME, MOST_TYPE, MOST_CODE = 60_000, 10, 255, 127, len(CODES) - 1


@dataclass(frozen=True)
class Reported:
    """One message as the reporter read it. `content` holds its padding: the sender's commitment is over all of it."""

    envelope: str
    frank_key: bytes
    content: bytes

    def is_of(self, envelope: Envelope) -> bool:
        """Whether the sender of ENVELOPE committed to this content and to no other."""
        where = bytes.fromhex(envelope.conv + envelope.epoch_rec + envelope.sender)
        where += envelope.gen.to_bytes(4) + envelope.counter.to_bytes(8)
        frank = hmac.digest(self.frank_key, label("frank") + where + self.content, "sha256")
        return hmac.compare_digest(frank, envelope.frank)


@dataclass(frozen=True)
class Report:
    raw: bytes
    body: bytes
    suite: int
    conv: str
    reporter: str
    gen: int
    messages: tuple[Reported, ...]
    reason: str
    time: int
    signature: bytes

    @property
    def digest(self) -> str:
        return digest(self.raw)

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed(public_key, "report", self.body, self.signature)


@dataclass(frozen=True)
class Content:
    """What a message says: its text, its handling code, and names and sizes of its files; their keys stay unread."""

    kind: int
    code: int
    body: str
    files: tuple[tuple[str, int], ...]


def read_report(raw: bytes) -> Report:
    at = Bytes(raw, REPORT)
    suite, conv, reporter, gen, count = at.u16(), at.id(), at.id(), at.u32(), at.u8()
    if not 1 <= count <= MOST_MESSAGES:
        raise Malformed
    messages = tuple(at.many(count, lambda: Reported(at.hash(), at.take(32), at.vec(MOST_CONTENT))))
    reason, time = text(at.vec(MOST_REASON)), at.u64()
    body, signature = at.so_far(), at.take(64)
    at.end()
    return Report(raw, body, suite, conv, reporter, gen, messages, reason, time, signature)


def read_content(raw: bytes) -> Content:
    at = Bytes(raw)
    kind, _reply_to, code = at.u8(), at.hash(), at.u8()
    body = text(at.vec(MOST_BODY))
    count = at.u8()
    if code > MOST_CODE or count > MOST_FILES:
        raise Malformed
    files = tuple(at.many(count, lambda: _manifest(at)))
    if any(at.take(len(raw) - at.at)):
        raise Malformed
    return Content(kind, code, body, files)


def text(raw: bytes) -> str:
    """Return UTF-8 in form C without NUL; anything else is refused, not repaired."""
    try:
        found = raw.decode()
    except UnicodeDecodeError:
        raise Malformed from None
    if "\0" in found or not unicodedata.is_normalized("NFC", found):
        raise Malformed
    return found


def _manifest(at: Bytes) -> tuple[str, int]:
    at.id(), at.take(32)
    name = text(at.vec(MOST_NAME))
    text(at.vec(MOST_TYPE))
    size = at.u64()
    at.take(32 + 32), at.u64()
    return name, size
