"""Two browsers: what one member writes arrives in the other's without a reload, and moves nothing that is read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.screens import FORUM, NETWORK, TOPIC, first_link
from tests.browser.site import Site


@pytest.fixture
def forum(site: Site) -> str:
    return site.url + first_link(site, "ana", first_link(site, "ana", "/", NETWORK), FORUM)


@pytest.fixture
def topic(site: Site, forum: str) -> str:
    return site.url + first_link(site, "ana", forum.removeprefix(site.url), TOPIC)


@pytest.fixture
def wire(browser_of) -> Callable:
    """`page, wire = wire("ana")`: a page whose socket can be cut (`wire.cut()`) and mended (`wire.mend()`)."""

    def open_page(handle: str, *, cut: bool = False, **options):
        context = browser_of(handle, **options)
        wire = Wire()
        wire.is_cut = cut
        context.route_web_socket("**/live/", wire.meet)
        return context.new_page(), wire

    return open_page


class Wire:
    def __init__(self) -> None:
        self.is_cut = False
        self.lines: list = []
        self.heard: list[str] = []

    def meet(self, line) -> None:
        if self.is_cut:
            line.close(code=1001)
            return
        server = line.connect_to_server()
        server.on_message(lambda text: (self.heard.append(text), line.send(text)))
        self.lines.append(line)

    def cut(self) -> None:
        self.is_cut = True
        for line in self.lines:
            line.close(code=1001)
        self.lines.clear()

    def mend(self) -> None:
        self.is_cut = False


def live(page, address: str):
    """Open ADDRESS and wait until the page's socket is ready."""
    page.add_init_script(
        "document.addEventListener('live:ready', () => { document.documentElement.dataset.ready = '1'; })"
    )
    page.goto(address)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.evaluate("window.sameDocument = true")
    return page


def reply(page, topic: str, text: str) -> None:
    page.goto(topic)
    page.locator("#reply textarea[name=body]").fill(text)
    page.get_by_role("button", name="Post the reply").click()
    page.wait_for_load_state()
    page.locator("article", has_text=text).first.wait_for()


def was_not_reloaded(page) -> bool:
    return page.evaluate("window.sameDocument === true")


def test_a_reply_announces_itself_waits_to_be_asked_and_moves_nothing(browser_of, topic):
    ana = live(browser_of("ana").new_page(), topic)
    heading = ana.locator("h1")
    before = heading.bounding_box()
    reply(browser_of("cora").new_page(), topic, "We answered this last year in the same way.")
    notice = ana.locator("[data-live-notice] button")
    notice.wait_for()
    assert re.fullmatch(r"\d+ new repl(y|ies)", notice.inner_text())
    assert ana.locator("article", has_text="We answered this last year").count() == 0
    assert heading.bounding_box() == before
    # By its place on the screen: a click on the element would first scroll to it.
    box = notice.bounding_box()
    ana.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    ana.locator("article", has_text="We answered this last year").first.wait_for()
    assert heading.bounding_box() == before
    assert was_not_reloaded(ana)


def test_the_announcement_is_taken_by_the_keyboard_and_reading_goes_on_at_the_new_post(browser_of, topic):
    ana = live(browser_of("ana").new_page(), topic)
    reply(browser_of("cora").new_page(), topic, "By keyboard, please.")
    ana.locator("[data-live-notice] button").focus()
    ana.keyboard.press("Enter")
    ana.locator("article", has_text="By keyboard, please.").first.wait_for()
    expect(ana.locator("article:focus")).to_contain_text("By keyboard, please.")


def test_at_the_end_of_the_topic_a_reply_comes_below_by_itself(browser_of, topic):
    ana = live(browser_of("ana").new_page(), topic)
    last = ana.locator("[data-live-posts] > article").last
    last.evaluate("post => post.scrollIntoView({block: 'end', behavior: 'instant'})")
    ana.bring_to_front()
    before, name = last.bounding_box(), last.get_attribute("id")
    reply(browser_of("cora").new_page(), topic, "This stands below by itself.")
    ana.locator("article", has_text="This stands below by itself.").first.wait_for()
    assert ana.locator(f"#{name}").bounding_box() == before
    assert was_not_reloaded(ana)


def test_after_a_time_without_a_line_all_that_was_missed_is_there_once_and_in_order(browser_of, wire, topic):
    page, line = wire("ana")
    ana = live(page, topic)
    line.cut()
    cora = browser_of("cora").new_page()
    for word in ("first", "second", "third"):
        reply(cora, topic, f"Written meanwhile: {word}.")
    line.mend()
    notice = ana.get_by_role("button", name="3 new replies")
    notice.wait_for(timeout=30_000)
    notice.click()
    arrived = ana.locator("[data-live-posts] > article", has_text="Written meanwhile:")
    arrived.nth(2).wait_for()
    said = [re.search(r"Written meanwhile: (\w+)", text)[1] for text in arrived.all_inner_texts()]
    assert said == ["first", "second", "third"]
    assert was_not_reloaded(ana)


def test_a_member_of_another_network_hears_nothing_at_all(site, browser_of, wire, topic):
    page, line = wire("dara")
    live(page, site.url + "/")
    reply(browser_of("cora").new_page(), topic, "Only for this network.")
    live(browser_of("ana").new_page(), topic)  # whoever listens has heard by now
    assert {re.search(r'"kind":"(\w+)"', text)[1] for text in line.heard} <= {"ready", "beat"}


