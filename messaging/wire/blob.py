"""The blob (type 0x07): what a new browser of a member needs. Nothing in it opens here."""

from dataclasses import dataclass

from messaging.wire.reading import Bytes, Malformed
from messaging.wire.signing import digest, is_signed

MOST = 64 * 1024
LEAST_M_KIB, LEAST_T = 65_536, 3
MOST_M_KIB, MOST_T = 1_048_576, 20
PASSPHRASE, RECOVERY, PASSKEY = 1, 2, 3
MOST_PASSKEYS = 8
BLOCK, TAG = 1024, 16


@dataclass(frozen=True)
class Blob:
    raw: bytes
    head: bytes
    wraps: bytes
    payload: bytes
    suite: int
    identity: str
    gen: int
    fingerprint: str
    version: int
    # m, t, p and salt: every wrap is bound to them.
    kdf: tuple[int, int, int, bytes]
    wraps_hash: str

    @property
    def is_strong(self) -> bool:
        """Whether its words are stretched as every client asks for: not less, and not so much that none can open it."""
        m_kib, t, p, _salt = self.kdf
        return LEAST_M_KIB <= m_kib <= MOST_M_KIB and LEAST_T <= t <= MOST_T and p == 1

    def is_signed(self, public_key: bytes, signature: bytes) -> bool:
        """Whether the holder of PUBLIC_KEY wants this in the place of what was; the head has the hash of the wraps."""
        return is_signed(public_key, "blob-change", self.head + self.payload, signature)


def read_blob(raw: bytes) -> Blob:
    at = Bytes(raw, 0x07)
    suite, identity, gen, fingerprint, version = at.u16(), at.id(), at.u32(), at.hash(), at.u32()
    kdf, wraps_hash = (at.u32(), at.u32(), at.u8(), at.take(16)), at.hash()
    at.u64(), at.take(32)
    head, begin = at.so_far(), at.at
    _wraps(at)
    wraps, begin = raw[begin : at.at], at.at
    _payload(at)
    at.end()
    if digest(wraps) != wraps_hash:
        raise Malformed
    return Blob(raw, head, wraps, raw[begin:], suite, identity, gen, fingerprint, version, kdf, wraps_hash)


def wraps_hash_in(head: bytes) -> str:
    """Return which wraps HEAD, alone, says that it belongs to."""
    return head[-72:-40].hex()


def joined(head: bytes, wraps: bytes, payload: bytes) -> Blob:
    """Return the blob of a new HEAD and PAYLOAD with the WRAPS that stay."""
    return read_blob(head + wraps + payload)


def _wraps(at: Bytes) -> None:
    kinds = []
    for _ in range(at.u8()):
        kind, ref = at.u8(), at.vec(1024)
        at.take(12 + 48)
        if (kind == PASSKEY) != bool(ref):
            raise Malformed
        kinds.append(kind)
    passkeys = kinds.count(PASSKEY)
    if kinds.count(PASSPHRASE) != 1 or kinds.count(RECOVERY) != 1 or passkeys > MOST_PASSKEYS:
        raise Malformed
    if len(kinds) != 2 + passkeys:
        raise Malformed


def _payload(at: Bytes) -> None:
    at.take(12)
    length = len(at.vec(MOST)) - TAG
    if length < BLOCK or length % BLOCK:
        raise Malformed
