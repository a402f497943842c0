"""A message is handed to the secretariat, judged with its proof, and whoever reported it reads how the case ended."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sealed
from tests.browser.site import Site


@pytest.fixture(scope="module")
def site(chromium):
    site = Site().start()
    yield site
    site.remove()


def test_a_report_is_judged_by_its_proof_and_its_end_is_read_by_the_reporter(site, browser_of):
    ana, marla = browser_of("ana").new_page(), browser_of("marla").new_page()
    for page in (ana, marla):
        sealed.set_up(page, site.url)
    address = sealed.begin(ana, site.url, "Marla", "Second request", "Does the bank answer?")
    marla.goto(address)
    sealed.write(marla, "Pay first, or else the file stays where it is.")

    ana.goto(address)
    sealed.message(ana, "Pay first").get_by_role("button", name="Report").click()
    ana.locator("#report-reason").fill("A threat, in an official channel.")
    ana.get_by_role("button", name="Show what is handed over").click()
    handed = ana.locator("[data-slot=handed] .tlp")
    expect(handed).to_have_text("TLP:AMBER")
    expect(handed).to_have_class("tlp tlp--amber")
    ana.get_by_role("button", name="Hand it over").click()
    ana.get_by_role("link", name="your report").click()
    ana.wait_for_url(re.compile(r"/messages/reports/[\w-]{22}/$"))
    expect(ana.get_by_text("How the case ends will stand here")).to_be_visible()
    expect(ana.get_by_role("button", name="Judge the report")).to_have_count(0)

    sam = browser_of("sam").new_page()
    sam.goto(site.url)
    sam.get_by_role("link", name="Reports of sealed messages wait to be judged").click()
    sam.get_by_role("link", name=re.compile("^Report of")).click()
    expect(sam.get_by_text("Pay first, or else the file stays where it is.")).to_be_visible()
    expect(sam.get_by_text("Proven: commitment and signature agree")).to_be_visible()
    expect(sam.get_by_text("Does the bank answer?")).to_have_count(0)
    sam.get_by_label("uphold the report").check()
    sam.get_by_label("Reason").fill("We spoke with the head of the office.")
    sam.get_by_role("button", name="Judge the report").click()
    expect(sam.get_by_text("The report is judged").first).to_be_visible()

    ana.reload()
    expect(ana.get_by_role("heading", name="How the case ended")).to_be_visible()
    expect(ana.get_by_text("We spoke with the head of the office.")).to_be_visible()
