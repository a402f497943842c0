"""The two set-ups in which pages are measured, with their filled databases and a browser that is signed in."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import servers, stores
from benchmarks.figures import progress
from benchmarks.load import Target
from benchmarks.servers import Server
from benchmarks.stores import KEPT, Store

NAMES = ("embedded", "production")


@dataclass
class Browser:
    """A member's browser at one server: the cookie, and where the pages are."""

    server: Server
    where: dict[str, Any]

    def target(self, name: str) -> Target:
        return Target(self.server.url(self.where[name]), self.where["cookie"])

    @property
    def cookie(self) -> str:
        return str(self.where["cookie"])


@dataclass
class Setups:
    """What is there in this run. Databases are copied when first asked for."""

    folder: Path
    database_url: str = ""
    redis_url: str = ""
    without: str = ""  # why there is no production set-up
    only: str = ""  # the one set-up that is measured, "" for both
    _stores: dict[tuple[str, str], Store] = field(default_factory=dict)

    def missing(self, name: str) -> str:
        if self.only and name != self.only:
            return "left out by --setup"
        return self.without if name == "production" else ""

    def store(self, name: str, size: str) -> Store:
        if (name, size) not in self._stores:
            folder = self.folder / f"{name}-{size}"
            if name == "embedded":
                self._stores[name, size] = stores.sqlite(size, folder)
            else:
                self._stores[name, size] = stores.postgresql(size, folder, self.database_url, self.redis_url)
        return self._stores[name, size]

    def command(self, name: str) -> Any:
        return servers.embedded if name == "embedded" else servers.production

    @contextlib.contextmanager
    def browser(self, name: str, size: str) -> Iterator[Browser]:
        """Start the server of a set-up over a filled database, and sign a member in."""
        store = self.store(name, size)
        with self.command(name)(store) as server:
            progress(f"Starting {name} ({size})")
            where = stores.run_inside("inside", "visitor", env=store.environment)
            server.wait()
            server.wait(where["topic"], where["cookie"])
            yield Browser(server, where)


@contextlib.contextmanager
def setups(only: str = "") -> Iterator[Setups]:
    KEPT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=KEPT))
    try:
        if not servers.has_services():
            yield Setups(folder, without="PostgreSQL or Redis is not installed", only=only)
            return
        with servers.services() as (database_url, redis_url):
            stores.old_templates(database_url)
            yield Setups(folder, database_url, redis_url, only=only)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
