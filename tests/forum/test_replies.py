"""Replying: who may, what it writes, and that a form sent twice makes one post."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from forum import actions
from forum.models import Post, Topic
from forum.models.posts import DEEPEST
from forum.querysets.locks import ASKED, locked, locked_to_reply
from live.models import OutboxEvent
from network.guard import Refused
from network.models.identity import new_public_id
from tests.factories import forum as make
from tests.personas import contact_point, membership
from writing import markdown

# Session, topic, post that is answered; then in the transaction: lock, place, post, topic, fact to tell.
MOST = 12


def reply(who, topic, text="Received with thanks.", **fields):
    return who.client.post(f"/topics/{topic.public_id}/reply/", {"body": text, **fields})


def newest(topic):
    return Post.objects.filter(topic=topic).order_by("-seq").first()


def test_a_contact_point_replies_and_is_led_to_the_post(chloe, topic):
    answer = reply(chloe, topic)
    post = newest(topic)
    assert answer.status_code == 302
    assert answer.url == post.get_absolute_url()
    assert (post.seq, post.author, post.html) == (4, chloe.membership, '<p dir="auto">Received with thanks.</p>\n')
    topic.refresh_from_db()
    assert (topic.last_seq, topic.open_seq, topic.posts_count, topic.last_author) == (4, 4, 4, chloe.membership)


def test_a_reply_makes_at_most_twelve_statements(chloe, topic, statements):
    client = chloe.client
    parent = newest(topic)
    with statements() as made:
        client.post(f"/topics/{topic.public_id}/reply/", {"body": "Yes.", "parent": parent.public_id})
    assert newest(topic).parent == parent
    assert len(made) <= MOST, "\n".join(made)


def test_those_who_see_the_topic_hear_of_it_and_nobody_else(
    ana, ben, dara, eve, chloe, topic, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        post = actions.add_post(author=chloe.membership, topic=topic, body="Yes.")
    told = {"topic": topic.public_id, "forum": topic.forum.public_id, "post": post.public_id, "seq": "4"}
    for who in (ana, ben, chloe):
        assert [frame["ids"] for frame in heard(who) if frame["kind"] == "post_added"] == [told]
    for who in (dara, eve):
        assert heard(who) == []


def test_a_practitioner_of_another_network_cannot_reply(dara, noor, topic):
    for who in (dara, noor):
        assert reply(who, topic).status_code == 404
    assert topic.posts.count() == 3


def test_the_secretariat_on_a_visit_reads_and_is_told_why_it_cannot_post(sara, ocean, topic):
    from network.models import ReadEntry, Visit

    now = timezone.now()
    visit = Visit.objects.create(
        network=ocean, membership=sara.membership, reason="A stuck case", since=now, until=now + timedelta(hours=1)
    )
    assert sara.client.get(topic.get_absolute_url()).status_code == 200
    answer = reply(sara, topic)
    assert answer.status_code == 403
    assert "only contact points of this network reply" in answer.content.decode()
    assert [entry.subject_id for entry in ReadEntry.objects.filter(visit=visit)] == [topic.public_id]
    assert topic.posts.count() == 3


def test_nobody_replies_to_a_locked_topic(chloe, topic):
    Topic.objects.filter(pk=topic.pk).update(locked_at=timezone.now())
    answer = reply(chloe, topic)
    assert answer.status_code == 403
    assert "locked" in answer.content.decode()


def test_whoever_lost_the_place_a_moment_ago_cannot_reply(chloe, topic):
    chloe.membership.contact_points.update(until=timezone.now())
    with pytest.raises(Refused):
        actions.add_post(author=chloe.membership, topic=topic, body="Too late.")


def test_what_a_reply_knows_of_its_topic_is_what_stands_there(topic, django_assert_num_queries):
    Topic.objects.filter(pk=topic.pk).update(locked_at=timezone.now())
    with transaction.atomic():
        known, whole = locked_to_reply(Topic(pk=topic.pk)), locked(topic)
        with django_assert_num_queries(0):
            for name in ASKED:
                assert getattr(known, name) == getattr(whole, name), name
            assert known.forum.public_id == whole.forum.public_id
        # The rest is not empty: it is read when somebody asks.
        assert (known.title, known.forum.names) == (whole.title, whole.forum.names)


def test_a_topic_that_is_gone_takes_no_reply(topic):
    with pytest.raises(Topic.DoesNotExist), transaction.atomic():
        locked_to_reply(Topic(pk=topic.pk + 1_000_000))


def test_a_reply_is_rendered_once(chloe, topic, monkeypatch):
    parsed = []
    parse = markdown._parse
    monkeypatch.setattr(markdown, "_parse", lambda text: (parsed.append(text), parse(text))[1])
    reply(chloe, topic, "Once is *enough*.")
    assert parsed == ["Once is *enough*."]
    assert "<em>enough</em>" in newest(topic).html
    assert type(newest(topic).body) is str


# One form, one post.


def test_the_same_form_sent_twice_makes_one_post_and_leads_to_it(chloe, topic):
    once = new_public_id()
    first, second = reply(chloe, topic, once=once), reply(chloe, topic, once=once)
    assert first.url == second.url
    assert topic.posts.count() == 4
    assert OutboxEvent.objects.filter(kind="post_added").count() == 1
    topic.refresh_from_db()
    assert topic.last_seq == 4


def test_two_authors_may_happen_to_send_the_same_key(chloe, ana, topic):
    once = new_public_id()
    assert reply(chloe, topic, once=once).url != reply(ana, topic, once=once).url


def test_a_key_that_no_form_makes_is_as_none(chloe, topic):
    reply(chloe, topic, once="x")
    reply(chloe, topic, once="x")
    assert topic.posts.count() == 5


def test_a_form_that_comes_again_in_another_topic_is_the_same_form(chloe, ana, requests, topic):
    once, other = new_public_id(), make.topic(requests, ana.membership)
    first = reply(chloe, topic, once=once)
    assert reply(chloe, other, once=once).url == first.url
    fields = {"kind": "announcement", "title": "A title", "body": "A text.", "language": "en", "once": once}
    assert chloe.client.post(f"/forums/{requests.public_id}/new/", fields).url == topic.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_post(chloe, topic):
    once, answers = new_public_id(), []
    client_key = chloe.client.cookies["session"].value

    def send():
        from django.test import Client

        client = Client()
        client.cookies["session"] = client_key
        try:
            answers.append(client.post(f"/topics/{topic.public_id}/reply/", {"body": "Once.", "once": once}).url)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert len(set(answers)) == 1
    assert topic.posts.count() == 4


@pytest.mark.django_db(transaction=True)
def test_ten_different_replies_at_once_are_numbered_without_gap(chloe, topic):
    def send(number):
        try:
            actions.add_post(author=chloe.membership, topic=topic, body=f"Reply {number}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(topic.posts.values_list("seq", flat=True)) == list(range(1, 14))
    assert connection.vendor


# Threads.


def test_an_answer_to_a_post_stands_below_it_and_an_answer_to_the_opening_does_not(chloe, topic):
    opening, second = topic.posts.order_by("seq")[:2]
    below = actions.add_post(author=chloe.membership, topic=topic, body="Below.", parent=second)
    beside = actions.add_post(author=chloe.membership, topic=topic, body="Beside.", parent=opening)
    assert below.path == second.path + "0000004"
    assert beside.path == "0000005"
    assert beside.parent is None


def test_the_ninth_level_stands_on_the_eighth_and_says_whom_it_answers(chloe, topic):
    parent = newest(topic)
    for _level in range(DEEPEST + 1):
        last, parent = parent, actions.add_post(author=chloe.membership, topic=topic, body="Deeper.", parent=parent)
    assert last.level == parent.level == DEEPEST
    assert parent.in_reply_to == last
    assert parent.parent == last.parent


def test_a_post_of_another_topic_cannot_be_answered_here(chloe, ana, requests, topic):
    other = make.topic(requests, ana.membership).posts.get()
    assert reply(chloe, topic, parent=other.public_id).status_code == 409
    assert not Post.objects.filter(author=chloe.membership).exists()
    with pytest.raises(Refused):
        actions.add_post(author=chloe.membership, topic=topic, body="Crossed.", parent=other)


# What bad input gets.


@pytest.mark.parametrize("text", ["", "   \n ", "a\x00b", "x" * 40_001, "a\u202eb"])
def test_what_cannot_be_kept_is_answered_with_a_sentence_and_the_text_stays(chloe, topic, text):
    answer = reply(chloe, topic, text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    assert text[:1000].strip() in page
    assert topic.posts.count() == 3


def test_five_megabytes_are_refused_without_a_trace_and_one_is_told_what_to_do(chloe, topic):
    answer = reply(chloe, topic, "word " * 1_000_000)
    assert answer.status_code == 413
    assert "Send it in parts, or as a file." in answer.content.decode()
    assert topic.posts.count() == 3


@pytest.mark.parametrize("parent", ["x", "%00", "1 OR 1=1", "a" * 500])
def test_a_parent_that_is_no_identifier_does_not_exist(chloe, topic, parent):
    assert reply(chloe, topic, parent=parent).status_code in {404, 422}


def test_the_text_of_a_refused_reply_keeps_whom_it_answers(chloe, topic):
    parent = newest(topic)
    page = reply(chloe, topic, "", parent=parent.public_id).content.decode()
    assert f'name="parent" value="{parent.public_id}"' in page


# Accepted answers.


def test_the_author_marks_what_helped_and_the_topic_is_answered(ana, topic):
    post = newest(topic)
    answer = ana.client.post(f"/topics/{topic.public_id}/accept/", {"post": post.public_id})
    assert answer.url == post.get_absolute_url()
    topic.refresh_from_db()
    assert (topic.status, topic.accepted_count) == ("answered", 1)
    assert "Accepted answer" in ana.client.get(topic.get_absolute_url()).content.decode()


def test_marking_twice_counts_once_and_the_mark_is_taken_back(henri, topic):
    post = newest(topic)
    for _time in range(2):
        henri.client.post(f"/topics/{topic.public_id}/accept/", {"post": post.public_id})
    topic.refresh_from_db()
    assert topic.accepted_count == 1
    henri.client.post(f"/topics/{topic.public_id}/accept/", {"not": post.public_id})
    topic.refresh_from_db()
    assert topic.accepted_count == 0
    assert newest(topic).accepted_at is None


def test_a_contact_point_who_is_not_the_author_marks_nothing(chloe, topic):
    answer = chloe.client.post(f"/topics/{topic.public_id}/accept/", {"post": newest(topic).public_id})
    assert answer.status_code == 403
    assert newest(topic).accepted_at is None


def test_a_post_of_another_topic_is_not_accepted_here(ana, requests, topic):
    other = make.topic(requests, ana.membership).posts.get()
    answer = ana.client.post(f"/topics/{topic.public_id}/accept/", {"post": other.public_id})
    assert answer.status_code == 404


def test_a_button_that_names_no_post_finds_none(ana, topic):
    assert ana.client.post(f"/topics/{topic.public_id}/accept/", {"not": ""}).status_code == 404


def test_what_cannot_be_the_name_of_a_post_is_not_looked_for(ana, topic, statements):
    for what in ("a\x00b", "x" * 30, "-"):
        with statements() as made:
            answer = ana.client.post(f"/topics/{topic.public_id}/accept/", {"post": what})
        assert answer.status_code == 404
        assert not [one for one in made if 'FROM "forum_post"' in one]


def test_a_guest_with_a_place_by_mistake_sees_nothing(mali, ocean, topic):
    guest = membership("guest", mali, role="guest", until=timezone.now() + timedelta(days=2))
    contact_point(guest, ocean)
    assert not Topic.objects.visible_to(guest).exists()
    with pytest.raises(Refused):
        actions.add_post(author=guest, topic=topic, body="Hello.")
