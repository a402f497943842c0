"""Similar topics stand beside the title, and without scripts in the preview."""

import pytest

from forum.actions import add_topic, set_status
from forum.search import similar as like
from jobs.worker import Worker


@pytest.fixture
def solved(requests, ana):
    topic = add_topic(
        author=ana.membership,
        forum=requests,
        kind="question",
        title="Certified copies of bank records refused",
        body="They came back.",
    )
    set_status(actor=ana.membership, topic=topic, status="solved")
    Worker().drain()
    return topic


def preview(who, forum, title, **headers):
    fields = {"title": title, "body": "Text.", "place": f"topic:{forum.public_id}"}
    return who.client.post(f"/preview/?to=/forums/{forum.public_id}/new/", fields, **headers).content.decode()


def test_without_scripts_the_preview_shows_similar_topics(chloe, requests, solved):
    page = preview(chloe, requests, "Bank records: certified copies")
    assert solved.get_absolute_url() in page
    assert "solved" in page
    assert solved.get_absolute_url() not in preview(chloe, requests, "Summons by video link")


def test_the_part_for_scripts_does_without(chloe, requests, solved):
    page = preview(chloe, requests, "Bank records: certified copies", headers={"x-part": "1"})
    assert solved.get_absolute_url() not in page


def test_whoever_does_not_see_the_forum_is_shown_nothing(dara, requests, solved):
    assert solved.title not in preview(dara, requests, "Bank records: certified copies")


def test_the_form_has_a_place_for_them_beside_the_title(chloe, requests):
    page = chloe.client.get(f"/forums/{requests.public_id}/new/").content.decode()
    assert f'data-similar="/forums/{requests.public_id}/similar/"' in page


def test_who_reads_in_many_networks_is_shown_what_is_like_the_first_words(chloe, solved, monkeypatch):
    """Each word is asked for once for each of them."""
    monkeypatch.setattr(like, "TOKENS", 1)
    found = like.similar(chloe.membership, "Certified copies of records")
    assert [one.title for one in found] == [solved.title]
    assert like.similar(chloe.membership, "Summons by video link, certified") == []
