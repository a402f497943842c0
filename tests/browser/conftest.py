"""Browser tests: a real Chromium against a real site. Without one they are skipped by name; with CI set they fail."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.sealed import Officer
from tests.browser.site import ROOT, Site

# Milliseconds. A machine that does much else lets a page wait; only a test that fails takes as long.
PATIENCE = 30_000
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def site(chromium) -> Iterator[Site]:
    """One site for the whole run. A test that must not leave traces makes its own."""
    site = Site().start()
    yield site
    site.remove()


@pytest.fixture
def browser_of(chromium, site: Site) -> Iterator[Callable]:
    """Open a new browser: `browser_of("ana", **options of the context)`; None: nobody is signed in.

    Every page error, refused policy and request to elsewhere is kept on the context and must stay empty.
    """
    opened = []

    def open_browser(handle: str | None = None, **options):
        context = chromium.new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        if handle:
            context.add_cookies([site.cookie(handle)])
        context.faults = watch(context, site.url)
        opened.append(context)
        return context

    yield open_browser
    faults = [fault for context in opened for fault in context.faults]
    for context in opened:
        context.close()
    assert faults == []


def watch(context, url: str) -> list[str]:
    """Collect what must never happen in normal use: script errors, policy violations, requests to a third party."""
    faults: list[str] = []

    def hear(message) -> None:
        if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
            faults.append(f"policy: {message.text[:300]}")

    def see(request) -> None:
        if not request.url.startswith((url, url.replace("http", "ws", 1), "data:", "blob:", "about:")):
            faults.append(f"third party: {request.url[:200]}")

    def watch_page(page) -> None:
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", hear)

    context.on("page", watch_page)
    context.on("request", see)
    return faults


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, to be evaluated in a page."""
    return (Path(ROOT) / "node_modules/axe-core/axe.min.js").read_text()


@pytest.fixture
def findings(axe: str) -> Callable:
    """Return what axe finds wrong on a page: `assert findings(page) == []`."""

    def look(page) -> list[str]:
        page.evaluate(axe)
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{found['id']}: {node['target']} {node['failureSummary'][:160]}"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    return look


@pytest.fixture(scope="module")
def sealed_site(chromium) -> Iterator[Site]:
    """A site of its own for tests of sealed messages: who has keys decides what its pages say."""
    site = Site().start()
    yield site
    site.remove()


@pytest.fixture(scope="module")
def officers(request, sealed_site: Site, chromium) -> Iterator[dict[str, Officer]]:
    """The OFFICERS of the module, each at one browser that stays; what must never happen is kept on its context."""
    found = {}
    for handle in request.module.OFFICERS:
        context = chromium.new_context(locale="en-GB")
        context.set_default_timeout(PATIENCE)
        context.add_cookies([sealed_site.cookie(handle)])
        context.faults = watch(context, sealed_site.url)
        found[handle] = Officer(context, sealed_site.url)
    yield found
    for officer in found.values():
        officer.context.close()


@pytest.fixture
def at(officers: dict[str, Officer]) -> Iterator[Callable]:
    """Open a tab at somebody's browser, where messages are open: `at("ana", address)`."""
    opened = []

    def open_tab(handle: str, address: str = ""):
        opened.append(officers[handle].tab(address))
        return opened[-1]

    yield open_tab
    for page in opened:
        page.close()
    assert [fault for officer in officers.values() for fault in officer.context.faults] == []


@pytest.fixture
def talk(at: Callable, sealed_site: Site) -> Callable:
    """Begin a conversation of Ana's with somebody; return both pages of it and its address."""

    def begin(title: str, text: str, other: str = "marla", name: str = "Marla"):
        ana = at("ana")
        address = sealed.begin(ana, sealed_site.url, name, title, text)
        page = at(other, address)
        expect(sealed.message(page, text)).to_be_visible()
        return ana, page, address

    return begin
