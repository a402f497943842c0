"""What may go wrong around sealed messages: idle hours, other tabs, lost connections, browsers that keep nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.conftest import watch

OFFICERS = ("ana", "marla")
ENVELOPES = re.compile(r"/envelopes$")
CONVERSATIONS = re.compile(r"/messages/conversations$")
REFUSING = 'IDBFactory.prototype.open = () => { throw new DOMException("not here", "SecurityError"); };'
ALONE = "delete globalThis.BroadcastChannel;"
# Room that a test takes away: Chromium's own quota does not bind a browser that keeps everything in memory.
ROOM = """
globalThis.room = true;
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
    if (!globalThis.room) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
};
"""
OPENED_KEYS = """async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    if (!names.includes("messages-opened")) return 0;
    const asked = indexedDB.open("messages-opened");
    const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const shelf = base.transaction("opened").objectStore("opened");
    return new Promise((done) => (shelf.count().onsuccess = (event) => done(event.target.result)));
}"""


@pytest.fixture
def elsewhere(sealed_site, chromium):
    """Another browser, which knows nothing of anybody: `elsewhere("ana", script)`; SCRIPT runs before the Worker's."""
    opened = []

    def open_browser(handle: str, script: str = ""):
        context = chromium.new_context(locale="en-GB")
        context.set_default_timeout(30_000)
        context.add_cookies([sealed_site.cookie(handle)])
        context.faults = watch(context, sealed_site.url)
        if script:
            sealed.before_the_worker(context, script)
        opened.append(context)
        return context.new_page()

    yield open_browser
    for context in opened:
        context.close()
    assert [fault for context in opened for fault in context.faults] == []


@pytest.fixture
def kept(officers):
    return {handle: officer.kept for handle, officer in officers.items()}


def come_back(page) -> None:
    """The line is there again: the browser says so, and nobody presses anything."""
    page.evaluate("() => dispatchEvent(new Event('online'))")


def test_after_fifteen_minutes_without_use_it_locks_in_every_tab_and_shows_no_text(talk, elsewhere, kept):
    _ana, _marla, address = talk("Idle", "Seen only while it is used.")
    page = elsewhere("ana", sealed.CLOCK)
    page.goto(address)
    sealed.unlock(page, kept["ana"].words)
    expect(sealed.message(page, "Seen only")).to_be_visible()
    second = page.context.new_page()
    second.goto(address)
    expect(sealed.message(second, "Seen only")).to_be_visible()

    sealed.let_pass(second, 14 * sealed.MINUTE)
    sealed.let_pass(page, 14 * sealed.MINUTE)
    expect(sealed.message(page, "Seen only")).to_be_visible()
    # Whoever writes is there: the fifteen minutes begin again, in the other tab, too.
    page.locator("#compose-body").fill("Still here.")
    page.get_by_role("button", name="Seal and send").click()
    refusal = page.get_by_text("The clock of this device is wrong")
    expect(refusal).to_be_visible()  # the server's clock has not moved; the text stays
    expect(page.locator("#compose-body")).to_have_value("Still here.")
    for one in (page, second):
        sealed.let_pass(one, 14 * sealed.MINUTE)
        expect(sealed.message(one, "Seen only")).to_be_visible()
    for one in (second, page):
        sealed.let_pass(one, 2 * sealed.MINUTE)
    for one in (page, second):
        expect(one.get_by_text("Your sealed messages are locked")).to_be_visible()
        assert "Seen only" not in one.content()
    sealed.unlock(page, kept["ana"].words)
    expect(page.locator("#compose-body")).to_have_value("Still here.")
    expect(sealed.message(second, "Seen only")).to_be_visible()


def test_who_signs_out_locks_every_tab(sealed_site, elsewhere, officers):
    page = elsewhere("denis")
    sealed.set_up(page, sealed_site.url)
    address = sealed.begin(page, sealed_site.url, "Marla", "Signing out", "Not for who comes after me.")
    second = page.context.new_page()
    second.goto(address)
    expect(sealed.message(second, "Not for who")).to_be_visible()
    page.goto(f"{sealed_site.url}/account/")
    page.locator("form.sign-out button").click()
    # Whether the tab asks the server before or after the session has ended, it shows no text.
    locked = second.get_by_role("heading", name="Your sealed messages are locked")
    expect(locked.or_(second.get_by_role("heading", name="You have been signed out"))).to_be_visible()
    assert "Not for who" not in second.content()
    assert page.evaluate(OPENED_KEYS) == 0
    second.reload()
    expect(second.get_by_label("E-mail address")).to_be_visible()


