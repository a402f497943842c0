"""Two officers, each in a browser of his own, write to each other what no one else can read."""

import base64
import io
import json
import re
import subprocess
from itertools import product

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.shots import speak_to
from tests.browser.site import ROOT, Site


@pytest.fixture(scope="module")
def site(chromium):
    """A site of its own: who has keys decides what its pages say."""
    site = Site().start()
    yield site
    site.remove()


@pytest.fixture(scope="module")
def kept(site, chromium) -> dict[str, sealed.Kept]:
    """What Ana, Marla and Cora have on paper: each set up in a browser that is gone."""
    found = {}
    for handle in ("ana", "marla", "cora"):
        context = chromium.new_context(locale="en-GB")
        context.add_cookies([site.cookie(handle)])
        found[handle] = sealed.set_up(context.new_page(), site.url)
        context.close()
    return found


@pytest.fixture
def opened(site, browser_of, kept):
    """Open sealed messages for somebody in a new browser: with the words, since it has nothing."""

    def open_messages(handle: str):
        page = browser_of(handle).new_page()
        page.goto(f"{site.url}/messages/")
        sealed.unlock(page, kept[handle].words)
        return page

    return open_messages


def test_a_message_is_written_read_answered_and_its_state_is_said(site, opened):
    ana, marla = opened("ana"), opened("marla")
    address = sealed.begin(ana, site.url, "Marla", "Second request", "Does the bank answer in a week?")
    assert ana.title() == "Sealed messages · Counterpart"
    expect(ana.get_by_role("heading", level=1)).to_have_text("Second request")
    expect(ana.locator(".composer-readers:visible")).to_contain_text("The server cannot.")

    marla.goto(f"{site.url}/messages/")
    line = marla.locator("[data-slot=rows] li", has_text="Second request")
    expect(line).to_contain_text("unread")
    line.get_by_role("link", name="Second request").click()
    expect(sealed.message(marla, "Does the bank answer in a week?")).to_be_visible()
    assert marla.url == address
    expect(sealed.message(ana, "Does the bank answer").locator("[data-slot=delivery]")).to_have_text("Read")

    before = sealed.message(ana, "Does the bank answer").bounding_box()
    sealed.write(marla, "It does.")
    expect(ana.get_by_role("button", name="1 new message")).to_be_visible()
    assert sealed.message(ana, "Does the bank answer").bounding_box() == before
    sealed.show_arrivals(ana)
    expect(sealed.message(ana, "It does.")).to_be_visible()


def test_wrong_words_open_nothing_and_the_sheet_does(site, browser_of, kept):
    page = browser_of("marla").new_page()
    page.goto(f"{site.url}/messages/")
    page.get_by_label("Your six words").fill("these are not the right words")
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not open your keys")
    page.get_by_text("Use the recovery sheet").click()
    page.get_by_label("The fourteen groups").fill(" ".join(kept["marla"].groups).lower())
    page.get_by_role("button", name="Unlock with the sheet").click()
    expect(page.locator("[data-room]")).to_be_visible()


def test_a_message_is_written_from_a_profile_to_the_one_whose_it_is(site, opened):
    ana, marla = opened("ana"), opened("marla")
    ana.goto(f"{site.url}/networks/")
    ana.get_by_role("link", name="Justice platform of the Indian Ocean Commission").first.click()
    ana.get_by_role("link", name="Members").click()
    ana.locator("main li", has_text="Marla").get_by_role("link").first.click()
    ana.get_by_role("link", name="Write a sealed message").click()
    expect(ana.locator("[data-slot=chosen] li")).to_contain_text("Marla")
    expect(ana.locator("[data-slot=chosen] li")).to_have_count(1)
    ana.locator("#start-title").fill("From your profile")
    ana.locator("#start-body").fill("Are you the one to ask?")
    ana.get_by_role("button", name="Seal and send").click()
    expect(sealed.message(ana, "Are you the one to ask?")).to_be_visible()
    sealed.open_conversation(marla, ana.url, "Are you the one to ask?")


