"""What the page of limits says of the scripts is what runs: fetched from the server, as anybody would check it."""

import gzip
import hashlib
import re
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.conftest import watch

LISTED = re.compile(r'<dt>[^<]+: <a href="([^"]+)"><bdi>[^<]+</bdi></a></dt>\s*<dd><code[^>]*>([0-9a-f]{64})')


def fetched(url: str, **headers: str) -> bytes:
    """Return what the server gives at URL, without a browser and without a cache."""
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        held: bytes = answer.read()
        return gzip.decompress(held) if answer.headers["Content-Encoding"] == "gzip" else held


def hash_of(script: bytes) -> str:
    return hashlib.sha256(script).hexdigest()


@pytest.fixture
def listed(sealed_site) -> dict[str, str]:
    """The address of each script, and the hash that the page of limits says of it."""
    session = sealed_site.keys["ana"]
    page = fetched(f"{sealed_site.url}/about/promises/", Cookie=f"session={session}").decode()
    return dict(LISTED.findall(page))


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_every_script_comes_with_the_hash_that_the_page_says(sealed_site, listed, encoding):
    given = {address: fetched(sealed_site.url + address, **{"Accept-Encoding": encoding}) for address in listed}
    assert {address: hash_of(script) for address, script in given.items()} == listed
    assert len(listed) == 8


def test_no_script_runs_on_a_sealed_page_of_which_the_hash_is_not_said(sealed_site, chromium, listed):
    """Set up, locked and opened again, so that the parts which are loaded when they are needed are loaded."""
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(30_000)
    context.add_cookies([sealed_site.cookie("ana")])
    faults, run = watch(context, sealed_site.url), {}

    def keep(response) -> None:
        if "javascript" in response.headers.get("content-type", ""):
            run[urlsplit(response.url).path] = response

    context.on("response", keep)
    page = context.new_page()
    kept = sealed.set_up(page, sealed_site.url)
    page.get_by_role("button", name="Lock now").click()
    sealed.unlock(page, kept.words)
    expect(page.locator("[data-room]")).to_be_visible()
    parts = {re.split(r"[-.]", address.rpartition("/")[2])[0] for address in run}
    assert {"app", "messages", "worker", "argon2", "en"} <= parts
    assert run.keys() - listed.keys() == set()
    context.close()
    assert faults == []
