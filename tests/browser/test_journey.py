"""The whole story: two factors, a network, a question, and another officer's reply that arrives while one looks."""

import re

import pytest
from playwright.sync_api import expect

TITLE = "May a preservation order be renewed without a new request?"


@pytest.fixture
def sign_in(site, browser_of):
    """Sign somebody in by the pages, with password and one-time code."""

    def enter(handle: str, **options):
        page = browser_of(None, **options).new_page()
        person = site.people[handle]
        page.goto(site.url + "/")
        page.locator("[name=email]").fill(person["email"])
        page.locator("[name=password]").fill(person["password"])
        page.locator("[name=password]").press("Enter")
        page.locator("[name=code]").fill(site.manage("code", handle).strip().split()[0])
        page.locator("[name=code]").press("Enter")
        expect(page.locator("h1")).to_have_text("My desk")
        return page

    return enter


def ask(page, site) -> str:
    """Open the network and its first forum from My desk and put a question there; return its address."""
    page.get_by_role("complementary").get_by_role("link", name="Indian Ocean").click()
    page.get_by_role("link", name="Electronic evidence").first.click()
    page.get_by_role("link", name="New topic").click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("select[name=cooperation]").select_option("electronic_evidence")
    page.locator("select[name=stage]").select_option("before_request")
    page.locator("[name=requested][value=FR]").check()
    page.locator("[name=body]").fill("The first order ends on Friday.\n\n*May we ask for another ninety days?*")
    page.get_by_role("button", name="Start the topic").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    return page.url


def test_a_question_is_put_and_its_answer_arrives_live(site, browser_of, sign_in):
    ana = sign_in("ana")
    address = ask(ana, site)
    chloe = browser_of("chloe").new_page()
    chloe.goto(address)
    expect(chloe.locator("h1")).to_have_text(TITLE)
    chloe.locator("textarea[name=body]").fill("Yes, once, by a letter that names the first order.")
    chloe.get_by_role("button", name=re.compile("Reply|Répondre|Publier|Send", re.IGNORECASE)).last.click()
    expect(chloe.locator("article")).to_have_count(2)
    expect(ana.locator("body")).to_contain_text(re.compile(r"1 new reply|by a letter that names"), timeout=10_000)


def test_nothing_of_it_is_known_in_another_network(site, browser_of, sign_in):
    ana = browser_of("ana").new_page()
    ana.goto(site.url + "/")
    address = ask(ana, site)
    dara = browser_of("dara").new_page()
    assert dara.goto(address).status == 404
    assert dara.goto(site.url + "/networks/").status == 200
    assert "preservation order" not in dara.content()


def test_it_works_without_scripts(site, browser_of, sign_in):
    page = sign_in("ben", java_script_enabled=False)
    address = ask(page, site)
    page.locator("textarea[name=body]").fill("Written without scripts.")
    page.get_by_role("button", name=re.compile("Reply", re.IGNORECASE)).last.click()
    expect(page.locator("article")).to_have_count(2)
    assert page.url.startswith(address.split("#")[0].split("?")[0])
