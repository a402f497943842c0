"""What the page of results says: how many, and of more than a thousand no more than that."""

import pytest

from forum.models import Poll, Post
from forum.search import finding
from forum.search.index import reindex_posts
from tests.factories import forum as make
from writing.quotations import quoting


@pytest.mark.parametrize(("texts", "said"), [(1, "1 result<"), (4, "4 results<"), (6, "1,000+ results<")])
def test_of_more_than_are_counted_it_says_so_and_not_how_many(written, chloe, monkeypatch, texts, said):
    monkeypatch.setattr(finding, "MOST", 5)
    for number in range(texts):
        written("extradition", title=f"Topic {number}")
    assert said in chloe.client.get("/search/", {"q": "extradition"}).content.decode()


def test_what_holds_a_poll_and_what_holds_a_quotation_are_found_by_it(requests, found, ana, chloe):
    from forum.actions import add_post
    from forum.actions.polls import PollFacts, add_poll

    polled, quoted, plain = (make.topic(requests, ana.membership, title=title) for title in ("Poll", "Quote", "Plain"))
    for topic in (polled, quoted, plain):
        post = topic.posts.get()
        words = "extradition"
        if topic == quoted:
            words = f"{quoting(plain.posts.get().public_id, 'Body 1.')}\n\nextradition"
        made = add_post(author=ana.membership, topic=topic, body=words)
        if topic == polled:
            add_poll(
                author=ana.membership,
                post=made,
                facts=PollFacts("When?", ("Now", "Later"), "member", False, post.created_at),
            )
        reindex_posts([made.pk])
    assert Poll.objects.exists()
    assert Post.objects.filter(holds="q").exists()
    assert found(chloe, "extradition", by_date=True) == ["Plain", "Quote", "Poll"]
    assert found(chloe, "extradition has:poll") == ["Poll"]
    assert found(chloe, "extradition has:quote") == ["Quote"]
    assert found(chloe, "extradition -has:poll -has:quote") == ["Plain"]
