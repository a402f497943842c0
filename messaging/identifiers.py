"""The part of an address that names a conversation, a file or an identity: 32 lower-case hex signs, no more."""

import re

from django.urls import register_converter

WIRE = re.compile(r"[0-9a-f]{32}", re.ASCII)


class WireId:
    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(WireId, "wire")
