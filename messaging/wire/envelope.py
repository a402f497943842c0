"""The envelope (type 0x04): one sealed message, of which this server reads the outside alone."""

from dataclasses import dataclass

from messaging.wire.reading import ZERO32, Bytes, Malformed
from messaging.wire.signing import digest, is_signed

ENVELOPE = 0x04
MOST = 256 * 1024
MOST_HEADS = 8
MESSAGE, TITLE = 1, 2
# What is sealed has one of these lengths, and nothing between; sealing adds a tag.
LENGTHS = frozenset({256, 1024, 4096, 16_384, 65_536})
TAG = 16


@dataclass(frozen=True)
class Envelope:
    raw: bytes
    body: bytes
    suite: int
    conv: str
    epoch: int
    epoch_rec: str
    sender: str
    gen: int
    counter: int
    prev_own: str
    heads: tuple[str, ...]
    kind: int
    time: int
    frank: bytes
    checkpoint: tuple[int, str]
    signature: bytes

    @property
    def digest(self) -> str:
        return digest(self.raw)

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed(public_key, "message", self.body, self.signature)


def read_envelope(raw: bytes) -> Envelope:
    at = Bytes(raw, ENVELOPE)
    suite, conv, epoch, epoch_rec = at.u16(), at.id(), at.u32(), at.hash()
    sender, gen, counter, prev_own, count = at.id(), at.u32(), at.u64(), at.hash(), at.u8()
    if not 1 <= count <= MOST_HEADS or counter < 1 or (counter == 1) != (prev_own == ZERO32.hex()):
        raise Malformed
    heads, kind = tuple(at.many(count, at.hash)), at.u8()
    if kind not in {MESSAGE, TITLE}:
        raise Malformed
    time, _salt, frank, checkpoint = at.u64(), at.take(32), at.take(32), (at.u64(), at.hash())
    cipher, body, signature = at.vec(MOST), at.so_far(), at.take(64)
    at.end()
    if len(cipher) - TAG not in LENGTHS:
        raise Malformed
    facts = (conv, epoch, epoch_rec, sender, gen, counter, prev_own, heads, kind, time, frank, checkpoint)
    return Envelope(raw, body, suite, *facts, signature)
