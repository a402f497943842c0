"""What leaves a place, in a browser: a topic that moves to another network, and words that are erased."""

import io
import time
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of, live, nobody, post_at, reply
from tests.browser.screens import FORUM, NETWORK, first_link, links

WHY = "It concerns the members there."
# For the time of a test one officer coordinates two networks, as the secretariat can make him.
COORDINATES = """
from django.utils import timezone
from network.models import ContactPoint, Membership
cora = Membership.objects.get(member__email__startswith="cora@")
there = ContactPoint.objects.filter(role="coordinator", membership__member__email__startswith="hadiza@").get().network
places = ContactPoint.objects.filter(membership=cora, network=there)
"""
BEGINS = 'places.create(network=there, membership=cora, role="coordinator", since=timezone.now())'
ENDS = "places.filter(until=None).update(until=timezone.now())"


@pytest.fixture
def coordinates_both(site):
    site.manage("shell", "-v0", "-c", f"{COORDINATES}{BEGINS}")
    yield
    site.manage("shell", "-v0", "-c", f"{COORDINATES}{ENDS}")


@both
def test_a_topic_moved_to_another_network_is_there_under_its_address_and_gone_for_those_who_are_not(
    site, browser_of, scripts, coordinates_both, findings
):
    ana, cora, ravi, bakary = (
        browser_of(who, java_script_enabled=scripts).new_page() for who in ("ana", "cora", "ravi", "bakary")
    )
    topic = begin(ana, forum_of(site, "ana"), f"Better asked there {scripts}", "Who summons there?", kind="question")
    key = reply(ravi, topic, "A registrar, I believe.").get_attribute("id").removeprefix("post-")
    permalink = f"{site.url}/posts/{key}/"
    nobody(bakary, topic)
    nobody(bakary, permalink)

    # The author consents, as to an offer; without that it does not leave its network.
    cora.goto(f"{topic}offers/")
    there = first_link(site, "bakary", "/", NETWORK)
    cora.get_by_label("Network", exact=True).select_option(label=name_of(cora, site, there))
    cora.get_by_role("button", name="Offer the topic").click()
    target = links(site, "bakary", there, FORUM)[0].strip("/").rpartition("/")[2]
    move(cora, topic, target)
    expect(cora.get_by_role("alert").first).to_contain_text("The author has not consented")
    ana.goto(f"{topic}offers/")
    ana.get_by_role("button", name="I consent").click()
    if scripts:
        live(ravi, topic)
    move(cora, topic, target)
    expect(cora.locator("h1")).to_contain_text("Better asked there")
    assert cora.url.partition("?")[0].partition("#")[0] == topic

    # There it has its old address and that of each post.
    bakary.goto(permalink)
    assert bakary.url.startswith(topic)
    expect(post_at(bakary, bakary.url)).to_contain_text("A registrar, I believe.")
    # He reads French.
    bakary.locator("#reply form.composer textarea[name=body]").fill("The bailiff does.")
    bakary.locator("#reply form.composer .button--first").click()
    bakary.wait_for_load_state()
    expect(bakary.locator(".thread")).to_contain_text("The bailiff does.")
    if scripts:
        assert findings(bakary) == []
        # A page that stood open holds it no longer.
        expect(ravi.get_by_text("A registrar, I believe.")).to_have_count(0)
    # Where it was, nothing says that it ever existed: its address, its posts, what is made of it, lists, search.
    for one in (ravi, ana):
        for address in (topic, permalink, f"{topic}print/", f"{topic}course/", f"{site.url}/posts/{key}/history/"):
            nobody(one, address)
        one.goto(f"{site.url}/topics/")
        expect(one.get_by_text(f"Better asked there {scripts}")).to_have_count(0)
        one.goto(f"{site.url}/search/?q=registrar+believe")
        expect(one.get_by_text("A registrar, I believe.")).to_have_count(0)


