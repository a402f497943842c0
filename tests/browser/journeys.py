"""What officers do on their way through a forum, with scripts and without: begin a topic, reply, set a status."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.screens import FORUM, NETWORK, first_link, links
from tests.browser.site import Site

Open = Callable[..., BrowserContext]
both = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


def forum_of(site: Site, who: str) -> str:
    """Return the address of the last forum in WHO's network: into the first the tests of other files look."""
    return site.url + links(site, who, first_link(site, who, "/", NETWORK), FORUM)[-1]


def begin(
    page: Page,
    forum: str,
    title: str,
    body: str = "What is asked for.",
    *,
    kind: str = "practice_note",
    requested: str = "",
) -> str:
    """Begin a topic and return its address; a question names what a question needs, and the State REQUESTED."""
    page.goto(f"{forum}new/?kind={kind}")
    page.locator("input[name=title]").fill(title)
    if kind in {"question", "consultation"}:
        page.locator("select[name=cooperation]").select_option("mla")
        page.locator("select[name=stage]").select_option("pending")
        if requested:
            page.get_by_role("group", name="Requested States").first.get_by_label(requested, exact=True).check()
    page.locator("form.composer textarea[name=body]").fill(body)
    page.get_by_role("button", name="Start the topic").click()
    page.wait_for_url(re.compile(r"/topics/[\w-]{22}/"))
    return page.url.partition("#")[0].partition("?")[0]


def reply(page: Page, topic: str, text: str) -> Locator:
    """Reply to TOPIC and return the post where it stands in the thread."""
    page.goto(topic)
    page.get_by_label("Your reply").fill(text)
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_url(re.compile(r"#post-[\w-]{22}$"))
    return post_at(page, page.url)


def post_at(page: Page, url: str) -> Locator:
    return page.locator(f"[id='{url.partition('#')[2]}']")


def live(page: Page, address: str) -> Page:
    """Open ADDRESS and wait until the page hears what happens."""
    page.add_init_script(
        "document.addEventListener('live:ready', () => { document.documentElement.dataset.ready = '1'; })"
    )
    page.goto(address)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.evaluate("window.sameDocument = true")
    return page


def status_of(page: Page) -> Locator:
    """The line below the title: status, whose turn, code, who reads."""
    return page.locator("main p.cluster").first


def set_status(page: Page, topic: str, status: str, **more: str) -> None:
    """Change the status: `waiting_on`, `until` and `reason` are fields beside it."""
    page.goto(topic)
    form = page.locator("form#status")
    form.locator("[name=status]").select_option(status)
    for name, value in more.items():
        field = form.locator(f"[name={name}]")
        if name == "waiting_on":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.get_by_role("button", name="Change the status").click()
    page.wait_for_load_state()


def nobody(page: Page, address: str) -> None:
    """Whoever looks at ADDRESS there finds nothing."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_be_visible()
