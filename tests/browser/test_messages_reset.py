"""A member who lost words, sheet and passkey begins anew; two officials agree, and the others see what happened."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.site import Site

THREE_DAYS_LATER = """
from datetime import timedelta
from django.utils import timezone
from messaging.models import KeyReset
from messaging.schedules import settle_new_starts
assert KeyReset.objects.filter(status="agreed").update(effective_at=timezone.now() - timedelta(seconds=1)) == 1
settle_new_starts.call()
"""


@pytest.fixture(scope="module")
def site(chromium):
    """A site of its own: whoever begins anew there has other keys afterwards."""
    site = Site().start()
    yield site
    site.remove()


@pytest.fixture
def members(site, browser_of):
    """Ana, Marla and Cora, each with messages set up, and each in the browser in which it was done."""
    pages = {handle: browser_of(handle).new_page() for handle in ("ana", "marla", "cora")}
    for page in pages.values():
        sealed.set_up(page, site.url)
    return pages


def verify(page, address: str) -> None:
    page.goto(address)
    page.locator("[data-beside] .trust").first.click()
    page.get_by_role("button", name="All twelve groups are the same").click()
    expect(page.locator(".person-head .trust")).to_have_text("Verified")
    page.goto(address)


def ask(page, url: str) -> None:
    """From the locked door to the request, as somebody does who has nothing any more."""
    page.goto(f"{url}/messages/")
    page.get_by_text("Words, sheet and passkey are all lost").click()
    page.get_by_role("link", name="What will be lost, and how to begin anew").click()
    expect(page.get_by_role("heading", name="What will be lost")).to_be_visible()
    page.get_by_role("link", name="Ask for a new start").click()
    page.get_by_label("What happened").fill("A pipe burst, and the safe stood in it. Call me before noon.")
    page.get_by_label("I have read what will be lost").check()
    page.get_by_role("button", name="Ask for a new start").click()
    expect(page.get_by_role("heading", name="How your new start stands")).to_be_visible()


def agree(page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="A new start of sealed messages waits for an official").click()
    expect(page.get_by_text("A pipe burst")).to_be_visible()
    page.get_by_role("link", name="Agree").click()
    page.get_by_label("How you made sure").fill("Called at the number of the authority.")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_role("link", name="Agree")).to_have_count(0)


def test_who_lost_everything_begins_anew_and_the_others_see_it(site, browser_of, members):
    ana, marla, cora = (members[name] for name in ("ana", "marla", "cora"))
    with_marla = sealed.begin(ana, site.url, "Marla", "Before", "Read this while you can.")
    verify(marla, with_marla)
    with_cora = sealed.begin(ana, site.url, "Cora", "With Cora", "Nobody compared numbers here.")
    cora.goto(with_cora)
    expect(sealed.message(cora, "Nobody compared")).to_be_visible()

    lost = browser_of("ana").new_page()
    ask(lost, site.url)
    for handle in ("sam", "sara"):
        agree(browser_of(handle).new_page(), site.url)
    lost.reload()
    expect(lost.get_by_text("agreed by two officials")).to_be_visible()
    lost.goto(f"{site.url}/messages/set-up/")
    expect(lost.get_by_text("Sealed messages are set up")).to_be_visible()

    site.manage("shell", "-c", THREE_DAYS_LATER)
    lost.goto(site.url)
    lost.get_by_role("link", name="You can begin anew with sealed messages").click()
    lost.get_by_role("link", name="Set up new keys").click()
    expect(lost.get_by_text("With the last step this is lost for good")).to_be_visible()
    # Marla looks on. Her browser asks the log once a minute; that somebody has new keys it hears at once.
    marla.goto(with_marla)
    expect(marla.locator("#compose-body")).to_be_visible()
    kept = sealed.set_up(lost, site.url)
    expect(marla.get_by_text("Nothing is sealed to them before you decide")).to_be_visible(timeout=10_000)

    lost.goto(with_marla)
    expect(lost.get_by_text("Sealed to keys that you have lost").first).to_be_visible()
    expect(sealed.message(lost, "Read this while")).to_have_count(0)
    sealed.write(lost, "It is me again. Call me.")

    # Marla has compared numbers with the keys from before: she sends nothing until she has decided.
    marla.goto(with_marla)
    expect(sealed.message(marla, "It is me again.")).to_be_visible()
    expect(marla.locator(".happening--grave", has_text="New start after a loss or theft of keys")).to_be_visible()
    expect(marla.get_by_text("Nothing is sealed to them before you decide")).to_be_visible()
    expect(marla.locator("#compose-body")).not_to_be_visible()
    marla.locator("[data-beside] .trust").first.click()
    expect(marla.locator(".person-head .trust")).to_have_text("Keys changed")
    marla.get_by_role("button", name="All twelve groups are the same").click()
    expect(marla.locator(".person-head .trust")).to_have_text("Verified")
    marla.goto(with_marla)
    sealed.write(marla, "I have called: it is you.")
    lost.goto(with_marla)
    expect(sealed.message(lost, "I have called: it is you.")).to_be_visible()

    # Cora never compared: she is told, and may go on.
    cora.goto(with_cora)
    sealed.write(cora, "Are you there?")
    expect(cora.locator(".happening--grave", has_text="New start after a loss or theft of keys")).to_be_visible()
    lost.goto(with_cora)
    expect(sealed.message(lost, "Are you there?")).to_be_visible()

    # The words from before open nothing any more; the new ones open a new browser, which finds the list in order.
    again = browser_of("ana").new_page()
    again.goto(f"{site.url}/messages/")
    sealed.unlock(again, kept.words)
    again.goto(with_marla)
    expect(sealed.message(again, "I have called: it is you.")).to_be_visible()

    # The browser that was open since before locks itself, and stops at nothing.
    ana.goto(f"{site.url}/messages/")
    expect(ana.get_by_text("Your sealed messages are locked")).to_be_visible()
    sealed.unlock(ana, kept.words)
    ana.goto(with_cora)
    expect(sealed.message(ana, "Are you there?")).to_be_visible()


def test_who_finds_the_sheet_stops_it_and_opens_what_was_there(site, browser_of):
    page = browser_of("ravi").new_page()
    kept = sealed.set_up(page, site.url)
    other = browser_of("ravi").new_page()
    ask(other, site.url)
    page.goto(site.url)
    page.get_by_role("link", name=re.compile("stop it if that was not you")).click()
    page.get_by_role("button", name="Stop the new start").click()
    expect(page.get_by_text("The new start is stopped").first).to_be_visible()
    other.goto(f"{site.url}/messages/")
    sealed.unlock(other, kept.words)