@pytest.mark.parametrize(("handle", "script"), [("cora", ALONE), ("ravi", ALONE + REFUSING)], ids=["disk", "memory"])
def test_where_tabs_cannot_speak_to_each_other_signing_out_locks_them_as_well(handle, script, sealed_site, elsewhere):
    first = elsewhere(handle)
    words = sealed.set_up(first, sealed_site.url).words
    address = sealed.begin(first, sealed_site.url, "Marla", "Alone", "Not for who comes after me.")
    page = elsewhere(handle, script)
    page.goto(address)
    sealed.unlock(page, words)
    expect(sealed.message(page, "Not for who")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{sealed_site.url}/account/")
    other.locator("form.sign-out button").click()
    expect(other.get_by_role("link", name="Sign in").or_(other.get_by_label("E-mail address")).first).to_be_visible()
    locked = page.get_by_role("heading", name="Your sealed messages are locked")
    expect(locked.or_(page.get_by_role("heading", name="You have been signed out"))).to_be_visible()
    assert "Not for who" not in page.content()
    assert other.evaluate(OPENED_KEYS) == 0


def test_two_tabs_write_at_once_and_each_shows_both_once(talk, at, kept):
    ana, marla, address = talk("Two tabs", "From the first tab.")
    second = at("ana", address)
    expect(sealed.message(second, "From the first tab.")).to_be_visible()
    for page, text in ((ana, "First of two."), (second, "Second of two.")):
        page.locator("#compose-body").fill(text)
    # Both leave before either is answered.
    for page in (ana, second):
        page.evaluate("() => void document.querySelector('form[data-compose]').requestSubmit()")
    for page in (ana, second):
        for text in ("First of two.", "Second of two."):
            expect(sealed.message(page, text)).to_have_count(1)
    marla.reload()
    for text in ("First of two.", "Second of two."):
        expect(sealed.message(marla, text)).to_have_count(1)
    second.get_by_role("button", name="Lock now").click()
    expect(ana.get_by_text("Your sealed messages are locked")).to_be_visible()
    sealed.unlock(ana, kept["ana"].words)
    expect(sealed.message(second, "Second of two.")).to_be_visible()


def test_a_private_window_has_everything_while_it_is_open_and_leaves_nothing(talk, elsewhere, kept):
    _ana, _marla, address = talk("Private window", "Readable in each browser.")
    for _time in range(2):
        # What a context keeps lies in memory, as in a window of private browsing; it asks anew each time.
        page = elsewhere("marla")
        page.goto(address)
        expect(page.get_by_text("This browser opens them for the first time.")).to_be_visible()
        sealed.unlock(page, kept["marla"].words)
        expect(sealed.message(page, "Readable in each browser.")).to_be_visible()
        page.context.close()


def test_where_storage_is_cleared_the_words_bring_everything_back(talk, elsewhere, kept, sealed_site):
    _ana, _marla, address = talk("Cleared", "Still there after clearing.")
    page = elsewhere("marla")
    page.goto(address)
    sealed.unlock(page, kept["marla"].words)
    expect(sealed.message(page, "Still there")).to_be_visible()
    page.locator("#compose-body").fill("Typed before it was cleared.")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Storage.clearDataForOrigin", {"origin": sealed_site.url, "storageTypes": "indexeddb"})
    page.get_by_role("button", name="Seal and send").click()
    said = page.get_by_role("alert").or_(page.get_by_role("heading", name="locked"))
    expect(said.first.or_(sealed.message(page, "Typed before"))).to_be_visible()
    if not sealed.message(page, "Typed before").is_visible():
        expect(page.locator("#compose-body")).to_have_value("Typed before it was cleared.")
    page.reload()
    sealed.unlock(page, kept["marla"].words)
    expect(sealed.message(page, "Still there")).to_be_visible()


def test_a_browser_that_refuses_to_keep_says_so_and_works(talk, elsewhere, kept):
    _ana, marla, address = talk("Refusing", "To a browser that keeps nothing.")
    page = elsewhere("ana", REFUSING)
    page.goto(address)
    sealed.unlock(page, kept["ana"].words)
    expect(page.get_by_text("This browser keeps nothing (a private window?).")).to_be_visible()
    expect(sealed.message(page, "To a browser")).to_be_visible()
    sealed.write(page, "From a browser that keeps nothing.")
    marla.reload()
    expect(sealed.message(marla, "From a browser that keeps nothing.")).to_have_count(1)
    page.reload()
    expect(page.get_by_text("Your sealed messages are locked")).to_be_visible()


def test_a_browser_without_room_says_so_keeps_the_text_and_sends_it_when_there_is_room(talk, elsewhere, kept):
    _ana, marla, address = talk("No room", "There is room yet.")
    page = elsewhere("ana", ROOM)
    page.goto(address)
    sealed.unlock(page, kept["ana"].words)
    expect(sealed.message(page, "There is room yet.")).to_be_visible()
    page.workers[0].evaluate("() => { globalThis.room = false; }")
    page.locator("#compose-body").fill("Written without room.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("alert")).to_contain_text("This browser has no room left to keep anything.")
    expect(page.locator("#compose-body")).to_have_value("Written without room.")
    marla.reload()
    expect(sealed.message(marla, "Written without room.")).to_have_count(0)
    page.workers[0].evaluate("() => { globalThis.room = true; }")
    page.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(page, "Written without room.")).to_have_count(1)
    marla.reload()
    expect(sealed.message(marla, "Written without room.")).to_have_count(1)


@pytest.mark.parametrize("arrives", [True, False], ids=["the answer is lost", "the message is lost"])
def test_a_connection_lost_in_mid_send_loses_nothing_and_sends_nothing_twice(talk, arrives):
    text = f"Sent once{', heard of late' if arrives else ''}."
    ana, marla, _address = talk("Lost", "Before the line was cut.")

    def lose(route) -> None:
        if arrives:
            assert route.fetch().status == 201
        route.abort()

    ana.context.route(ENVELOPES, lose, times=1)
    ana.locator("#compose-body").fill(text)
    ana.get_by_role("button", name="Seal and send").click()
    line = sealed.message(ana, text)
    expect(line.locator("[data-slot=delivery]")).to_have_text(
        re.compile("Not sent yet: goes out by itself|Sent|Delivered|Read")
    )
    expect(ana.locator("#compose-body")).to_have_value("")
    come_back(ana)
    expect(line.locator("[data-slot=delivery]")).to_have_text(re.compile("Sent|Delivered|Read"))
    expect(line).to_have_count(1)
    marla.reload()
    expect(sealed.message(marla, text)).to_have_count(1)
    ana.reload()
    expect(sealed.message(ana, text)).to_have_count(1)


def test_what_was_written_without_a_line_waits_through_a_closed_tab_and_goes_out(talk, at):
    ana, marla, address = talk("Offline", "With a line.")
    ana.context.set_offline(True)
    ana.locator("#compose-body").fill("Without a line.")
    ana.get_by_role("button", name="Seal and send").click()
    state = sealed.message(ana, "Without a line.").locator("[data-slot=delivery]")
    expect(state).to_have_text("Not sent yet: goes out by itself")
    expect(sealed.message(ana, "Without a line.").get_by_role("button", name="Take back")).to_be_visible()
    ana.close()
    marla.reload()
    expect(sealed.message(marla, "With a line.")).to_be_visible()
    expect(sealed.message(marla, "Without a line.")).to_have_count(0)
    ana.context.set_offline(False)
    again = at("ana", address)
    expect(sealed.message(again, "Without a line.").locator("[data-slot=delivery]")).to_have_text(
        re.compile("Sent|Delivered|Read")
    )
    marla.reload()
    expect(sealed.message(marla, "Without a line.")).to_have_count(1)


def lose_the_answer(route) -> None:
    """Let the server begin the conversation, and cut the line before its answer."""
    assert route.fetch().status == 201
    route.abort()


def test_a_conversation_begun_while_the_line_breaks_is_begun_once(at, sealed_site):
    ana = at("ana", f"{sealed_site.url}/messages/new/")
    sealed.choose(ana, "Marla")
    ana.locator("#start-title").fill("Begun once")
    ana.locator("#start-body").fill("The first line.")

    ana.route(CONVERSATIONS, lose_the_answer, times=1)
    ana.get_by_role("button", name="Seal and send").click()
    expect(ana.get_by_role("alert")).to_have_text("The server did not answer. What you wrote is still here.")
    expect(ana.locator("#start-body")).to_have_value("The first line.")
    ana.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(ana, "The first line.")).to_have_count(1)
    ana.goto(f"{sealed_site.url}/messages/")
    expect(ana.locator("[data-slot=rows] li", has_text="Begun once")).to_have_count(1)


