"""The preview shows what a text will look like, and loses nothing of what was typed."""

import pytest
from django.urls import reverse

ADDRESS = "/preview/"


def test_a_member_sees_the_text_rendered_and_can_go_on_writing(ana):
    page = ana.client.post(ADDRESS, {"body": "**a** & b", "title": "c"}).content.decode()
    assert "<strong>a</strong> &amp; b" in page
    assert "**a** &amp; b</textarea>" in page
    assert '<input type="hidden" name="title" value="c">' in page


def test_a_script_gets_the_part_alone(ana):
    part = ana.client.post(ADDRESS, {"body": "*a*"}, headers={"X-Part": "1"}).content.decode()
    assert "<em>a</em>" in part
    assert "<html" not in part


def test_the_page_leads_on_to_where_the_form_wanted_to_go(ana):
    page = ana.client.post(ADDRESS + "?to=" + reverse("writing:preview"), {"body": "a"}).content.decode()
    assert f'action="{ADDRESS}"' in page


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:a", "/no-such/"]
)
def test_the_text_is_never_led_to_another_site(ana, path):
    page = ana.client.post(ADDRESS, {"body": "a"}, query_params={"to": path}).content.decode()
    assert 'action="https://evil' not in page
    assert 'action="//evil' not in page
    assert ">Send<" not in page


@pytest.mark.parametrize("body", ["a" * 50_000, "a\x00b", "a\u202eb", "", " \n "])
def test_a_text_that_cannot_be_kept_is_answered_with_a_sentence_and_stays_there(ana, body):
    answer = ana.client.post(ADDRESS, {"body": body})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_another_ones_marks_are_not_run(ana):
    page = ana.client.post(ADDRESS, {"body": "<script>a</script>", "<b>": "<script>c</script>"}).content.decode()
    assert "<script>a" not in page
    assert "<script>c" not in page


def test_the_preview_is_for_members_and_for_sending_only(ana, anonymous):
    assert ana.client.get(ADDRESS).status_code == 405
    assert anonymous.post(ADDRESS, {"body": "a"}).status_code == 302
