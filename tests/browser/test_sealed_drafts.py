"""What is being written in a sealed composer is not lost: kept sealed, back after unlocking, gone once it is sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.test_sealed_faults import REFUSING

OFFICERS = ("ana", "marla", "denis")
BODY, START = "#compose-body", "#start-body"
# Everything that the site keeps in this browser, as somebody reads it who has the disk.
ON_DISK = """async () => {
    const answer = (asked) => new Promise((done, failed) => {
        asked.onsuccess = () => done(asked.result);
        asked.onerror = failed;
    });
    const text = (value) => {
        if (value instanceof Uint8Array) return String.fromCharCode(...value);
        if (typeof value !== "object" || value === null) return String(value);
        return Object.entries(value).map(([name, one]) => name + text(one)).join();
    };
    const said = [localStorage, sessionStorage, document.cookie, history.state].map(text);
    for (const { name } of await indexedDB.databases()) {
        const base = await answer(indexedDB.open(name));
        for (const shelf of base.objectStoreNames) {
            const all = () => base.transaction(shelf).objectStore(shelf);
            said.push(...(await answer(all().getAllKeys())), ...(await answer(all().getAll())).map(text));
        }
        base.close();
    }
    return said.join("\\n");
}"""


def type_text(page, text: str, field: str = BODY) -> None:
    """Write TEXT and wait until the page says that it is kept."""
    page.locator(field).fill(text)
    expect(page.get_by_text("Kept here, sealed, until you send it.")).to_be_visible()


def test_what_was_typed_is_there_again_after_a_reload_and_never_left_the_browser_in_the_clear(talk):
    ana, _marla, address = talk("Reloaded", "Which bank?")
    sent = []
    ana.on("request", lambda request: sent.append(request))
    type_text(ana, "The bank of the second company.")
    ana.get_by_label("Handling code").select_option("4")
    ana.wait_for_timeout(700)
    # Marks hold two numbers, of what has arrived and was read; they may come late.
    said = [request for request in sent if request.method != "GET" and not request.url.endswith("/marks")]
    assert said == []
    kept = ana.evaluate(ON_DISK)
    assert "draft/" in kept
    assert "second company" not in kept
    asked = []
    ana.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    ana.reload()
    expect(ana.locator(BODY)).to_have_value("The bank of the second company.")
    expect(ana.get_by_label("Handling code")).to_have_value("4")
    expect(ana.get_by_text("You had begun this and not sent it.")).to_be_visible()
    assert asked == []  # it is kept: nobody is asked
    ana.goto(re.sub(r"c/.*", "", address))
    expect(ana.locator("[data-slot=rows] li", has_text="Reloaded")).to_contain_text("Text begun, not sent")
    ana.goto(address)
    expect(ana.locator(BODY)).to_have_value("The bank of the second company.")
    ana.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(ana, "The bank of the second company.")).to_have_count(1)
    expect(ana.locator(BODY)).to_have_value("")
    ana.reload()
    expect(sealed.message(ana, "The bank of the second company.")).to_have_count(1)
    ana.wait_for_timeout(500)
    expect(ana.locator(BODY)).to_have_value("")
    assert "draft/" not in ana.evaluate(ON_DISK)


def test_locking_takes_it_off_the_page_and_unlocking_brings_it_back_with_the_answer(talk, officers):
    ana, marla, _address = talk("Locked", "Does the register answer?")
    sealed.write(marla, "It does, in a week.")
    sealed.show_arrivals(ana)
    sealed.message(ana, "in a week").get_by_role("button", name="Reply").click()
    # Not a moment between the last key and the lock.
    ana.locator(BODY).fill("Then I ask there.")
    ana.get_by_role("button", name="Lock now").click()
    expect(ana.get_by_text("Your sealed messages are locked")).to_be_visible()
    assert ana.locator(BODY).input_value() == ""
    assert "Then I ask there." not in ana.content()
    sealed.unlock(ana, officers["ana"].kept.words)
    expect(ana.locator(BODY)).to_have_value("Then I ask there.")
    expect(ana.locator("[data-slot=replying]")).to_contain_text("It does, in a week.")
    ana.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(ana, "Then I ask there.").locator("[data-slot=reply]")).to_contain_text("in a week")


def test_fifteen_idle_minutes_after_the_last_key_it_locks_and_the_text_comes_back(
    talk, officers, sealed_site, chromium
):
    _ana, _marla, address = talk("Idle writer", "Take your time.")
    context = chromium.new_context(locale="en-GB")
    context.add_cookies([sealed_site.cookie("ana")])
    sealed.before_the_worker(context, sealed.CLOCK)
    page = context.new_page()
    page.goto(address)
    sealed.unlock(page, officers["ana"].kept.words)
    expect(sealed.message(page, "Take your time.")).to_be_visible()
    sealed.let_pass(page, 14 * sealed.MINUTE)
    type_text(page, "A long answer, of which this is the first half.")
    sealed.let_pass(page, 14 * sealed.MINUTE)
    # Whoever types is there: it has not locked.
    expect(page.locator(BODY)).to_be_visible()
    sealed.let_pass(page, 2 * sealed.MINUTE)
    expect(page.get_by_text("Your sealed messages are locked")).to_be_visible()
    assert "A long answer" not in page.content()
    assert page.locator(BODY).input_value() == ""
    sealed.unlock(page, officers["ana"].kept.words)
    expect(page.locator(BODY)).to_have_value("A long answer, of which this is the first half.")
    context.close()


def test_two_tabs_keep_their_texts_apart_and_the_one_that_stays_gets_both(talk, at):
    ana, _marla, address = talk("Two writers", "Write to me.")
    second = at("ana", address)
    expect(sealed.message(second, "Write to me.")).to_be_visible()
    type_text(ana, "From the first tab.")
    second.wait_for_timeout(1_500)
    expect(second.locator(BODY)).to_have_value("")
    type_text(second, "From the second tab.")
    ana.reload()
    expect(ana.locator(BODY)).to_have_value("From the first tab.")
    second.goto("about:blank")
    ana.reload()
    expect(ana.locator(BODY)).to_have_value("From the first tab.\n\nFrom the second tab.")


def test_who_is_signed_out_elsewhere_finds_the_text_after_signing_in_again(sealed_site, chromium, officers, talk):
    _ana, _marla, address = talk("Signed out", "Before the end of the session.", "denis", "Denis")
    context = chromium.new_context(locale="en-GB")
    context.add_cookies([sealed_site.cookie("denis")])
    page = context.new_page()
    page.goto(address)
    sealed.unlock(page, officers["denis"].kept.words)
    type_text(page, "Nobody but me has this.")
    other = context.new_page()
    other.goto(f"{sealed_site.url}/account/")
    other.locator("form.sign-out button").click()
    expect(page.locator("[data-room]")).to_be_hidden()
    assert "Nobody but me" not in page.content()
    assert page.locator(BODY).input_value() == ""
    # Signed in again, as a new session of the same browser.
    sealed_site.sign_in_anew()
    context.add_cookies([sealed_site.cookie("denis")])
    page.goto(address)
    sealed.unlock(page, officers["denis"].kept.words)
    expect(page.locator(BODY)).to_have_value("Nobody but me has this.")
    context.close()


def test_a_new_conversation_is_kept_with_its_people_listed_and_thrown_away(at, sealed_site):
    ana = at("ana", f"{sealed_site.url}/messages/new/")
    sealed.choose(ana, "Marla")
    ana.locator("#start-title").fill("Half a question")
    ana.get_by_label("Kept for").select_option("30")
    type_text(ana, "Do you know the", START)
    expect(ana).to_have_url(re.compile(r"/messages/new/#draft=[0-9a-f]{16}$"))
    assert "Half a question" not in ana.evaluate(ON_DISK)
    ana.reload()
    for field, value in ((START, "Do you know the"), ("#start-title", "Half a question"), ("#start-retention", "30")):
        expect(ana.locator(field)).to_have_value(value)
    expect(ana.locator("[data-slot=chosen] li")).to_contain_text("Marla")
    # Whoever begins another one gets an empty sheet.
    ana.goto(f"{sealed_site.url}/messages/new/")
    expect(ana.locator(START)).to_be_visible()
    expect(ana.locator(START)).to_have_value("")

    ana.goto(f"{sealed_site.url}/messages/")
    line = ana.locator("[data-slot=begun-rows] li")
    expect(line).to_contain_text("Do you know the")
    line.get_by_role("link", name="Half a question").click()
    expect(ana.locator(START)).to_have_value("Do you know the")
    ana.locator(START).fill("Do you know the owner?")
    ana.get_by_role("button", name="Seal and send").click()
    ana.wait_for_url(re.compile(r"/messages/c/[0-9a-f]{32}/$"))
    expect(sealed.message(ana, "Do you know the owner?")).to_be_visible()
    ana.goto(f"{sealed_site.url}/messages/")
    expect(ana.locator("[data-slot=rows] li", has_text="Half a question")).to_be_visible()
    expect(ana.locator("[data-slot=begun]")).to_be_hidden()

    ana.goto(f"{sealed_site.url}/messages/new/")
    type_text(ana, "Not worth it.", START)
    ana.goto(f"{sealed_site.url}/messages/")
    ana.get_by_role("button", name="Throw away").click()
    expect(ana.locator("[data-slot=begun]")).to_be_hidden()
    ana.reload()
    expect(ana.locator("[data-slot=rows] li").first).to_be_visible()
    expect(ana.locator("[data-slot=begun]")).to_be_hidden()


def test_a_sealed_file_waits_with_the_text(talk, tmp_path):
    ana, marla, _address = talk("Waiting file", "Send me the extract.")
    (tmp_path / "extract.pdf").write_bytes(b"extract " * 500)
    ana.locator("#compose-files").set_input_files(tmp_path / "extract.pdf")
    expect(ana.locator("[data-slot=attached] li")).to_contain_text("Sealed, goes with the message")
    type_text(ana, "Here is the extract.")
    ana.reload()
    expect(ana.locator("[data-slot=attached] li")).to_contain_text("extract.pdf")
    expect(ana.locator(BODY)).to_have_value("Here is the extract.")
    ana.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(ana, "Here is the extract.").locator(".file-row")).to_contain_text("extract.pdf")
    sealed.show_arrivals(marla)
    row = sealed.message(marla, "Here is the extract.").locator(".file-row")
    with marla.expect_download() as fetched:
        row.get_by_role("button", name="Open and keep").click()
    assert fetched.value.path().read_bytes() == b"extract " * 500


@pytest.mark.parametrize("keeps", [True, False], ids=["kept", "not kept"])
def test_only_where_the_text_cannot_be_kept_the_browser_asks_before_it_leaves(
    keeps, talk, chromium, sealed_site, officers
):
    _ana, _marla, address = talk(f"Asked {keeps}", "Leave me.")
    context = chromium.new_context(locale="en-GB")
    context.add_cookies([sealed_site.cookie("ana")])
    if not keeps:
        sealed.before_the_worker(context, REFUSING)
    page = context.new_page()
    page.goto(address)
    sealed.unlock(page, officers["ana"].kept.words)
    page.locator(BODY).press_sequentially("Still to be sent.")
    said = "Kept here, sealed" if keeps else "This browser cannot keep what you write"
    expect(page.get_by_text(said)).to_be_visible()
    page.wait_for_timeout(600)
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.evaluate("() => location.assign('/networks/')")
    if keeps:
        page.wait_for_url(f"{sealed_site.url}/networks/")
        assert asked == []
    else:
        page.wait_for_timeout(1_000)
        assert asked == ["beforeunload"]
        assert page.url == address
        expect(page.locator(BODY)).to_have_value("Still to be sent.")
    context.close()
