"""A file of 100 MB from one browser to another: in pieces, with progress, in bounded memory, whole at the end."""

import hashlib
import re
from pathlib import Path
from typing import Any

from tests.browser import sealed
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.site import Site
from tests.prove.proof import NotMeasured, Run, hold

SIZE = 104_857_600
# How much more the sender's page may need for the second half of the file than for the first: it does not grow with the
# file. What it needs at all is what the browser has not cleared away yet.
MOST_GROWTH = 40
# Whoever fetches holds the file until its last chunk was right, and the pieces beside it.
MOST_FETCHING = 400
PATIENCE = 280_000
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
    ana.locator("#compose-files").set_input_files(file)
    samples = watched(ana, "[data-slot=attached] li", before)
    hold("Sealed" in ana.locator("[data-slot=attached] li").inner_text(), "the file was not sealed")
    steps = len(ana.evaluate("window.moved"))
    hold(steps > 50, f"the bar moved {steps} times only")
    first = max(mb for share, mb in samples if share < 0.5)
    second = max(mb for share, mb in samples if share >= 0.5)
    hold(second <= first + MOST_GROWTH, f"sealing took {first:.0f} MB for the first half and {second:.0f} in all")
    sealed.write(ana, "Here is the recording.")

    marla.goto(address)
    row = sealed.message(marla, "Here is the recording.").locator(".file-row")
    before = memory(marla)
    with marla.expect_download(timeout=PATIENCE) as fetched:
        row.get_by_role("button", name="Open and keep").click()
        fetching = max(mb for _share, mb in watched(marla, ".sealed-message .file-row", before))
    hold(re.search("checked whole", row.inner_text()) is not None, "the file was not opened")
    hold(hash_of(fetched.value.path()) == digest, "the file differs")
    hold(fetching <= MOST_FETCHING, f"fetching took {fetching:.0f} MB of memory")
    return (
        f"100 MB sealed with {steps} steps of the bar in at most {max(first, second):.0f} MB above before, "
        f"fetched and opened in {fetching:.0f} MB, the same bytes"
    )


def tab(browser: Any, site: Site, handle: str) -> Any:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    context.add_cookies([site.cookie(handle)])
    page = context.new_page()
    sealed.set_up(page, site.url)
    return page


def watched(page: Any, row: str, before: float) -> list[tuple[float, float]]:
    """Return how far the bar of ROW was and how many MB more than BEFORE the page held, until the row says its end."""
    found = [(0.0, memory(page) - before)]
    waited = 0
    while page.locator(f"{row} [data-slot=said]:not([hidden])").count() == 0 and waited < PATIENCE:
        share = page.locator(f"{row} progress").first.evaluate("bar => bar.value / bar.max")
        found.append((share, memory(page) - before))
        page.wait_for_timeout(250)
        waited += 250
    return found


def memory(page: Any) -> float:
    """Return the memory of the process in which PAGE and its Worker run, in MB: what belongs to it alone."""
    cdp = page.context.browser.new_browser_cdp_session()
    processes = [one["id"] for one in cdp.send("SystemInfo.getProcessInfo")["processInfo"] if one["type"] == "renderer"]
    cdp.detach()
    return max(_private(pid) for pid in processes)


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
