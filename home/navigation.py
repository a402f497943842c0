"""The places of the main navigation: few, and only those that answer."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.models import Membership

NOTICES = "notices:notices"


class Place(NamedTuple):
    url: str
    label: str
    icon: str
    current: bool
    # How much waits there, as a badge; None where nothing is counted.
    waiting: str | None = None


class Duties(NamedTuple):
    """What of a reader decides which places there are. No statement is made: roles stand on the membership."""

    is_manager: bool
    is_secretariat: bool
    duty_membership: bool
    is_practitioner: bool


def places(request: Any, waiting: str = "") -> list[Place]:
    """Return the places for the reader of REQUEST, and how much is WAITING among the notices."""
    reader, duties = request.reader, None
    if isinstance(reader, Membership):
        duties = Duties(reader.is_manager, reader.is_secretariat, reader.duty_membership, reader.is_practitioner)
    return [
        Place(url, label, icon, _holds(request.path, url), waiting if name == NOTICES else None)
        for name, url, label, icon in _offered(duties, get_language())
    ]


@lru_cache(maxsize=100)
def _offered(duties: Duties | None, _language: str | None) -> list[tuple[str, str, str, str]]:
    """Return route, address, word and icon of the places in one language; no DUTIES: somebody who is not signed in."""
    if duties is None:
        offered = [("network:networks", _("Networks"), "network")]
    else:
        offered = [("home:desk", _("My desk"), "inbox"), (NOTICES, _("Notices"), "bell")]
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
INSIDE_NETWORKS = ("/forums/", "/topics/", "/posts/")


def _holds(path: str, url: str) -> bool:
    return (
        path == url
        or (url != "/" and path.startswith(url))
        or (url == "/networks/" and path.startswith(INSIDE_NETWORKS))
    )
