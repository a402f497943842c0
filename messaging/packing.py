"""Bytes in JSON: base64 (RFC 4648) with padding, and only the one text that these bytes have."""

import base64
import binascii
from typing import Any

from messaging.wire.reading import Malformed


def packed(raw: Any) -> str | None:
    """Return bytes (as a database gives them) as base64, None as None."""
    return None if raw is None else base64.b64encode(raw).decode()


def unpacked(text: Any) -> bytes:
    if not isinstance(text, str):
        raise Malformed
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise Malformed from None
    # Spare bits at the end would make two texts of one object.
    if packed(raw) != text:
        raise Malformed
    return raw
