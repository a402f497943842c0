"""What the scripts do in a real browser under the site's policy: they help, and they lose nothing."""

from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines

BUILD = Path(__file__).resolve().parents[2] / ".build" / "frontend"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILD / "app.js").exists(), reason="the front end is not built"),
]


class Reply(forms.Form):
    body = forms.CharField(label="Your reply", widget=forms.Textarea)


def page_with(source: str) -> str:
    region = '<div class="toasts" id="toasts" role="status"></div>'
    return str(engines["jinja2"].env.from_string(source + region).render(form=Reply()))


COMPOSER = (
    '{% from "components/composer.html" import composer %}'
    '{{ composer(form["body"], "/reply", "", "Two can read this.", "Post reply", "/preview") }}'
)
GRAVE = (
    '<form method="post" action="/end" data-confirm="End it?" data-cancel="Cancel">'
    '<button type="submit">End</button></form>'
)
HOSTILE = "<p id=shown>as rendered</p><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def test_a_preview_appears_beside_the_text_and_what_is_hostile_in_it_stays_inert(opened: Any) -> None:
    page = opened(page_with(COMPOSER), {"/preview": (200, HOSTILE)})
    page.fill("textarea", "as typed")
    page.click("[data-preview-button]")
    page.wait_for_selector("#shown")
    assert page.input_value("textarea") == "as typed"
    assert page.title() == "page"
    assert (page.posts, page.parts) == (["/preview"], [True])


@pytest.mark.parametrize(("status", "sentence"), [(401, "You have been signed out."), (403, "This was not accepted.")])
def test_a_text_survives_an_answer_that_is_no_preview(opened: Any, status: int, sentence: str) -> None:
    page = opened(page_with(COMPOSER), {"/preview": (status, "<p>something else</p>")})
    page.fill("textarea", "as typed")
    page.click("[data-preview-button]")
    page.wait_for_selector(".toast")
    assert sentence in page.inner_text("#toasts")
    assert page.input_value("textarea") == "as typed"
    assert page.is_hidden("[data-preview-place]")


def test_the_browser_asks_before_an_unsent_text_is_left(opened: Any) -> None:
    page = opened(page_with(COMPOSER))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("textarea", "as typed")
    page.reload()
    assert asked == ["beforeunload"]


def test_sending_a_text_is_not_leaving_it(opened: Any) -> None:
    page = opened(page_with(COMPOSER))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("textarea", "as typed")
    page.click("text=Post reply")
    page.wait_for_function("document.title === 'sent'")
    assert (asked, page.posts) == ([], ["/reply"])


def test_signing_out_ends_the_opened_key_of_sealed_messages(opened: Any) -> None:
    page = opened('<form class="sign-out" method="post" action="/out"><button type="submit">Sign out</button></form>')
    page.evaluate(
        """() => new Promise((done) => {
            const request = indexedDB.open("messages-opened");
            request.onsuccess = () => { request.result.close(); done(); };
        })"""
    )
    names = "async () => (await indexedDB.databases()).map(({ name }) => name)"
    assert page.evaluate(names) == ["messages-opened"]
    page.click("text=Sign out")
    page.wait_for_function("document.title === 'sent'")
    assert page.evaluate(names) == []


def test_an_impatient_second_click_sends_nothing(opened: Any) -> None:
    page = opened(page_with(COMPOSER))
    page.fill("textarea", "as typed")
    page.evaluate("const b = document.querySelector('.button--first'); b.click(); b.click();")
    page.wait_for_function("document.title === 'sent'")
    assert page.posts == ["/reply"]


