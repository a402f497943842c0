"""What sealed messages cost in the browser itself: unlocking, sealing, opening, a new epoch, in a Chromium Worker."""

import http.server
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_most, not_measured, progress

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Milliseconds, by what is measured; and what a message may cost above its padded text, in bytes.
BOUNDS = {"unlock": 1500, "seal": 150, "open": 1000, "epoch": 1000}
NAMES = {
    "unlock": "sealed: unlock",
    "seal": "sealed: seal a message",
    "open": "sealed: open 500 messages",
    "epoch": "sealed: new epoch for 50",
}
ABOVE = 600
START = """() => new Promise((done, failed) => {
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = ({ message }) => failed(new Error(message));
})"""


def costs() -> Iterator[Figure]:
    """Yield what each act takes. The network and the server are measured elsewhere."""
    if CHROMIUM is None:
        yield not_measured("sealed", "Chromium is not installed")
        return
    progress("Sealing and opening in a browser")
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", str(ROOT / "frontend" / "worker.mjs"), "../benchmarks/sealing.js", folder]
        subprocess.run(command, check=True, cwd=ROOT, timeout=120)
        said = run_in_chromium(Path(folder) / "frontend" / "messaging")
    for act, bound in BOUNDS.items():
        floor = {"floor": said["argon2"]} if act == "unlock" else {}
        yield at_most(NAMES[act], said[act], "ms", bound, **floor)
    yield Figure("sealed: replay 10,000 keys of the log", said["log"], "ms")
    yield at_most("sealed: a message above its text", said["above"], "bytes", ABOVE)


class Page(http.server.SimpleHTTPRequestHandler):
    """The built Worker and an empty page beside it."""

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>sealing</title>")
        return None

    def log_message(self, *arguments: Any) -> None:
        """A benchmark prints its figures."""


def run_in_chromium(folder: Path) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    def page_of(*arguments: Any) -> Page:
        return Page(*arguments, directory=str(folder))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), page_of)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            return page.evaluate(START)
    finally:
        server.shutdown()
        server.server_close()
