"""Sealed conversations of two officers at two browsers: new keys, reports, removals, retention, files."""

import re
import subprocess
import sys

from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.site import ROOT

OFFICERS = ("ana", "marla", "cora", "denis", "ravi")


def new_keys(page, url: str) -> None:
    page.goto(f"{url}/messages/my-keys/")
    page.get_by_role("button", name="Make new keys").click()
    expect(page.get_by_text("You have new keys.")).to_be_visible()


def verify_first(page) -> None:
    """Mark the other one as verified, from the conversation."""
    page.locator("[data-beside] .trust").first.click()
    page.get_by_role("button", name="All twelve groups are the same").click()
    expect(page.locator(".person-head .trust")).to_have_text("Verified")


def test_to_new_keys_of_a_verified_person_nothing_is_sealed_before_it_is_decided(talk, sealed_site):
    ana, denis, address = talk("Verified before", "Before the new keys.", "denis", "Denis")
    verify_first(ana)
    new_keys(denis, sealed_site.url)
    ana.goto(address)
    wall = ana.locator("[data-slot=wall]")
    expect(wall).to_contain_text("has other keys than those you verified")
    expect(ana.locator("form[data-compose]")).to_be_hidden()
    expect(ana.locator("[data-beside] .trust").first).to_have_text("Keys changed")

    wall.get_by_role("link", name="Compare and decide").click()
    expect(ana.get_by_text("These are not the keys that you compared.")).to_be_visible()
    ana.get_by_role("button", name="Go on without comparing").click()
    expect(ana.locator(".person-head .trust")).to_have_text("Not verified")
    ana.goto(address)
    sealed.write(ana, "After it was decided.")
    denis.goto(address)
    expect(sealed.message(denis, "After it was decided.")).to_be_visible()
    expect(sealed.message(denis, "Before the new keys.")).to_be_visible()
    expect(denis.locator(".happening", has_text="New keys")).to_be_visible()


KEYS = re.compile(r"/messages/keys\?")


def say(**other: str):
    """A server that says something else of whoever it shows."""

    def tell(route) -> None:
        given = route.fetch()
        keys = [{**one, "who": {**one["who"], **other}} for one in given.json()["keys"]]
        route.fulfill(response=given, json={"keys": keys})

    return tell


def test_another_name_beside_compared_keys_is_said_where_one_writes_and_bears_no_mark_until_it_is_accepted(talk):
    ana, _cora, address = talk("Named otherwise", "Before the other name.", "cora", "Cora")
    verify_first(ana)
    ana.goto(address)
    trust = ana.locator("[data-beside] .trust").first
    expect(trust).to_have_text("Verified")
    expect(ana.locator("[data-slot=renamed]")).to_be_hidden()
    tell = say(name="Marla Pascoe", function="Head of central authority")
    ana.context.route(KEYS, tell)
    ana.goto(address)
    notice = ana.locator("[data-slot=renamed] .notice")
    expect(notice).to_contain_text("Cora")
    expect(notice).to_contain_text("the server now says: Head of central authority")
    # Both names stand inside the sentence.
    expect(notice.locator("b").first).to_have_css("display", "inline")
    expect(notice).to_contain_text("Marla Pascoe")
    expect(trust).to_have_text("Name changed")
    expect(ana.locator(".sealed-message .trust")).to_have_count(0)

    notice.get_by_role("link", name="Look at it and decide").click()
    expect(ana.get_by_text("This is not the name that stood here when you compared.")).to_be_visible()
    expect(ana.locator("[data-slot=before]")).to_contain_text("Cora")
    expect(ana.locator("[data-slot=now]")).to_contain_text("Marla Pascoe")
    expect(ana.get_by_role("button", name="All twelve groups are the same")).to_be_visible()
    # While she looks, the server says yet another one: that is not what she accepts.
    ana.context.unroute(KEYS, tell)
    later = say(name="Somebody else")
    ana.context.route(KEYS, later)
    ana.get_by_role("button", name="This name is right: accept it").click()
    expect(ana.get_by_text("The server says something else now than stood here")).to_be_visible()
    expect(ana.locator("[data-slot=now]")).to_contain_text("Somebody else")
    expect(ana.locator(".person-head .trust")).to_have_text("Name changed")
    ana.get_by_role("button", name="This name is right: accept it").click()
    expect(ana.locator(".person-head .trust")).to_have_text("Verified")
    expect(ana.locator("[data-slot=other-name]")).to_be_hidden()
    ana.goto(address)
    expect(trust).to_have_text("Verified")
    expect(notice).to_have_count(0)
    # The true name was compared once, and needs no second look.
    ana.context.unroute(KEYS, later)
    ana.goto(address)
    expect(trust).to_have_text("Verified")


