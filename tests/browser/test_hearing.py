"""Following, keeping, voting and printing in a browser: without scripts, and a count that changes by itself."""

import re
from datetime import date, timedelta

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


def test_a_topic_is_muted_and_stands_among_what_one_follows(site, page):
    page.goto(a_topic(site))
    title = page.locator("h1").inner_text()
    page.locator("summary", has_text="Follow").or_(page.locator("summary", has_text="follow")).first.click()
    page.get_by_role("button", name=re.compile("mute")).click()
    page.goto(site.url + "/follows/")
    assert page.locator(".line", has_text=title).get_by_text("mute", exact=False).first.is_visible()


def test_a_post_is_kept_with_a_note_and_let_go_again(site, page):
    page.goto(a_topic(site))
    page.get_by_role("button", name="Bookmark").first.click()
    page.goto(site.url + "/bookmarks/")
    page.get_by_role("link", name="Note and reminder").first.click()
    page.get_by_label("Note for yourself").fill("For Monday")
    page.get_by_label("Remind me on").fill((date.today() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("For Monday")).to_be_visible()
    page.get_by_role("button", name="Remove the bookmark").first.click()
    page.goto(site.url + "/bookmarks/")
    # What the demonstration keeps for her stays.
    assert not page.get_by_text("For Monday").is_visible()


def test_a_vote_is_asked_for_given_and_seen(site, page):
    page.goto(a_topic(site))
    page.get_by_label("Your reply").fill("When shall we meet?")
    page.locator(".poll-fields summary").click()
    page.get_by_label("Question of the poll").fill("Which day?")
    page.get_by_label("Answers to choose from").fill("Monday\nFriday")
    page.get_by_label("Last day of the poll").fill((date.today() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Post the reply").click()
    poll = page.locator(".poll", has_text="Which day?").last
    poll.get_by_label("Friday").check()
    poll.get_by_role("button", name="Vote").click()
    poll = page.locator(".poll", has_text="Which day?").last
    poll.get_by_role("link", name="1 vote").click()
    expect(page.locator("section", has_text="Friday").locator("li")).to_have_count(1)


def test_the_print_view_says_the_code_and_who_printed(site, page):
    page.goto(a_topic(site))
    page.get_by_role("link", name="Print view").click()
    page.emulate_media(media="print")
    assert page.locator("thead").get_by_text("TLP:").first.is_visible()
    assert page.locator("tfoot").get_by_text("Printed by").is_visible()


def test_the_count_beside_the_notices_rises_by_itself(site, browser_of):
    topic = a_topic(site)
    asker = browser_of("ana").new_page()
    other = browser_of("cora").new_page()
    other.goto(topic)
    other.get_by_label("Your reply").fill("I follow this now.")
    other.get_by_role("button", name="Post the reply").click()
    other.goto(site.url + "/account/")
    asker.goto(topic)
    asker.get_by_label("Your reply").fill("Received, thank you.")
    asker.get_by_role("button", name="Post the reply").click()
    other.locator("[data-live-waiting] [data-count]:visible").wait_for(timeout=20_000)
    other.goto(site.url + "/notices/")
    assert other.get_by_text(re.compile("new repl")).first.is_visible()
