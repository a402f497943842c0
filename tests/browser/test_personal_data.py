"""What looks like personal data is marked before it is posted: it is taken out, or confirmed."""

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of
from tests.browser.screens import NETWORK, first_link

FOUND = {
    "a telephone number": ("Please call +230 5251 2345 before noon.", "+230 5251 2345"),
    "an account": ("Paid to GB33 BUKB 2020 1555 5555 55 by mistake.", "GB33 BUKB 2020 1555 5555 55"),
    "a date of birth": ("The person, born on 3 March 1975, is heard.", "3 March 1975"),
    "an address": ("Write to desk@office.example today.", "desk@office.example"),
}


@pytest.mark.parametrize("what", FOUND)
@both
def test_it_is_marked_at_its_place_taken_out_and_posted(site, browser_of, scripts, what):
    words, found = FOUND[what]
    page = browser_of("ana", java_script_enabled=scripts).new_page()
    topic = begin(page, forum_of(site, "ana"), f"Marked: {what} {scripts}")
    page.goto(topic)
    page.get_by_label("Your reply").fill(words)
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator("#findings mark").first).to_contain_text(found)
    # Nothing was posted; once it is taken out nothing is asked any more.
    assert page.locator(".thread article").count() == 1
    assert page.get_by_label("Your reply").input_value() == words
    page.get_by_label("Your reply").fill(words.replace(found, "[removed]"))
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_url("**#post-*")
    assert found not in page.locator(".thread").inner_text()


def test_a_topic_is_looked_at_too_and_what_is_confirmed_stays(site, browser_of):
    page = browser_of("ana").new_page()
    page.goto(f"{forum_of(site, 'ana')}new/?kind=practice_note")
    page.locator("input[name=title]").fill("Whom to call on +230 5251 2345")
    page.locator("form.composer textarea[name=body]").fill("Our duty officer.")
    page.get_by_role("button", name="Start the topic").click()
    expect(page.locator("#findings mark").first).to_contain_text("+230 5251 2345")
    page.locator("#findings input[type=checkbox]").first.check()
    page.get_by_role("button", name="Start the topic").click()
    expect(page.locator("h1")).to_contain_text("+230 5251 2345")


ENDLESS = "the.office.of.a.very.long.address.that.never.ends@authority-of-somewhere.example"


@both
def test_a_reason_is_looked_at_marked_in_its_place_and_what_is_confirmed_is_done(site, browser_of, findings, scripts):
    page = browser_of(
        "cora", java_script_enabled=scripts, viewport={"width": 320, "height": 700}, color_scheme="dark"
    ).new_page()
    topic = begin(page, forum_of(site, "cora"), f"Locked for a reason {scripts}")
    page.goto(f"{topic}lock/")
    said = f"Go on by {ENDLESS} or +230 5251 2345."
    page.get_by_label("Reason").fill(said)
    page.get_by_role("button", name="Lock the topic").click()
    expect(page.get_by_role("group", name="What looks like personal data").locator("mark")).to_have_text(
        [ENDLESS, "+230 5251 2345"]
    )
    assert page.get_by_label("Reason").input_value() == said
    for box in page.get_by_label("It must stay").all():
        row = box.locator("xpath=ancestor::label").bounding_box()
        assert row["x"] + row["width"] <= 320
        for mark in box.locator("xpath=ancestor::label").locator("mark").all():
            place = mark.bounding_box()
            assert place["x"] >= 0
            assert place["x"] + place["width"] <= 320
        box.check()
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert findings(page) == []
    page.get_by_role("button", name="Lock the topic").click()
    page.wait_for_url(topic)
    expect(page.locator("main")).to_contain_text("locked")


@both
def test_a_reason_in_a_network_is_looked_at_too_in_arabic(site, browser_of, scripts):
    page = browser_of("sam", java_script_enabled=scripts).new_page()
    page.context.add_cookies([{"name": "language", "value": "ar", "url": site.url}])
    page.goto(site.url + first_link(site, "sam", "/networks/", rf"{NETWORK}visit/"))
    page.locator("[name=reason]").fill(f"Asked by {ENDLESS}.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("fieldset mark")).to_have_text([ENDLESS])
    assert page.locator("[name=reason]").input_value() == f"Asked by {ENDLESS}."
    # Taken out, nothing is asked any more.
    page.locator("[name=reason]").fill("Asked by an office.")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/networks/*/")
    page.locator("main form[action*='/end/'] button, main a[href*='/end/']").first.click()
    page.locator("main form button[type=submit]").click()
