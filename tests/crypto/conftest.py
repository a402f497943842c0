"""A page whose modules are bundled like the site's own, under the site's own policy, with a Worker under its own."""

import http.server
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.headers import WORKER_POLICY
from tests.crypto.test_node import ROOT

PAGE = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
)


class Answers(http.server.BaseHTTPRequestHandler):
    """Serves the page, the bundle of the Worker, and the vectors it asks for."""

    files: dict[str, bytes] = {}

    def do_GET(self) -> None:
        body = self.files.get(self.path)
        kind = "text/javascript" if self.path.endswith(".js") else "application/json" if body else "text/html"
        self.send_response(200 if body is not None or self.path == "/" else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", PAGE if self.path == "/" else WORKER_POLICY)
        self.end_headers()
        self.wfile.write(body or b"<!doctype html><title>page</title>")

    def log_message(self, *arguments: Any) -> None:
        """A test prints nothing of what it serves."""


@pytest.fixture
def judged(chromium: Any, tmp_path: Path) -> Iterator[Callable[[str, bytes], Any]]:
    """Run a module in a Worker of Chromium: `judged(entry, vectors)` returns what it posts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Answers,), {"files": {}}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context()

    def run(entry: str, vectors: bytes) -> Any:
        command = ["node", str(ROOT / "frontend" / "worker.mjs"), entry, str(tmp_path)]
        subprocess.run(command, check=True, cwd=ROOT, timeout=120)
        handler: Any = server.RequestHandlerClass
        built = tmp_path / "frontend" / "messaging"
        handler.files = {f"/{path.name}": path.read_bytes() for path in built.glob("*.js")} | {"/vectors": vectors}
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page.evaluate(
            """() => new Promise((done, failed) => {
                const policy = trustedTypes.createPolicy("worker", { createScriptURL: (address) => address });
                const worker = new Worker(policy.createScriptURL("/worker.js"), { type: "module" });
                worker.onmessage = ({ data }) => done(data);
                worker.onerror = ({ message }) => failed(new Error(message));
            })"""
        )

    yield run
    context.close()
    server.shutdown()
    server.server_close()