def test_somebody_added_reads_from_there_on_and_the_others_see_it_before_they_write(site, opened):
    ana, marla = opened("ana"), opened("marla")
    address = sealed.begin(ana, site.url, "Marla", "Three of us", "Before Cora came.")
    marla.goto(address)
    expect(sealed.message(marla, "Before Cora came.")).to_be_visible()

    ana.get_by_text("Add somebody").click()
    sealed.choose(ana, "Cora")
    ana.get_by_role("button", name="Add", exact=True).click()
    expect(ana.locator(".happening", has_text="who can read from here on")).to_be_visible()
    expect(marla.get_by_text("You cannot write here now")).to_be_visible()
    # It is no message, and is not announced as one.
    marla.get_by_role("button", name="Something has happened here").click()
    expect(marla.locator(".happening--new", has_text="who can read from here on")).to_be_visible()
    marla.get_by_role("button", name="I have seen who is in").click()
    sealed.write(marla, "Welcome.")

    cora = opened("cora")
    cora.goto(address)
    expect(sealed.message(cora, "Welcome.")).to_be_visible()
    expect(sealed.message(cora, "Before Cora came.")).to_have_count(0)


def test_numbers_that_agree_mark_the_other_as_verified(site, opened):
    ana, marla = opened("ana"), opened("marla")
    address = sealed.begin(ana, site.url, "Marla", "Numbers", "Shall we compare?")
    marla.goto(address)
    read = []
    for page in (ana, marla):
        page.locator("[data-beside] .trust").first.click()
        digits = page.locator("[data-slot=digits] li")
        expect(digits).to_have_count(12)
        read.append(digits.all_inner_texts())
        expect(page.locator(".qr svg")).to_be_visible()
    assert read[0] == read[1]
    ana.get_by_role("button", name="All twelve groups are the same").click()
    expect(ana.locator(".person-head .trust")).to_have_text("Verified")
    ana.goto(address)
    expect(ana.locator("[data-beside] .trust").first).to_have_text("Verified")


def seen(page) -> str:
    """What the square on PAGE says to whoever points a camera at the screen."""
    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot())).convert("RGBA")
    shown = {"width": picture.width, "height": picture.height, "data": base64.b64encode(picture.tobytes()).decode()}
    command = ["node", "tests/browser/square.mjs"]
    return subprocess.run(command, cwd=ROOT, input=json.dumps(shown), capture_output=True, text=True, check=True).stdout


