"""Addresses which a page holds by the dozen: found once, then filled in."""

from functools import cache

from django.urls import reverse

# As long as a public id and made of its signs: reversed once, then replaced.
PLACE = "0" * 22


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[PLACE])


def address(name: str, public_id: str) -> str:
    """Return the address of the route NAME, whose only argument is PUBLIC_ID."""
    return _pattern(name).replace(PLACE, public_id)


def topic_address(public_id: str) -> str:
    return address("forum:topic", public_id)


def post_address(public_id: str) -> str:
    return address("forum:post", public_id)


def member_address(public_id: str) -> str:
    return address("network:profile", public_id)
