"""Lengths that say little: a few steps, then those of Padmé; and what sealing makes of them."""

from messaging.wire.envelope import LENGTHS

STEPS = sorted(LENGTHS)
MOST_PLAIN = 104_857_600
CHUNK, TAG, FRAME = 16_384, 16, 56


def padded(length: int) -> int:
    """Return the length to which LENGTH bytes are filled up."""
    for step in STEPS:
        if length <= step:
            return step
    exponent = length.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return -(-length // unit) * unit


def sealed(size: int) -> int:
    """Return how long a file of SIZE bytes is when sealed: its own size stands in it, and each chunk has a tag."""
    plain = padded(8 + size)
    return FRAME + plain + TAG * (plain // CHUNK + 1)


def is_sealed_size(size: int) -> bool:
    """Whether a sealed file may have SIZE bytes: its length says no more than that of another."""
    chunks = (size - FRAME - TAG) // (CHUNK + TAG)
    plain = size - FRAME - TAG * (chunks + 1)
    return plain >= STEPS[0] and plain // CHUNK == chunks and padded(plain) == plain


LARGEST = sealed(MOST_PLAIN)
