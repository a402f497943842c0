"""The components as a page gets them: names tied to controls, words beside colours, nothing a strict policy refuses."""

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from markupsafe import Markup

from network.readers import Visitor

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted([*(ROOT / "templates" / "components").glob("*.html"), *(ROOT / "templates" / "layouts").glob("*.html")])

pytestmark = pytest.mark.skipif(not (ROOT / ".build" / "static").exists(), reason="the front end is not built")


class Question(forms.Form):
    title = forms.CharField(label="Title", help_text="One line.")
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    basis = forms.CharField(label="Legal basis", required=False)
    code = forms.ChoiceField(choices=[("amber", "This network"), ("red", "Those named")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I have read it again")
    body = forms.CharField(label="Your reply", widget=forms.Textarea)


def rendered(source: str, **context: Any) -> str:
    return str(engines["jinja2"].env.from_string(source).render(**context))


def component(file: str, name: str, arguments: str = "", **context: Any) -> str:
    return rendered(f'{{% from "components/{file}.html" import {name} %}}{{{{ {name}({arguments}) }}}}', **context)


def attributes(html: str, tag: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([a-z-]+)="([^"]*)"', found)) for found in re.findall(rf"<{tag}\b([^>]*)>", html)]


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_of_ours_holds_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"\{[%#].*?[%#]\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_a_field_is_tied_to_its_label_its_help_and_its_error() -> None:
    form = Question({"title": "", "email": "x"})
    html = component("form", "field", 'form["title"]', form=form)
    [control] = attributes(html, "input")
    assert f'<label for="{control["id"]}">Title</label>' in html
    assert control["aria-describedby"] == "id_title_helptext id_title_error"
    assert all(f'id="{name}"' in html for name in control["aria-describedby"].split())
    assert control["aria-invalid"] == "true"


def test_a_field_keeps_what_was_typed_and_its_autocomplete() -> None:
    [control] = attributes(component("form", "field", 'form["email"]', form=Question({"email": "x"})), "input")
    assert control["value"] == "x"
    assert control["autocomplete"] == "username"


def test_what_was_typed_cannot_become_markup() -> None:
    html = component("form", "field", 'form["title"]', form=Question({"title": '"><b onclick=a>'}))
    assert "<b onclick" not in html


def test_only_fields_that_need_not_be_filled_say_so() -> None:
    assert "(optional)" in component("form", "field", 'form["basis"]', form=Question())
    assert "(optional)" not in component("form", "field", 'form["title"]', form=Question())


def test_free_text_runs_the_way_its_writer_writes() -> None:
    [title] = attributes(component("form", "field", 'form["title"]', form=Question()), "input")
    [body] = attributes(component("form", "field", 'form["body"]', form=Question()), "textarea")
    assert (title["dir"], body["dir"]) == ("auto", "auto")


def test_several_choices_are_a_group_with_a_legend() -> None:
    html = component("form", "field", 'form["code"]', form=Question({}))
    assert html.startswith("<fieldset")
    assert "<legend>Code</legend>" in html
    assert attributes(html, "fieldset")[0]["aria-describedby"] == "id_code_error"


def test_a_box_to_tick_stands_inside_its_label() -> None:
    html = component("form", "field", 'form["agreed"]', form=Question())
    assert re.search(r'<label for="id_agreed"><input [^>]*><span>I have read it again</span></label>', html)


def test_the_summary_of_errors_links_to_every_field_that_is_wrong() -> None:
    form = Question({"title": "x"})
    html = component("form", "error_summary", "form", form=form)
    targets = {link["href"][1:] for link in attributes(html, "a")}
    page = "".join(component("form", "field", f'form["{name}"]', form=form) for name in form.fields)
    assert len(targets) == len(form.errors)
    assert all(f'id="{target}"' in page for target in targets)


def test_a_form_without_faults_has_no_summary() -> None:
    assert component("form", "error_summary", "form", form=Question()) == ""


def test_the_composer_says_who_will_read_before_its_button() -> None:
    html = component(
        "composer",
        "composer",
        'form["body"], "/reply", "", "34 members can read this.", "Post reply", "/preview"',
        form=Question(),
    )
    assert html.index("34 members can read this.") < html.index("<button")
    assert attributes(html, "button")[1]["formaction"] == "/preview"


def test_a_sealed_composer_differs_in_form_and_in_words() -> None:
    arguments = 'form["body"], "/reply", "", "You and Ana.", "Send"'
    open_one = component("composer", "composer", arguments, form=Question())
    sealed = component("composer", "composer", f"{arguments}, sealed=True", form=Question())
    assert "composer--sealed" in sealed
    assert "Sealed" in sealed
    assert "ealed" not in open_one


def test_the_composer_gives_back_the_text_that_was_typed() -> None:
    form = Question({"body": "\nfirst line </textarea> after"})
    html = component("composer", "composer", 'form["body"], "/reply", "", "x", "Send"', form=form)
    assert re.search(r"<textarea[^>]*>\n\nfirst line &lt;/textarea&gt; after</textarea>", html)


@pytest.mark.parametrize(
    ("code", "word"), [("AMBER+STRICT", "TLP:AMBER+STRICT"), ("amber_strict", "TLP:AMBER+STRICT"), ("red", "TLP:RED")]
)
def test_a_handling_code_is_a_word_first_and_is_never_turned_round(code: str, word: str) -> None:
    html = component("chips", "code_chip", "code", code=code)
    assert f">{word}</span>" in html
    assert 'dir="ltr"' in html
    assert f"tlp--{word[4:].lower().replace('+', '-')}" in html


def test_a_person_is_a_function_and_a_state_before_a_name() -> None:
    html = component("person_line", "person_line", '"Prosecutor", "Ministry", "Brazil", "A. Name"')
    assert html.index("Prosecutor, Brazil") < html.index("Ministry") < html.index("A. Name")


def test_a_topic_title_is_escaped_and_takes_its_own_direction() -> None:
    html = component("list_row", "list_row", '"/t", title, "open", "open", "AMBER", unread=2', title="<b>\u202e")
    assert "&lt;b&gt;" in html
    assert '<a href="/t" dir="auto">' in html
    assert re.search(r'2<span class="unseen"> unread</span>', html)


def test_posts_deeper_than_three_levels_do_not_go_further_in() -> None:
    html = component("post", "post", '"p", "person", "now", body, "#p", level=7', body=Markup("<p>text</p>"))
    assert "post--level-3" in html
    assert "<p>text</p>" in html


def test_a_hidden_post_shows_the_reason_and_not_its_text() -> None:
    html = component(
        "post", "post", '"p", "person", "now", body, "#p", hidden="Hidden: off topic"', body=Markup("secret")
    )
    assert "Hidden: off topic" in html
    assert "secret" not in html


def test_pages_without_neighbours_have_no_pagination() -> None:
    assert component("pagination", "pagination") == ""


def test_facts_without_a_value_are_left_out() -> None:
    html = component("table", "facts", '[("Stage", "Pending"), ("Deadline", "")]')
    assert "Stage" in html
    assert "Deadline" not in html


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_page_names_its_language_and_its_direction(language: str, direction: str, rf: Any) -> None:
    request = rf.get("/about/promises/")
    request.reader, request.row = Visitor(), None
    source = '{% extends "layouts/plain.html" %}{% block title %}T{% endblock %}{% block notices %}{% endblock %}'
    with translation.override(language):
        html = rendered(source, request=request, csrf_input="")
    assert f'<html lang="{language}" dir="{direction}" ' in html
    assert "<title>T · Counterpart</title>" in html
    assert html.count('<link rel="stylesheet"') == html.count("<script") == 1
