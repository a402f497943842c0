"""What one writes with: drafts, quotes, mentions, findings and changes, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import ID, first_link

TOPIC = rf"/topics/{ID}/"


def a_topic(site, who="ana") -> str:
    forum = first_link(site, who, first_link(site, who, "/", rf"/networks/{ID}/"), rf"/forums/{ID}/")
    return site.url + first_link(site, who, forum, TOPIC)


@pytest.fixture
def topic(site):
    return a_topic(site)


@pytest.fixture
def page(browser_of):
    return browser_of("ana").new_page()


@pytest.fixture
def bare(browser_of):
    return browser_of("ana", java_script_enabled=False).new_page()


def field(page):
    return page.locator("#reply form[data-draft] textarea[name=body]")


def empty_drafts(site, browser_of):
    """Delete all drafts without scripts: each button leads to the list again."""
    page = browser_of("ana", java_script_enabled=False).new_page()
    page.goto(f"{site.url}/drafts/")
    while page.locator("main form").count():
        with page.expect_navigation():
            page.locator("main form button").first.click()


def test_a_draft_is_saved_while_one_types_and_is_there_again(topic, page, site, browser_of):
    page.goto(topic)
    with page.expect_response("**/drafts/reply/**"):
        field(page).press_sequentially("Half a sentence")
    expect(page.locator("#reply .composer-saved")).to_contain_text("Draft saved")
    page.goto(topic)
    assert field(page).input_value() == "Half a sentence"
    empty_drafts(site, browser_of)


def test_a_draft_of_two_windows_is_shown_twice_and_overwrites_nothing(topic, browser_of, site):
    context = browser_of("ana")
    one, other = context.new_page(), context.new_page()
    one.goto(topic)
    other.goto(topic)
    with one.expect_response("**/drafts/reply/**"):
        field(one).press_sequentially("First window")
    with other.expect_response("**/drafts/reply/**"):
        field(other).press_sequentially("Second window")
    conflict = other.get_by_role("alert")
    expect(conflict).to_contain_text("First window")
    assert conflict.locator("textarea").input_value() == "Second window"
    assert field(other).input_value() == "Second window"
    empty_drafts(site, browser_of)


def test_a_draft_is_saved_by_a_button_without_scripts(topic, bare, site, browser_of):
    bare.goto(topic)
    field(bare).fill("Half a sentence")
    bare.get_by_role("button", name="Save draft").click()
    assert field(bare).input_value() == "Half a sentence"
    bare.goto(f"{site.url}/drafts/")
    assert bare.get_by_text("Half a sentence").is_visible()
    empty_drafts(site, browser_of)


def test_the_selected_part_of_a_post_is_quoted_and_shown_with_its_link(topic, page):
    page.goto(topic)
    post = page.locator(".thread article").first
    words = post.locator(".prose p").first.evaluate(
        """p => { const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); const text = walk.nextNode();
        const range = document.createRange(); range.setStart(text, 0);
        range.setEnd(text, text.data.indexOf(' ', 12)); getSelection().removeAllRanges();
        getSelection().addRange(range); return range.toString() }"""
    )
    post.get_by_role("link", name="Quote").click()
    key = post.get_attribute("id").removeprefix("post-")
    assert field(page).input_value() == f"> /posts/{key}/\n> {words.strip()}\n\n"
    field(page).press_sequentially("Thank you.")
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_url(re.compile("#post-"))
    quote = page.locator(f"[id='{page.url.partition('#')[2]}'] figure.quote")
    expect(quote).to_contain_text(words.strip())
    assert quote.locator("a").get_attribute("href").endswith(f"/posts/{key}/")


def test_a_quote_is_written_without_scripts(topic, bare):
    bare.goto(topic)
    bare.get_by_role("link", name="Quote").first.click()
    assert re.match(r"> /posts/[\w-]{22}/\n> ", field(bare).input_value())
    bare.get_by_role("button", name="Post the reply").click()
    post = bare.locator(f"[id='{bare.url.partition('#')[2]}']")
    assert post.locator("figure.quote").is_visible()


def test_whom_to_mention_is_suggested_and_taken_by_keyboard(topic, page, site):
    page.goto(topic)
    with page.expect_response("**/mentions/reply/**"):
        field(page).press_sequentially("Dear @fra")
    expect(page.locator("[role=option]").first).to_be_visible()
    field(page).press("ArrowDown")
    field(page).press("Enter")
    expect(field(page)).to_have_value(re.compile(r"^Dear @\[.+\]\((member|authority):[\w-]{22}\) $"))
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_url(re.compile("#post-"))
    expect(page.locator(f"[id='{page.url.partition('#')[2]}'] .mention")).to_contain_text("@")


def test_whom_to_mention_is_found_on_a_page_without_scripts(topic, bare, findings):
    bare.goto(topic)
    bare.locator("a[data-mention]").first.click()
    bare.locator("input[name=q]").fill("France")
    bare.get_by_role("button", name="Search").last.click()
    assert re.match(r"@\[.+\]\(", bare.locator("input[readonly]").first.input_value())


def test_personal_data_is_shown_at_its_place_and_confirmed(topic, page, bare, findings, site):
    for each in (page, bare):
        each.goto(topic)
        field(each).fill("Please write to\ndesk@office.example about it.")
        each.get_by_role("button", name="Post the reply").click()
        assert each.locator("#findings mark").inner_text() == "desk@office.example"
        if each is page:
            assert findings(page) == []
        each.locator("#findings input[type=checkbox]").check()
        each.get_by_role("button", name="Post the reply").click()
        each.wait_for_url(re.compile("#post-"))


def test_a_change_arrives_on_an_open_page_in_its_place(topic, page, browser_of, findings):
    page.goto(topic)
    field(page).fill("The first words.")
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_url(re.compile("#post-"))
    post = page.url.partition("#")[2]
    reader = browser_of("ravi").new_page()
    reader.goto(page.url)
    expect(reader.locator(f"[id='{post}']")).to_contain_text("The first words.")
    page.locator(f"[id='{post}']").get_by_role("link", name="Edit").click()
    assert findings(page) == []
    page.locator("textarea[name=body]").fill("The better words.")
    page.get_by_role("button", name="Save the change").click()
    expect(reader.locator(f"[id='{post}']")).to_contain_text("The better words.", timeout=10_000)
    reader.locator(f"[id='{post}']").get_by_role("link", name="edited").click()
    assert reader.locator("del").first.inner_text().endswith("first")
    assert findings(reader) == []


def test_a_text_longer_than_a_post_is_not_sent_and_stays_where_it_was_pasted(topic, page):
    page.set_default_timeout(120_000)
    page.goto(topic)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/reply/") else None)
    field(page).fill("A line of some length.\n" * 2_000)
    page.get_by_role("button", name="Post the reply").click()
    said = field(page).evaluate("field => field.validationMessage")
    assert said == "The text is too long. Shorten it, or divide it into several posts."
    assert not sent
    assert field(page).input_value() == "A line of some length.\n" * 2_000
    field(page).fill("Short.")
    assert field(page).evaluate("field => field.validity.valid")


def test_a_text_that_is_too_long_is_not_sent_though_the_words_have_not_come(topic, page):
    page.set_default_timeout(120_000)
    held = []
    page.route("**/words/**", lambda route: held.append(route))
    page.goto(topic)
    field(page).fill("A line of some length.\n" * 2_000)
    page.get_by_role("button", name="Post the reply").click()
    assert page.url.split("#")[0] == topic
    assert field(page).evaluate("field => field.validationMessage") == "46000 > 40000"
    held.pop().continue_()
    said = "The text is too long. Shorten it, or divide it into several posts."
    expect(field(page)).to_have_js_property("validationMessage", said)


def test_without_scripts_a_text_of_five_megabytes_is_refused_with_words_and_nothing_is_saved(topic, bare):
    bare.set_default_timeout(120_000)
    bare.goto(topic)
    field(bare).evaluate("field => { field.value = ('x'.repeat(99) + '\\n').repeat(5e4) }")
    bare.get_by_role("button", name="Post the reply").click()
    expect(bare.locator("main h1")).to_have_text("This is too long to be sent")
    expect(bare.locator("main")).to_contain_text("Nothing of it was read or saved.")
