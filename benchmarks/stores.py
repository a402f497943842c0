"""The filled databases: made once for each state of generator and migrations, kept, and copied for each run."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks.figures import progress

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(os.environ.get("BENCH_DATA", Path(tempfile.gettempdir()) / "counterpart-bench"))
APPS = ["network", "jobs", "live", "notices", "writing", "forum", "moving"]
PYTHON = sys.executable


@dataclass(frozen=True)
class Store:
    """A filled database that a run may write into: what the servers find in their environment."""

    data: Path
    database_url: str
    redis_url: str
    filled: dict[str, Any]

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.data, self.database_url, self.redis_url)


def environment(data: Path, database_url: str = "", redis_url: str = "") -> dict[str, str]:
    """Return the environment of an installation of the benchmark: its own folder, no demonstration, nothing else."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATA": str(data),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DEMO": "0",
        # The same in all processes of a run, and secrets of nothing.
        "SECRET_KEY": "benchmark-" * 5,
        "FIELD_KEY": "YmVuY2htYXJrLWJlbmNobWFyay1iZW5jaG1hcmstISE",
    }


def key() -> str:
    """Return a name for the state of generator and migrations: another state is another database."""
    found = hashlib.sha256()
    files = [Path(__file__).with_name(name) for name in ("content.py", "fill.py", "words.py", "views.py")]
    for app in APPS:
        files += sorted((ROOT / app / "migrations").glob("*.py"))
    files += sorted((ROOT / "network" / "data").glob("*"))
    for file in files:
        found.update(file.read_bytes() if file.is_file() else b"")
    return found.hexdigest()[:12]


def run_inside(module: str, *arguments: str, env: dict[str, str], timeout: float = 600) -> Any:
    """Run a module of the benchmark with the environment of an installation; return what it printed as JSON."""
    done = subprocess.run(
        [PYTHON, "-m", f"benchmarks.{module}", *arguments],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    if done.returncode:
        raise RuntimeError(f"benchmarks.{module} failed:\n{done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


@contextmanager
def talk_inside(
    module: str, *arguments: str, env: dict[str, str], timeout: float = 120
) -> Iterator[Callable[[str], Any]]:
    """Run a module of the benchmark that answers each line it reads with a line of JSON; yield what asks it.

    Whoever asks waits TIMEOUT seconds. Raises RuntimeError where it ends, takes longer or answers something else.
    """
    with (
        tempfile.TemporaryFile("w+") as faults,
        subprocess.Popen(
            [PYTHON, "-m", f"benchmarks.{module}", *arguments],
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=faults,
            text=True,
        ) as process,
    ):

        def ask(line: str) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            ending = Timer(timeout, process.kill)
            ending.start()
            try:
                process.stdin.write(f"{line}\n")
                process.stdin.flush()
                return json.loads(process.stdout.readline())
            except (BrokenPipeError, json.JSONDecodeError) as fault:
                faults.seek(0)
                raise RuntimeError(f"benchmarks.{module} failed at {line!r}:\n{faults.read()[-2000:]}") from fault
            finally:
                ending.cancel()

        try:
            yield ask
        except BaseException:
            process.kill()
            assert process.stdin is not None
            # What could not be written would be written once more, and hide the fault.
            with suppress(OSError):
                process.stdin.close()
            raise


def sqlite(size: str, folder: Path) -> Store:
    """Return a copy of the filled SQLite file in FOLDER; the file is filled first when it is not there."""
    kept = KEPT / f"sqlite-{size}-{key()}"
    if not (kept / "filled.json").exists():
        forget(f"sqlite-{size}-")
        progress(f"Filling SQLite ({size})")
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        filled = run_inside("fill", size, env=environment(kept))
        (kept / "filled.json").write_text(json.dumps(filled))
    folder.mkdir(parents=True)
    shutil.copy(kept / "counterpart.sqlite3", folder / "counterpart.sqlite3")
    return Store(folder, "", "", json.loads((kept / "filled.json").read_text()))


def postgresql(size: str, folder: Path, url: str, redis_url: str) -> Store:
    """Return a database made from the filled template on the server at URL; the template is made when it is missing."""
    folder.mkdir(parents=True)
    template = f"filled_{size}_{key()}"
    note = KEPT / f"{template}.json"
    if not note.exists() or not _exists(url, template):
        forget(f"filled_{size}_")
        progress(f"Filling PostgreSQL ({size})")
        _psql(url, f'DROP DATABASE IF EXISTS "{template}"', f'CREATE DATABASE "{template}"')
        filled = run_inside("fill", size, env=environment(folder, _named(url, template)))
        note.write_text(json.dumps(filled))
    name = f"run_{size}"
    _psql(
        url,
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY',
    )
    return Store(folder, _named(url, name), redis_url, json.loads(note.read_text()))


def new_database(url: str, name: str) -> str:
    """Make an empty database NAME on the server at URL, in place of one that is there, and return its address."""
    _psql(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return _named(url, name)


def forget(prefix: str) -> None:
    """Remove what an earlier state of the generator left: each is most of a gigabyte."""
    for old in KEPT.glob(f"{prefix}*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _psql(url: str, *statements: str) -> str:
    command = ["psql", _named(url, "postgres"), "-qtA", "-v", "ON_ERROR_STOP=1"]
    for statement in statements:
        command += ["-c", statement]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout


def _exists(url: str, name: str) -> bool:
    return _psql(url, f"SELECT 1 FROM pg_database WHERE datname = '{name}'").strip() == "1"


def old_templates(url: str) -> None:
    """Drop what earlier states of generator and migrations left on the server."""
    current = key()
    for name in _psql(url, "SELECT datname FROM pg_database").split():
        if name.startswith(("filled_", "run_")) and not name.endswith(current):
            _psql(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
