"""The key entry (type 0x01), the fingerprint of a key, and the leaf of the log."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum

from messaging.wire.reading import SUITE, ZERO32, Bytes, Malformed
from messaging.wire.signing import ML_KEM_PK, X25519_PK, digest, is_signed, label

MOST = 1440
KEY_ENTRY = 1


class Reason(IntEnum):
    FIRST = 0
    ROTATION = 1
    RESET = 2
    STOLEN = 3


@dataclass(frozen=True)
class KeyEntry:
    raw: bytes
    body: bytes
    suite: int
    identity: str
    gen: int
    ed_pk: bytes
    kem_pk: bytes
    prev_entry: str
    reason: Reason
    time: int
    sig_new: bytes
    sig_old: bytes | None

    @property
    def digest(self) -> str:
        return digest(self.raw)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.ed_pk, self.kem_pk, self.identity, self.gen)

    def is_signed(self, old_ed_pk: bytes | None) -> bool:
        """Whether the new key signed, and the generation before (OLD_ED_PK) where the reason asks for it."""
        if not is_signed(self.ed_pk, "key-entry", self.body, self.sig_new):
            return False
        if self.sig_old is None:
            return True
        return old_ed_pk is not None and is_signed(old_ed_pk, "key-entry", self.body, self.sig_old)


def read_key_entry(raw: bytes) -> KeyEntry:
    at = Bytes(raw, 0x01)
    suite, identity, gen = at.u16(), at.id(), at.u32()
    ed_pk, kem_pk, prev_entry = at.take(32), at.take(ML_KEM_PK + X25519_PK), at.hash()
    try:
        reason = Reason(at.u8())
    except ValueError:
        raise Malformed from None
    time, body, sig_new = at.u64(), at.so_far(), at.take(64)
    sig_old = at.take(64) if reason is Reason.ROTATION else None
    at.end()
    # The first entry is all three of these, and no other is one of them.
    if len({reason is Reason.FIRST, gen == 0, prev_entry == ZERO32.hex()}) > 1:
        raise Malformed
    return KeyEntry(raw, body, suite, identity, gen, ed_pk, kem_pk, prev_entry, reason, time, sig_new, sig_old)


def fingerprint(ed_pk: bytes, kem_pk: bytes, identity: str, gen: int) -> str:
    head = label("fingerprint") + SUITE.to_bytes(2)
    return digest(head + ed_pk + kem_pk + bytes.fromhex(identity) + gen.to_bytes(4))


def leaf(salt: bytes, identity: str, entry_digest: str) -> bytes:
    """Return the leaf of a key entry: to whoever does not know the identity it says nothing."""
    commitment = hashlib.sha256(label("log-commitment") + salt + bytes.fromhex(identity)).digest()
    return bytes([0x02, KEY_ENTRY]) + commitment + bytes.fromhex(entry_digest)
