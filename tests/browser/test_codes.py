"""Handling codes in a browser: who will read stands there before one sends; who loses the right loses the open page."""

import re

from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of, live, nobody, reply
from tests.browser.screens import NETWORK, first_link

WHY = "The reply names the matter of one office."
ASKED = "Say why you make the handling code stricter."


def readers(page):
    return page.locator("form.composer .composer-readers")


def choose(page, kind, name):
    """Tick NAME among those who can be named, in the part of the form that is folded away at first."""
    details = page.locator("form.composer details", has=page.locator("[name=members]"))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.locator(f"fieldset:has([name={kind}]) label", has_text=name).first.locator("input").check()


def test_the_composer_counts_anew_with_each_code_and_each_name_before_anything_is_sent(site, browser_of, findings):
    page = browser_of("ana").new_page()
    page.goto(f"{forum_of(site, 'ana')}new/?kind=practice_note")
    expect(readers(page)).to_contain_text(re.compile(r"Read by \d+ members of \d+ States and organizations, in "))
    page.locator("form.composer select[name=code]").select_option("RED")
    expect(readers(page)).to_contain_text("Read only by the members named on the topic: 1 member of 1 State")
    choose(page, "members", "France")
    expect(readers(page)).to_contain_text("2 members of 2 States and organizations")
    page.locator("form.composer select[name=code]").select_option("AMBER+STRICT")
    expect(readers(page)).to_contain_text(re.compile(r"members of the authorities named on the topic: \d+ member"))
    choose(page, "authorities", "Madagascar")
    expect(readers(page)).to_contain_text("of 2 States and organizations")
    page.locator("form.composer select[name=code]").select_option("GREEN")
    expect(readers(page)).to_contain_text("Read by every member of Counterpart")
    assert findings(page) == []


def test_without_scripts_the_preview_says_who_will_read_and_the_topic_says_the_same(site, browser_of):
    page = browser_of("ana", java_script_enabled=False).new_page()
    page.goto(f"{forum_of(site, 'ana')}new/?kind=practice_note")
    assert "The preview says who will read it" in page.locator("noscript").first.inner_text()
    page.locator("input[name=title]").fill("For two of us, without scripts")
    page.locator("form.composer textarea[name=body]").fill("Between us.")
    page.locator("form.composer select[name=code]").select_option("RED")
    choose(page, "members", "France")
    page.get_by_role("button", name="Preview").click()
    said = "Read only by the members named on the topic: 2 members of 2 States and organizations."
    expect(readers(page)).to_contain_text(said)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main p.cluster").first).to_contain_text(said)


@both
def test_raised_and_lowered_by_the_author_it_is_lost_and_found_by_who_has_no_right(site, browser_of, scripts):
    title = f"Raised and lowered {'with' if scripts else 'without'} scripts"
    ana = browser_of("ana", java_script_enabled=scripts).new_page()
    topic = begin(ana, forum_of(site, "ana"), title, "Words for the network.")
    ravi = browser_of("ravi", java_script_enabled=scripts).new_page()
    if scripts:
        live(ravi, topic)
    else:
        ravi.goto(topic)
    expect(ravi.get_by_text("Words for the network.")).to_be_visible()

    ana.goto(f"{topic}readers/")
    ana.get_by_role("radio", name=re.compile("TLP:RED")).check()
    ana.get_by_role("button", name="Change the handling code").click()
    expect(ana.locator("main p.cluster").first).to_contain_text("1 member of 1 State or organization")

    if scripts:
        expect(ravi.get_by_text("Words for the network.")).to_have_count(0)
        assert ravi.evaluate("window.sameDocument === true")
    nobody(ravi, topic)
    nobody(ravi, f"{topic}print/")
    ravi.goto(f"{site.url}/topics/?q=")
    assert ravi.get_by_text(title).count() == 0

    ana.goto(f"{topic}readers/")
    ana.get_by_role("radio", name=re.compile("TLP:AMBER ")).check()
    ana.get_by_role("button", name="Change the handling code").click()
    ravi.goto(topic)
    expect(ravi.get_by_text("Words for the network.")).to_be_visible()


def narrow(browser_of, who, scripts, width=320):
    """Open a page in a dark browser as narrow as there are."""
    size = {"width": width, "height": 700}
    return browser_of(who, java_script_enabled=scripts, viewport=size, color_scheme="dark").new_page()


def is_sound(page, findings):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert findings(page) == []


