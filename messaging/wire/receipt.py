"""What the server itself writes: receipts (type 0x05) and tombstones (type 0x0A), to be signed."""

RECEIPT, TOMBSTONE = 0x05, 0x0A
RETENTION = 1


def receipt_body(conv: str, seq: int, digest: str, prev_receipt: str, time: int) -> bytes:
    head = bytes([RECEIPT]) + bytes.fromhex(conv) + seq.to_bytes(8)
    return head + bytes.fromhex(digest) + bytes.fromhex(prev_receipt) + time.to_bytes(8)


def tombstone_body(conv: str, seq: int, digest: str, time: int) -> bytes:
    head = bytes([TOMBSTONE]) + bytes.fromhex(conv) + seq.to_bytes(8)
    return head + bytes.fromhex(digest) + bytes([RETENTION]) + time.to_bytes(8)
