"""Moderation in a browser: reports find their judge, every act stands in a record, and addresses lead on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of, live, nobody, post_at, reply
from tests.browser.screens import NETWORK, first_link

WHY = "It is settled elsewhere."


@pytest.fixture
def network(site) -> str:
    return site.url + first_link(site, "ana", "/", NETWORK)


def do(page, address: str, button: str, **fields: str) -> None:
    """Fill in the form of an act of moderation and send it."""
    page.goto(address)
    for name, value in {"reason": WHY, **fields}.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


@both
def test_a_report_against_a_coordinator_goes_to_the_secretariat_alone(site, browser_of, network, scripts):
    cora, ravi, sam = (browser_of(who, java_script_enabled=scripts).new_page() for who in ("cora", "ravi", "sam"))
    title = f"The coordinator is reported {'with' if scripts else 'without'} scripts"
    topic = begin(cora, forum_of(site, "cora"), title, "Do as I say.")
    ravi.goto(topic)
    ravi.get_by_role("link", name="Report").first.click()
    words = f"She judges in her own cause, {scripts}."
    ravi.get_by_label("In your words").fill(words)
    ravi.get_by_label("This concerns the coordinator").check()
    ravi.get_by_role("button", name="Report the post").click()

    cora.goto(f"{network}reports/")
    assert words not in cora.content()
    for one in cora.locator("main a[href^='/reports/']").all():
        assert one.get_attribute("href") != "/reports/"
    sam.goto(f"{site.url}/reports/")
    links = [link.get_attribute("href") for link in sam.locator("main .lines a[href^='/reports/']").all()]
    for address in links:
        sam.goto(site.url + address)
        if words in sam.content():
            break
    else:
        pytest.fail("The report is not in the secretariat's queue.")
    nobody(cora, sam.url)
    # The post itself is the network's: the secretariat reads there during a visit only.
    expect(sam.get_by_text("You do not see the post itself.")).to_be_visible()
    sam.get_by_label("uphold the report").check()
    sam.get_by_label("Reason", exact=True).fill("Nobody orders others about.")
    sam.get_by_role("button", name="Judge the report").click()
    ravi.goto(f"{network}log/")
    act = ravi.locator("main tr", has_text="Nobody orders others about.").first
    expect(act).to_contain_text(re.compile("secretariat", re.IGNORECASE))


@both
def test_locked_slowed_and_opened_again_each_with_its_reason_in_the_log(site, browser_of, network, scripts):
    ana, cora, ravi = (browser_of(who, java_script_enabled=scripts).new_page() for who in ("ana", "cora", "ravi"))
    topic = begin(ana, forum_of(site, "ana"), f"Locked and slowed {scripts}")
    do(cora, f"{topic}lock/", "Lock", reason=f"{WHY} {scripts}")
    ravi.goto(topic)
    expect(ravi.get_by_text("This topic is locked").first).to_be_visible()
    assert ravi.get_by_label("Your reply").count() == 0
    do(cora, f"{topic}unlock/", "Open the topic")
    do(cora, f"{topic}pace/", "Set the pace", seconds="3600")
    reply(ravi, topic, "My one post of this hour.")
    ravi.get_by_label("Your reply").fill("And another one.")
    ravi.get_by_role("button", name="Post the reply").click()
    expect(ravi.get_by_role("alert").first).to_contain_text(re.compile("slow|hour"))
    # What was typed is still there.
    assert ravi.get_by_label("Your reply").input_value() == "And another one."
    ravi.goto(f"{network}log/")
    expect(ravi.locator("main tr", has_text=f"{WHY} {scripts}").first).to_be_visible()


def test_split_merged_and_moved_the_addresses_lead_on_and_open_pages_follow(site, browser_of, network):
    ana, cora = browser_of("ana").new_page(), browser_of("cora").new_page()
    topic = begin(ana, forum_of(site, "ana"), "Two questions in one")
    reply(ana, topic, "The first question.")
    second = reply(ana, topic, "The second question.")
    key = second.get_attribute("id").removeprefix("post-")
    ravi = live(browser_of("ravi").new_page(), topic)
    expect(ravi.get_by_text("The second question.")).to_be_visible()

    cora.goto(f"{topic}split/")
    cora.locator("main label", has_text="The second question.").locator("input[type=checkbox]").check()
    cora.locator("main [name=title]").fill("The second question by itself")
    cora.locator("main [name=reason]").fill(WHY)
    cora.get_by_role("button", name="Split").click()
    cora.wait_for_load_state()
    # The page that he has open says so and, asked, shows what is there now; the permalink leads to the new place.
    ravi.locator("[data-live-notice] button").click()
    expect(ravi.locator(f".thread #post-{key}")).to_have_count(0)
    ravi.goto(f"{site.url}/posts/{key}/")
    expect(ravi.locator("h1")).to_contain_text("The second question by itself")
    new = ravi.url.partition("#")[0].partition("?")[0]
    assert new != topic

    live(ravi, new)
    do(cora, f"{new}merge/", "Merge the topics", target=topic)
    ravi.goto(new)
    assert ravi.url.startswith(topic)
    ravi.goto(f"{site.url}/posts/{key}/")
    assert ravi.url.startswith(topic)
    expect(post_at(ravi, ravi.url)).to_contain_text("The second question.")
