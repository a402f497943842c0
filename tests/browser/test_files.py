"""A file is sent with a reply and opened by another member: without scripts, in pieces, after a cut, after a reload."""

import re

from playwright.sync_api import expect

from tests.browser.test_forum import a_topic
from tests.writing import samples

LONG = b"A line of an answer that is long.\n" * 60_000
TEXT = {"name": "answer.txt", "mimeType": "text/plain", "buffer": LONG}
PDF = {"name": "Réponse.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}
FALSE = {"name": "b.pdf", "mimeType": "application/pdf", "buffer": samples.EXECUTABLE}
PIECE = re.compile(r"/uploads/[\w-]{22}/\?offset=(\d+)")


def downloaded(page, post_url, name):
    page.goto(post_url)
    with page.expect_download() as coming:
        page.locator(f"[id='{post_url.partition('#')[2]}']").get_by_role("link", name=name).click()
    return coming.value


def test_a_file_goes_along_with_a_reply_without_scripts_and_is_opened_by_another(site, browser_of):
    page = browser_of("ana", java_script_enabled=False).new_page()
    page.goto(a_topic(site))
    page.get_by_label("Your reply").fill("The answer is attached.")
    page.get_by_label("Choose files").set_input_files([PDF, FALSE])
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator("main")).to_contain_text("b.pdf: What is in this file is not what its name says")
    assert page.get_by_label("Your reply").input_value() == "The answer is attached."
    assert page.get_by_role("checkbox", name="Réponse.pdf").is_checked()
    page.get_by_role("button", name="Post the reply").click()
    download = downloaded(browser_of("chloe").new_page(), page.url, "Réponse.pdf")
    assert download.suggested_filename == "Réponse.pdf"
    assert download.path().read_bytes() == samples.PDF


def test_a_file_comes_in_pieces_and_goes_on_after_a_cut_and_a_reload(site, browser_of):
    page = browser_of("ana").new_page()
    offsets, cut = [], []

    def pieces(route):
        offset = int(PIECE.search(route.request.url)[1])
        offsets.append(offset)
        if offset and len(cut) < 2:
            cut.append(offset)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PIECE, pieces)
    page.goto(a_topic(site))
    page.get_by_label("Choose files").set_input_files(TEXT)
    row = page.locator(".file-row", has_text="answer.txt")
    row.get_by_text("The connection was lost").wait_for()
    assert row.locator("progress").get_attribute("value") == str(cut[0])
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    offsets.clear()
    page.get_by_label("Choose files").set_input_files(TEXT)
    row.get_by_text("ready").wait_for()
    assert offsets[0] == cut[0] > 0
    assert offsets[-1] < len(LONG)
    page.get_by_label("Your reply").fill("The answer is attached.")
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_url(re.compile("#post-"))
    download = downloaded(browser_of("chloe").new_page(), page.url, "answer.txt")
    assert download.path().read_bytes() == LONG


def test_a_file_chosen_before_the_words_have_come_has_buttons_that_say_what_they_do(site, browser_of):
    page = browser_of("ana").new_page()
    held = []
    page.route("**/words/**", lambda route: held.append(route))
    page.goto(a_topic(site))
    page.get_by_label("Choose files").set_input_files(FALSE)
    page.wait_for_timeout(500)
    assert len(held) == 1
    held.pop().continue_()
    row = page.locator(".file-row", has_text="b.pdf")
    row.get_by_text("is not what its name says").wait_for()
    expect(row.get_by_role("button", name="Remove: b.pdf")).to_have_text("Remove")


def test_a_file_that_is_refused_says_why_at_once_and_is_removed(site, browser_of):
    page = browser_of("ana").new_page()
    page.goto(a_topic(site))
    page.get_by_label("Choose files").set_input_files(FALSE)
    row = page.locator(".file-row", has_text="b.pdf")
    row.get_by_text("is not what its name says").wait_for()
    row.get_by_role("button", name="Remove: b.pdf").click()
    expect(row).to_have_count(0)
