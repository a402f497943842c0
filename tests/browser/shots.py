"""Screenshots of every screen, to be looked at: `make shots` writes them to var/shots/ (names: only those screens)."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.screens import SCREENS, Screen
from tests.browser.site import ROOT, Site

WIDTHS = {1280: 800, 768: 1024, 360: 740}


def variants() -> Iterator[tuple[str, dict]]:
    """Yield a name and options of the browser: widths, light and dark, English and Arabic, without scripts, print."""
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            for language in ("en", "ar"):
                yield (
                    f"{width}-{scheme}-{language}",
                    {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "language": language},
                )
    yield "360-noscript-en", {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
    yield "print-en", {"viewport": {"width": 794, "height": 1123}, "media": "print"}


def take(site: Site, browser, folder: Path, screens: list[Screen]) -> int:
    taken = 0
    addresses = {screen: screen.address(site) for screen in screens}
    for name, options in variants():
        options = dict(options)
        language, media = options.pop("language", "en"), options.pop("media", None)
        for person in {screen.person for screen in screens}:
            context = browser.new_context(**options)
            context.add_cookies([{"name": "language", "value": language, "url": site.url}])
            if person:
                context.add_cookies([site.cookie(person)])
            page = context.new_page()
            if person:
                speak(page, site, language)
            if media:
                page.emulate_media(media=media)
            for screen in (screen for screen in screens if screen.person == person):
                page.goto(site.url + addresses[screen])
                page.screenshot(path=folder / f"{screen.name}-{name}.png", full_page=True)
                taken += 1
            context.close()
        print(f"  {name}", flush=True)
    return taken


def speak(page, site: Site, language: str) -> None:
    """Choose the member's language with the page's own switch."""
    page.goto(site.url + "/about/counterpart/")
    if page.locator("html").get_attribute("lang") != language:
        page.context.request.post(
            site.url + "/language/",
            form={
                "language": language,
                "next": "/",
                "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
            },
            headers={"Origin": site.url, "Referer": site.url + "/"},
        )


def main(names: list[str]) -> int:
    if CHROMIUM is None:
        print("Chromium is not installed (Debian: apt install chromium).")
        return 1
    from playwright.sync_api import sync_playwright

    folder = Path(os.environ.get("DATA", ROOT / "var")) / "shots"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    screens = [screen for screen in SCREENS if not names or screen.name in names]
    site = Site().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            taken = take(site, browser, folder, screens)
            browser.close()
    finally:
        site.remove()
    print(f"{taken} screenshots in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