def test_the_square_holds_the_digits_beside_it_on_both_screens(site, opened):
    """docs/messaging-protocol.md, 3: the text `counterpart-safety-1:` and the sixty digits."""
    cora, marla = opened("cora"), opened("marla")
    address = sealed.begin(cora, site.url, "Marla", "The square", "Hold your telephone to the screen.")
    read = set()
    for page in (cora, marla):
        page.goto(address)
        page.locator("[data-beside] .trust").first.click()
        digits = page.locator("[data-slot=digits] li")
        expect(digits).to_have_count(12)
        said = "counterpart-safety-1:" + "".join(digits.all_inner_texts())
        for width, scheme in product((320, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert seen(page) == said, (width, scheme)
        read.add(said)
    assert len(read) == 1
    assert re.fullmatch(r"counterpart-safety-1:\d{60}", read.pop())


def test_who_reads_in_another_language_is_not_asked_about_whom_he_verified(site, opened):
    """Under the mark stands what was accepted, until the translation is."""
    marla = opened("marla")
    address = sealed.begin(marla, site.url, "Cora", "Two languages", "One name in each of them.")
    trust = marla.locator("[data-beside] .trust").first
    trust.click()
    marla.get_by_role("button", name="All twelve groups are the same").click()
    head = marla.locator(".person-head")
    expect(head).to_contain_text("Seychelles")
    expect(marla.locator("[data-slot=other-language]")).to_be_hidden()
    speak_to(marla.context, site, "ar")
    try:
        marla.goto(address)
        expect(trust).to_have_class(re.compile("chip--solved"))
        expect(marla.locator("[data-slot=renamed]")).to_be_hidden()
        expect(marla.locator("[data-beside] .member", has_text="Cora")).to_contain_text("Seychelles")
        trust.click()
        expect(marla.locator("[data-slot=translated]")).to_contain_text("سيشل")
        expect(head).to_contain_text("Seychelles")
        marla.locator("[data-act=accept-here]").click()
        expect(head).to_contain_text("سيشل")
        expect(head.locator(".trust")).to_have_class(re.compile("chip--solved"))
        expect(marla.locator("[data-slot=other-language]")).to_be_hidden()
    finally:
        speak_to(marla.context, site, "en")
    marla.goto(address)
    expect(marla.locator("[data-beside] .member", has_text="Cora")).to_contain_text("Seychelles")
    expect(trust).to_have_text("Verified")


def test_who_locks_sees_no_text_and_finds_what_was_being_written(site, opened, kept):
    ana = opened("ana")
    sealed.begin(ana, site.url, "Marla", "Locking", "Visible until it is locked.")
    ana.locator("#compose-body").fill("Half a sentence")
    ana.get_by_role("button", name="Lock now").click()
    expect(ana.get_by_text("Your sealed messages are locked")).to_be_visible()
    assert "Visible until" not in ana.content()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Sealed conversation")
    sealed.unlock(ana, kept["ana"].words)
    expect(sealed.message(ana, "Visible until it is locked.")).to_be_visible()
    expect(ana.locator("#compose-body")).to_have_value("Half a sentence")


def test_who_left_can_write_no_more_and_the_others_see_it(site, opened):
    ana, marla = opened("ana"), opened("marla")
    address = sealed.begin(ana, site.url, "Marla", "Leaving", "You may go.")
    marla.goto(address)
    expect(sealed.message(marla, "You may go.")).to_be_visible()
    marla.get_by_text("Leave this conversation").click()
    marla.get_by_role("button", name="Leave", exact=True).click()
    marla.wait_for_url(f"{site.url}/messages/")
    ana.reload()
    expect(ana.locator(".happening", has_text=re.compile(r"left\.$|left\. "))).to_be_visible()


# What changes an address and an authenticator where 24 hours and a telephone would else be needed.
ANOTHER = """
import secrets
from network.models import Member, TotpFactor
from network.totp import seal_secret
cora = Member.objects.get(email="{email}")
Member.objects.filter(pk=cora.pk).update(email="another.{email}")
TotpFactor.objects.filter(user=cora).delete()
TotpFactor.objects.create(user=cora, name="totp", confirmed=True, secret=seal_secret(secrets.token_bytes(20), cora))
"""


def test_another_password_address_and_authenticator_open_the_same_messages(site, opened, browser_of, kept):
    """The last of the module: every session that Cora had is over after it."""
    ana, cora = opened("ana"), opened("cora")
    address = sealed.begin(ana, site.url, "Cora", "Before the change", "Kept through it.")
    cora.goto(f"{site.url}/account/password/")
    for name in ("password", "password_again"):
        cora.locator(f"[name={name}]").fill("another seven lamps in the harbour")
    cora.get_by_role("button", name="Set the new password").click()
    expect(cora.get_by_text("Your new password is set.")).to_be_visible()
    email = site.people["cora"]["email"]
    site.manage("shell", "-c", ANOTHER.format(email=email))

    page = browser_of().new_page()
    page.goto(f"{site.url}/sign-in/")
    page.locator("[name=email]").fill(f"another.{email}")
    page.locator("[name=password]").fill("another seven lamps in the harbour")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.locator("[name=code]").fill(site.manage("code", f"another.{email}").strip())
    page.locator("form:has([name=code]) button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My desk")
    page.goto(address)
    sealed.unlock(page, kept["cora"].words)
    expect(sealed.message(page, "Kept through it.")).to_be_visible()
    sealed.write(page, "And answered after it.")
    sealed.show_arrivals(ana)
    expect(sealed.message(ana, "And answered after it.")).to_be_visible()
