"""How long it takes to set up sealed messages, at the pace of somebody who reads the pages in a third language.

The browser does every step; what a person does meanwhile is counted from what stands on the page: each word is read but
those on the sheet, which are for the day on which it is used; the six words are typed into a password manager, the
sheet is printed (or copied by hand), one group is looked up and typed back.
"""

import re
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from tests.browser.shots import speak_to

# Readers of a first language read 238 words a minute (Brysbaert, 2019); these read slower, and every word of each step.
WORDS_READ = 150 / 60
# 30 words of five signs a minute; by hand one sign a second, and none of them may be wrong.
SIGNS_TYPED = 30 * 5 / 60
SIGNS_BY_HAND = 1.0
CLICK = 2.0
PRINT = 20.0  # the dialog, and the way to a printer in the room
LOOK_UP = 5.0  # of one numbered group on the paper
LIMIT = 180.0
ELSEWHERE = "[data-slot=words], [data-print]"


@dataclass
class Pace:
    """What each part of it takes, in seconds."""

    parts: dict[str, float] = field(default_factory=dict)

    def spend(self, what: str, seconds: float) -> None:
        self.parts[what] = self.parts.get(what, 0.0) + seconds

    @property
    def total(self) -> float:
        return sum(self.parts.values())


def words_in(text: str) -> int:
    return len(re.findall(r"\w[\w’'-]*", text))


def go_through(page, url: str) -> tuple[Pace, float]:
    """Set up as a member does; return what it takes with a printer, and how much longer it is by hand."""
    pace = Pace()

    def read(step: str) -> None:
        shown = page.locator(f"[data-step={step}]")
        expect(shown).to_be_visible()
        apart = "".join(one.inner_text() for one in shown.locator(ELSEWHERE).all())
        pace.spend("reading", (words_in(shown.inner_text()) - words_in(apart)) / WORDS_READ)

    def press(selector: str) -> None:
        begun = time.monotonic()
        page.locator(selector).click()
        pace.spend("the browser", time.monotonic() - begun)
        pace.spend("pressing", CLICK)

    page.goto(f"{url}/messages/set-up/")
    read("what")
    press("[data-act=begin]")
    words = page.locator("[data-slot=words] li")
    expect(words).to_have_count(6)
    read("words")
    pace.spend("typing", len(" ".join(words.all_inner_texts())) / SIGNS_TYPED)
    press("[data-act=sheet]")
    groups = page.locator("[data-slot=sheet] li")
    expect(groups).to_have_count(14)
    sheet = [group.strip() for group in groups.all_inner_texts()]
    read("sheet")
    pace.spend("printing", CLICK + PRINT)
    press("[data-act=prove]")
    read("prove")
    asked = re.search(r"\d+", page.locator("[data-slot=ask]").inner_text())
    assert asked
    group = sheet[int(asked[0]) - 1]
    pace.spend("looking up", LOOK_UP)
    pace.spend("typing", len(group) / SIGNS_TYPED)
    page.locator("#group").fill(group)
    begun = time.monotonic()
    press("[data-prove] [type=submit]")
    page.wait_for_url(f"{url}/messages/")
    expect(page.locator("[data-room]")).to_be_visible()
    pace.spend("the browser", time.monotonic() - begun)
    return pace, len("".join(sheet)) / SIGNS_BY_HAND - CLICK - PRINT


@pytest.mark.parametrize(("language", "handle"), [("en", "ana"), ("fr", "marla"), ("ar", "cora")])
def test_set_up_takes_less_than_three_minutes(sealed_site, browser_at, language, handle):
    context = browser_at(handle)
    speak_to(context, sealed_site, language)
    page = context.new_page()
    page.add_init_script("window.print = () => {}")
    pace, longer = go_through(page, sealed_site.url)
    told = ", ".join(f"{what} {seconds:.0f} s" for what, seconds in pace.parts.items())
    print(f"\n{language}: {pace.total:.0f} s ({told}); with the sheet copied by hand {pace.total + longer:.0f} s")
    assert pace.total < LIMIT


@pytest.fixture
def browser_at(sealed_site, chromium):
    opened = []

    def open_browser(handle: str):
        context = chromium.new_context(locale="en-GB")
        context.set_default_timeout(15_000)
        context.add_cookies([sealed_site.cookie(handle)])
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()
