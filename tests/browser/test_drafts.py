"""Drafts in a browser: cleared with the composer, never one window over another, posted once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of


def field(page):
    return page.locator("#reply form.composer textarea[name=body]")


def drafts_of(page, site) -> str:
    page.goto(f"{site.url}/drafts/")
    return page.locator("main").inner_text()


@both
def test_a_composer_that_is_cleared_leaves_no_draft(site, browser_of, scripts):
    context = browser_of("ravi", java_script_enabled=scripts)
    page, look = context.new_page(), context.new_page()
    title = f"Cleared {'with' if scripts else 'without'} scripts"
    topic = begin(browser_of("ana").new_page(), forum_of(site, "ana"), title)
    page.goto(topic)
    if scripts:
        with page.expect_response("**/drafts/reply/**"):
            field(page).press_sequentially("Half a sentence")
    else:
        field(page).fill("Half a sentence")
        page.get_by_role("button", name="Save draft").click()
    assert title in drafts_of(look, site)
    if scripts:
        with page.expect_response("**/drafts/reply/**"):
            field(page).fill("")
        with page.expect_response("**/drafts/reply/**"):
            field(page).press_sequentially("Another beginning")
        assert "Another beginning" in drafts_of(look, site)
        with page.expect_response("**/drafts/reply/**"):
            field(page).fill("")
    else:
        field(page).fill("")
        page.get_by_role("button", name="Save draft").click()
    assert title not in drafts_of(look, site)


def test_without_scripts_two_windows_are_shown_both_texts_and_the_chosen_one_is_kept(site, browser_of):
    context = browser_of("ravi", java_script_enabled=False)
    one, other = context.new_page(), context.new_page()
    topic = begin(browser_of("ana").new_page(), forum_of(site, "ana"), "Two windows without scripts")
    one.goto(topic)
    other.goto(topic)
    for page, words in ((one, "From the first window"), (other, "From the second window")):
        field(page).fill(words)
        page.get_by_role("button", name="Save draft").click()
    expect(other.get_by_text("From the first window")).to_be_visible()
    expect(other.get_by_label("What you typed here")).to_have_value("From the second window")
    other.get_by_role("button", name="Keep this version").click()
    expect(field(other)).to_have_value("From the second window")
    other.get_by_role("button", name="Post the reply").click()
    other.wait_for_url("**#post-*")
    assert "Two windows without scripts" not in drafts_of(one, site)


def test_a_window_that_types_on_after_the_other_has_posted_loses_nothing(site, browser_of):
    context = browser_of("ravi")
    one, other = context.new_page(), context.new_page()
    topic = begin(browser_of("ana").new_page(), forum_of(site, "ana"), "Posted in the other window")
    one.goto(topic)
    with one.expect_response("**/drafts/reply/**"):
        field(one).press_sequentially("The same reply")
    other.goto(topic)
    expect(field(other)).to_have_value("The same reply")
    one.get_by_role("button", name="Post the reply").click()
    one.wait_for_url("**#post-*")
    with other.expect_response("**/drafts/reply/**") as answered:
        field(other).fill("The same reply, and more")
    assert answered.value.status == 409
    conflict = other.get_by_role("alert")
    expect(conflict).to_contain_text("has posted or deleted this draft")
    expect(conflict.locator("textarea")).to_have_value("The same reply, and more")


def topic_for(site, browser_of, title):
    return begin(browser_of("ana").new_page(), forum_of(site, "ana"), title)


def test_what_was_typed_a_moment_ago_goes_along_when_a_link_of_the_composer_is_followed(site, browser_of):
    topic = topic_for(site, browser_of, "Whom to mention")
    page = browser_of("ravi").new_page()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(topic)
    field(page).press_sequentially("I ask")
    page.locator("#reply a[data-mention]").click()
    page.wait_for_url("**/mentions/**")
    page.goto(topic)
    expect(field(page)).to_have_value("I ask")
    # Once more, over the draft that stands, a moment after it was saved.
    field(page).press("End")
    with page.expect_response("**/drafts/reply/**"):
        field(page).press_sequentially(" my")
    field(page).press_sequentially(" colleague")
    page.locator("#reply a[data-mention]").click()
    page.wait_for_url("**/mentions/**")
    page.goto(topic)
    expect(field(page)).to_have_value("I ask my colleague")
    assert asked == []


def test_where_another_window_was_faster_both_texts_are_shown_before_the_link_is_followed(site, browser_of):
    topic = topic_for(site, browser_of, "A link between two windows")
    context = browser_of("ravi")
    one, other = context.new_page(), context.new_page()
    one.goto(topic)
    other.goto(topic)
    with one.expect_response("**/drafts/reply/**"):
        field(one).press_sequentially("From the first window")
    field(other).press_sequentially("From the second window")
    other.locator("#reply a[data-mention]").click()
    conflict = other.get_by_role("alert")
    expect(conflict.locator("textarea")).to_have_value("From the second window")
    assert other.url.split("#")[0] == topic.split("#")[0]


def test_the_hour_of_a_draft_is_that_of_the_member_wherever_the_browser_is(site, browser_of):
    topic = topic_for(site, browser_of, "The hour of a draft")
    for zone in ("Pacific/Auckland", "America/Lima"):
        page = browser_of("ravi", timezone_id=zone).new_page()
        page.goto(topic)
        with page.expect_response("**/drafts/reply/**") as answered:
            field(page).press_sequentially(f"In {zone}")
        said = answered.value.json()
        expect(page.locator("[data-saved]")).to_have_text(f"Draft saved {said['at']}")
        there = datetime.now(ZoneInfo(zone))
        assert said["at"][:2] != f"{there:%H}"


MEGABYTES = 5_000_000


def test_a_line_of_five_megabytes_is_not_let_in_and_the_page_goes_on(site, browser_of):
    topic = topic_for(site, browser_of, "Five megabytes")
    context = browser_of("ravi", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(topic)
    field(page).fill("Before.")
    page.evaluate("size => navigator.clipboard.writeText('a'.repeat(size))", MEGABYTES)
    field(page).press("ControlOrMeta+v")
    expect(page.locator("#toasts")).to_contain_text("The text is too long.")
    expect(field(page)).to_have_value("Before.")
    # What is longer than a post, and not out of all measure, is let in: the field says that it is too long.
    page.evaluate("navigator.clipboard.writeText('a'.repeat(50_000))")
    field(page).press("ControlOrMeta+v")
    assert field(page).evaluate("one => [one.value.length, one.validity.customError]") == [50_007, True]


def test_a_line_of_five_megabytes_is_not_let_in_though_the_words_have_not_come(site, browser_of):
    topic = topic_for(site, browser_of, "Five megabytes on a weak line")
    page = browser_of("ravi", permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.route("**/words/**", lambda _route: None)
    page.goto(topic)
    field(page).fill("Before.")
    page.evaluate("size => navigator.clipboard.writeText('a'.repeat(size))", MEGABYTES)
    field(page).press("ControlOrMeta+v")
    expect(page.locator("#toasts")).to_contain_text("5000007 > 40000")
    expect(field(page)).to_have_value("Before.")


def test_what_no_draft_holds_is_not_sent_again_and_again(site, browser_of):
    """However it came into the field: an extension, for example, types without being asked."""
    topic = topic_for(site, browser_of, "Megabytes by an extension")
    page = browser_of("ravi").new_page()
    page.goto(topic)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/drafts/" in request.url else None)
    put = "(one, size) => { one.value = 'a '.repeat(size); one.dispatchEvent(new Event('input', { bubbles: true })); }"
    field(page).evaluate(put, 100_000)
    expect(page.locator("[data-saved]")).to_contain_text("The text is too long.")
    assert sent == []
    with page.expect_response("**/drafts/reply/**"):
        field(page).evaluate(put, 10)
