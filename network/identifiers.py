"""The part of an address that names a thing: 128 random bits in 22 characters, and nothing else fits there."""

from django.urls import register_converter


class PublicId:
    """An address with another text in this place has no route: no database is asked for a NUL byte or a whole novel."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "id")