def test_a_conversation_changed_after_its_beginning_got_no_answer_is_not_begun_twice_unasked(at, sealed_site):
    ana = at("ana", f"{sealed_site.url}/messages/new/")
    sealed.choose(ana, "Marla")
    ana.locator("#start-title").fill("Begun before")
    ana.locator("#start-body").fill("As it stood first.")
    expect(ana.get_by_text("Kept here, sealed, until you send it.")).to_be_visible()

    ana.route(CONVERSATIONS, lose_the_answer, times=1)
    ana.get_by_role("button", name="Seal and send").click()
    expect(ana.get_by_role("alert")).to_contain_text("The server did not answer.")
    ana.reload()
    expect(ana.locator("#start-body")).to_have_value("As it stood first.")
    ana.locator("#start-body").fill("As it stands now.")
    ana.get_by_role("button", name="Seal and send").click()
    expect(ana.get_by_role("alert")).to_contain_text("has arrived after all, as it stood then")
    expect(ana.locator("#start-body")).to_have_value("As it stands now.")
    ana.get_by_role("link", name="Open what has arrived").click()
    expect(sealed.message(ana, "As it stood first.")).to_have_count(1)
    ana.goto(f"{sealed_site.url}/messages/")
    expect(ana.locator("[data-slot=rows] li", has_text="Begun before")).to_have_count(1)
