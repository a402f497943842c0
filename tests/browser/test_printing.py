"""The print view on paper: the strictest handling code and who printed it stand on every sheet."""

import re

from pypdf import PdfReader

from tests.browser.journeys import begin, forum_of, reply


def sheets(page, tmp_path, **paper) -> list[str]:
    """Print the page and return the words of each sheet."""
    path = tmp_path / "sheets.pdf"
    page.pdf(path=str(path), **paper)
    return [sheet.extract_text() for sheet in PdfReader(path).pages]


def test_the_code_stands_on_every_sheet(site, browser_of, tmp_path):
    page = browser_of("ana").new_page()
    topic = begin(
        page, forum_of(site, "ana"), "Printed on several sheets", "\n\n".join(f"Line {n}." for n in range(150))
    )
    reply(page, topic, "The last word.")
    page.goto(f"{topic}print/")
    for paper in ({"format": "A4"}, {"format": "Letter", "landscape": True}):
        found = sheets(page, tmp_path, **paper)
        assert len(found) > 2
        # In its head and in its foot, and nowhere else: no post has a code of its own.
        assert [sheet.count("TLP:AMBER") for sheet in found] == [2] * len(found)
        assert all("Printed by" in sheet for sheet in found)
        whole = "\n".join(found)
        assert all(f"Line {n}." in whole for n in range(150))
        assert "The last word." in whole


def test_the_recovery_sheet_is_all_that_is_printed_at_set_up(site, browser_of, tmp_path):
    """Fourteen groups on one sheet: no word that opens anything, and not whose it is."""
    page = browser_of("ana").new_page()
    page.goto(f"{site.url}/messages/set-up/")
    page.locator("[data-act=begin]").click()
    words = page.locator("[data-slot=words] li")
    words.nth(5).wait_for()
    drawn = [word.strip() for word in words.all_inner_texts()]
    page.locator("[data-act=sheet]").click()
    groups = page.locator("[data-slot=sheet] li")
    groups.nth(13).wait_for()
    made = [group.strip() for group in groups.all_inner_texts()]
    (found,) = sheets(page, tmp_path)
    assert all(found.count(group) == 1 for group in made)
    assert "Recovery sheet for sealed messages" in found
    printed = set(re.findall(r"\w+", found))
    assert not printed & set(drawn)
    assert "Mauritius" in page.locator(".masthead").inner_text()
    assert "Mauritius" not in printed
    assert "Print the sheet" not in found
