"""Order is kept in a browser, with scripts and without: a post is reported, judged and hidden, and a stub says why."""

import re

import pytest

from tests.browser.test_forum import a_topic


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_post_is_reported_hidden_by_the_judge_and_the_log_says_why(site, browser_of, scripts):
    ana = browser_of("ana", java_script_enabled=scripts).new_page()
    chloe = browser_of("ravi", java_script_enabled=scripts).new_page()
    cora = browser_of("cora", java_script_enabled=scripts).new_page()
    topic = a_topic(site)
    words = f"Words to be hidden {'with' if scripts else 'without'} scripts."

    ana.goto(topic)
    ana.get_by_label("Your reply").fill(words)
    ana.get_by_role("button", name="Post the reply").click()
    ana.wait_for_url(re.compile(r"#post-"))
    post = ana.url.partition("#")[2]

    chloe.goto(ana.url)
    chloe.locator(f"[id='{post}']").get_by_role("link", name="Report").click()
    chloe.get_by_label("In your words").fill("Not the place for this.")
    chloe.get_by_role("button", name="Report the post").click()
    chloe.get_by_text("The report waits to be judged").wait_for()

    cora.goto(f"{site.url}/reports/")
    cora.locator("main .lines a").first.click()
    cora.get_by_label("uphold the report").check()
    cora.get_by_label("Hide the post").check()
    cora.get_by_label("Reason").fill("It names a person.")
    cora.get_by_role("button", name="Judge the report").click()
    cora.get_by_text("The report is judged").wait_for()

    if scripts:
        # On the page that she has open it is gone already.
        chloe.locator(f"[id='{post}']").get_by_text(words).wait_for(state="detached")
    chloe.reload()
    assert words not in chloe.content()
    assert "It names a person." in chloe.locator(f"[id='{post}']").inner_text()
