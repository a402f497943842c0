"""Who may open the socket: the same gate as for pages, asked before it is accepted and again while it lasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http.cookies import CookieError
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from network.middleware import living_session, may_live, reader_behind
from network.models import Session
from network.readers import as_system
from network.sessions import SessionStore

PATH = "/live/"
SYSTEM = as_system("the gate asks again for each open socket whether its session lives")


@dataclass(frozen=True, slots=True)
class Admitted:
    """A browser past the gate; as little as the hub needs, for there are thousands."""

    membership_id: int
    public_id: str
    session_id: int
    # What the password was at the sign-in, as a hash: another password ends the socket too.
    signed_in_hash: str
    # The last day that the membership had at the handshake, if it had one.
    until: datetime | None = None


def admitted(scope: dict[str, Any]) -> Admitted | None:
    """Return who stands behind the handshake in SCOPE; None: a foreign page, no or half a sign-in, an end."""
    headers = {name: value.decode("latin-1") for name, value in scope.get("headers", [])}
    if scope.get("path") != PATH or not is_ours(headers.get(b"origin", ""), headers.get(b"host", "")):
        return None
    key = _session_key(headers.get(b"cookie", ""))
    if not key:
        return None
    session = SessionStore(key)
    row = living_session(session)
    reader = reader_behind(row)
    if row is None or reader is None:
        return None
    return Admitted(reader.pk, reader.public_id, row.pk, session.get(HASH_SESSION_KEY, ""), reader.until)


def is_ours(origin: str, host: str) -> bool:
    """Whether the page that opens the socket is ours: browsers send the cookie with a socket from any page."""
    if origin == _origin(settings.PUBLIC_URL):
        return True
    domain, _port = split_domain_port(host)
    return settings.LOOPBACK and origin == f"http://{host}" and validate_host(domain, settings.ALLOWED_HOSTS)


def ended(guests: Iterable[Admitted]) -> set[Admitted]:
    """Return those of GUESTS whose session or membership is over or has been idle too long. One statement for all."""
    asked = set(guests)
    keys = {guest.session_id for guest in asked}
    found = Session.objects.visible_to(SYSTEM).filter(pk__in=keys, expires_at__gt=timezone.now())
    rows = {row.pk: row for row in found.select_related("member", "membership")}
    return {guest for guest in asked if not _lives(guest, rows.get(guest.session_id))}


def _lives(guest: Admitted, row: Session | None) -> bool:
    if row is None or not may_live(row, guest.signed_in_hash):
        return False
    reader = reader_behind(row)
    return reader is not None and reader.pk == guest.membership_id


def _session_key(cookies: str) -> str:
    try:
        return str(parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, ""))
    except CookieError:
        return ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