def test_the_count_in_the_list_changes_in_place(browser_of, forum, topic):
    ana = live(browser_of("ana").new_page(), forum)
    row = ana.locator("li.row", has=ana.locator(f'a[href*="{topic.rstrip("/").rsplit("/", 1)[1]}"]'))
    before = row.locator(".row-end").inner_text()
    reply(browser_of("cora").new_page(), topic, "The list shows it.")
    expect(row.locator(".row-end")).not_to_have_text(before)
    expect(row.locator(".row-end")).to_have_text(re.compile(r"^\d+"))
    assert was_not_reloaded(ana)


def test_where_sockets_are_blocked_the_page_works_and_says_so_and_says_when_it_is_live_again(browser_of, wire, topic):
    page, line = wire("ana", cut=True)
    page.goto(topic)
    page.get_by_text("Not live:").wait_for(timeout=30_000)
    line.mend()
    page.get_by_text("Live again:").wait_for(timeout=30_000)


@pytest.mark.parametrize("way", ["refused", "never answered"])
def test_a_page_without_a_line_says_so_within_ten_seconds_however_the_socket_is_blocked(browser_of, topic, way):
    page = browser_of("ana").new_page()
    page.route_web_socket("**/live/", lambda line: line.close(code=1006) if way == "refused" else None)
    page.clock.install()  # the page's own clock, so that nobody waits
    page.goto(topic)
    page.clock.run_for(2_000)
    expect(page.locator("[data-live-state]")).to_be_hidden()  # many a line takes a moment
    for _second in range(7):
        page.clock.run_for(1_000)
        # That a line was refused comes from outside, and by no clock of the page's.
        page.wait_for_timeout(100)
    expect(page.get_by_text("Not live:")).to_be_visible()


def test_a_line_that_is_cut_for_a_moment_only_is_not_worth_a_word(browser_of, wire, topic):
    page, line = wire("ana")
    page.clock.install()
    live(page, topic)
    line.cut()
    line.mend()
    page.evaluate("delete document.documentElement.dataset.ready")
    page.clock.run_for(2_000)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.clock.run_for(20_000)
    expect(page.locator("[data-live-state]")).to_be_hidden()


def test_who_signs_out_elsewhere_is_told(site, browser_of, topic):
    context = browser_of("lova")  # who reads French; no other test needs her session
    page = live(context.new_page(), topic)
    second = context.new_page()
    second.goto(site.url + "/")
    second.locator('form[action="/sign-out/"] button').click()
    page.get_by_text("Hors direct : vous avez été déconnecté").wait_for()


def test_a_topic_that_one_may_no_longer_read_leaves_the_open_page(forum, browser_of):
    author = browser_of("ana").new_page()
    author.goto(f"{forum}new/?kind=practice_note")
    author.get_by_label("Title").fill("Raised while it is read")
    author.locator("form.composer textarea[name=body]").fill("Words for those who are named.")
    author.get_by_role("button", name="Start the topic").click()
    author.locator("article", has_text="Words for those").wait_for()
    reader = live(browser_of("cora").new_page(), author.url)
    expect(reader.get_by_text("Words for those who are named.")).to_be_visible()
    author.get_by_role("link", name=re.compile("Read by")).click()
    author.get_by_role("radio", name=re.compile("TLP:RED")).check()
    author.get_by_role("button", name="Change the handling code").click()
    expect(reader.get_by_text("This topic can no longer be read here.").first).to_be_visible()
    expect(reader.get_by_text("Words for those who are named.")).to_have_count(0)
    assert was_not_reloaded(reader)
    # The site is shared: the topic is one like the others again for the tests that follow.
    author.locator("input[name=code][value=AMBER]").check()
    author.get_by_role("button", name="Change the handling code").click()
    author.get_by_text("The handling code has been changed.").first.wait_for()


GONE = """() => document.dispatchEvent(new CustomEvent("live:gone", {
  detail: { topic: document.querySelector("[data-live-topic]").dataset.liveTopic } }))"""


def without_words(page, times: int) -> list:
    """Let the first TIMES answers with the sentences of scripts be lost; return the list of those that were."""
    lost: list = []

    def answer(route) -> None:
        if len(lost) < times:
            lost.append(route)
            # Once without an answer, then with one that is none.
            route.abort() if len(lost) % 2 else route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/words/**", answer)
    return lost


def test_a_sentence_is_written_though_the_words_were_lost_at_first(browser_of, topic):
    page = browser_of("ana").new_page()
    lost = without_words(page, 1)
    live(page, topic)
    assert len(lost) == 1
    page.evaluate(GONE)
    expect(page.locator("main > p")).to_have_text("This topic can no longer be read here.")


def test_what_waits_for_the_words_is_written_when_the_line_is_back(browser_of, topic):
    page = browser_of("ana").new_page()
    lost = without_words(page, 2)
    live(page, topic)
    with page.expect_response(lambda answer: answer.status == 503):
        page.evaluate(GONE)
    page.wait_for_timeout(200)
    assert len(lost) == 2
    assert page.locator("main > p").inner_text() == ""
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("main > p")).to_have_text("This topic can no longer be read here.")