@both
def test_what_is_erased_at_the_request_of_its_author_is_gone_wherever_it_stood(site, browser_of, scripts, findings):
    # To decide asks for a factor shown in the last minutes.
    site.sign_in_anew()
    ana, cora, ravi = (browser_of(who, java_script_enabled=scripts).new_page() for who in ("ana", "cora", "ravi"))
    word = f"Quillfeather{'with' if scripts else 'without'}"
    topic = begin(ana, forum_of(site, "ana"), f"A name too many {scripts}")
    own = reply(ravi, topic, f"The witness is Madam {word}, of Harbour Lane.")
    key = own.get_attribute("id").removeprefix("post-")
    reply(ravi, topic, f"My other words {scripts} stay.")
    ravi.goto(f"{site.url}/posts/{key}/edit/")
    ravi.locator("form.composer textarea[name=body]").fill(f"The witness is {word}.")
    ravi.get_by_role("button", name="Save the change").click()
    ravi.wait_for_load_state()
    ana.goto(f"{topic}?reply={key}&quote=1")
    text = ana.get_by_label("Your reply")
    text.fill(f"{text.input_value()}\n\nAgreed.")
    ana.get_by_role("button", name="Post the reply").click()
    ana.wait_for_load_state()
    search = f"{site.url}/search/?q={word}"
    everywhere = (topic, f"{topic}?view=flat", f"{topic}print/", f"{site.url}/posts/{key}/history/", search)
    found_in(ana, search, word)
    for address in everywhere:
        ana.goto(address)
        assert word in ana.locator("main").inner_text(), address

    # The author asks, and may not decide.
    ravi.goto(f"{site.url}/posts/{key}/erase/")
    ravi.locator("main [name=reason]").fill("It names a witness.")
    ravi.get_by_role("button", name="Ask for it").click()
    expect(ravi.get_by_text("A second person decides now.")).to_be_visible()
    network = first_link(site, "cora", "/", NETWORK)
    cora.goto(f"{site.url}{network}reports/")
    cora.locator("section[aria-labelledby=erasures] li", has_text="It names a witness.").get_by_role(
        "link"
    ).first.click()
    request = cora.url
    ravi.goto(request)
    expect(ravi.get_by_text("You asked for this yourself")).to_be_visible()
    assert ravi.get_by_role("button", name="Decide").count() == 0
    nobody(ana, request)
    if scripts:
        live(ana, topic)
        assert findings(cora) == []
    cora.get_by_label("do it", exact=True).check()
    cora.get_by_role("button", name="Decide").click()
    expect(cora.get_by_text("Your decision stands.")).to_be_visible()

    if scripts:
        expect(ana.locator(".thread").get_by_text(word)).to_have_count(0)
    for page in (ana, ravi, cora):
        for address in everywhere:
            answer = page.goto(address)
            assert answer.status in {200, 404}, address
            # What one searched for stands in the field of the search, and nowhere else.
            assert word not in page.locator("main").inner_text(), address
        page.goto(topic)
        expect(page.locator(f"#post-{key}")).to_contain_text("Erased on")
        expect(page.locator(".thread")).to_contain_text("Agreed.")
        expect(page.locator(".thread")).to_contain_text(f"My other words {scripts} stay.")

    # "My data" holds what else he wrote, and nothing of this.
    ravi.goto(f"{site.url}/my-data/")
    ravi.get_by_role("button", name="Gather my data").click()
    for _try in range(120):
        ravi.goto(f"{site.url}/my-data/")
        if ravi.get_by_role("button", name="Fetch my data").count():
            break
        # A job gathers it, and the page does not say by itself when.
        time.sleep(0.5)
    with ravi.expect_download() as fetched:
        ravi.get_by_role("button", name="Fetch my data").click()
    with zipfile.ZipFile(io.BytesIO(fetched.value.path().read_bytes())) as archive:
        held = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert any(f"My other words {scripts} stay." in text for text in held.values())
    for name, text in held.items():
        assert word not in text, name


def move(page, topic: str, forum: str) -> None:
    page.goto(f"{topic}move/")
    page.locator("main [name=forum]").select_option(forum)
    page.locator("main [name=reason]").fill(WHY)
    page.get_by_role("button", name="Move the topic").click()
    page.wait_for_load_state()


def name_of(page, site, network: str) -> str:
    """Return what NETWORK is called in the language of whoever is signed in on PAGE."""
    here = page.url
    page.goto(site.url + network)
    name = page.locator("h1").inner_text().strip()
    page.goto(here)
    return name


def found_in(page, address: str, word: str) -> None:
    """Wait until the search finds WORD: it is indexed by a job."""
    for _try in range(120):
        page.goto(address)
        if word in page.locator("main").inner_text():
            return
        time.sleep(0.5)
    pytest.fail(f"{word} is not found.")
