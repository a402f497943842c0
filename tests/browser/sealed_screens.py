"""The screens of sealed messages when they are open: a member at one browser, in which somebody has written already."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import sealed
from tests.browser.site import Site

OPENED_BY = {"ana", "marla", "cora"}
# Each with what is done on it until it stands there; `None`: as it is opened.
STEPS: dict[str, Callable[["Opened", Page], None]] = {}


def screen(name: str) -> Callable[[Callable[["Opened", Page], None]], Callable[["Opened", Page], None]]:
    def note(act: Callable[["Opened", Page], None]) -> Callable[["Opened", Page], None]:
        STEPS[name] = act
        return act

    return note


class Opened:
    """Ana's browser with sealed messages open, and a conversation in it with most that a conversation may hold."""

    def __init__(self, browser: Any, site: Site) -> None:
        self.site = site
        self.context = self._context(browser, "ana")
        self.other = self._context(browser, "marla")
        marla = self.other.new_page()
        sealed.set_up(marla, site.url)
        self.third = self._context(browser, "cora")
        third = self.third.new_page()
        sealed.set_up(third, site.url)
        page = self.context.new_page()
        self.kept = sealed.set_up(page, site.url)
        self.conversation = sealed.begin(page, site.url, "Marla", "The land register of Victoria", LONG)
        page.locator("#compose-files").set_input_files(
            [
                {
                    "name": "extract of the register, 2026-11-29.pdf",
                    "mimeType": "application/pdf",
                    "buffer": b"x" * 70_000,
                }
            ]
        )
        expect(page.locator("[data-slot=attached] li")).to_contain_text("Sealed")
        sealed.write(page, "The extract.")
        marla.goto(self.conversation)
        sealed.message(marla, "The extract.").get_by_role("button", name="Reply").click()
        sealed.write(marla, "Received with thanks; we shall answer within the week.")
        marla.get_by_text("Add somebody").click()
        sealed.choose(marla, "Cora")
        marla.get_by_role("button", name="Add", exact=True).click()
        expect(marla.locator(".happening", has_text="who can read from here on")).to_be_visible()
        page.reload()
        page.get_by_role("button", name="I have seen who is in").click()
        self.person = str(page.locator("[data-beside] .trust").first.evaluate("link => link.href"))
        page.close()

    def _context(self, browser: Any, handle: str) -> BrowserContext:
        context = browser.new_context(locale="en-GB")
        context.set_default_timeout(30_000)
        context.add_cookies([self.site.cookie(handle)])
        return context

    def show(self, name: str, page: Page) -> None:
        """Bring PAGE, a tab of Ana's, to the screen NAME."""
        STEPS[name](self, page)

    def go(self, page: Page, address: str) -> None:
        page.goto(address if "://" in address else self.site.url + address)
        page.locator("[data-room]").wait_for()

    def close(self) -> None:
        for context in (self.context, self.other, self.third):
            context.close()


LONG = (
    "We hold an order of the Supreme Court on three parcels at Victoria, and the owner has begun to sell.\n\n"
    "Could your office tell us, before we send the request, whether a caution can be entered on the strength of a "
    "copy, and who must sign it?\n\nhttps://example.org/a/very/long/address/which/has/no/place/to/break/it/and/goes/on/and/on"
)


@screen("sealed-list")
def _list(opened: Opened, page: Page) -> None:
    opened.go(page, "/messages/")
    page.locator("[data-slot=rows] li").first.wait_for()


@screen("sealed-start")
def _start(opened: Opened, page: Page) -> None:
    opened.go(page, "/messages/new/")
    page.get_by_role("searchbox").first.fill("Seychelles")
    page.locator("[data-slot=found] li").first.wait_for()


@screen("sealed-conversation")
def _conversation(opened: Opened, page: Page) -> None:
    opened.go(page, opened.conversation)
    page.locator(".sealed-message").nth(2).wait_for()


@screen("sealed-members")
def _members(opened: Opened, page: Page) -> None:
    _conversation(opened, page)
    for summary in page.locator("[data-beside] summary").all():
        summary.click()


@screen("sealed-report")
def _report(opened: Opened, page: Page) -> None:
    _conversation(opened, page)
    page.locator("[data-act=report]").first.click()
    page.locator("#report-reason").fill("It names a witness.")
    page.locator("form[data-reason] [type=submit]").click()
    page.locator("[data-slot=handed] li").wait_for()


@screen("sealed-person")
def _person(opened: Opened, page: Page) -> None:
    opened.go(page, opened.person)
    page.locator("[data-slot=digits] li").nth(11).wait_for()


@screen("sealed-keys")
def _keys(opened: Opened, page: Page) -> None:
    opened.go(page, "/messages/my-keys/")
    page.locator("[data-act=draw-words]").click()
    page.locator("[data-slot=words] li").nth(5).wait_for()
    page.locator("[data-act=draw-sheet]").click()
    page.locator("[data-slot=sheet] li").nth(13).wait_for()
