"""The tokens of mailed links: 256 random bits, kept as a hash; the browser trades one for a short sealed cookie."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse

from network.sealing import Unsealable, seal, token_hash, unseal

COOKIE = "__Host-arrival" if settings.SECURE else "arrival"
MINUTES = 30
LONGEST = 100


def new_token() -> str:
    """Return 43 characters of URL-safe base64: 256 random bits."""
    return secrets.token_urlsafe(32)


def path_of(token: str) -> str:
    """Return the path that a mail names; the log masks its token."""
    return reverse("network:link", kwargs={"token": token})


def hash_of_path(path: str) -> str:
    """Return the hash of the token in PATH, which `path_of` made: the form in which it is kept."""
    return token_hash(str(resolve(path).kwargs["token"]))


def keep_token(response: HttpResponse, token: str) -> None:
    """Put TOKEN, sealed, into a cookie of half an hour. Lax: the browser comes from a mail, which is another site."""
    response.set_cookie(
        COOKIE,
        seal("arrival", token[:LONGEST].encode()),
        max_age=MINUTES * 60,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_token(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path="/", samesite="Lax")


def hash_of_kept(request: HttpRequest) -> str:
    """Return the hash of the token that this browser traded, or ""."""
    try:
        return token_hash(unseal("arrival", request.COOKIES.get(COOKIE, "")).decode())
    except (Unsealable, UnicodeDecodeError):
        return ""
