"""The epoch record (type 0x03), who is in a conversation, and the wraps that go with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum

from messaging.wire.reading import ZERO32, Bytes, Malformed
from messaging.wire.signing import digest, is_signed

EPOCH = 0x03
MOST = 8 * 1024
MOST_MEMBERS = 50
RETENTIONS = frozenset({0, 30, 90, 365})
ENC, CT = 1120, 48
WRAP = 16 + ENC + CT


class Reason(IntEnum):
    BEGUN = 0
    ADDED = 1
    REMOVED = 2
    KEYS = 3
    RENEWED = 4


@dataclass(frozen=True)
class Listed:
    """A member as a record lists him: with the keys to which the epoch's key is sealed."""

    identity: str
    gen: int
    fingerprint: str
    log_index: int


@dataclass(frozen=True)
class Record:
    raw: bytes
    body: bytes
    suite: int
    conv: str
    epoch: int
    prev_rec: str
    reason: Reason
    retention: int
    creator: str
    creator_gen: int
    members: tuple[Listed, ...]
    checkpoint: tuple[int, str]
    time: int
    wraps_hash: str
    signature: bytes

    @property
    def digest(self) -> str:
        return digest(self.raw)

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed(public_key, "epoch", self.body, self.signature)

    def has_wraps(self, wraps: bytes) -> bool:
        """Whether WRAPS are one for each member, in order, and those that were signed."""
        if len(wraps) != WRAP * len(self.members) or digest(wraps) != self.wraps_hash:
            return False
        return all(wraps[at * WRAP : at * WRAP + 16].hex() == member.identity for at, member in enumerate(self.members))


def read_record(raw: bytes) -> Record:
    at = Bytes(raw, EPOCH)
    suite, conv, epoch, prev_rec = at.u16(), at.id(), at.u32(), at.hash()
    try:
        reason = Reason(at.u8())
    except ValueError:
        raise Malformed from None
    retention, creator, creator_gen, count = at.u32(), at.id(), at.u32(), at.u16()
    if not 1 <= count <= MOST_MEMBERS:
        raise Malformed
    members = tuple(at.many(count, lambda: Listed(at.id(), at.u32(), at.hash(), at.u64())))
    checkpoint, time = (at.u64(), at.hash()), at.u64()
    at.take(32)
    wraps_hash, body, signature = at.hash(), at.so_far(), at.take(64)
    at.end()
    ids = [member.identity for member in members]
    # The first record is all three of these, and no other is one of them.
    if len({reason is Reason.BEGUN, epoch == 0, prev_rec == ZERO32.hex()}) > 1 or retention not in RETENTIONS:
        raise Malformed
    if sorted(set(ids)) != ids or creator not in ids:
        raise Malformed
    facts = (conv, epoch, prev_rec, reason, retention, creator, creator_gen, members, checkpoint, time, wraps_hash)
    return Record(raw, body, suite, *facts, signature)


def wrap_of(wraps: bytes, number: int) -> bytes:
    """Return what is sealed to member NUMBER of the record: encapsulation and box."""
    return wraps[number * WRAP + 16 : (number + 1) * WRAP]


def reason_for(before: Mapping[str, int], after: Mapping[str, int]) -> Reason:
    """Return why an epoch follows another, from the generations of the members BEFORE and AFTER."""
    if before.keys() - after.keys():
        return Reason.REMOVED
    if after.keys() - before.keys():
        return Reason.ADDED
    return Reason.KEYS if _grown(before, after, before.keys()) else Reason.RENEWED


def _grown(before: Mapping[str, int], after: Mapping[str, int], names: Collection[str]) -> bool:
    return any(after[name] > before[name] for name in names)
