"""The built script of the Worker: where it lies, and the hash by which anybody can check it."""

import json
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage


class Bundle(NamedTuple):
    """`name` is the file's name under the static files; `sha256` of its bytes as served, in hex."""

    name: str
    sha256: str

    @property
    def address(self) -> str:
        return str(staticfiles_storage.url(self.name))


@lru_cache(maxsize=1)
def bundle() -> Bundle | None:
    """Return what the build says of itself; None in a clone without one."""
    said = settings.BUILD / "frontend" / "messaging" / "bundle.json"
    if not said.exists():
        return None
    read = json.loads(said.read_text())
    return Bundle(name=read["worker"], sha256=read["sha256"])
