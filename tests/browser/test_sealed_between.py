"""What stays on a page of sealed messages that locks, and what happens between pressing a button and its answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sealed

OFFICERS = ("ana", "marla", "denis")
PIECES = re.compile(r"/files/[0-9a-f]{32}/\d+$")


@pytest.fixture
def kept_words(officers):
    return {handle: officer.kept.words for handle, officer in officers.items()}


def test_a_report_that_is_open_goes_with_the_lock_and_lets_its_page_be_unlocked(talk, at, kept_words):
    _ana, _marla, address = talk("Reported", "A text that is being reported.")
    marla = at("marla", address)
    second = at("marla", address)
    sealed.message(marla, "being reported").get_by_role("button", name="Report").click()
    marla.locator("#report-reason").fill("Typed before it locked.")
    marla.get_by_role("button", name="Show what is handed over").click()
    expect(marla.locator("[data-slot=handed]")).to_contain_text("being reported")
    second.get_by_role("button", name="Lock now").click()
    expect(marla.get_by_text("Your sealed messages are locked")).to_be_visible()
    assert "being reported" not in marla.content()
    # By hand: nothing lies over the page.
    marla.get_by_label("Your six words").click()
    marla.keyboard.type(kept_words["marla"])
    marla.keyboard.press("Enter")
    expect(sealed.message(marla, "being reported")).to_be_visible()
    assert marla.evaluate("document.activeElement.tagName") == "H1"
    sealed.message(marla, "being reported").get_by_role("button", name="Report").click()
    expect(marla.locator("#report-reason")).to_have_value("Typed before it locked.")


def test_a_reason_outlives_the_page_beside_a_message_and_goes_when_it_is_handed_over(talk, at):
    ana, marla, address = talk("Reasons", "The first of two.")
    sealed.write(ana, "The second of two.")
    marla = at("marla", address)
    body = marla.locator("#compose-body")
    body.fill("Being written meanwhile.")
    reason, close = marla.locator("#report-reason"), marla.get_by_role("button", name="Cancel")

    def report(text: str) -> None:
        sealed.message(marla, text).get_by_role("button", name="Report").click()

    for text, why in (("The first of two.", "It names a witness."), ("The second of two.", "It is none of his.")):
        report(text)
        expect(reason).to_have_value("")
        reason.fill(why)
        expect(marla.locator("form[data-reason] [data-slot=kept]")).to_have_text(
            "Kept here, sealed, until you send it."
        )
        close.click()
    asked = []
    marla.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    marla.reload()
    expect(body).to_have_value("Being written meanwhile.")
    report("The first of two.")
    expect(reason).to_have_value("It names a witness.")
    close.click()
    report("The second of two.")
    expect(reason).to_have_value("It is none of his.")
    # Not a moment between the last key and the reload.
    reason.fill("It is none of his, again.")
    marla.reload()
    report("The second of two.")
    expect(reason).to_have_value("It is none of his, again.")
    marla.get_by_role("button", name="Show what is handed over").click()
    marla.get_by_role("button", name="Hand it over").click()
    expect(marla.get_by_text("The secretariat has it.")).to_be_visible()
    marla.get_by_role("dialog").get_by_role("button", name="Close").click()
    marla.reload()
    expect(body).to_have_value("Being written meanwhile.")
    report("The second of two.")
    marla.wait_for_timeout(500)
    expect(reason).to_have_value("")
    close.click()
    report("The first of two.")
    expect(reason).to_have_value("It names a witness.")


def test_a_title_that_is_being_typed_is_asked_about_before_the_page_goes(talk):
    ana, _marla, _address = talk("Titles", "First.")
    ana.get_by_text("Change the title").click()
    ana.get_by_label("New title").fill("Half a title")
    asked = []
    ana.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    ana.reload()
    assert asked == ["beforeunload"]


def test_who_is_in_is_drawn_anew_while_a_removal_is_being_decided(talk, at):
    ana, marla, address = talk("Removal open", "First.")
    member = ana.locator(".member", has_text="Marla")
    member.get_by_text("Remove").first.click()
    button = member.get_by_role("button", name="Remove")
    button.focus()
    sealed.add_with_history(marla, "Denis")
    expect(ana.locator(".member")).to_have_count(3)
    expect(ana.locator(".member", has_text="Denis")).to_have_count(1)
    expect(button).to_be_visible()
    expect(button).to_be_focused()
    # Who is different is drawn anew, and the decision stays open.
    member.locator(".trust").first.evaluate("node => node.dataset.old = 'yes'")
    second = at("ana", address)
    second.locator(".member", has_text="Marla").locator(".trust").first.click()
    second.get_by_role("button", name="All twelve groups are the same").click()
    expect(member.locator(".trust").first).to_have_text("Verified")
    expect(button).to_be_visible()
    # Nobody is taken out before she has seen who came.
    button.click()
    expect(member.get_by_role("alert")).to_contain_text("Who is in has changed")
    expect(ana.locator(".member")).to_have_count(3)
    ana.get_by_role("button", name="I have seen who is in: go on").click()
    button.click()
    expect(ana.locator(".member", has_text="Marla")).to_have_count(0)
    expect(ana.locator(".member")).to_have_count(2)


def test_what_one_answers_is_not_on_the_locked_page_and_is_answered_after(talk, at, kept_words):
    _ana, _marla, address = talk("Answered", "A text that is being answered.")
    marla = at("marla", address)
    sealed.message(marla, "being answered").get_by_role("button", name="Reply").click()
    marla.locator("#compose-body").fill("My answer.")
    marla.get_by_role("button", name="Lock now").click()
    expect(marla.get_by_text("Your sealed messages are locked")).to_be_visible()
    assert "being answered" not in marla.content()
    sealed.unlock(marla, kept_words["marla"])
    expect(marla.locator("[data-slot=replying]")).to_contain_text("being answered")
    marla.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(marla, "My answer.")).to_contain_text("In reply to")


def test_a_file_taken_out_while_it_is_sent_does_not_go_and_one_chosen_meanwhile_stays(talk, at):
    _ana, _marla, address = talk("Files between", "First.")
    marla = at("marla", address)
    expect(sealed.message(marla, "First.")).to_be_visible()
    held, holding = [], [True]
    marla.context.route(PIECES, lambda route: held.append(route) if holding else route.continue_())
    choose = marla.locator("#compose-files")
    choose.set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": b"x"} for name in ("goes.txt", "taken out.txt")]
    )
    rows = marla.locator("[data-slot=attached] .file-row")
    expect(rows).to_have_count(2)
    marla.locator("#compose-body").fill("With one file.")
    marla.get_by_role("button", name="Seal and send").click()
    expect(marla.locator("form[data-compose]")).to_have_attribute("aria-busy", "true")
    rows.filter(has_text="taken out.txt").get_by_role("button", name="Take out").click()
    choose.set_input_files([{"name": "chosen later.txt", "mimeType": "text/plain", "buffer": b"y"}])
    expect(rows).to_have_count(2)
    holding.clear()
    for route in held:
        route.continue_()
    sent = sealed.message(marla, "With one file.")
    expect(sent).to_be_visible()
    assert sent.locator(".file-row bdi").all_inner_texts() == ["goes.txt"]
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("chosen later.txt")
    marla.context.unroute(PIECES)


def test_a_file_that_could_not_be_sealed_says_why_and_the_form_says_that_nothing_went(talk, at):
    _ana, _marla, address = talk("Not sealed", "First.")
    marla = at("marla", address)
    expect(sealed.message(marla, "First.")).to_be_visible()
    marla.context.route(re.compile(r"/files$"), lambda route: route.abort(), times=1)
    marla.locator("#compose-files").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}])
    row = marla.locator("[data-slot=attached] .file-row")
    expect(row).to_contain_text("The server did not answer")
    marla.locator("#compose-body").fill("With a file.")
    marla.get_by_role("button", name="Seal and send").click()
    expect(marla.locator("form[data-compose] > .field-error")).to_have_text(
        "A file is not sealed yet. Try it again, or take it out."
    )
    expect(row).to_contain_text("The server did not answer")


def test_an_address_with_other_signs_behind_its_end_is_opened_and_hears_what_arrives(talk, at):
    ana, _marla, address = talk("Odd address", "First.")
    marla = at("marla", f"{address}#%E0%A4%A")
    expect(sealed.message(marla, "First.")).to_be_visible()
    sealed.write(ana, "Second.")
    arrived = sealed.message(marla, "Second.")
    expect(arrived.or_(marla.locator("[data-act=arrivals]")).first).to_be_visible()
