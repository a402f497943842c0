"""Sealed messages as people do them: set up, unlock, begin, write."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, Route, expect


@dataclass(frozen=True)
class Kept:
    """What a member has on paper after set-up."""

    words: str
    groups: list[str]


def set_up(page: Page, url: str) -> Kept:
    page.goto(f"{url}/messages/set-up/")
    page.get_by_role("button", name="Begin").click()
    words = page.locator("[data-slot=words] li")
    expect(words).to_have_count(6)
    kept = " ".join(word.strip() for word in words.all_inner_texts())
    page.get_by_role("button", name="on to the sheet").click()
    groups = page.locator("[data-slot=sheet] li")
    expect(groups).to_have_count(14)
    sheet = [group.strip() for group in groups.all_inner_texts()]
    page.get_by_role("button", name="It is on paper").click()
    asked = re.search(r"\d+", page.locator("[data-slot=ask]").inner_text())
    assert asked
    page.locator("#group").fill(sheet[int(asked[0]) - 1])
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(f"{url}/messages/")
    expect(page.locator("[data-room]")).to_be_visible()
    return Kept(words=kept, groups=sheet)


def unlock(page: Page, words: str) -> None:
    page.get_by_label("Your six words").fill(words)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("[data-room]")).to_be_visible()


def begin(page: Page, url: str, name: str, title: str, body: str) -> str:
    """Begin a conversation with the one whose NAME is found, and return its address."""
    page.goto(f"{url}/messages/new/")
    choose(page, name)
    page.locator("#start-title").fill(title)
    page.locator("#start-body").fill(body)
    page.get_by_role("button", name="Seal and send").click()
    page.wait_for_url(re.compile(r"/messages/c/[0-9a-f]{32}/$"))
    expect(message(page, body.splitlines()[0])).to_be_visible()
    return page.url


def choose(page: Page, name: str) -> None:
    page.get_by_role("searchbox").first.fill(name)
    found = page.locator("[data-slot=found] li", has_text=name).first
    found.get_by_role("button", name="Choose").click()


def add_with_history(page: Page, name: str) -> None:
    """Add the one whose NAME is found to the conversation on PAGE, with everything that was said before."""
    page.get_by_text("Add somebody").click()
    choose(page, name)
    page.get_by_role("radio", name="Also everything before").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".happening", has_text="who can read everything before, too")).to_be_visible()


def message(page: Page, text: str):
    return page.locator(".sealed-message", has_text=text)


def write(page: Page, text: str) -> None:
    page.locator("#compose-body").fill(text)
    page.get_by_role("button", name="Seal and send").click()
    expect(message(page, text)).to_be_visible()


def show_arrivals(page: Page) -> None:
    """What arrives waits to be asked for, unless it stands below the window anyway."""
    page.get_by_role("button", name=re.compile(r"new messages?$")).click()


def open_conversation(page: Page, address: str, text: str) -> None:
    """Go to the conversation at ADDRESS and wait until TEXT stands there."""
    page.goto(address)
    expect(message(page, text)).to_be_visible()


class Officer:
    """A member at one browser, where messages are set up and open; each `tab()` is one more page of it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        page = context.new_page()
        self.kept = set_up(page, url)
        page.close()

    def tab(self, address: str = "") -> Page:
        page = self.context.new_page()
        page.goto(address or f"{self.url}/messages/")
        return page


# A clock for the Worker that a test moves: `later(ms)` lets so much time pass, and does what would be done by then.
CLOCK = """
{
    let ahead = 0;
    const acts = [];
    const real = Date.now.bind(Date);
    Date.now = () => real() + ahead;
    globalThis.setInterval = (act) => acts.push(act);
    globalThis.later = async (time) => {
        ahead += time;
        for (const act of acts) await act();
    };
}
"""
MINUTE = 60_000
DAY = 1440 * MINUTE


def before_the_worker(context: BrowserContext, script: str) -> None:
    """Run SCRIPT in each Worker of CONTEXT before its own."""

    def give(route: Route) -> None:
        given = route.fetch()
        route.fulfill(response=given, body=script + given.text())

    context.route(re.compile(r"/messaging/worker[^/]*\.js$"), give)


def let_pass(page: Page, time: int) -> None:
    """Let TIME (ms) pass for the Worker of PAGE, which runs on `CLOCK`."""
    page.workers[0].evaluate("time => later(time)", time)
