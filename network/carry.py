"""A form sent after the session ended: its text travels sealed through sign-in and opens only for the same member."""

import json
import re
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from network.gate import HALF
from network.models import Member
from network.returning import safe_path
from network.sealing import Unsealable, seal, unseal

OWNER_COOKIE = "__Host-owner" if settings.SECURE else "owner"
# Sealed and in base64 it must fit into a form together with its neighbours.
LARGEST = 600_000
LONGEST = timedelta(hours=24)
# The random key by which a form that is sent twice counts once, and of which thing a draft is: nobody wrote them.
IDENTIFIER = re.compile(r"[\w:-]+", re.ASCII)
OURS = frozenset({"csrfmiddlewaretoken", "carried", "next"})


@dataclass(frozen=True)
class Carried:
    """A form as it was sent: where to, and its fields in their order; it waits for a fresh proof, or for a sign-in."""

    path: str
    fields: tuple[tuple[str, str], ...]
    for_proof: bool = False

    @property
    def texts(self) -> list[str]:
        """What a person wrote: the values worth showing, the longest first."""
        written = [value for _name, value in self.fields if _is_written(value)]
        return sorted(written, key=len, reverse=True)


def _is_written(value: str) -> bool:
    """Whether VALUE may be a person's words, and not a choice, a number or the identifier of a thing."""
    return " " in value.strip() or (len(value) > 20 and IDENTIFIER.fullmatch(value) is None)


def remember_owner(response: HttpResponse, member: Member) -> None:
    """Leave in the browser, sealed, whose it was: after the session's end its forms are kept for that member alone.

    The cookie opens nothing. It ends with the browser, and no other site can send it along (SameSite).
    """
    response.set_cookie(
        OWNER_COOKIE,
        seal("owner", member.public_id.encode()),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def owner_of(request: HttpRequest) -> str:
    """Return the public id of the member who last signed in with this browser, or ""."""
    try:
        return unseal("owner", request.COOKIES.get(OWNER_COOKIE, "")).decode()
    except Unsealable:
        return ""


def carry_form(request: HttpRequest, owner: str, *, for_proof: bool = False) -> str:
    """Return the sent form sealed for the member OWNER (public id), or "" when there is nothing to carry.

    FOR_PROOF: the session lives, and the form waits for a second factor that is shown again; so does a button alone,
    which has no fields.

    A form with a password in it is never carried, nor is a step of signing in, with its code; files stay behind.
    """
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        return ""
    if request.POST.get("carried"):
        return ""
    fields = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    path = safe_path(request.get_full_path())
    if not (fields or for_proof) or not path or _is_step(path) or any("password" in name for name, _value in fields):
        return ""
    content = {"path": path, "fields": fields, "at": timezone.now().timestamp(), "for_proof": for_proof}
    try:
        packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return ""
    return seal("carry", packed, owner) if len(packed) <= LARGEST else ""


def _is_step(path: str) -> bool:
    try:
        return resolve(urlsplit(path).path).view_name in HALF
    except Resolver404:
        return False


def open_carried(sealed: str, member: Member) -> Carried | None:
    """Return the form that was sealed for MEMBER; None when it is another's, changed, or older than a day."""
    try:
        content: dict[str, Any] = json.loads(_unpack(unseal("carry", sealed, member.public_id)))
    except (Unsealable, ValueError, zlib.error):
        return None
    if timezone.now().timestamp() - content["at"] > LONGEST.total_seconds():
        return None
    fields = tuple((name, value) for name, value in content["fields"])
    return Carried(content["path"], fields, content.get("for_proof", False))


def _unpack(packed: bytes) -> bytes:
    # What we sealed came through a form of at most a megabyte: more than a few of them is no text of ours.
    opener = zlib.decompressobj()
    content = opener.decompress(packed, 8 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if opener.unconsumed_tail:
        raise Unsealable
    return content
