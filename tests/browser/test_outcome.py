"""From question to outcome in a browser: whose turn it is, what was accepted, solved, opened again with a reason."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.journeys import begin, both, forum_of, live, reply, set_status, status_of

ACCEPT = "Accept as answer"


@both
def test_a_question_goes_from_open_to_solved_and_is_opened_again_with_a_reason(site, browser_of, scripts, findings):
    title = f"A question on its way {'with' if scripts else 'without'} scripts"
    ana, marla, cora, ravi = (
        browser_of(who, java_script_enabled=scripts).new_page() for who in ("ana", "marla", "cora", "ravi")
    )
    topic = begin(ana, forum_of(site, "ana"), title, kind="question", requested="Seychelles")
    expect(status_of(ana)).to_contain_text("Readers: nobody has answered yet")
    if scripts:
        live(ravi, topic)

    # Waiting on a State, until a day: that State's officers find it on their desk and in their list.
    until = (date.today() + timedelta(days=9)).isoformat()
    set_status(ana, topic, "waiting", waiting_on="Seychelles", until=until)
    ana.goto(topic)
    expect(status_of(ana)).to_contain_text("Waiting on Seychelles")
    expect(status_of(ana)).to_contain_text("until")
    marla.goto(f"{site.url}/")
    line = marla.locator("li.desk-line--waiting", has_text=title)
    expect(line).to_contain_text("Waiting on your State")
    marla.goto(f"{site.url}/topics/?view=waiting")
    expect(marla.locator("main li.row", has_text=title)).to_contain_text("Waiting on Seychelles")

    # Who answers is neither author nor helper: the status is not for her to set.
    answer = reply(marla, topic, "We need the certified copy.")
    assert marla.locator("form#status").count() == 0
    assert marla.get_by_role("button", name=ACCEPT).count() == 0
    post = answer.get_attribute("id")
    if scripts:
        # The end of the page is in view: the answer is put there. Only then is nothing but the change announced.
        expect(ravi.locator(f".thread #{post}")).to_be_visible()

    # Accepted it stands at the top and in its place.
    ana.goto(topic)
    ana.locator(f"#{post}").get_by_role("button", name=ACCEPT).click()
    ana.wait_for_load_state()
    expect(ana.locator("section[aria-labelledby=accepted]")).to_contain_text("We need the certified copy.")
    expect(ana.locator(f".thread #{post}")).to_contain_text("Accepted answer")
    expect(status_of(ana)).to_contain_text("The author says whether it is solved")
    if scripts:
        # On an open page the status changes in its place; the accepted answer, which would move what one reads, is
        # announced and waits to be asked for.
        expect(status_of(ravi)).to_contain_text("The author says whether it is solved")
        assert ravi.evaluate("window.sameDocument === true")
        assert ravi.locator("section[aria-labelledby=accepted]").count() == 0
        ravi.get_by_role("button", name="This topic has changed").click()
        expect(ravi.locator("section[aria-labelledby=accepted]")).to_contain_text("We need the certified copy.")
        assert findings(ana) == []
    ana.get_by_role("button", name="Solved", exact=True).click()
    ana.goto(topic)
    expect(status_of(ana)).to_contain_text("solved")

    # Opened again by the coordinator: not without a reason, which every reader finds in the course of the status.
    set_status(cora, topic, "open")
    expect(cora.get_by_role("alert")).to_contain_text("Say why it is opened again.")
    set_status(cora, topic, "open", reason="The copy came back unread.")
    ravi.goto(f"{topic}course/")
    steps = ravi.locator("ol.timeline li")
    expect(steps.filter(has_text="The copy came back unread.")).to_have_count(1)
    said = " ".join(steps.all_inner_texts()).lower()
    for word in ("waiting on seychelles", "answered", "solved"):
        assert word in said


def test_helper_and_coordinator_accept_and_set_and_a_contact_point_does_not(site, browser_of):
    duarte = browser_of("duarte").new_page()
    topic = begin(duarte, forum_of(site, "duarte"), "Who sets a status", kind="question")
    reply(browser_of("dara").new_page(), topic, "One answer.")
    reply(browser_of("ignacia").new_page(), topic, "Another answer.")

    esteban = browser_of("esteban").new_page()
    esteban.goto(topic)
    esteban.locator(".thread article", has_text="One answer.").get_by_role("button", name=ACCEPT).click()
    lucia = browser_of("lucia").new_page()
    lucia.goto(topic)
    lucia.locator(".thread article", has_text="Another answer.").get_by_role("button", name=ACCEPT).click()
    lucia.wait_for_load_state()
    accepted = lucia.locator("section[aria-labelledby=accepted]")
    expect(accepted).to_contain_text("Accepted answers")
    expect(accepted.locator("article")).to_have_count(2)

    matias = browser_of("matias").new_page()
    matias.goto(topic)
    assert matias.locator("form#status").count() == 0
    token = matias.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    refused = matias.request.post(
        f"{topic}status/", form={"status": "solved", "csrfmiddlewaretoken": token}, headers={"Referer": topic}
    )
    assert refused.status == 403
    # Only who asked is asked whether it solved the problem.
    assert lucia.get_by_role("button", name="Not yet").count() == 0
    duarte.goto(topic)
    duarte.get_by_role("button", name="Not yet").click()
    duarte.goto(topic)
    expect(status_of(duarte)).to_contain_text("open")


def test_the_author_withdraws_and_no_solution_is_an_outcome_too(site, browser_of):
    ana = browser_of("ana").new_page()
    for status, words in (("withdrawn", "withdrawn"), ("no_solution", "no solution")):
        topic = begin(ana, forum_of(site, "ana"), f"It ends as {words}", kind="question")
        set_status(ana, topic, status)
        ana.goto(topic)
        expect(status_of(ana)).to_contain_text(words)
        # Whose turn it is: nobody's.
        assert not re.search("Waiting|Readers", status_of(ana).inner_text())


@both
def test_similar_solved_topics_are_shown_before_one_asks_again(site, browser_of, scripts):
    ana = browser_of("ana", java_script_enabled=scripts).new_page()
    title = f"Apostille on a translated hearing record {'typed' if scripts else 'previewed'}"
    topic = begin(ana, forum_of(site, "ana"), title, kind="question")
    set_status(ana, topic, "solved")
    ravi = browser_of("ravi", java_script_enabled=scripts).new_page()
    ravi.goto(f"{forum_of(site, 'ravi')}new/?kind=question")
    ravi.locator("input[name=title]").press_sequentially("Apostille on translated hearing records") if scripts else (
        ravi.locator("input[name=title]").fill("Apostille on translated hearing records")
    )
    if not scripts:
        ravi.get_by_role("button", name="Preview").click()
    similar = ravi.locator("section[aria-labelledby=similar]")
    expect(similar).to_be_visible()
    found = similar.locator("li", has_text=title)
    expect(found).to_contain_text("solved")
    found.get_by_role("link").click()
    if scripts:
        ravi.wait_for_url(topic)
    else:
        assert ravi.url == topic


def test_with_the_first_answer_an_open_page_no_longer_says_that_nobody_has_answered(site, browser_of):
    ana = browser_of("ana").new_page()
    topic = begin(ana, forum_of(site, "ana"), "Whose turn, live", kind="question")
    live(ana, topic)
    expect(status_of(ana)).to_contain_text("nobody has answered yet")
    reply(browser_of("ravi").new_page(), topic, "Ask the registry.")
    expect(status_of(ana)).not_to_contain_text("nobody has answered yet")
    expect(status_of(ana)).to_contain_text("no answer accepted yet")
    assert ana.evaluate("window.sameDocument === true")
