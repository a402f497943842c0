"""A file of 100 MB from one browser to another: in pieces, with progress, in bounded memory, whole at the end."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser import sealed
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.site import Site
from tests.prove.proof import NotMeasured, Run, hold

SIZE = 104_857_600
# How much more the sender's page may hold while the second half of the file is sealed than with the first, when what
# nobody holds is cleared away: it does not grow with the file.
MOST_GROWTH = 10
# And what its process may take: with what is not cleared away yet, and what a browser that is watched keeps of all that
# it sent.
MOST_TAKEN = 300
# Whoever fetches holds the file until its last chunk was right, and the pieces beside it.
MOST_FETCHING = 400
PATIENCE = 280_000
# What is asked of a page and of its Worker, in this order.
CLEARED = ("HeapProfiler.collectGarbage", "Runtime.getHeapUsage")
# The bars as they move, noted in the page.
WATCHING = """(selector) => {
    window.moved = [];
    new MutationObserver(() => {
        const bar = document.querySelector(selector);
        if (bar && bar.value !== window.moved.at(-1)) window.moved.push(bar.value);
    }).observe(document.body, { subtree: true, attributes: true, childList: true });
}"""


def prove(run: Run) -> str:
    if CHROMIUM is None:
        raise NotMeasured("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    file = run.folder / "hearing.mp4"
    digest = write(file, run)
    site = Site(data=run.folder / "site")
    site.data.mkdir()
    site.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            return carry(browser, site, file, digest)
    finally:
        site.remove()


def carry(browser: Any, site: Site, file: Path, digest: str) -> str:
    ana, marla = (tab(browser, site, handle) for handle in ("ana", "marla"))
    address = sealed.begin(ana, site.url, "Marla", "The hearing", "The recording follows.")
    before = memory(ana)
    ana.evaluate(WATCHING, "[data-slot=attached] progress")
    at_rest = held(ana)
    ana.locator("#compose-files").set_input_files(file)
    samples = watched(ana, "[data-slot=attached] li", before, lambda: held(ana) - at_rest)
    hold("Sealed" in ana.locator("[data-slot=attached] li").inner_text(), "the file was not sealed")
    steps = len(ana.evaluate("window.moved"))
    hold(steps > 50, f"the bar moved {steps} times only")
    first = max(kept for share, _taken, kept in samples if share < 0.5)
    second = max(kept for share, _taken, kept in samples if share >= 0.5)
    taken = max(taken for _share, taken, _kept in samples)
    hold(len(samples) > 5, f"what sealing took was looked at {len(samples)} times only")
    hold(second <= first + MOST_GROWTH, f"sealing held {first:.0f} MB of the first half and {second:.0f} of the second")
    hold(taken <= MOST_TAKEN, f"sealing took {taken:.0f} MB")
    sealed.write(ana, "Here is the recording.")

    marla.goto(address)
    row = sealed.message(marla, "Here is the recording.").locator(".file-row")
    before = memory(marla)
    with marla.expect_download(timeout=PATIENCE) as fetched:
        row.get_by_role("button", name="Open and keep").click()
        fetching = max(mb for _share, mb, _held in watched(marla, ".sealed-message .file-row", before))
    hold(re.search("checked whole", row.inner_text()) is not None, "the file was not opened")
    hold(hash_of(fetched.value.path()) == digest, "the file differs")
    hold(fetching <= MOST_FETCHING, f"fetching took {fetching:.0f} MB of memory")
    return (
        f"100 MB sealed with {steps} steps of the bar: {max(first, second):.0f} MB held at most, {taken:.0f} taken; "
        f"fetched and opened in {fetching:.0f} MB, the same bytes"
    )


def tab(browser: Any, site: Site, handle: str) -> Any:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    context.add_cookies([site.cookie(handle)])
    page = context.new_page()
    sealed.set_up(page, site.url)
    return page


def watched(
    page: Any, row: str, before: float, kept: Callable[[], float] = lambda: 0.0
) -> list[tuple[float, float, float]]:
    """Return how far the bar of ROW was, how many MB more than BEFORE the page took, and KEPT, until all is done."""
    found = [(0.0, memory(page) - before, kept())]
    waited = 0
    while page.locator(f"{row} [data-slot=said]:not([hidden])").count() == 0 and waited < PATIENCE:
        share = page.locator(f"{row} progress").first.evaluate("bar => bar.value / bar.max")
        found.append((share, memory(page) - before, kept()))
        page.wait_for_timeout(250)
        waited += 250
    return found


def memory(page: Any) -> float:
    """Return the memory of the process in which PAGE and its Worker run, in MB: what belongs to it alone."""
    cdp = page.context.browser.new_browser_cdp_session()
    processes = [one["id"] for one in cdp.send("SystemInfo.getProcessInfo")["processInfo"] if one["type"] == "renderer"]
    cdp.detach()
    return max(_private(pid) for pid in processes)


def held(page: Any) -> float:
    """Return the MB that the scripts of PAGE and of its Worker hold, when all that nobody holds is cleared away."""
    cdp = page.context.new_cdp_session(page)
    workers: list[str] = []
    said: dict[str, dict[str, float]] = {}

    def heard(event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if message.get("id") == len(CLEARED):
            said[event["sessionId"]] = message["result"]

    cdp.on("Target.attachedToTarget", lambda event: workers.append(event["sessionId"]))
    cdp.on("Target.receivedMessageFromTarget", heard)
    cdp.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False})
    hold(bool(workers), "the page has no Worker")
    for worker in workers:
        for number, method in enumerate(CLEARED, 1):
            message = json.dumps({"id": number, "method": method})
            cdp.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
    own = [cdp.send(method) for method in CLEARED][-1]
    while len(said) < len(workers):
        page.wait_for_timeout(20)
    cdp.detach()
    return sum(one["usedSize"] + one["backingStorageSize"] for one in (own, *said.values())) / 1_048_576


def _private(pid: int) -> float:
    try:
        said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+) kB", said, re.MULTILINE)) / 1024


def write(file: Path, run: Run) -> str:
    found = hashlib.sha256()
    with file.open("wb") as out:
        for _ in range(SIZE // 1_048_576):
            piece = run.choose.randbytes(1_048_576)
            found.update(piece)
            out.write(piece)
    return found.hexdigest()


def hash_of(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
