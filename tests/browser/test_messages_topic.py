"""From a topic to a sealed conversation: the topic stands in the sealed text, and the server is never told of it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.site import Site


@pytest.fixture(scope="module")
def site(chromium):
    site = Site().start()
    yield site
    site.remove()


def heard(page) -> list[str]:
    """Collect what the browser tells the server: addresses, where it came from, bodies.

    What waits, and what is new in a topic, a page asks at any moment for as long as it is open, and with that says
    where it stands.
    """
    told: list[str] = []
    left = page.url

    def note(request) -> None:
        if page.url == left and urlsplit(request.url).path.endswith(("/notices/count/", "/messages/unread", "/since/")):
            return
        told.append(f"{request.url} {request.headers.get('referer', '')} {request.post_data or ''}")

    page.on("request", note)
    return told


def topic_with(page, url: str, name: str) -> str:
    """Find a topic in which somebody called NAME writes, and return its public id."""
    page.goto(f"{url}/topics/?view=all")
    for address in page.locator("a[href^='/topics/']").evaluate_all("all => all.map(one => one.pathname)"):
        if not re.fullmatch(r"/topics/[\w-]{22}/", address):
            continue
        page.goto(url + address)
        post = page.locator("article.post", has=page.locator(".post-head", has_text=name))
        if post.get_by_role("link", name="Continue in private").count():
            return address.split("/")[2]
    raise AssertionError(f"{name} writes nowhere")


def test_a_topic_is_continued_in_private_and_only_the_two_know_what_it_is_about(site, browser_of):
    marla = browser_of("marla").new_page()
    sealed.set_up(marla, site.url)
    ana = browser_of("ana").new_page()
    topic = topic_with(ana, site.url, "Marla")
    told = heard(ana)
    post = ana.locator("article.post", has=ana.locator(".post-head", has_text="Marla")).first
    post.get_by_role("link", name="Continue in private").click()

    # Ana has no keys yet: what stands behind the sign # goes with her through the set-up.
    ana.get_by_role("link", name="Set up now").click()
    ana.get_by_role("button", name="Begin").wait_for()
    finish_set_up(ana, site.url)
    expect(ana.locator("[data-slot=chosen] li")).to_contain_text("Marla")
    body = ana.locator("#start-body")
    expect(body).to_have_value(re.compile(rf"About this topic: {site.url}/topics/{topic}/\n\n"))
    body.press("Control+End")
    body.press_sequentially("May I call you about it?")
    ana.locator("#start-title").fill("A word between us")
    ana.get_by_role("button", name="Seal and send").click()
    ana.wait_for_url(re.compile(r"/messages/c/[0-9a-f]{32}/$"))
    expect(sealed.message(ana, "May I call you about it?")).to_be_visible()
    assert [one for one in told if topic in one] == []

    marla.goto(ana.url)
    told = heard(marla)
    link = sealed.message(marla, "May I call you").get_by_role("link", name=f"/topics/{topic}/")
    link.click()
    marla.wait_for_url(f"{site.url}/topics/{topic}/")
    asked = [one.split(" ")[:2] for one in told if topic in one.split(" ")[0]]
    assert asked
    assert [came for _address, came in asked if "/messages/" in came] == []


def finish_set_up(page, url: str) -> None:
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="on to the sheet").click()
    groups = page.locator("[data-slot=sheet] li")
    expect(groups).to_have_count(14)
    sheet = [group.strip() for group in groups.all_inner_texts()]
    page.get_by_role("button", name="It is on paper").click()
    asked = re.search(r"\d+", page.locator("[data-slot=ask]").inner_text())
    assert asked
    page.locator("#group").fill(sheet[int(asked[0]) - 1])
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(re.compile(r"/messages/new/"))


def test_the_badge_beside_messages_counts_conversations_and_follows_what_is_read(site, browser_of):
    cora, denis = browser_of("cora").new_page(), browser_of("denis").new_page()
    for page in (cora, denis):
        sealed.set_up(page, site.url)
    elsewhere = denis.context.new_page()
    elsewhere.goto(f"{site.url}/networks/")
    badge = elsewhere.locator(".navigation [data-live-on=messages] [data-count]")
    expect(badge).not_to_be_visible()
    address = sealed.begin(cora, site.url, "Denis", "Counted", "One to read.")
    expect(badge).to_have_text("1", timeout=20_000)
    expect(badge).to_be_visible()
    elsewhere.goto(site.url)
    expect(elsewhere.get_by_role("link", name="1 sealed conversation with unread messages")).to_be_visible()
    denis.goto(address)
    expect(sealed.message(denis, "One to read.")).to_be_visible()
    expect(badge).not_to_be_visible(timeout=20_000)
