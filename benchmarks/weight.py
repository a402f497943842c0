"""What a visit of a topic page weighs: everything that travels, compressed as a browser asks for it."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from benchmarks.figures import Figure, at_most, progress
from benchmarks.load import NotAnswered, fetch
from benchmarks.setups import Browser, Setups

FIRST, LATER = 60, 12  # kilobytes
TAKES = "gzip, deflate, br"
# What a browser asks for by itself: style sheets, scripts, icons, pictures, what scripts say, and what these name.
IN_HTML = re.compile(r"""<(?:html|link|script|img|source|use)\b[^>]*?\b(?:href|src|data-words)=["']?([^"' >]+)""")
IN_CSS = re.compile(r"""url\(["']?([^"')]+)["']?\)|@import\s+["']([^"']+)["']""")
IN_SCRIPT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+\.m?js)["']""")


def weights(setups: Setups, size: str) -> Iterator[Figure]:
    progress("Weighing a topic page")
    with setups.browser("embedded", size) as browser:
        html, files = visit(browser)
    total = html + sum(files.values())
    yield at_most("topic page, first visit", total / 1000, "kB", FIRST)
    yield at_most("topic page, later visits", html / 1000, "kB", LATER)


def visit(browser: Browser) -> tuple[int, dict[str, int]]:
    """Return the bytes of the page and of each file that it brings along. A file elsewhere is not a visit of ours."""
    page = browser.target("topic").url
    html, text, _type = get(page, browser.cookie)
    files: dict[str, int] = {}
    waiting = [urljoin(page, found) for found in IN_HTML.findall(text)]
    while waiting:
        url = waiting.pop().split("#")[0]
        if url in files or url == page or urlsplit(url).scheme == "data":
            continue
        if urlsplit(url).netloc != urlsplit(page).netloc:
            raise NotAnswered(f"the page asks a third party: {urlsplit(url).netloc}")
        files[url], inside, kind = get(url, browser.cookie)
        pattern = IN_CSS if "css" in kind else IN_SCRIPT if "javascript" in kind else None
        if pattern:
            waiting += [urljoin(url, name) for found in pattern.findall(inside) for name in _names(found)]
    return html, files


def _names(found: str | tuple[str, ...]) -> list[str]:
    return [name for name in ([found] if isinstance(found, str) else found) if name]


def get(url: str, cookie: str) -> tuple[int, str, str]:
    """Return the bytes that travelled, the text, and its type."""
    status, headers, _body, travelled = fetch(url, cookie, encoding=TAKES)
    if status != 200:
        raise NotAnswered(f"{urlsplit(url).path} answered {status}")
    plain = fetch(url, cookie)[2]
    return travelled, plain.decode(errors="replace"), headers.get("content-type", "")
