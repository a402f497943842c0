"""A passkey as a third way to one's sealed messages: made at set-up or later, it opens them by itself."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.site import Site

AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}


@pytest.fixture(scope="module")
def site(chromium):
    site = Site().start()
    yield site
    site.remove()


def with_authenticator(page):
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def unlock_with_passkey(page, url: str) -> None:
    page.goto(f"{url}/messages/")
    page.get_by_role("button", name="Lock now").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-room]")).to_be_visible()


def test_a_passkey_made_at_set_up_opens_the_messages(site, browser_of):
    page = with_authenticator(browser_of("ana").new_page())
    page.goto(f"{site.url}/messages/set-up/")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="on to the sheet").click()
    groups = page.locator("[data-slot=sheet] li")
    expect(groups).to_have_count(14)
    sheet = [group.strip() for group in groups.all_inner_texts()]
    page.get_by_role("button", name="It is on paper").click()
    page.get_by_role("button", name="Add a passkey as a third way").click()
    expect(page.get_by_text("A passkey opens your messages, too.")).to_be_visible()
    asked = re.search(r"\d+", page.locator("[data-slot=ask]").inner_text())
    assert asked
    page.locator("#group").fill(sheet[int(asked[0]) - 1])
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(f"{site.url}/messages/")
    unlock_with_passkey(page, site.url)
    page.goto(f"{site.url}/messages/my-keys/")
    expect(page.locator("[data-slot=has-passkey]")).to_be_visible()


def test_a_passkey_is_added_later_and_opens_the_messages(site, browser_of):
    page = with_authenticator(browser_of("marla").new_page())
    kept = sealed.set_up(page, site.url)
    page.goto(f"{site.url}/messages/my-keys/")
    page.locator("#passkey-opening").fill(kept.words)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("[data-slot=done]")).to_have_text("A passkey opens your messages, too.")
    unlock_with_passkey(page, site.url)