@both
def test_a_coordinator_raises_with_a_reason_and_finds_no_way_to_lower(site, browser_of, findings, scripts):
    title = f"Raised by the coordinator {scripts}"
    ana = browser_of("ana").new_page()
    topic = begin(ana, forum_of(site, "ana"), title)
    ana.goto(f"{topic}readers/")
    expect(ana.get_by_label("Reason")).to_have_count(0)
    cora = narrow(browser_of, "cora", scripts)
    cora.goto(f"{topic}readers/")
    # From AMBER to two stricter codes, and to no wider one.
    offered = cora.locator("form[action$='/code/'] input[name=code]")
    assert [one.get_attribute("value") for one in offered.all()] == ["RED", "AMBER+STRICT"]
    if scripts:
        is_sound(cora, findings)
    cora.locator("input[name=code][value='AMBER+STRICT']").check()
    # A browser lets nothing but a blank through, and the house lets none.
    cora.get_by_label("Reason").fill(" ")
    cora.get_by_role("button", name="Change the handling code").click()
    expect(cora.get_by_role("alert")).to_contain_text(ASKED)
    expect(cora.locator("#id_reason_error")).to_have_text(ASKED)
    expect(cora.locator("input[name=code][value='AMBER+STRICT']")).to_be_checked()
    if scripts:
        is_sound(cora, findings)
    cora.get_by_label("Reason").fill(WHY)
    cora.get_by_role("button", name="Change the handling code").click()
    # Her office is not named on it: she has left the room, and stands at her desk.
    assert cora.url == f"{site.url}/"
    nobody(cora, topic)
    # Ana still reads the topic, and with it why; Marla of another authority reads neither.
    log = site.url + first_link(site, "ana", "/", NETWORK) + "log/"
    ana.goto(log)
    row = ana.get_by_role("row", name=title)
    expect(row).to_contain_text("handling code raised")
    expect(row).to_contain_text("coordinator, ")
    expect(row).to_contain_text(WHY)
    marla = browser_of("marla").new_page()
    marla.goto(log)
    expect(marla.get_by_role("heading", level=1)).to_be_visible()
    assert title not in marla.content()


@both
def test_a_coordinator_raises_a_post_of_somebody_else_and_says_why(site, browser_of, findings, scripts):
    ana = browser_of("ana").new_page()
    topic = begin(ana, forum_of(site, "ana"), f"A post raised by the coordinator {scripts}")
    post = reply(ana, topic, "The name of the clerk.")
    cora = narrow(browser_of, "cora", scripts)
    cora.goto(site.url + post.get_by_role("link", name="Handling code").get_attribute("href"))
    cora.get_by_label(re.compile("TLP:RED")).check()
    cora.get_by_label("Reason").fill("Ask clerk@office.example.")
    cora.get_by_role("button", name="Set the code").click()
    expect(cora.get_by_role("group", name="What looks like personal data").locator("mark")).to_have_text(
        "clerk@office.example"
    )
    if scripts:
        is_sound(cora, findings)
    cora.get_by_label("Reason").fill("It names a clerk.")
    expect(cora.get_by_label(re.compile("TLP:RED"))).to_be_checked()
    cora.get_by_role("button", name="Set the code").click()
    cora.wait_for_url(re.compile(re.escape(topic)))
    expect(cora.get_by_text("The handling code has been changed.")).to_be_visible()
    assert "The name of the clerk." not in cora.content()
    ana.goto(topic)
    expect(ana.locator(f"[id='{post.get_attribute('id')}']")).to_contain_text("TLP:RED")


@both
def test_a_reply_for_those_named_alone_is_seen_by_its_author_and_by_nobody_else(site, browser_of, scripts):
    ana = browser_of("ana", java_script_enabled=scripts).new_page()
    topic = begin(ana, forum_of(site, "ana"), f"A reply for few {scripts}")
    marla = browser_of("marla", java_script_enabled=scripts).new_page()
    marla.goto(topic)
    marla.locator("form.composer select[name=code]").select_option("AMBER+STRICT")
    if scripts:
        expect(readers(marla)).to_contain_text("authorities named on the topic: 1 member of")
    marla.get_by_label("Your reply").fill("For my own office only.")
    marla.get_by_role("button", name="Post the reply").click()
    marla.wait_for_url(re.compile("#post-"))
    post = marla.locator(f"[id='{marla.url.partition('#')[2]}']")
    expect(post).to_contain_text("TLP:AMBER+STRICT")
    ana.goto(topic)
    assert "For my own office only." not in ana.content()
    nobody(ana, post.get_by_role("link").first.get_attribute("href") and f"{site.url}/posts/{marla.url[-22:]}/")


def test_on_an_open_page_a_post_that_is_raised_goes_and_the_others_stay(site, browser_of):
    ana = browser_of("ana").new_page()
    topic = begin(ana, forum_of(site, "ana"), "One post is raised")
    post = reply(ana, topic, "Too much was said here.")
    ravi = live(browser_of("ravi").new_page(), topic)
    expect(ravi.get_by_text("Too much was said here.")).to_be_visible()
    post.get_by_role("link", name="Handling code").click()
    ana.get_by_label(re.compile("TLP:RED")).check()
    ana.get_by_role("button", name="Set the code").click()
    expect(ravi.get_by_text("Too much was said here.")).to_have_count(0)
    expect(ravi.get_by_text("What is asked for.")).to_be_visible()
    assert ravi.evaluate("window.sameDocument === true")
