"""Following in a browser: what one watches is told once for many posts, what one mutes is not told."""

from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of, nobody, reply


def follow(page, topic: str, level: str) -> None:
    page.goto(f"{topic}follow/")
    page.locator(f"main input[name=level][value={level}]").check()
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_load_state()


@both
def test_many_replies_are_one_notice_and_a_muted_topic_is_none(site, browser_of, scripts):
    ana, ravi, denis = (browser_of(who, java_script_enabled=scripts).new_page() for who in ("ana", "ravi", "denis"))
    title = f"Told once {'with' if scripts else 'without'} scripts"
    topic = begin(ana, forum_of(site, "ana"), title)
    follow(ravi, topic, "watch")
    follow(denis, topic, "mute")
    for words in ("One.", "Two.", "Three."):
        reply(ana, topic, words)
    ravi.goto(f"{site.url}/notices/")
    line = ravi.locator("section[aria-labelledby=waiting] li", has_text=title)
    expect(line).to_have_count(1)
    expect(line).to_contain_text("3 new replies")
    line.get_by_role("link").first.click()
    expect(ravi.locator("h1")).to_contain_text(title)
    ravi.goto(f"{site.url}/notices/")
    expect(ravi.locator("section[aria-labelledby=waiting] li", has_text=title)).to_have_count(0)
    denis.goto(f"{site.url}/notices/")
    assert title not in denis.content()


def test_a_notice_of_what_may_no_longer_be_read_is_gone_and_so_is_the_bookmark(site, browser_of):
    ana, ravi = browser_of("ana").new_page(), browser_of("ravi").new_page()
    topic = begin(ana, forum_of(site, "ana"), "Told, and then raised")
    follow(ravi, topic, "watch")
    post = reply(ana, topic, "Something new.").get_attribute("id").removeprefix("post-")
    ravi.goto(topic)
    ravi.locator(f"#post-{post}").get_by_role("button", name="Bookmark").click()
    reply(ana, topic, "And something more.")
    for address in ("/notices/", "/bookmarks/", "/follows/"):
        ravi.goto(site.url + address)
        expect(ravi.get_by_text("Told, and then raised").first).to_be_visible()
    ana.goto(f"{topic}readers/")
    ana.locator("input[name=code][value=RED]").check()
    ana.get_by_role("button", name="Change the handling code").click()
    for address in ("/notices/", "/bookmarks/", "/follows/", "/topics/", "/search/?q=raised"):
        ravi.goto(site.url + address)
        assert "Told, and then raised" not in ravi.content()
    nobody(ravi, f"{site.url}/posts/{post}/")
    nobody(ravi, f"{site.url}/posts/{post}/bookmark/")
