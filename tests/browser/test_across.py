"""Across networks in a browser: offered, accepted, answered in one thread, withdrawn; and asked from outside."""

import re

from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of, live, nobody, reply
from tests.browser.screens import ID, NETWORK, first_link


@both
def test_a_topic_is_offered_accepted_answered_by_the_other_network_and_withdrawn(site, browser_of, scripts, findings):
    title = f"For the other network {'with' if scripts else 'without'} scripts"
    ana, lucia, dara = (browser_of(who, java_script_enabled=scripts).new_page() for who in ("ana", "lucia", "dara"))
    topic = begin(ana, forum_of(site, "ana"), title, "Who has done this by video?", kind="question")
    nobody(dara, topic)
    ana.goto(topic)
    ana.get_by_role("link", name="Offer to another network").click()
    ana.get_by_label("Network", exact=True).select_option(label=network_of(site, lucia))
    ana.get_by_label("Why it concerns that network").fill("Their members hear witnesses by video.")
    ana.get_by_role("button", name="Offer the topic").click()
    if scripts:
        assert findings(ana) == []
    nobody(dara, topic)

    lucia.goto(f"{site.url}/")
    lucia.goto(f"{site.url}{first_link(site, 'lucia', '/', NETWORK)}offers/")
    row = lucia.locator("section[aria-labelledby=waiting] li", has_text=title)
    row.get_by_role("link", name="Accept or decline").click()
    expect(lucia.get_by_text("Their members hear witnesses by video.")).to_be_visible()
    lucia.get_by_role("button", name="Accept", exact=True).click()
    expect(lucia.locator("section[aria-labelledby=accepted]")).to_contain_text(title)

    # One thread of both, in which each answers the other.
    if scripts:
        live(ana, topic)
    reply(dara, topic, "We do so twice a month.")
    if not scripts:
        ana.goto(topic)
    else:
        ana.locator("[data-live-notice] button").or_(ana.locator("article", has_text="twice a month")).first.wait_for()
        ana.goto(topic)
    expect(ana.locator(".thread")).to_contain_text("We do so twice a month.")
    if scripts:
        live(dara, topic)

    # In one act of the author it is the first network's alone again; what was written there stays.
    ana.goto(f"{topic}offers/")
    ana.get_by_role("link", name="Withdraw the offer").click()
    ana.get_by_role("button", name="Withdraw", exact=True).click()
    if scripts:
        expect(dara.get_by_text("Who has done this by video?")).to_have_count(0)
    nobody(dara, topic)
    ana.goto(topic)
    expect(ana.locator(".thread")).to_contain_text("We do so twice a month.")


def test_what_a_helper_proposes_waits_for_the_author_who_says_no(site, browser_of):
    # Of IberRed, whose members read English here: helper esteban, author duarte.
    duarte, esteban = browser_of("duarte").new_page(), browser_of("esteban").new_page()
    topic = begin(duarte, forum_of(site, "duarte"), "Proposed by the helper", kind="question")
    esteban.goto(f"{topic}offers/")
    cora = browser_of("cora").new_page()
    esteban.get_by_label("Network", exact=True).select_option(label=network_of(site, cora))
    esteban.get_by_role("button", name="Offer the topic").click()
    expect(esteban.get_by_text("The author is asked to consent.")).to_be_visible()
    nobody(cora, topic)
    duarte.goto(f"{topic}offers/")
    duarte.get_by_role("button", name="I do not consent").click()
    expect(duarte.get_by_text("The other network never heard of it.")).to_be_visible()
    nobody(cora, topic)


@both
def test_an_office_outside_asks_and_only_it_and_the_network_read(site, browser_of, scripts):
    duarte, ana, ines, dara = (
        browser_of(who, java_script_enabled=scripts).new_page() for who in ("duarte", "ana", "ines", "dara")
    )
    title = f"Asked from outside {'with' if scripts else 'without'} scripts"
    network = first_link(site, "ana", "/", NETWORK)
    assert first_link(site, "duarte", "/networks/", rf"/networks/{ID}/ask/")
    duarte.goto(f"{site.url}{network}ask/")
    expect(duarte.locator("form.composer .composer-readers")).to_contain_text(
        re.compile(r"Read by \d+ members of \d+ ")
    )
    duarte.locator("input[name=title]").fill(title)
    duarte.locator("select[name=cooperation]").select_option("mla")
    duarte.locator("select[name=stage]").select_option("before_request")
    text = duarte.locator("form.composer textarea[name=body]")
    if scripts:
        with duarte.expect_response("**/drafts/ask/**"):
            text.press_sequentially("Which office receives such a request?")
    else:
        text.fill("Which office receives such a request?")
        duarte.get_by_role("button", name="Preview").click()
        expect(duarte.get_by_text(re.compile(r"Read by \d+ members of \d+ "))).to_be_visible()
        duarte.goto(f"{site.url}{network}ask/")
        duarte.locator("input[name=title]").fill(title)
        duarte.locator("select[name=cooperation]").select_option("mla")
        duarte.locator("select[name=stage]").select_option("before_request")
        text.fill("Which office receives such a request?")
        duarte.get_by_role("button", name="Save draft").click()
    duarte.goto(f"{site.url}/drafts/")
    duarte.goto(f"{site.url}{network}ask/")
    expect(text).to_have_value("Which office receives such a request?")
    expect(duarte.locator("select[name=stage]")).to_have_value("before_request")
    duarte.get_by_role("button", name="Put the question").click()
    topic = duarte.url.partition("#")[0].partition("?")[0]
    expect(duarte.locator("h1")).to_contain_text(title)
    duarte.goto(f"{site.url}{network}ask/")
    expect(text).to_have_value("")

    reply(ana, topic, "Ours does, by courier.")
    ines.goto(topic)
    expect(ines.locator(".thread")).to_contain_text("Ours does, by courier.")
    # They see this and nothing else of the network: no way into the forum, no list of it, no name of an officer.
    assert ines.locator(f"a[href*='{network}']").count() == 0
    nobody(ines, f"{site.url}{network}")
    nobody(dara, topic)


def network_of(site, page) -> str:
    """Return the name of the network of whoever is signed in on PAGE."""
    page.goto(f"{site.url}/")
    return page.locator("main a[href^='/networks/']").filter(has_text="").first.inner_text().strip()
