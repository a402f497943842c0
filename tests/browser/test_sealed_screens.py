"""The screens of sealed messages for everybody: axe, narrow windows, right to left, the keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.sealed_screens import STEPS, Opened
from tests.browser.shots import speak_to

STATES = {"en": r", (Mauritius|Seychelles)$", "ar": r"، (موريشيوس|سيشل)$"}
UNREACHABLE = """() => [...document.querySelectorAll("main :is(a[href], button, input:not([type=hidden]), summary)")]
    .filter((one) => one.checkVisibility() && one.tabIndex < 0 && !one.disabled)
    .map((one) => one.outerHTML.slice(0, 80))"""
FUNCTION_FIRST = """() => [...document.querySelectorAll("[data-slot=readers] b")].map((name) => {
    const [first, second] = [...name.querySelectorAll("bdi")].map((one) => one.getClientRects()[0]);
    if (first.top !== second.top) return first.top < second.top;
    return document.dir === "rtl" ? first.right > second.right : first.left < second.left;
})"""


@pytest.fixture(scope="module")
def opened(sealed_site, chromium):
    there = Opened(chromium, sealed_site)
    yield there
    there.close()


@pytest.fixture(params=["en", "ar"], scope="module")
def language(request, opened):
    speak_to(opened.context, opened.site, request.param)
    return request.param


@pytest.mark.parametrize("name", sorted(STEPS))
def test_axe_finds_nothing_nothing_scrolls_sideways_and_the_keyboard_reaches_all(name, opened, language, findings):
    page = opened.context.new_page()
    opened.show(name, page)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    wide = {}
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
    assert all(found <= width for width, found in wide.items()), wide
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished))")
        found[scheme] = findings(page)
    assert found == {"light": [], "dark": []}
    assert page.evaluate(UNREACHABLE) == []
    page.close()


def test_a_function_stands_before_its_state_whatever_letters_both_have(opened, language):
    """Of a function in Latin letters and a State in Arabic ones, too: the page says which way one reads."""
    page = opened.context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    opened.show("sealed-conversation", page)
    found = page.evaluate(FUNCTION_FIRST)
    assert found
    assert all(found)
    page.close()


def test_a_name_stands_after_function_state_and_authority(opened, language):
    page = opened.context.new_page()
    opened.show("sealed-conversation", page)
    for place in (".sealed-message .person", "[data-beside] .member .person"):
        lines = page.locator(place)
        assert lines.count()
        for line in lines.all():
            slots = ("function", "authority", "name")
            said = [line.locator(f"[data-slot={slot}]").inner_text() for slot in slots]
            found = line.inner_text()
            assert all(said)
            assert [found.index(word) for word in said] == sorted(found.index(word) for word in said)
            assert re.search(STATES[language], said[0])
    page.close()


def test_without_scripts_nothing_is_offered_that_needs_them(site, browser_of):
    page = browser_of("ana", java_script_enabled=False).new_page()
    page.goto(f"{site.url}/messages/")
    expect(page.locator("noscript .notice")).to_be_visible()
    expect(page.get_by_role("link", name="New conversation")).to_be_hidden()
    expect(page.get_by_role("link", name="My keys")).to_be_hidden()
    expect(page.get_by_text("are being opened")).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("link", name="Reports")).to_be_visible()


def test_until_the_script_has_come_the_page_says_what_it_waits_for(site, browser_of):
    context = browser_of("ana")
    context.route("**/messages*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{site.url}/messages/set-up/")
    expect(page.get_by_text("Sealed messages are being opened.")).to_be_visible()