def test_a_grave_act_is_sent_only_after_the_dialog(opened: Any) -> None:
    page = opened(page_with(GRAVE))
    page.click("text=End")
    assert "End it?" in page.inner_text("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    assert page.posts == []
    page.click("text=End")
    page.click("dialog[open] [value=yes]")
    page.wait_for_function("document.title === 'sent'")
    assert page.posts == ["/end"]


def test_a_button_asks_for_itself_where_its_form_asks_nothing(opened: Any) -> None:
    button = (
        '<button type="submit" class="act" form="back" formaction="/end" data-confirm="Remove it?" data-cancel="Keep">'
        "Remove</button>"
    )
    page = opened(page_with(f'<form id="back" method="post"></form>{button}'))
    page.click("text=Remove")
    assert page.inner_text("dialog[open]").split("\n")[0] == "Remove it?"
    assert page.inner_text("dialog[open] :focus") == "Keep"
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]", state="detached")
    assert page.posts == []
    page.click("text=Remove")
    page.click("dialog[open] [value=yes]")
    page.wait_for_function("document.title === 'sent'")
    assert page.posts == ["/end"]


@pytest.mark.parametrize(
    "markup",
    ["<time data-relative {}>1 Jan 2001 00:00</time>", '<p class="post-when"><time {}>1 Jan 2001 00:00</time></p>'],
)
def test_a_time_is_told_from_now_and_keeps_the_exact_one_at_hand(opened: Any, markup: str) -> None:
    page = opened(page_with(markup.format('datetime="2001-01-01T00:00:00+00:00"')))
    page.evaluate(
        """() => {
            const time = document.querySelector("time");
            time.removeAttribute("data-exact");
            time.dateTime = new Date(Date.now() - 7_300_000).toISOString();
            dispatchEvent(new Event("afterprint"));
        }"""
    )
    assert page.inner_text("time") == "2 hr. ago"
    assert page.get_attribute("time", "title") == "1 Jan 2001 00:00"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.inner_text("time") == "1 Jan 2001 00:00"


def test_a_menu_closes_with_escape_and_gives_the_focus_back(opened: Any) -> None:
    source = '{% from "components/menu.html" import menu %}{% call menu("More") %}<a href="#x">Link</a>{% endcall %}'
    page = opened(page_with(source))
    page.click("summary")
    page.focus("text=Link")
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


THREAD = (
    "<section id=thread>"
    + "".join(f"<article id=p{n}><p>{'words ' * 60}</p></article>" for n in range(40))
    + "</section>"
)
ARRIVE = """async ([how, at, anchoring]) => {
    document.documentElement.style.overflowAnchor = anchoring;
    const { fetchPart, put } = await import("/source/shared/part.js");
    const seen = document.getElementById(at);
    seen.scrollIntoView();
    const before = seen.getBoundingClientRect().top;
    const nodes = await fetchPart("/part", { method: "POST" });
    put(document.getElementById("thread"), nodes, how);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return [before, seen.getBoundingClientRect().top, scrollY];
}"""


# Some browsers hold the text by themselves ("auto"), others do not ("none").
@pytest.mark.parametrize("anchoring", ["auto", "none"])
@pytest.mark.parametrize("how", ["prepend", "append"])
def test_what_arrives_does_not_move_what_one_reads(opened: Any, how: str, anchoring: str) -> None:
    part = "".join(f"<article class=new><p>{'more words ' * 80}</p></article>" for _ in range(5))
    page = opened(THREAD, {"/part": (200, part)}, bundle=False)
    before, after, scrolled = page.evaluate(ARRIVE, [how, "p20", anchoring])
    assert page.locator(".new").count() == 5
    assert scrolled > 0
    assert abs(after - before) < 1


def test_what_arrives_does_not_take_the_focus(opened: Any) -> None:
    page = opened(THREAD + '<input id="mine">', {"/part": (200, '<input id="theirs">')}, bundle=False)
    page.focus("#mine")
    page.evaluate(ARRIVE, ["append", "p20", "none"])
    assert page.evaluate("document.activeElement.id") == "mine"


def test_a_part_is_asked_of_our_own_origin_only(opened: Any) -> None:
    page = opened("", bundle=False)
    ask = """(address) => import("/source/shared/part.js")
        .then(({ fetchPart }) => fetchPart(address)).catch((error) => error.message)"""
    assert page.evaluate(ask, "https://example.org/part") == "a part comes from our own origin only"
