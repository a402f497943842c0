"""The same house in Firefox: two factors, a topic, a reply, and another's that arrives while one looks."""

from playwright.sync_api import expect

from tests.browser.screens import FORUM, NETWORK, TOPIC, first_link


def test_in_firefox_one_signs_in_replies_and_sees_a_reply_arrive(site, browser_of, firefox):
    topic = "/"
    for step in (NETWORK, FORUM, TOPIC):
        topic = first_link(site, "ana", topic, step)
    person = site.people["ana"]
    firefox.open(site.url + "/")
    firefox.type("[name=email]", person["email"])
    firefox.type("[name=password]", person["password"])
    firefox.press("form:has([name=password]) [type=submit]")
    firefox.type("[name=code]", site.manage("code", "ana").split()[0])
    firefox.press("form:has([name=code]) [type=submit]")
    firefox.wait(lambda: firefox.text("h1") == "My desk", "My desk")

    firefox.open(site.url + topic)
    firefox.type("#reply textarea[name=body]", "Written in Firefox.")
    firefox.press("#reply [type=submit]:not([formaction])")
    firefox.wait(lambda: "Written in Firefox." in firefox.text("[data-live-posts]"), "the own reply")

    firefox.open(site.url + topic)
    firefox.script("window.sameDocument = true")
    cora = browser_of("cora").new_page()
    cora.goto(site.url + topic)
    expect(cora.locator("article", has_text="Written in Firefox.")).to_have_count(1)
    cora.locator("#reply textarea[name=body]").fill("Answered from another browser.")
    cora.get_by_role("button", name="Post the reply").click()
    cora.locator("article", has_text="Answered from another browser.").wait_for()
    firefox.wait(
        lambda: firefox.script("""
        const notice = document.querySelector("[data-live-notice]");
        return !notice.hidden || document.body.innerText.includes("Answered from another browser.");
    """),
        "the reply or its announcement",
    )
    assert firefox.script("return window.sameDocument === true && document.querySelector('.live-state').hidden")
    assert firefox.faults == []
