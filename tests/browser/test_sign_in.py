"""Signing in as people do it: an invitation, codes, recovery sheet, passkey; with and without scripts."""

import time
from base64 import b32decode

import pytest
from django_otp.oath import hotp
from playwright.sync_api import expect

PASSWORD = "kettle-orchid-magnet-quay"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret: bytes, steps: int = 0) -> str:
    """Return the code of SECRET; one step ahead is within the window, and not spent by the one before."""
    return f"{hotp(secret, int(time.time()) // 30 + steps):06d}"


class Newcomer:
    """An invited officer at her browser."""

    def __init__(self, site, page, handle: str) -> None:
        self.site, self.page = site, page
        self.email = f"{handle}@secretariat.example"
        self.secret = b""

    def accept(self) -> None:
        self.page.goto(self.site.manage("invite_secretariat", self.email).strip())
        self.page.get_by_label("Your name").fill("Nadia Example")
        self.page.get_by_label("New password").fill(PASSWORD)
        self.page.get_by_label("The same password again").fill(PASSWORD)
        self.page.get_by_role("button", name="Accept the invitation").click()

    def enrol(self) -> None:
        self.page.get_by_role("link", name="Set up one-time codes").click()
        self.secret = b32decode(self.page.locator(".key").inner_text().replace(" ", ""))
        self.confirm(0)

    def confirm(self, steps: int) -> None:
        self.page.locator("[name=code]").fill(code(self.secret, steps))
        self.page.get_by_role("button", name="Confirm").click()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()

    def enter(self) -> None:
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Continue").click()

    def add_passkey(self, name: str = "") -> None:
        self.page.goto(f"{self.site.url}/enrol/")
        self.page.get_by_label("What you call it").fill(name)
        self.page.get_by_role("button", name="Set up a passkey").click()
        self.page.wait_for_url("**/account/")


@pytest.fixture
def newcomer(site, browser_of, request):
    def arrive(**options) -> Newcomer:
        context = browser_of(None, **options)
        return Newcomer(site, context.new_page(), f"new-{abs(hash(request.node.nodeid)) % 10**8}")

    return arrive


# A key for a USB socket of ten years ago: it keeps no account, and asks for a touch and no more.
OLD_KEY = {
    "protocol": "u2f",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


def plug_in(page, authenticator=AUTHENTICATOR) -> None:
    """Give PAGE a virtual authenticator, by default one that asks for the person."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_newcomer_enrols_keeps_the_sheet_and_signs_in_again(newcomer, scripts):
    nadia = newcomer(java_script_enabled=scripts)
    nadia.accept()
    nadia.enrol()
    nadia.page.get_by_role("button", name="Show me ten new codes").click()
    expect(nadia.page.locator(".recovery-codes code")).to_have_count(10)
    nadia.page.get_by_role("link", name="I have kept them").click()
    nadia.page.wait_for_url(f"{nadia.site.url}/")
    nadia.sign_out()
    nadia.enter()
    nadia.confirm(1)
    assert nadia.page.url == f"{nadia.site.url}/"


def test_a_recovery_code_stands_in_for_a_lost_telephone(newcomer):
    nadia = newcomer()
    nadia.accept()
    nadia.enrol()
    nadia.page.get_by_role("button", name="Show me ten new codes").click()
    spare = nadia.page.locator(".recovery-codes code").first.inner_text()
    nadia.sign_out()
    nadia.enter()
    nadia.page.get_by_role("link", name="Use a recovery code").click()
    nadia.page.get_by_label("Recovery code").fill(spare)
    nadia.page.get_by_role("button", name="Confirm").click()
    expect(nadia.page.locator(".notices")).to_contain_text("9 are left")


def test_a_passkey_signs_in_without_a_password(newcomer):
    nadia = newcomer()
    plug_in(nadia.page)
    nadia.accept()
    nadia.enrol()
    nadia.add_passkey("Office laptop")
    expect(nadia.page.get_by_role("row", name="Office laptop")).to_have_count(1)
    nadia.sign_out()
    nadia.page.get_by_role("button", name="Sign in with a passkey").click()
    nadia.page.wait_for_url(f"{nadia.site.url}/")


def test_an_old_security_key_is_the_second_factor_after_the_password(newcomer):
    nadia = newcomer()
    plug_in(nadia.page, OLD_KEY)
    nadia.accept()
    nadia.enrol()
    nadia.add_passkey("Key ring")
    assert "after the password" in nadia.page.locator(".notices").inner_text()
    nadia.sign_out()
    nadia.page.get_by_role("button", name="Sign in with a passkey").click()
    nadia.page.get_by_role("alert").filter(has_text="passkey").wait_for()
    nadia.enter()
    nadia.page.get_by_role("button", name="Use your passkey").click()
    nadia.page.wait_for_url(f"{nadia.site.url}/")


def test_a_passkey_that_is_not_there_gets_a_sentence(site, browser_of):
    page = browser_of(None).new_page()
    plug_in(page)
    page.goto(f"{site.url}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").filter(has_text="passkey").wait_for()


def test_the_text_of_an_ended_session_comes_back_through_a_passkey(newcomer):
    nadia = newcomer()
    plug_in(nadia.page)
    nadia.accept()
    nadia.enrol()
    nadia.add_passkey()
    nadia.page.goto(f"{nadia.site.url}/account/address/")
    nadia.page.context.clear_cookies(name="session")
    nadia.page.get_by_label("New e-mail address").fill("nadia.new@secretariat.example")
    nadia.page.get_by_role("button", name="Send the link").click()
    nadia.page.get_by_role("button", name="Sign in with a passkey").click()
    nadia.page.wait_for_url("**/carried/")
    assert nadia.page.get_by_label("What you wrote").input_value() == "nadia.new@secretariat.example"
    nadia.page.get_by_role("button", name="Send it now").click()
    expect(nadia.page.locator(".notices")).to_contain_text("on its way")


def test_the_screens_of_signing_in_have_no_fault_for_readers_of_screens(newcomer, findings):
    nadia = newcomer(viewport={"width": 320, "height": 640})
    page, site = nadia.page, nadia.site
    found = []

    def look() -> None:
        found.extend(findings(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    page.goto(f"{site.url}/sign-in/")
    look()
    page.goto(site.manage("invite_secretariat", nadia.email).strip())
    look()
    nadia.accept()
    look()
    page.goto(f"{site.url}/enrol/code/")
    look()
    page.goto(f"{site.url}/enrol/")
    nadia.enrol()
    look()
    page.get_by_role("button", name="Show me ten new codes").click()
    look()
    for path in ("account", "sessions", "resets", "account/password", "account/address", "second-factor"):
        page.goto(f"{site.url}/{path}/")
        look()
    assert found == []
