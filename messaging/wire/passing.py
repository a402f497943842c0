"""Who comes and goes: the leave (type 0x09) and the history grant (type 0x08)."""

from dataclasses import dataclass

from messaging.wire.epoch import CT, ENC
from messaging.wire.reading import Bytes, Malformed
from messaging.wire.signing import digest, is_signed

GRANT, LEAVE = 0x08, 0x09
MOST_GRANT, MOST_LEAVE = 1024 * 1024, 143
MOST_EPOCHS = 800


@dataclass(frozen=True)
class Leave:
    raw: bytes
    body: bytes
    suite: int
    conv: str
    identity: str
    gen: int
    epoch_rec: str
    time: int
    signature: bytes

    @property
    def digest(self) -> str:
        return digest(self.raw)

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed(public_key, "membership", self.body, self.signature)


@dataclass(frozen=True)
class Grant:
    raw: bytes
    body: bytes
    suite: int
    conv: str
    granter: str
    granter_gen: int
    newcomer: str
    newcomer_gen: int
    epoch_rec: str
    epochs: tuple[int, ...]
    time: int
    signature: bytes

    @property
    def digest(self) -> str:
        return digest(self.raw)

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed(public_key, "history", self.body, self.signature)


def read_leave(raw: bytes) -> Leave:
    at = Bytes(raw, LEAVE)
    facts = (at.u16(), at.id(), at.id(), at.u32(), at.hash(), at.u64())
    body, signature = at.so_far(), at.take(64)
    at.end()
    return Leave(raw, body, *facts, signature)


def read_grant(raw: bytes) -> Grant:
    at = Bytes(raw, GRANT)
    suite, conv, granter, granter_gen = at.u16(), at.id(), at.id(), at.u32()
    newcomer, newcomer_gen, epoch_rec, count = at.id(), at.u32(), at.hash(), at.u16()
    if not 1 <= count <= MOST_EPOCHS:
        raise Malformed
    epochs = tuple(number for number, _box in at.many(count, lambda: (at.u32(), at.take(ENC + CT))))
    if sorted(set(epochs)) != list(epochs):
        raise Malformed
    time, body, signature = at.u64(), at.so_far(), at.take(64)
    at.end()
    facts = (conv, granter, granter_gen, newcomer, newcomer_gen, epoch_rec, epochs, time)
    return Grant(raw, body, suite, *facts, signature)
