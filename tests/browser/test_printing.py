"""The print view on paper: the strictest handling code and who printed it stand on every sheet."""

import re
import shutil
import subprocess

from tests.browser.journeys import begin, forum_of, reply


def sheets(page, tmp_path) -> int:
    """Print the page and return on how many sheets."""
    path = tmp_path / "sheets.pdf"
    page.pdf(path=str(path), format="A4")
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_the_code_stands_on_every_sheet(site, browser_of, tmp_path):
    page = browser_of("ana").new_page()
    topic = begin(
        page, forum_of(site, "ana"), "Printed on several sheets", "\n\n".join(f"Line {n}." for n in range(150))
    )
    reply(page, topic, "The last word.")
    page.goto(f"{topic}print/")
    page.emulate_media(media="print")
    assert sheets(page, tmp_path) > 2
    # What is repeated on each sheet: head and foot of the table that holds everything.
    for edge, display in (("thead", "table-header-group"), ("tfoot", "table-footer-group")):
        place = page.locator(f"table.sheet-frame > {edge}")
        assert place.evaluate("place => getComputedStyle(place).display") == display
        assert "TLP:AMBER" in place.inner_text()
    assert page.locator("table.sheet-frame > tbody article").count() == 2
    reader = shutil.which("pdftotext")
    if reader is None:
        # What stands on each sheet is read by pdftotext; without it the browser is trusted to repeat head and foot.
        return
    text = subprocess.run(
        [reader, str(tmp_path / "sheets.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    for sheet in text.rstrip("\f").split("\f"):
        assert sheet.count("TLP:AMBER") == 2
        assert "Printed by" in sheet
