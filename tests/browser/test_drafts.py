"""Drafts in a browser: cleared with the composer, never one window over another, posted once."""

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
