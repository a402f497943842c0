"""A page for the behaviour of the scripts, and a server that answers under the site's own policy."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from home.script_words import script_words

ROOT = Path(__file__).resolve().parents[2]
SERVED = {"static": ROOT / ".build" / "frontend", "source": ROOT / "frontend"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types counterpart counterpart-worker"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Answers(http.server.BaseHTTPRequestHandler):
    """Serves built files, their modules and the page under test; answers POSTs as the test says, and notes them."""

    page = ""
    replies: dict[str, tuple[int, str]] = {}
    posts: list[str] = []
    parts: list[bool] = []

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        folder, _slash, rest = self.path[1:].partition("/")
        file = SERVED.get(folder, ROOT / "nowhere") / rest
        if rest and file.is_file():
            self.answer(200, TYPES[file.suffix], file.read_bytes())
        elif self.path == "/":
            self.answer(200, "text/html; charset=utf-8", self.page.encode())
        elif self.path == "/words":
            self.answer(200, "text/html; charset=utf-8", script_words("en").html.encode())
        else:
            self.answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.posts.append(self.path)
        self.parts.append(self.headers.get("X-Part") == "1")
        status, html = self.replies.get(self.path, (200, "<title>sent</title>"))
        self.answer(status, "text/html; charset=utf-8", html.encode())

    def log_message(self, *arguments: Any) -> None:
        """A test prints nothing of what it serves."""


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page: `opened(body, replies)` returns it with `.posts` and `.parts`, what the server was sent so far.

    With `bundle=False` the script does not start; a test imports the module it is about from /source/ itself.
    """
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Answers,), {"posts": [], "parts": []}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context()

    def open_page(body: str, replies: dict[str, tuple[int, str]] | None = None, *, bundle: bool = True) -> Any:
        handler: Any = server.RequestHandlerClass
        handler.replies = replies or {}
        script = '<script type="module" src="/static/app.js"></script>' if bundle else ""
        handler.page = (
            '<!doctype html><html lang="en" data-words="/words"><head><title>page</title>'
            '<link rel="stylesheet" href="/static/app.css">'
            f"{script}</head><body><main>{body}</main></body></html>"
        )
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="networkidle")
        page.posts, page.parts = handler.posts, handler.parts
        return page

    yield open_page
    context.close()
    server.shutdown()
    server.server_close()
