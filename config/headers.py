"""What is sent with static files beside their bytes."""

from pathlib import Path
from wsgiref.headers import Headers

from django.conf import settings

# A Worker without a policy of its own is under none: not even the page's. It loads its own parts, compiles Argon2, and
# speaks with this site; nothing else.
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Give the scripts of the Worker their policy. PATH is where the file lies, URL where it is asked for."""
    if url.startswith(f"{settings.STATIC_URL}messaging/") and Path(url).suffix == ".js":
        headers["Content-Security-Policy"] = WORKER_POLICY
