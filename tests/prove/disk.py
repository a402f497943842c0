"""A full disk: writing is refused in words, reading works, nothing is kept by halves, and room heals everything."""

import contextlib
import os
import resource
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.prove.posting import Journal, check
from tests.prove.proof import NotMeasured, Run, hold, wait_until
from tests.prove.served import Answer, Browser, Served

SIZE_MB = 96
TEXT = "The freezing order was sent on Tuesday; the reply of the bank is still outstanding."


def prove(run: Run) -> str:
    with small_disk(run.folder) as (folder, fill, clear, how):
        site = Served(data=folder).start()
        try:
            place = site.inside("begin", count=3)
            browser = Browser(site.port, place["keys"][0])
            journal = Journal()
            kept = _reply(browser, place, journal, "Before the disk is full.")
            hold(kept.status in {302, 303}, f"a reply before was answered with {kept.status}")
            before = len(site.inside("posts", topic=place["topic"])["posts"])
            fill(site)
            refused = _write_until_refused(run, browser, place, journal)
            hold(refused.status in {503, 507}, f"a write on the full disk was answered with {refused.status}")
            said = refused.body.decode()
            hold(TEXT in said, "the page of the full disk does not give back what was written")
            hold("<h1>" in said and "Traceback" not in said, "the full disk is not said in words")
            reads = {path: browser.get(path).status for path in ("/", place["page"], place["forum"], "/health/live")}
            hold(set(reads.values()) == {200}, f"reading on the full disk: {reads}")
            ready = browser.get("/health/ready").status
            # A limit on files is not seen by a look at the disk.
            hold(ready == 503 or not how.startswith("tmpfs"), f"/health/ready said {ready} with a full disk")
            again = [_reply(browser, place, journal, TEXT, seconds=False) for _ in range(5)]
            hold({answer.status for answer in again} <= {503, 507}, f"then: {[answer.status for answer in again]}")
            clear(site)
            once = secrets.token_urlsafe(16)
            healed = wait_until(
                lambda: _reply(browser, place, journal, TEXT, once).status in {302, 303}, 20, "writing works again"
            )
            hold(_reply(browser, place, journal, TEXT, once).status in {302, 303}, "the form sent again is refused")
            wait_until(site.is_ready, 60, "/health/ready after there is room")
            count = check(site, place, journal)
            assert before <= count + 1
            broken = [line for line in site.log_text().splitlines() if line.startswith("sqlite3.DatabaseError")]
            hold(not broken, f"the log tells of a damaged database: {broken[:1]}")
            return (
                f"{how}: writing {refused.status} with the text given back, reading 200, ready {ready}; with "
                f"room again written after {healed:.1f} s without restart, {count} posts whole"
            )
        finally:
            clear(site)
            site.remove()


def _reply(
    browser: Browser, place: dict, journal: Journal, text: str, once: str = "", *, seconds: bool = True
) -> Answer:
    once = once or secrets.token_urlsafe(16)
    journal.sent[once] = text
    answer = browser.post(place["reply"], {"body": text, "once": once})
    if answer.status in {302, 303}:
        journal.acknowledged[once] = answer.place
        if seconds:
            journal.seconds.append(answer.seconds)
    return answer


def _write_until_refused(run: Run, browser: Browser, place: dict, journal: Journal) -> Answer:
    """Return the first refusal: a little may still fit into what the write-ahead log had taken before."""
    for number in range(3000):
        answer = _reply(browser, place, journal, TEXT)
        if answer.status not in {302, 303}:
            run.note("refused", after=number, status=answer.status, page=answer.body.decode()[:3000])
            return answer
    return answer


class small_disk(contextlib.AbstractContextManager):  # noqa: N801 - reads like open()
    """A small disk of its own: a tmpfs where mounting is permitted, else a limit on the size of the server's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "disk"
        self.folder.mkdir()

    def __enter__(self) -> tuple[Path, Callable, Callable, str]:
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "none", str(self.folder)]
        permitted = shutil.which("mount") is not None
        self.mounted = permitted and subprocess.run(command, capture_output=True).returncode == 0
        if self.mounted:
            return self.folder, self._fill, self._clear, f"tmpfs of {SIZE_MB} MB"
        if not hasattr(resource, "prlimit"):
            raise NotMeasured("neither a small disk nor a limit on files can be had here")
        return self.folder, self._limit, self._unlimit, "limit on the size of files"

    def __exit__(self, *fault: object) -> None:
        if self.mounted:
            time.sleep(0.5)
            subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def _fill(self, site: Served) -> None:
        with contextlib.suppress(OSError), (self.folder / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"\0" * 65_536)
        # The last bytes, too.
        with contextlib.suppress(OSError), (self.folder / "filler-2").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"\0" * 512)

    def _clear(self, site: Served) -> None:
        for name in ("filler", "filler-2"):
            (self.folder / name).unlink(missing_ok=True)

    def _limit(self, site: Served) -> None:
        assert site.process is not None
        self.had = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE)
        largest = max(path.stat().st_size for path in self.folder.glob("counterpart.sqlite3-wal"))
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (largest, self.had[1]))

    def _unlimit(self, site: Served) -> None:
        if site.process is not None and hasattr(self, "had"):
            with contextlib.suppress(OSError):
                os.kill(site.process.pid, 0)
                resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, self.had)
