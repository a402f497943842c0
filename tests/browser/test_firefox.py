"""The same house in Firefox: two factors, a topic, a reply, another's that arrives meanwhile; and sealed messages."""

import re

from playwright.sync_api import expect

from tests.browser import sealed
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


def test_in_firefox_sealed_messages_are_set_up_written_and_read(sealed_site, chromium, firefox):
    """The keys are made in Firefox; what it seals Chromium opens, and the other way round."""
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(30_000)
    context.add_cookies([sealed_site.cookie("marla")])
    marla = context.new_page()
    sealed.set_up(marla, sealed_site.url)

    firefox.bring(sealed_site.keys["ana"], f"{sealed_site.url}/sign-in/")
    firefox.open(f"{sealed_site.url}/messages/set-up/")
    when_open(firefox)
    firefox.press("[data-act=begin]")
    words = firefox.wait(lambda: read_list(firefox, "words", 6), "six words")
    firefox.press("[data-act=sheet]")
    groups = firefox.wait(lambda: read_list(firefox, "sheet", 14), "fourteen groups")
    firefox.press("[data-act=prove]")
    asked = re.search(r"\d+", firefox.text("[data-slot=ask]"))
    assert asked
    firefox.type("#group", groups[int(asked[0]) - 1])
    firefox.press("form[data-prove] [type=submit]")
    firefox.wait(lambda: firefox.url == f"{sealed_site.url}/messages/", "the list")
    when_open(firefox)

    firefox.open(f"{sealed_site.url}/messages/new/")
    when_open(firefox)
    firefox.type("#picker-field", "Marla")
    firefox.press("[data-slot=found] [data-slot=choose]")
    firefox.type("#start-title", "From Firefox")
    firefox.type("#start-body", "Sealed in Firefox.")
    firefox.press("form[data-start] [type=submit]")
    firefox.wait(lambda: "Sealed in Firefox." in shown_in(firefox), "the own message")
    address = firefox.url

    marla.goto(address)
    expect(sealed.message(marla, "Sealed in Firefox.")).to_be_visible()
    sealed.write(marla, "Sealed in Chromium.")
    # It has arrived without a reload: it stands there, or waits to be asked for.
    firefox.wait(
        lambda: (
            "Sealed in Chromium." in shown_in(firefox)
            or firefox.script("return !document.querySelector('.arrivals').hidden")
        ),
        "what was sealed in Chromium",
    )
    firefox.open(address)
    firefox.wait(lambda: "Sealed in Chromium." in shown_in(firefox), "what was sealed in Chromium")

    # Locked and opened again with the words: Argon2 runs in Firefox, too.
    when_open(firefox)
    firefox.press("[data-act=lock]:not([hidden])")
    firefox.type("#unlock-words", " ".join(words))
    firefox.press("form[data-words] [type=submit]")
    firefox.wait(lambda: "Sealed in Chromium." in shown_in(firefox), "the messages again")
    assert firefox.faults == []
    context.close()


def when_open(firefox) -> None:
    firefox.wait(lambda: firefox.script("return document.querySelector('[data-room]')?.hidden === false"), "the room")


def read_list(firefox, name: str, count: int) -> list[str]:
    said = firefox.script(f"return [...document.querySelectorAll('[data-slot={name}] li')].map((one) => one.innerText)")
    return [one.strip() for one in said] if len(said) == count else []


def shown_in(firefox) -> str:
    return str(firefox.script("return document.querySelector('[data-slot=flow]')?.innerText ?? ''"))


def test_what_firefox_complains_of_is_heard(site, firefox):
    firefox.open(f"{site.url}/sign-in/")
    firefox.wait(lambda: firefox.text("h1"), "the page")
    assert firefox.faults == []
    firefox.script("setTimeout(() => { throw new Error('thrown by nobody') })")
    firefox.wait(lambda: any("thrown by nobody" in one for one in firefox.faults), "the error")
    firefox.script("document.createElement('img').src = 'http://127.0.0.1:9/elsewhere.png'")
    firefox.wait(lambda: any("img-src" in one and "elsewhere" in one for one in firefox.faults), "what was refused")
