"""Splitting: posts go with their answers, and the same people read them as before."""

import re

import pytest

from forum.actions import accept_offer, add_post, lock_topic, propose_offer, set_post_code, split_topic
from forum.models import Follow, Post, ReadMark, RequestedBody, Topic
from forum.querysets.naming import put_names
from forum.querysets.unread import unread_posts
from live.models import OutboxEvent
from network.conflicts import Conflict
from network.guard import audience_of
from tests.forum.arranging.things import bodies, sees, split, whole
from tests.personas import body


def test_a_post_goes_with_its_answers_into_a_topic_of_its_own(cora, ben, thread):
    before = {post.body: post.public_id for post in thread.posts.all()}
    new = split(cora, thread, 2)
    assert bodies(new) == [("Two.", None), ("Three.", None), ("Five.", "Three.")]
    assert bodies(thread) == [("Body 1.", None), ("Four.", None), ("Six.", "Four.")]
    assert whole(new)
    assert whole(thread)
    assert (new.title, new.author_id, new.posts_count) == ("A second question", ben.membership.pk, 3)
    assert before == {post.body: post.public_id for post in Post.objects.filter(topic__in=[thread, new])}


def test_what_is_chosen_from_is_shown_as_it_was_written(cora, thread):
    Post.objects.filter(body="Three.").update(body="Smith & Co <b>", html="<p>Smith &amp; Co &lt;b&gt;</p>")
    page = cora.client.get(f"{thread.get_absolute_url()}split/").content.decode()
    assert "<bdi>Smith &amp; Co &lt;b&gt;</bdi>" in page


def test_permalinks_lead_to_where_the_post_is_now(cora, chloe, dara, thread):
    post = Post.objects.get(body="Three.")
    new = split(cora, thread, 2)
    assert chloe.client.get(post.get_absolute_url())["Location"].startswith(new.get_absolute_url())
    assert dara.client.get(post.get_absolute_url()).status_code == 404


def test_what_was_read_stays_read_on_both_sides(cora, chloe, thread):
    ReadMark.objects.filter(topic=thread).delete()
    ReadMark.objects.create(membership=chloe.membership, topic=thread, seq=3, shown=[5], ahead=1)
    new = split(cora, thread, 2)
    assert unread_posts(chloe.membership, [new.pk, thread.pk]) == {new.pk: 0, thread.pk: 2}


def test_who_follows_the_one_follows_the_other(cora, chloe, thread):
    Follow.objects.update_or_create(membership=chloe.membership, topic=thread, defaults={"level": "mute"})
    new = split(cora, thread, 2)
    assert Follow.objects.get(membership=chloe.membership, topic=new).level == "mute"


def test_the_opening_stays_and_something_is_chosen(cora, thread):
    for seq in (1, 99):
        with pytest.raises(Conflict):
            split(cora, thread, seq)


def test_a_new_topic_does_not_begin_with_a_stricter_post(cora, ana, ben, thread):
    set_post_code(actor=ben.membership, post=Post.objects.get(body="Two."), code="AMBER+STRICT")
    Post.objects.filter(body="Two.").update(code="AMBER+STRICT")
    with pytest.raises(Conflict):
        split_topic(
            actor=cora.membership, topic=thread, posts=[Post.objects.get(body="Two.")], title="Title", reason="Why."
        )


def test_the_same_people_read_the_new_topic(ana, cora, chloe, dara, both, thread, sahel, there):
    offer = propose_offer(actor=ana.membership, topic=thread, network=sahel)
    accept_offer(actor=both.membership, offer=offer, forum=there)
    new = split(cora, thread, 4)
    thread.refresh_from_db()
    assert set(audience_of(new)) == set(audience_of(thread))
    assert sees(dara, new)


