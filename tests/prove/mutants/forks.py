"""As a plugin of pytest: collects every test once, then answers for one mutant after the other, each in a fork.

A fork begins where all others began (everything imported, the database made), puts the mutant in, runs the tests that
were asked for, says which failed first, and is gone. ASKED and ANSWERED are the numbers of two open pipes: a line of
JSON asks, a line answers.
"""

import contextlib
import json
import os
import shutil
import signal
import tempfile
import traceback
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from tests.prove.mutants.swapped import NeedsStart, swap

SOONEST = 60  # seconds that one test may take at least, however quick it was without a mutant
FOLDER = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if "ASKED" not in os.environ:
        return None
    items = {item.nodeid: item for item in session.items}
    with os.fdopen(int(os.environ["ASKED"])) as asked, os.fdopen(int(os.environ["ANSWERED"]), "w") as answered:
        _make_database(session)
        print(json.dumps({"tests": len(items)}), file=answered, flush=True)
        for line in asked:
            print(json.dumps(_in_a_fork(items, json.loads(line))), file=answered, flush=True)
    return True


why = [""]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    crash = getattr(report.longrepr, "reprcrash", None)
    if report.failed:
        why[:] = [str(crash.message if crash else report.longrepr)[-400:]]


def _make_database(session: pytest.Session) -> None:
    """Run one test that uses the database: what it set up for the whole session stays."""
    first = next(item for item in session.items if "db" in getattr(item, "fixturenames", ()))
    first.config.hook.pytest_runtest_protocol(item=first, nextitem=session.items[-1])
    if session.testsfailed:
        raise RuntimeError(f"{first.nodeid} fails without a mutant")
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # all views are imported
    connections.close_all()


def _in_a_fork(items: dict[str, pytest.Item], ask: dict[str, Any]) -> dict[str, str]:
    """Answer ASK: which test failed first (`by`), or that only a new process can say (`start`)."""
    folder = Path(tempfile.mkdtemp(prefix="mutant-", dir=FOLDER))
    told = folder / "told"
    child = os.fork()
    if not child:
        os.setsid()
        try:
            with told.open("w", buffering=1) as lines:
                _answer(items, ask, folder, lines)
        except BaseException:
            (folder / "told").write_text(json.dumps({"broke": traceback.format_exc()}))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what a test that hung has started
    # A fork that said nothing is a fault of this instrument, and no answer.
    said = [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []
    shutil.rmtree(folder, ignore_errors=True)
    last: dict[str, str] = said[-1] if said else {"broke": f"a fork said nothing, status {status}"}
    return {"by": f"{last['runs']} hangs or ends the process, status {status}"} if "runs" in last else last


def _answer(items: dict[str, pytest.Item], ask: dict[str, Any], folder: Path, lines: Any) -> None:
    def tell(**facts: str) -> None:
        print(json.dumps(facts), file=lines)

    _own_database(folder)
    try:
        swap(ask["path"], ask["before"].encode(), Path(ask["path"]).read_bytes())
    except NeedsStart as reason:
        tell(start=str(reason))
        return
    chosen = [items[name] for name in ask["tests"] if name in items]
    session = next(iter(items.values())).session
    if chosen:
        # The test that made the database left set up what it shares with the last of all, not with the first asked.
        session._setupstate.teardown_exact(chosen[0])
    for item, following in zip(chosen, [*chosen[1:], session.items[-1]], strict=True):
        tell(runs=item.nodeid)
        signal.alarm(int(SOONEST + 20 * ask["seconds"].get(item.nodeid, 0)))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        signal.alarm(0)
        if session.testsfailed:
            tell(by=item.nodeid, why=why[0])
            return
    tell(by="")


def _own_database(folder: Path) -> None:
    if connection.vendor == "sqlite":
        made = Path(connection.settings_dict["NAME"])
        for file in made.parent.glob(f"{made.name}*"):
            shutil.copyfile(file, folder / file.name)
        connection.settings_dict["NAME"] = str(folder / made.name)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
