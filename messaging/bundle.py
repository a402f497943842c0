"""The built scripts of sealed messages: where each lies, and the hash by which anybody can check it."""

import json
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage


class Part(NamedTuple):
    """`name` is the file's name under the static files; `sha256` of its bytes as served, in hex.

    `inner`: the Worker itself loads it, by the name that it was built with and not by the one that the server gives.
    """

    name: str
    sha256: str
    inner: bool = False

    @property
    def address(self) -> str:
        """From where it is loaded. Another address of the same file could be answered with another one."""
        return f"{settings.STATIC_URL}{self.name}" if self.inner else str(staticfiles_storage.url(self.name))

    @property
    def kind(self) -> str:
        """What it is for: its own name, without the folder and the sign of its content."""
        return self.name.rpartition("/")[2].removesuffix(".js").partition("-")[0]


class Bundle(NamedTuple):
    """The Worker, and with it every script that runs on a page of sealed messages."""

    worker: Part
    parts: tuple[Part, ...]

    @property
    def address(self) -> str:
        return self.worker.address


@lru_cache(maxsize=1)
def bundle() -> Bundle | None:
    """Return what the build says of itself; None in a clone without one."""
    said = settings.BUILD / "frontend" / "messaging" / "bundle.json"
    if not said.exists():
        return None
    read = json.loads(said.read_text())
    worker = Part(read["worker"], read["sha256"])
    pages = [Part(name, one["sha256"]) for name, one in sorted(read["pages"].items(), reverse=True)]
    beside = [Part(f"messaging/{name}", one["sha256"], inner=True) for name, one in sorted(read["files"].items())]
    return Bundle(worker, (worker, *pages, *(part for part in beside if part.name != worker.name)))