@pytest.mark.parametrize("code", ["RED", "AMBER+STRICT", "GREEN"])
def test_under_each_code_the_same_people_read_the_new_topic(ana, ben, chloe, cora, dara, thread, code):
    people, offices = [ana, cora], [ana.membership.authority_id, cora.membership.authority_id]
    put_names(thread, ana.membership.pk, [one.membership.pk for one in people], offices)
    Topic.objects.filter(pk=thread.pk).update(code=code)
    new = split(cora, thread, 4)
    assert new.code == code
    everybody = (ana, ben, chloe, cora, dara)
    assert [sees(one, new) for one in everybody] == [sees(one, thread) for one in everybody]
    assert sees(cora, new)
    assert sees(dara, new) is (code == "GREEN")


def test_an_open_page_of_the_old_topic_is_told_that_it_is_out_of_date(cora, thread):
    split(cora, thread, 2)
    assert OutboxEvent.objects.filter(kind="posts_moved", thing_id=thread.pk).count() == 1
    assert OutboxEvent.objects.filter(kind="topic_added", thing_id=Topic.objects.latest("pk").pk).count() == 1


def test_what_is_split_off_a_locked_topic_goes_on(ben, cora, thread):
    lock_topic(actor=cora.membership, topic=thread, reason="Two matters are mixed.")
    new = split(cora, thread, 2)
    add_post(author=ben.membership, topic=new, body="It goes on.")
    thread.refresh_from_db()
    assert (new.locked_at, thread.locked_at is None) == (None, False)


@pytest.fixture
def between(thread):
    """The thread, in which France requests something of Mauritius and Kenya."""
    asks, *asked = body("FR", "France"), body("MU", "Mauritius"), body("KE", "Kenya")
    Topic.objects.filter(pk=thread.pk).update(requesting=asks, requested_ids=[body.pk for body in asked])
    RequestedBody.objects.bulk_create([RequestedBody(topic=thread, body=one, forum=thread.forum) for one in asked])
    thread.refresh_from_db()
    return asks, *asked


def named(topic):
    rows = RequestedBody.objects.filter(topic=topic, forum=topic.forum, is_open=True)
    assert sorted(rows.values_list("body_id", flat=True)) == sorted(topic.requested_ids)
    return topic.requesting_id, topic.requested_ids


def test_the_new_topic_names_the_same_states(cora, thread, between):
    asks, mu, ke = between
    assert named(split(cora, thread, 2)) == (asks.pk, [mu.pk, ke.pk]) == named(thread)


def test_a_status_that_is_over_is_not_that_of_the_new_topic(cora, thread, between):
    Topic.objects.filter(pk=thread.pk).update(status="solved")
    RequestedBody.objects.filter(topic=thread).update(is_open=False)
    asks, mu, ke = between
    new = split(cora, thread, 2)
    assert (new.status, named(new)) == ("open", (asks.pk, [mu.pk, ke.pk]))


def test_states_are_taken_out_at_the_form(cora, thread, between):
    asks, mu, ke = between
    there = f"{thread.get_absolute_url()}split/"
    shown = re.findall(r'name="states" value="(\d+)"[^>]* checked', cora.client.get(there).content.decode())
    assert shown == [str(one.pk) for one in between]
    typed = {"posts": [thread.posts.get(seq=2).public_id], "title": "New", "reason": "Why", "states": [ke.pk]}
    assert cora.client.post(there, {**typed, "states": [ke.pk, ke.pk + 9_999]}).status_code == 422
    assert cora.client.post(there, typed).status_code == 302
    assert named(Topic.objects.get(title="New")) == (None, [ke.pk])
    assert named(thread) == (asks.pk, [mu.pk, ke.pk])


def test_a_post_that_a_code_hides_is_chosen_like_an_invented_one(ana, cora, thread):
    hidden = Post.objects.get(topic=thread, seq=4)
    set_post_code(actor=ana.membership, post=hidden, code="RED")
    assert not Post.objects.visible_to(cora.membership).filter(pk=hidden.pk).exists()
    for chosen in (hidden.public_id, "A" * 22):
        typed = {"posts": chosen, "title": "Apart", "reason": "Two matters."}
        page = cora.client.post(f"{thread.get_absolute_url()}split/", typed)
        assert page.status_code == 409
        assert "Choose the posts that go into the new topic." in page.content.decode()
