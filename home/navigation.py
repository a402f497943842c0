"""The places of the main navigation: few, and only those that answer."""

from typing import Any, NamedTuple

from django.urls import reverse
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


def places(request: Any, waiting: str = "") -> list[Place]:
    """Return the places for the reader of REQUEST, and how much is WAITING among the notices.

    No statement is made: roles stand on the membership.
    """
    reader = request.reader
    if not isinstance(reader, Membership):
        offered = [("network:networks", _("Networks"), "network")]
    else:
        offered = [("home:desk", _("My desk"), "inbox"), (NOTICES, _("Notices"), "bell")]
        offered.append(("forum:search", _("Search"), "search"))
        offered.append(("network:networks", _("Networks"), "network"))
        if reader.is_manager or reader.duty_membership:
            offered.append(("network:nominations", _("Nominations"), "user-plus"))
        if reader.is_manager or reader.is_secretariat:
            offered.append(("network:audit", _("Record of acts"), "scroll-text"))
        offered.append(("network:account", _("Account"), "circle-user-round"))
    return [
        Place(url := reverse(name), label, icon, _holds(request.path, url), waiting if name == NOTICES else None)
        for name, label, icon in offered
    ]


# What stands inside a network, though not under its address.
INSIDE_NETWORKS = ("/forums/", "/topics/", "/posts/")


def _holds(path: str, url: str) -> bool:
    return (
        path == url
        or (url != "/" and path.startswith(url))
        or (url == "/networks/" and path.startswith(INSIDE_NETWORKS))
    )