def test_nothing_is_decided_about_keys_before_they_are_shown(talk):
    ana, _ravi, address = talk("A weak line", "Somebody presses too early.", "ravi", "Ravi")
    ana.goto(address)
    link = ana.locator("[data-beside] .trust").first
    link.wait_for()
    held: list = []
    ana.context.route(KEYS, lambda route: held.append(route), times=1)
    link.click()
    same = ana.get_by_role("button", name="All twelve groups are the same")
    expect(ana.get_by_text("Call a number that you had before")).to_be_visible()
    expect(ana.locator(".safety-digits li")).to_have_count(0)
    expect(same).to_be_hidden()
    for route in held:
        route.continue_()
    expect(ana.locator(".safety-digits li")).to_have_count(12)
    same.click()
    expect(ana.locator(".person-head .trust")).to_have_text("Verified")
    ana.get_by_role("button", name="Take back: not verified").click()
    expect(ana.locator(".person-head .trust")).to_have_text("Not verified")


def test_new_keys_of_somebody_not_verified_are_a_line_in_the_conversation(talk, sealed_site):
    ana, ravi, address = talk("Not verified", "With the first keys.", "ravi", "Ravi")
    new_keys(ravi, sealed_site.url)
    ana.goto(address)
    sealed.write(ana, "With the second keys.")
    expect(ana.locator(".happening", has_text="New keys")).to_contain_text("Mauritius")
    ravi.goto(address)
    expect(sealed.message(ravi, "With the second keys.")).to_be_visible()


def test_who_reports_sees_exactly_what_is_handed_over_and_nothing_else_is(talk, sealed_site):
    ana, marla, _address = talk("Reported", "This is harmless.")
    sealed.write(marla, "This is not.")
    sealed.show_arrivals(ana)
    handed = []
    ana.context.on("request", lambda request: handed.append(request) if request.url.endswith("/reports") else None)
    line = sealed.message(ana, "This is not.")
    line.get_by_role("button", name="Report").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_label("Why").fill("It names a witness.")
    dialog.get_by_role("button", name="Show what is handed over").click()
    shown = dialog.locator("[data-slot=handed] li")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("This is not.")
    expect(shown).to_contain_text("Marla")
    expect(dialog.locator("[data-slot=handed-reason]")).to_have_text("It names a witness.")
    assert handed == []  # until it is said, nothing leaves
    dialog.get_by_role("button", name="Hand it over").click()
    expect(dialog.get_by_text("The secretariat has it.")).to_be_visible()
    assert len(handed) == 1
    assert "This is harmless." not in str(handed[0].post_data)
    # One does not report oneself.
    expect(sealed.message(ana, "This is harmless.").get_by_role("button", name="Report")).to_have_count(0)


def test_who_is_removed_gets_nothing_more_and_the_others_see_who_did_it(talk, at):
    ana, marla, address = talk("Removing", "For both of you.")
    sealed.add_with_history(ana, "Cora")
    cora = at("cora", address)
    expect(sealed.message(cora, "For both of you.")).to_be_visible()
    cora.locator("#compose-body").fill("Half of an answer")
    expect(cora.get_by_text("Kept here, sealed, until you send it.")).to_be_visible()

    member = ana.locator(".member", has_text="Cora")
    member.get_by_text("Remove").first.click()
    member.get_by_role("button", name="Remove").click()
    expect(ana.locator(".happening", has_text="From here on it is sealed without them.")).to_be_visible()
    sealed.write(ana, "Without Cora.")
    expect(cora.locator("[data-slot=wall]")).to_contain_text("You left this conversation, or were left out of it.")
    # What she was writing can be copied, though it goes nowhere from here.
    expect(cora.get_by_label("What you had begun to write")).to_have_value("Half of an answer")
    expect(cora.locator("form[data-compose]")).to_be_hidden()
    expect(sealed.message(cora, "Without Cora.")).to_have_count(0)
    assert cora.goto(address).status == 404
    marla.reload()
    expect(marla.locator(".happening", has_text="From here on it is sealed without them.")).to_contain_text("Mauritius")


