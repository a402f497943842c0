"""Who is here, as people do it: nominate and approve, admit, visit, end; without scripts where nothing else is said."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import ROOT, Site

ID = r"[A-Za-z0-9_-]{22}"


@pytest.fixture(scope="module")
def site(chromium):
    """A site of its own: these journeys change who is here."""
    site = Site().start()
    yield site
    site.remove()


def name_of(handle: str) -> str:
    people = json.loads((ROOT / "home/demonstration/people.json").read_text())["members"]
    return next(person["name"] for person in people if person["handle"] == handle)


def network_of(page, site: Site) -> str:
    """Return the address of the first of the reader's networks."""
    page.goto(f"{site.url}/networks/")
    return re.search(rf'href="(/networks/{ID}/)"', page.content())[1]


def test_a_colleague_is_nominated_by_one_and_approved_by_another(site, browser_of):
    ben = browser_of("ben", java_script_enabled=False).new_page()
    ben.goto(f"{site.url}/nominations/new/")
    ben.get_by_label("Name", exact=True).fill("A New Colleague")
    ben.get_by_label("Official e-mail address").fill("new.colleague@authority.example")
    ben.get_by_label("Function").fill("Legal officer")
    ben.get_by_role("button", name="Propose").click()
    expect(ben.locator("main")).to_contain_text("0 of 1 approvals")

    sam = browser_of("sam", java_script_enabled=False).new_page()
    sam.goto(f"{site.url}/nominations/")
    sam.get_by_role("link", name="A New Colleague").click()
    sam.get_by_role("link", name="Approve").click()
    sam.get_by_role("button", name="Approve").click()
    expect(sam.locator("main")).to_contain_text("The invitation is sent and works until")


def test_a_mistake_in_the_form_stands_at_its_field_and_keeps_what_was_typed(site, browser_of, findings):
    page = browser_of("ben").new_page()
    page.goto(f"{site.url}/nominations/new/")
    page.get_by_label("Name", exact=True).fill("Reversed \u202e name")
    page.get_by_label("Official e-mail address").fill("somebody@authority.example")
    page.get_by_label("Function").fill("Legal officer")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("alert").get_by_role("link", name=re.compile("Name"))).to_have_count(1)
    assert page.get_by_label("Function").input_value() == "Legal officer"
    assert findings(page) == []


def test_a_coordinator_admits_an_officer_who_then_finds_the_network(site, browser_of, findings):
    dara = browser_of("dara", java_script_enabled=False).new_page()
    cora = browser_of("cora").new_page()
    network = network_of(cora, site)
    dara.goto(site.url + network)
    assert "This page does not exist" in dara.locator("main").inner_text()

    cora.goto(f"{site.url}{network}admit/")
    cora.get_by_label("State, territory or organization").select_option("CR")
    cora.get_by_role("button", name="Show its officers").click()
    cora.get_by_label(re.compile(name_of("dara"))).check()
    assert findings(cora) == []
    cora.get_by_role("button", name="Admit").click()
    expect(cora.locator("main")).to_contain_text("The place in the network is given.")

    dara.goto(site.url + network)
    assert dara.get_by_role("navigation", name="Sections of this network").count() == 1


def test_the_acts_on_a_place_are_reached_by_the_keyboard(site, browser_of, findings):
    page = browser_of("cora", viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{site.url}{network_of(page, site)}members/")
    page.locator("summary", has_text="Acts on this place").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Change the role").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert findings(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/role/$"))


def test_the_members_see_a_visit_while_it_runs_and_afterwards(site, browser_of, findings):
    ana, sam = browser_of("ana").new_page(), browser_of("sam", java_script_enabled=False).new_page()
    network = network_of(ana, site)
    sam.goto(f"{site.url}{network}visit/")
    sam.get_by_label("Reason").fill("A complaint about moderation.")
    sam.get_by_role("button", name="Begin the visit").click()
    expect(sam.locator("main")).to_contain_text("Each page that is read is noted")

    ana.goto(site.url + network)
    assert "The secretariat is visiting this network" in ana.locator("main").inner_text()
    assert findings(ana) == []

    sam.get_by_role("link", name="End the visit").click()
    sam.get_by_role("button", name="End the visit").click()
    assert sam.goto(site.url + network).status == 404
    ana.goto(f"{site.url}{network}about/")
    assert "A complaint about moderation." in ana.locator("main").inner_text()


def test_whoever_has_left_is_out_at_the_next_click_and_stays_as_a_function(site, browser_of):
    ravi, ben = browser_of("ravi").new_page(), browser_of("ben", java_script_enabled=False).new_page()
    network = network_of(ravi, site)
    ben.goto(f"{site.url}{network}members/")
    name = name_of("ravi")
    ben.locator("li", has_text=name).get_by_role("link").first.click()
    ben.get_by_role("link", name="End this membership").click()
    ben.get_by_label("Reason").fill("Moved to another ministry.")
    ben.get_by_role("button", name="End the membership now").click()
    text = ben.locator("main").inner_text()
    assert "Former officer" in text
    assert name not in text
    ravi.goto(site.url + network)
    assert "/sign-in/" in ravi.url


def test_the_record_leaves_as_a_table(site, browser_of):
    page = browser_of("sam").new_page()
    page.goto(f"{site.url}/record/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export as a table").click()
    table = waiting.value.path().read_text(encoding="utf-8-sig")
    assert table.splitlines()[0].startswith("When (UTC),Act,")
    assert "Network made from the reference data" in table
