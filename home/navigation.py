"""The places of the main navigation: few, and only those that answer."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.models import Membership

# Beside which places a badge stands: of what kind, where the browser asks for it again, and at which bell.
BADGES = {
    "notices:notices": ("waiting", "notices:count", "notices_changed"),
    "messaging:list": ("sealed", "messaging:unread", "messages"),
}


class Badge(NamedTuple):
    """How much waits ("" for nothing), the address at which that is asked, and the live event that makes one ask."""

    number: str
    url: str
    event: str


class Place(NamedTuple):
    url: str
    label: str
    icon: str
    current: bool
    # None where nothing is counted.
    waiting: Badge | None = None


class Duties(NamedTuple):
    """What of a reader decides which places there are. No statement is made: roles stand on the membership."""

    is_manager: bool
    is_secretariat: bool
    duty_membership: bool
    is_practitioner: bool


def places(request: Any, waiting: Mapping[str, str]) -> tuple[Place, ...]:
    """Return the places for the reader of REQUEST, and how much is WAITING at each, by kind."""
    reader, duties = request.reader, None
    if isinstance(reader, Membership):
        duties = Duties(reader.is_manager, reader.is_secretariat, reader.duty_membership, reader.is_practitioner)
    return tuple(
        Place(url, label, icon, _holds(request.path, url), _badge(name, waiting))
        for name, url, label, icon in _offered(duties, get_language())
    )


def _badge(name: str, waiting: Mapping[str, str]) -> Badge | None:
    if name not in BADGES:
        return None
    kind, route, event = BADGES[name]
    return Badge(waiting.get(kind, ""), _address(route), event)


@lru_cache(maxsize=10)
def _address(route: str) -> str:
    return reverse(route)


@lru_cache(maxsize=100)
def _offered(duties: Duties | None, _language: str | None) -> list[tuple[str, str, str, str]]:
    """Return route, address, word and icon of the places in one language; no DUTIES: somebody who is not signed in."""
    if duties is None:
        offered = [("network:networks", _("Networks"), "network")]
    else:
        offered = [("home:desk", _("My desk"), "inbox"), ("notices:notices", _("Notices"), "bell")]
        if duties.is_practitioner:
            offered.append(("messaging:list", _("Messages"), "lock"))
        offered.append(("forum:search", _("Search"), "search"))
        offered.append(("network:networks", _("Networks"), "network"))
        if duties.is_manager or duties.duty_membership:
            offered.append(("network:nominations", _("Nominations"), "user-plus"))
        if duties.is_manager or duties.is_secretariat:
            offered.append(("network:audit", _("Record of acts"), "scroll-text"))
        offered.append(("network:account", _("Account"), "circle-user-round"))
    return [(name, reverse(name), label, icon) for name, label, icon in offered]


# What stands inside a network, though not under its address.
INSIDE_NETWORKS = ("/forums/", "/topics/", "/posts/", "/files/")


def _holds(path: str, url: str) -> bool:
    return (
        path == url
        or (url != "/" and path.startswith(url))
        or (url == "/networks/" and path.startswith(INSIDE_NETWORKS))
    )
