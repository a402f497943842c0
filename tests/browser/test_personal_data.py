"""What looks like personal data is marked before it is posted: it is taken out, or confirmed."""

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of

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
