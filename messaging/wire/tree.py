"""The Merkle tree of RFC 6962 as it grows: only its peaks are kept, from which every next root follows."""

import hashlib
from collections.abc import Iterator

EMPTY = hashlib.sha256(b"").hexdigest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int, peaks: bytes, leaf: bytes) -> bytes:
    """Return the peaks (hashes of whole subtrees, the largest first) of a tree of SIZE leaves with LEAF added."""
    kept = list(split(peaks))
    kept.append(leaf_hash(leaf))
    # Each trailing one of the old size is a subtree as large as the one that has just become whole.
    while size & 1:
        right = kept.pop()
        kept.append(node_hash(kept.pop(), right))
        size >>= 1
    return b"".join(kept)


def root(peaks: bytes) -> str:
    """Return the root over PEAKS, in hex."""
    kept = list(split(peaks))
    if not kept:
        return EMPTY
    found = kept.pop()
    while kept:
        found = node_hash(kept.pop(), found)
    return found.hex()


def split(peaks: bytes) -> Iterator[bytes]:
    return (peaks[at : at + 32] for at in range(0, len(peaks), 32))
