"""Every screen for everybody: axe finds nothing, nothing scrolls sideways, and it is there without scripts."""

import pytest

from tests.browser.screens import SCREENS, Screen
from tests.browser.shots import speak_to

BY_NAME = {screen.name: screen for screen in SCREENS}


OUTSIDE = """all => all.filter((one) => {
  const box = one.getBoundingClientRect(), word = one.querySelector("span");
  return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight || box.height < 44
    || word.scrollWidth > word.clientWidth;
}).map((one) => one.innerText)"""


@pytest.fixture(params=sorted(BY_NAME))
def screen(request) -> Screen:
    return BY_NAME[request.param]


def test_axe_finds_nothing_light_and_dark(screen, site, browser_of, findings):
    found = {}
    for scheme in ("light", "dark"):
        page = browser_of(screen.person, color_scheme=scheme).new_page()
        page.goto(site.url + screen.address(site))
        found[scheme] = findings(page)
    assert found == {"light": [], "dark": []}


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_scrolls_sideways(screen, site, browser_of, width):
    page = browser_of(screen.person, viewport={"width": width, "height": 800}).new_page()
    page.goto(site.url + screen.address(site))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Nor are the words of a list squeezed into a column of letters.
    lines = page.locator("main :is(.line-what, .row-title)")
    assert [wide for wide in lines.evaluate_all("all => all.map((one) => one.clientWidth)") if wide < width / 4] == []
    titles = page.locator("main .row-title > a").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().width)"
    )
    assert [wide for wide in titles if wide < 80] == []
    # A table that has not the room shows its lines as records instead of hiding their ends.
    frames = page.locator("main .table-frame").evaluate_all(
        "all => all.map((one) => one.scrollWidth - one.clientWidth)"
    )
    assert [hidden for hidden in frames if hidden > 0] == []


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_place_stands_at_the_foot_of_a_phone_with_its_whole_word(site, browser_of, language):
    """Officers of the secretariat and managers have eight: the last is their account."""
    contexts = {who: browser_of(who, viewport={"width": 320, "height": 640}) for who in ("ana", "ben", "sam")}
    for who, context in contexts.items():
        speak_to(context, site, language)
        try:
            page = context.new_page()
            for width in (320, 360, 600):
                page.set_viewport_size({"width": width, "height": 640})
                page.goto(site.url)
                assert page.locator(".navigation a").count() == (6 if who == "ana" else 8)
                cut = page.locator(".navigation a").evaluate_all(OUTSIDE)
                assert cut == [], (who, width)
                # What is reached by the keyboard at the end of the page does not stand below the bar.
                page.locator(".colophon a").last.focus()
                below = page.locator(".colophon a").last.bounding_box()
                assert below["y"] + below["height"] <= page.locator(".navigation").bounding_box()["y"]
        finally:
            speak_to(context, site, "en")


def test_who_one_is_does_not_run_into_the_way_out(site, browser_of):
    context = browser_of("sam", viewport={"width": 768, "height": 1024})
    speak_to(context, site, "ar")
    try:
        page = context.new_page()
        page.goto(site.url)
        hidden = page.locator(".self").evaluate("one => one.scrollWidth - one.clientWidth")
    finally:
        speak_to(context, site, "en")
    assert hidden == 0


def test_what_is_ticked_stands_beside_its_words(screen, site, browser_of):
    page = browser_of(screen.person, viewport={"width": 360, "height": 740}).new_page()
    page.goto(site.url + screen.address(site))
    apart = page.evaluate(
        "() => [...document.querySelectorAll('main label:has([type=checkbox], [type=radio])')].filter((label) => {"
        "  const box = label.querySelector('input').getBoundingClientRect();"
        "  const words = label.querySelector('input ~ *')?.getBoundingClientRect();"
        "  return words && box.height && words.top >= box.bottom;"
        "}).map((label) => label.innerText.slice(0, 60))"
    )
    assert apart == []


def test_it_reads_without_scripts(screen, site, browser_of):
    page = browser_of(screen.person, java_script_enabled=False).new_page()
    answer = page.goto(site.url + screen.address(site))
    assert answer.status == (404 if screen.name == "refusal" else 200)
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()


def test_it_reads_from_right_to_left_in_arabic(screen, site, browser_of):
    context = browser_of(screen.person, viewport={"width": 360, "height": 740}, locale="ar")
    context.add_cookies([{"name": "language", "value": "ar", "url": site.url}])
    page = context.new_page()
    page.goto(site.url + screen.address(site))
    if screen.person is None:
        assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_is_reached_by_the_keyboard_alone(screen, site, browser_of):
    """The first stop is the way past the navigation; after it every control of the content can be reached."""
    page = browser_of(screen.person).new_page()
    page.goto(site.url + screen.address(site))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    unreachable = page.evaluate(
        "() => [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden])')]"
        ".filter(e => e.offsetParent && e.tabIndex < 0 && !e.disabled).map(e => e.outerHTML.slice(0, 80))"
    )
    assert unreachable == []