def test_the_chosen_time_is_shown_and_after_it_a_tombstone_stands_there(at, sealed_site, chromium, officers):
    ana = at("ana", f"{sealed_site.url}/messages/new/")
    sealed.choose(ana, "Marla")
    ana.locator("#start-title").fill("For a month")
    ana.locator("#start-body").fill("Gone in a month.")
    ana.get_by_label("Kept for").select_option("30")
    ana.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(ana, "Gone in a month.")).to_be_visible()
    address = ana.url
    expect(ana.locator("[data-slot=retention]").first).to_have_text(
        "Each message is erased from the server after 30 days."
    )
    ana.goto(f"{sealed_site.url}/messages/")
    expect(ana.locator("[data-slot=rows] li", has_text="For a month")).to_contain_text("kept 30 days")

    command = [sys.executable, "-m", "tests.browser.erasing", "31"]
    done = subprocess.run(command, cwd=ROOT, env=sealed_site.environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 2  # the title and the message at least
    # Her own messages have gone, and she writes on where they ended.
    sealed.write(at("ana", address), "Written after the month.")
    # A browser whose clock says that the month is over believes the tombstone; one whose clock does not, does not.
    early = at("marla", address)
    expect(early.locator(".happening--grave", has_text="Withheld by the server")).to_have_count(2)
    later = chromium.new_context(locale="en-GB")
    later.add_cookies([sealed_site.cookie("marla")])
    sealed.before_the_worker(later, sealed.CLOCK + f"later({31 * sealed.DAY});")
    page = later.new_page()
    page.goto(address)
    sealed.unlock(page, officers["marla"].kept.words)
    expect(page.locator(".happening", has_text="Erased: its time had passed.")).to_have_count(2)
    expect(sealed.message(page, "Gone in a month.")).to_have_count(0)
    expect(sealed.message(page, "Written after the month.")).to_have_count(1)
    assert "Gone in a month." not in page.content()
    later.close()


def test_replies_titles_marks_and_search(talk, sealed_site):
    ana, marla, address = talk("First title", "Which register is it?")
    expect(sealed.message(ana, "Which register").locator("[data-slot=delivery]")).to_have_text("Read")
    sealed.message(marla, "Which register").get_by_role("button", name="Reply").click()
    expect(marla.locator("[data-slot=replying]")).to_contain_text("Which register is it?")
    sealed.write(marla, "The land register of Victoria.")
    sealed.show_arrivals(ana)
    answer = sealed.message(ana, "The land register of Victoria.")
    expect(answer.locator("[data-slot=reply]")).to_contain_text("Which register is it?")

    ana.get_by_text("Change the title").click()
    ana.get_by_label("New title").fill("The land register")
    ana.get_by_role("button", name="Change", exact=True).click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("The land register")
    expect(marla.get_by_role("heading", level=1)).to_have_text("The land register")

    ana.goto(f"{sealed_site.url}/messages/")
    expect(ana.locator("[data-slot=rows] li", has_text="The land register")).to_have_count(1)
    search = ana.get_by_role("search")
    sent = []
    ana.on("request", lambda request: sent.append((request.url, request.post_data)))
    search.get_by_role("searchbox").fill("VICTORIA land")
    search.get_by_role("button", name="Search").click()
    hits = ana.locator("[data-slot=hits] li")
    expect(hits).to_have_count(1)
    # The words go nowhere: what the page may ask by itself meanwhile is how much is unread.
    assert set(sent) <= {(f"{sealed_site.url}/messages/unread", None)}
    hits.get_by_role("link").click()
    ana.wait_for_url(re.compile(re.escape(address) + "#"))
    expect(sealed.message(ana, "The land register of Victoria.")).to_be_in_viewport()


def test_one_tick_says_delivered_before_it_says_read(at, sealed_site):
    """Marla's list opens the conversation without showing it: delivered. Only when it stands before her, read."""
    ana = at("ana")
    marla = at("marla")
    sealed.begin(ana, sealed_site.url, "Marla", "Marks", "Seen or only arrived?")
    marla.reload()
    expect(marla.locator("[data-slot=rows] li", has_text="Marks")).to_be_visible()
    state = sealed.message(ana, "Seen or only arrived?").locator("[data-slot=delivery]")
    expect(state).to_have_text("Delivered")
    marla.get_by_role("link", name="Marks").click()
    expect(state).to_have_text("Read")


def test_a_file_goes_sealed_and_one_without_its_last_chunk_is_not_opened(talk, sealed_site, tmp_path):
    ana, marla, _address = talk("Files", "The extract is attached below.")
    whole = bytes(range(256)) * 2_000
    (tmp_path / "extract of the register.pdf").write_bytes(whole)
    ana.locator("#compose-files").set_input_files(tmp_path / "extract of the register.pdf")
    expect(ana.locator("[data-slot=attached] li")).to_contain_text("Sealed, goes with the message")
    sealed.write(ana, "Here it is.")
    sealed.show_arrivals(marla)
    row = sealed.message(marla, "Here it is.").locator(".file-row")
    expect(row).to_contain_text("extract of the register.pdf")
    with marla.expect_download() as fetched:
        row.get_by_role("button", name="Open and keep").click()
    assert fetched.value.suggested_filename == "extract of the register.pdf"
    assert fetched.value.path().read_bytes() == whole
    expect(row).to_contain_text("Opened and checked whole")

    def without_its_end(route) -> None:
        given = route.fetch()
        route.fulfill(response=given, body=given.body()[: -(16_384 + 16)])

    marla.context.route(re.compile(r"/files/[0-9a-f]{32}$"), without_its_end)
    row.get_by_role("button", name="Open and keep").click()
    expect(row).to_contain_text("The file did not arrive as it was sealed, and was not opened.")
    marla.context.unroute(re.compile(r"/files/[0-9a-f]{32}$"))


def test_who_leaves_is_marked_at_once_and_no_message_is_announced(talk, at, sealed_site):
    ana, _marla, address = talk("Leaving", "For the three of us.")
    sealed.add_with_history(ana, "Cora")
    cora = at("cora", address)
    expect(sealed.message(cora, "For the three of us.")).to_be_visible()
    lines = at("marla", f"{sealed_site.url}/messages/")
    row = lines.locator("[data-slot=rows] li", has_text="Leaving")
    expect(row.locator("[data-slot=people] b")).to_have_count(2)

    cora.get_by_text("Leave this conversation").click()
    cora.get_by_role("button", name="Leave", exact=True).click()
    cora.wait_for_url(f"{sealed_site.url}/messages/")
    # Nobody has written yet, and no key was changed: the others see it all the same.
    gone = ana.locator(".member", has_text="Cora")
    expect(gone).to_contain_text("Has left", timeout=20_000)
    expect(gone.get_by_text("Remove")).to_have_count(0)
    expect(ana.locator(".composer-readers:visible")).not_to_contain_text("Cora")
    expect(lines.get_by_role("button", name="Something else than a message has happened.")).to_be_visible(
        timeout=20_000
    )
    expect(lines.get_by_text("New messages have arrived.")).to_have_count(0)
    lines.get_by_role("button", name="Something else than a message has happened.").click()
    expect(row.locator("[data-slot=people] b")).to_have_count(1)
    expect(row.locator("[data-slot=unread]")).to_be_hidden()

    sealed.write(ana, "For the two of us.")
    expect(lines.get_by_role("button", name="New messages have arrived.")).to_be_visible(timeout=20_000)
    expect(ana.locator(".member", has_text="Cora")).to_have_count(0)
