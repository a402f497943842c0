"""What sealed messages take for somebody at a browser: a real Chromium and server, from press to page."""

import json
import os
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.sealing import CHROMIUM
from benchmarks.servers import free_port, serving
from benchmarks.stores import PYTHON, ROOT

UNLOCK, SEND, OPEN = 1500, 150, 1000
MESSAGES, ROUNDS = 500, 5
# From the press to the line that says the server has acknowledged it: sealing, posting, checking the receipt, drawing.
SENDING = """async ([first, count]) => {
    const form = document.querySelector("form[data-compose]");
    const flow = document.querySelector("[data-slot=flow]");
    const times = [];
    for (let number = first; number < first + count; number++) {
        const words = `Received with thanks; we shall answer within the week (${number}).`;
        const isSent = () => {
            const last = flow.lastElementChild;
            const state = last?.querySelector("[data-slot=delivery]")?.dataset.delivery;
            return last?.innerText.includes(words) && !["sending", "waiting"].includes(state);
        };
        form.elements.namedItem("body").value = words;
        const begin = performance.now();
        form.requestSubmit();
        await new Promise((done) => {
            const look = () => isSent() && (watch.disconnect(), done());
            const watch = new MutationObserver(look);
            watch.observe(flow, { childList: true, subtree: true, characterData: true, attributes: true });
            look();
        });
        times.push(performance.now() - begin);
        while (form.getAttribute("aria-busy")) await new Promise((done) => setTimeout(done, 1));
    }
    return times;
}"""
# In the page from its first moment: when the lines of the conversation stood there, since the page was asked for.
OPENING = """
new MutationObserver((_changes, watch) => {
    const flow = document.querySelector("[data-slot=flow]");
    if (!flow || flow.children.length < 40) return;
    watch.disconnect();
    requestAnimationFrame(() => { window.stoodThere = performance.now(); });
}).observe(document, { childList: true, subtree: true });
"""
UNLOCKING = """async (words) => {
    const form = document.querySelector("form[data-words]");
    form.elements.namedItem("words").value = words;
    const room = document.querySelector("[data-room]");
    const begin = performance.now();
    form.requestSubmit();
    await new Promise((done) => {
        const watch = new MutationObserver(() => room.hidden || (watch.disconnect(), done()));
        watch.observe(room, { attributes: true });
    });
    return performance.now() - begin;
}"""


def costs(folder: Path) -> Iterator[Figure]:
    """Yield unlocking, sending and opening a conversation of 500 messages, over `manage.py serve` on this machine."""
    if CHROMIUM is None:
        yield not_measured("sealed, at a browser", "Chromium is not installed")
        return
    progress("Sealed messages at a browser, over a real server")
    data = folder / "sealed-pages"
    data.mkdir()
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    env = {**kept, "DATA": str(data), "PORT": str(port), "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    with serving([PYTHON, "manage.py", "serve"], env, port, pin=False) as server:
        server.wait()
        done = subprocess.run(
            [PYTHON, "-m", "tests.browser.keys"], cwd=ROOT, env=env, capture_output=True, text=True, check=True
        )
        said = at_browser(server.url("").rstrip("/"), json.loads(done.stdout))
    yield at_most("sealed, at a browser: unlock", statistics.median(said["unlock"]), "ms", UNLOCK)
    send = "sealed, at a browser: send, acknowledged"
    yield at_most(send, statistics.median(said["send"]), "ms (p50)", SEND)
    yield Figure(f"{send}, slowest of twenty", sorted(said["send"])[int(len(said["send"]) * 0.95)], "ms (p95)")
    yield at_most(f"sealed, at a browser: open {MESSAGES} messages", statistics.median(said["open"]), "ms", OPEN)


def at_browser(url: str, keys: dict[str, str]) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    from tests.browser import sealed

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

        def tab(handle: str) -> Any:
            context = browser.new_context(locale="en-GB")
            context.set_default_timeout(60_000)
            context.add_cookies([{"name": "session", "value": keys[handle], "url": url}])
            context.add_init_script(OPENING)
            return context.new_page()

        sealed.set_up(tab("marla"), url)
        ana = tab("ana")
        kept = sealed.set_up(ana, url)
        address = sealed.begin(ana, url, "Marla", "Measured", "The first line.")
        send = ana.evaluate(SENDING, [1, MESSAGES - 1])[20:]
        opened = []
        for _round in range(ROUNDS):
            ana.goto(address)
            while not (stood := ana.evaluate("() => window.stoodThere ?? 0")):
                ana.wait_for_timeout(50)
            opened.append(stood)
        unlock = []
        for _round in range(ROUNDS):
            ana.goto(f"{url}/messages/")
            ana.locator("[data-room]").wait_for()
            ana.get_by_role("button", name="Lock now").click()
            ana.locator("form[data-words]").wait_for()
            unlock.append(ana.evaluate(UNLOCKING, kept.words))
        browser.close()
    return {"send": send, "open": opened, "unlock": unlock}
