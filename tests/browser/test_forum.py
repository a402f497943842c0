"""A question is asked, answered and read in a browser: without scripts, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import ID, first_link

TOPIC = rf"/topics/{ID}/"


def a_topic(site, who="ana") -> str:
    forum = first_link(site, who, first_link(site, who, "/", rf"/networks/{ID}/"), rf"/forums/{ID}/")
    return site.url + first_link(site, who, forum, TOPIC)


@pytest.fixture
def page(browser_of):
    return browser_of("ana", java_script_enabled=False).new_page()


def test_a_reply_is_written_without_scripts_and_stands_at_its_permalink(site, page):
    page.goto(a_topic(site))
    page.get_by_role("link", name="Quote").first.click()
    field = page.get_by_label("Your reply")
    assert field.input_value().startswith("> ")
    field.fill("Received with *thanks*.")
    assert "Read by" in page.locator(".composer-readers").inner_text()
    page.get_by_role("button", name="Post the reply").click()
    expect(page).to_have_url(re.compile(r"#post-[\w-]{22}$"))
    post = page.locator(f"[id='{page.url.partition('#')[2]}']")
    assert post.locator("em").inner_text() == "thanks"


def test_what_is_wrong_is_said_and_the_text_stays(site, page):
    page.goto(a_topic(site))
    page.get_by_label("Your reply").fill("x" * 40_001)
    page.get_by_role("button", name="Post the reply").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(page.get_by_label("Your reply").input_value()) == 40_001


def test_a_preview_comes_back_with_everything_typed(site, page):
    page.goto(a_topic(site))
    page.get_by_label("Your reply").fill("A **strong** word.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("main strong", has_text="strong")).to_be_visible()
    assert page.locator("textarea").first.input_value() == "A **strong** word."


def test_the_list_is_filtered_by_its_address(site, page):
    topic = a_topic(site)
    page.goto(topic)
    page.locator(".breadcrumbs a").nth(1).click()
    page.get_by_label("Status", exact=True).select_option("solved")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**status=solved**")
    assert {chip.strip() for chip in page.locator(".rows .chip").all_inner_texts()} <= {"solved"}


def test_what_a_kind_needs_is_asked_for_and_said_again_when_it_lacks(site, page, findings, browser_of):
    topic = a_topic(site)
    forum = first_link(site, "ana", topic.removeprefix(site.url), rf"/forums/{ID}/")
    page.goto(f"{site.url}{forum}new/?kind=consultation")
    page.locator("input[name=title]").fill("Consultation before a refusal")
    page.get_by_role("button", name="Start the topic").click()
    # The browser itself asks for what is required: nothing was sent.
    assert page.url.endswith("kind=consultation")
    with_scripts = browser_of("ana", viewport={"width": 320, "height": 700}).new_page()
    with_scripts.goto(f"{site.url}{forum}new/?kind=consultation")
    assert findings(with_scripts) == []
    assert with_scripts.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_demonstration_begins_with_unread_topics(site, browser_of):
    page = browser_of("ravi").new_page()
    page.goto(site.url + "/")
    assert page.locator(".desk-line--unread .badge").count() > 0
