"""The steps between `make run` and the first page: copy, migrate, load, tell how to sign in."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from home.demonstration.actions import load_demonstration
from network.actions.reference import load_reference
from network.models import Member
from network.readers import as_system
from network.reference import BODIES, NETWORKS

Say = Callable[[str], None]

# Copies of the database made before a migration: so many are kept, and none for longer than a backup may be.
COPIES_KEPT = 5
COPIES_AGE = timedelta(days=35)


def prepare(say: Say) -> None:
    """Bring database and data of this installation up to date. Each step that takes time is said before it begins."""
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(say)
    if _changed("reference", BODIES, NETWORKS):
        say("Loading States, territories, organizations and networks")
        load_reference(actor=as_system("The data files of bodies and networks have changed."))
        _note("reference", BODIES, NETWORKS)
    operator = as_system("The first start loads the demonstration.")
    if settings.DEMO and not Member.objects.visible_to(operator).exists():
        say("Loading the demonstration")
        load_demonstration(actor=operator, say=say)


def migrate(say: Say) -> None:
    if not is_behind():
        return
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    if executor.loader.applied_migrations:
        copy_database(say)
    say(f"Bringing the database up to date ({len(plan)} steps)")
    with unhurried():
        call_command("migrate", verbosity=0, interactive=False)


def is_behind() -> bool:
    """Whether the migrations that lie in the folders of the apps are others than those which the database has noted.

    Their names are enough: to import them all and to put them in order takes as long as a tenth of the start.
    """
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return True
    noted = set(recorder.migration_qs.values_list("app", "name"))
    lie = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[!_]*.py")
    }
    return bool(lie - noted)


@contextmanager
def unhurried() -> Iterator[None]:
    """Let statements take their time, which config/database.py bounds for pages: an index on many rows takes minutes.

    The bound on waiting for a lock stays, so that a migration never stands in the way of pages for long.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")


def copy_database(say: Say) -> Path | None:
    """Copy an existing database file before it changes, and return the copy's path; PostgreSQL has its own backups."""
    if connection.vendor != "sqlite":
        return None
    source = Path(str(settings.DATABASES["default"]["NAME"]))
    if not source.exists() or source.stat().st_size == 0:
        return None
    folder = copies()
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"before-migration-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    say(f"Copying the database to {copy.name}")
    draft = copy.with_suffix(".part")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    with sqlite3.connect(source) as old, sqlite3.connect(draft) as new:
        old.backup(new)
    draft.rename(copy)
    for former in sorted(folder.glob("before-migration-*.sqlite3"))[:-COPIES_KEPT]:
        former.unlink()
    return copy


def copies() -> Path:
    return settings.DATA / "copies"


def remove_old_copies(now: datetime) -> int:
    """Remove copies older than a backup may be: what was erased since is still in them. Return how many these were."""
    before = (now - COPIES_AGE).timestamp()
    old = [copy for copy in copies().glob("before-migration-*") if copy.stat().st_mtime < before]
    for copy in old:
        copy.unlink(missing_ok=True)
    return len(old)


def _fingerprint(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _changed(name: str, *files: Path) -> bool:
    mark = settings.DATA / f"{name}.sha256"
    return not mark.exists() or mark.read_text() != _fingerprint(*files)


def _note(name: str, *files: Path) -> None:
    (settings.DATA / f"{name}.sha256").write_text(_fingerprint(*files))
