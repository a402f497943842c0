"""Screenshots of every screen, to be looked at: `make shots` writes them to var/shots/ (names: only those screens)."""

import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.screens import SCREENS, Screen
from tests.browser.sealed_screens import OPENED_BY, STEPS, Opened
from tests.browser.site import ROOT, Site

WIDTHS = {1280: 800, 768: 1024, 360: 740}


def variants() -> Iterator[tuple[str, dict]]:
    """Yield a name and options of the browser: widths, light and dark, English and Arabic, without scripts, print."""
    for language in ("en", "ar"):
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                yield (
                    f"{width}-{scheme}-{language}",
                    {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "language": language},
                )
        if language == "en":
            plain = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False, "language": language}
            yield "360-noscript-en", plain
            yield "print-en", {"viewport": {"width": 794, "height": 1123}, "media": "print", "language": language}


def take(site: Site, folder: Path, addresses: dict[Screen, str]) -> list[str]:
    """Take all pictures and return what failed. A member has one language at a time: so one after the other."""
    failed = []
    for language, group in groupby(variants(), lambda variant: variant[1]["language"]):
        speak_to_all(site, {screen.person for screen in addresses if screen.person}, language)
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            for faults in pool.map(lambda variant: take_variant(site, folder, addresses, *variant), group):
                failed += faults
    return failed


def take_variant(site: Site, folder: Path, addresses: dict[Screen, str], name: str, options: dict) -> list[str]:
    from playwright.sync_api import Error, sync_playwright

    failed = []
    options = dict(options)
    language, media = options.pop("language"), options.pop("media", None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for person in sorted({screen.person for screen in addresses}, key=str):
            context = browser.new_context(**options)
            context.add_cookies([{"name": "language", "value": language, "url": site.url}])
            if person:
                context.add_cookies([site.cookie(person)])
            page = context.new_page()
            page.emulate_media(media=media, reduced_motion="reduce")
            for screen in (screen for screen in addresses if screen.person == person):
                try:
                    picture(page, site.url + addresses[screen], folder / f"{screen.name}-{name}.png", media)
                except (Error, LookupError) as error:
                    failed.append(f"{screen.name}-{name}: {str(error).splitlines()[0]}")
            context.close()
        browser.close()
    print(f"  {name}", flush=True)
    return failed


def picture(page, url: str, file: Path, media: str | None) -> None:
    answer = page.goto(url)
    if answer is None or answer.status >= 500:
        raise LookupError("the page did not answer")
    opening = page.locator(".gate-opening")
    if opening.is_visible():
        opening.wait_for(state="detached")
    if media == "print":
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    whole(page, file)


def whole(page, file: Path) -> None:
    """Show the whole page in one window, so that what stays at its edge stands at the edge of the picture."""
    window = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
    page.screenshot(path=file)
    page.set_viewport_size(window)


def speak_to_all(site: Site, people: set[str], language: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for person in people:
            context = browser.new_context()
            context.add_cookies([site.cookie(person)])
            speak_to(context, site, language)
            context.close()
        browser.close()


def speak_to(context, site: Site, language: str) -> None:
    """Choose a member's language with the page's own switch."""
    page = context.new_page()
    page.goto(site.url + "/about/counterpart/")
    page.locator(f"button[name=language][value={language}]").click()
    page.locator(f"html[lang={language}]").wait_for(state="attached")
    page.close()


def take_opened(site: Site, folder: Path, names: list[str]) -> list[str]:
    """Take the opened screens of sealed messages, all at one browser: another would have to be unlocked each time."""
    from playwright.sync_api import Error, sync_playwright

    failed = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = Opened(browser, site)
        for language in ("en", "ar"):
            speak_to(opened.context, site, language)
            for name in names:
                page = opened.context.new_page()
                for width, height in WIDTHS.items():
                    page.set_viewport_size({"width": width, "height": height})
                    try:
                        opened.show(name, page)
                        for scheme in ("light", "dark"):
                            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                            whole(page, folder / f"{name}-{width}-{scheme}-{language}.png")
                    except Error as error:
                        failed.append(f"{name}-{width}-{language}: {str(error).splitlines()[0]}")
                page.close()
        opened.close()
        browser.close()
    return failed


def main(names: list[str]) -> int:
    if CHROMIUM is None:
        print("Chromium is not installed (Debian: apt install chromium).")
        return 1
    known = {screen.name for screen in SCREENS} | set(STEPS)
    if unknown := set(names) - known:
        print(f"No such screen: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}.")
        return 1
    folder = Path(os.environ.get("DATA", ROOT / "var")) / "shots"
    if not names:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    print("Starting a site with the demonstration", flush=True)
    site = Site().start()
    failed, addresses = [], {}
    try:
        for screen in (screen for screen in SCREENS if not names or screen.name in names):
            try:
                addresses[screen] = screen.address(site)
            except (LookupError, OSError) as error:
                failed.append(f"{screen.name}: {error}")
        sealed = [name for name in STEPS if not names or name in names]
        print(f"{len(addresses)} screens in {len(list(variants()))} ways, {len(sealed)} opened ones in 12", flush=True)
        failed += take(site, folder, addresses)
        # Last: from here on some members have keys, which their other screens would show.
        if sealed:
            # The steps that set messages up press English buttons; the pictures before left people in Arabic.
            speak_to_all(site, OPENED_BY, "en")
            failed += take_opened(site, folder, sealed)
    finally:
        site.remove()
    for fault in failed:
        print(f"  not taken: {fault}")
    print(f"{len(list(folder.glob('*.png')))} screenshots in {folder}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
