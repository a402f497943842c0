"""Between `make run` and the first page: the database is copied before it changes, and nothing is loaded twice."""

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.settings import BASE_DIR
from home import start


@pytest.fixture
def said():
    return []


@pytest.fixture
def old_database(settings, monkeypatch, tmp_path):
    """An installation whose database file holds one row."""
    settings.DATA = tmp_path
    file = tmp_path / "counterpart.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("create table t (word text)")
        database.execute("insert into t values ('kept')")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", file)
    return file


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has backups of its own")
class TestCopying:
    def test_an_existing_database_is_copied_before_it_is_migrated(self, old_database, said):
        copy = start.copy_database(said.append)
        with sqlite3.connect(copy) as database:
            assert database.execute("select word from t").fetchall() == [("kept",)]
        assert copy.name in said[0]

    def test_only_the_owner_reads_the_copy(self, old_database, said):
        assert stat.S_IMODE(start.copy_database(said.append).stat().st_mode) == 0o600

    def test_the_newest_five_copies_are_kept(self, old_database, said):
        folder = old_database.parent / "copies"
        folder.mkdir()
        for year in range(2010, 2020):
            (folder / f"before-migration-{year}0101T000000Z.sqlite3").touch()
        newest = start.copy_database(said.append)
        kept = sorted(path.name for path in folder.iterdir())
        assert len(kept) == start.COPIES_KEPT
        assert newest.name in kept

    def test_no_copy_stays_longer_than_a_backup_may(self, old_database, said):
        copy = start.copy_database(said.append)
        made = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        assert start.remove_old_copies(made + timedelta(days=34)) == 0
        assert copy.exists()
        assert start.remove_old_copies(made + timedelta(days=36)) == 1
        assert not copy.exists()

    def test_without_a_database_there_is_nothing_to_copy(self, settings, monkeypatch, tmp_path, said):
        settings.DATA = tmp_path
        monkeypatch.setitem(settings.DATABASES["default"], "NAME", tmp_path / "none.sqlite3")
        assert start.copy_database(said.append) is None
        assert said == []


def test_a_database_that_is_up_to_date_is_neither_copied_nor_migrated(db, said):
    start.migrate(said.append)
    assert said == []


def test_a_migration_that_the_database_has_not_noted_is_found_by_its_name_alone(db):
    assert not start.is_behind()
    MigrationRecorder(connection).record_unapplied("forum", "0001_initial")
    assert start.is_behind()


def test_what_a_newer_version_has_noted_is_left_alone(db):
    MigrationRecorder(connection).record_applied("forum", "9999_of_a_newer_version")
    assert not start.is_behind()


def test_nothing_that_a_process_begins_with_is_looked_through_for_garbage():
    begun = (
        "from config.beginning import begin; begin(); import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    )
    said = subprocess.run([sys.executable, "-c", begun], capture_output=True, text=True, check=True, cwd=BASE_DIR)
    assert said.stdout.split() == ["True", "True"]


def test_unchanged_data_files_are_not_read_again(settings, tmp_path):
    settings.DATA = tmp_path
    file = tmp_path / "data.json"
    file.write_text("[]")
    assert start._changed("reference", file)
    start._note("reference", file)
    assert not start._changed("reference", file)
    file.write_text("[1]")
    assert start._changed("reference", file)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite bounds no statement")
def test_a_migration_may_take_longer_than_a_page():
    def bound() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    before = bound()
    with start.unhurried():
        within = bound()
    assert (before, within, bound()) == ("5s", "0", "5s")


def test_a_new_installation_has_no_database_to_copy(tmp_path):
    """In a process of its own, since this one's database is up to date."""
    words = "import django; django.setup(); from home.start import migrate; migrate(print)"
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = {**kept, "DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", words], env=environment, capture_output=True, text=True, check=True)
    assert "Bringing the database up to date" in done.stdout
    assert not (tmp_path / "copies").exists()


def test_a_port_that_another_program_holds_is_named_and_is_no_success(tmp_path):
    serve = "import django; django.setup(); from home.management.commands.serve import Command; Command()._serve()"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        # Nothing of the tests' own setting: the start as `make run` makes it, without its worker.
        own = {"DATA": str(tmp_path), "PORT": port, "WORKER": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
        plain = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        done = subprocess.run(
            [sys.executable, "-c", serve], cwd=BASE_DIR, env=plain | own, capture_output=True, text=True, timeout=60
        )
    assert done.returncode != 0
    assert f"Port {port} cannot be had" in done.stderr
