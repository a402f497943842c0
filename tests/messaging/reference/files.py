"""Section 6.3: C2SP chunked encryption with SHA-256 and AES-256-GCM."""

from tests.messaging.reference.primitives import expand, open_sealed, random, seal
from tests.messaging.reference.wire import label, must, padded, sha256, u64

MOST_BYTES = 104_857_600
CHUNK = 16384


def sealed_length(size: int) -> int:
    length = padded(8 + size)
    return 56 + length + 16 * (length // CHUNK + 1)


def context(conv: bytes, file: bytes) -> bytes:
    return label("file") + conv + file


def chunk_keys(key: bytes, salt: bytes, bound: bytes) -> tuple[bytes, bytes, bytes]:
    must(len(key) == 32)
    raw = expand(key, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + bound, 76)
    return raw[:32], raw[32:44], raw[44:]


def nonce(base: bytes, number: int) -> bytes:
    return (int.from_bytes(base, "big") ^ number).to_bytes(12, "big")


def seal_chunks(key: bytes, bound: bytes, message: bytes, salt: bytes | None = None) -> bytes:
    salt = salt or random(24)
    chunk_key, base, commitment = chunk_keys(key, salt, bound)
    chunks = [message[at : at + CHUNK] for at in range(0, len(message) + 1, CHUNK)]
    return salt + commitment + b"".join(seal(chunk_key, nonce(base, i), b"", chunk) for i, chunk in enumerate(chunks))


def open_chunks(key: bytes, bound: bytes, sealed: bytes) -> bytes:
    must(len(sealed) >= 56, "truncated")
    chunk_key, base, commitment = chunk_keys(key, sealed[:24], bound)
    must(sealed[24:56] == commitment, "cannot-open")
    body, size = sealed[56:], CHUNK + 16
    chunks = [body[at : at + size] for at in range(0, len(body) - len(body) % size, size)]
    opened = [open_sealed(chunk_key, nonce(base, i), b"", chunk) for i, chunk in enumerate(chunks)]
    last = body[len(chunks) * size :]
    must(len(last) >= 16, "truncated")
    return b"".join(opened) + open_sealed(chunk_key, nonce(base, len(chunks)), b"", last)


def seal_file(conv: bytes, file: bytes, key: bytes, raw: bytes) -> bytes:
    message = u64(len(raw)) + raw
    return seal_chunks(key, context(conv, file), message + bytes(padded(len(message)) - len(message)))


def open_file(conv: bytes, file: bytes, key: bytes, size: int, plain: bytes, cipher: bytes, sealed: bytes) -> bytes:
    must(len(sealed) <= sealed_length(size), "file-damaged")
    message = open_chunks(key, context(conv, file), sealed)
    must(sha256(sealed) == cipher and message[:8] == u64(size), "file-damaged")
    raw, rest = message[8 : 8 + size], message[8 + size :]
    must(len(raw) == size, "file-damaged")
    must(not any(rest) and len(message) == padded(8 + size), "padding")
    must(sha256(raw) == plain, "file-damaged")
    return raw
