"""Answers compressed for the way, by a library that takes half the time of Python's own for no more bytes."""

import secrets
from typing import Any

from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from zlib_ng import gzip_ng

LEVEL = 5
SHORTEST = 200
# A gzip head is ten bytes, of which the fourth says what follows: here a name, ended by a zero (RFC 1952).
HEAD, FLAGS, NAMED = 10, 3, b"\x08"


class CompressionMiddleware(GZipMiddleware):
    """Django's, with a level of its own for whole pages; what is streamed or has an ETag is left to Django."""

    def process_response(self, request: Any, response: Any) -> HttpResponseBase:
        accepted = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        left = response.streaming or response.has_header("Content-Encoding") or response.has_header("ETag")
        if not accepted or left or len(response.content) < SHORTEST:
            answer: HttpResponseBase = super().process_response(request, response)
            return answer
        response.content = compressed(response.content, self.max_random_bytes)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ("Accept-Encoding",))
        return response  # type: ignore[no-any-return]


def compressed(content: bytes, most: int) -> bytes:
    """Return CONTENT compressed, with a name of less than MOST bytes in its head.

    Who watches the length of answers, and can put a guess into a page, could find out what stands beside it (BREACH).
    A length that is random by as much as a guess changes it tells nothing for a long time.
    """
    # The library names no types of its own.
    packed: bytes = gzip_ng.compress(content, LEVEL, mtime=0)  # type: ignore[no-untyped-call]
    name = b"a" * secrets.randbelow(most) + b"\0"
    return packed[:FLAGS] + NAMED + packed[FLAGS + 1 : HEAD] + name + packed[HEAD:]
