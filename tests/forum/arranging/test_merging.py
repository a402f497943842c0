"""Merging: one thread, the old address leads on, and nobody reads more than before."""

import pytest
from django.utils import timezone

from forum.actions import accept_offer, add_post, propose_offer, set_topic_code
from forum.models import Attachment, Follow, Offer, Post, ReadMark, SearchRow, Topic
from forum.querysets.naming import put_names
from forum.search.index import reindex_topic
from jobs.worker import Worker
from live.models import OutboxEvent
from network.guard import Refused
from tests.factories import forum as make
from tests.forum.arranging.things import bodies, merge, of_its_own, sees, whole
from writing.models import Draft


def test_its_posts_go_below_the_others_as_one_thread(cora, thread, other):
    merge(cora, thread, other)
    assert bodies(other)[2:] == [
        ("Body 1.", None),
        ("Two.", "Body 1."),
        ("Three.", "Two."),
        ("Five.", "Three."),
        ("Four.", "Body 1."),
        ("Six.", "Four."),
    ]
    assert whole(other)
    assert (other.posts_count, other.last_post_at) == (8, Post.objects.get(body="Six.").created_at)


def test_lists_show_the_newest_by_its_time(cora, ana, requests, thread, other):
    old = make.topic(requests, ana.membership, posts=2, at=timezone.now() - timezone.timedelta(days=9))
    newest = Topic.objects.get(pk=other.pk).last_post_at
    merge(cora, old, other)
    assert Topic.objects.get(pk=other.pk).last_post_at == newest


def test_the_words_of_a_merged_topic_are_found_in_the_other(cora, thread, other):
    reindex_topic(thread.pk)
    merge(cora, thread, other)
    Worker().drain()
    posts = set(SearchRow.objects.filter(topic=other).values_list("post_id", flat=True))
    assert posts == set(other.posts.values_list("pk", flat=True))
    assert not SearchRow.objects.filter(topic=thread).exists()


def test_the_old_address_leads_on_for_who_sees_the_target_and_is_nothing_for_others(cora, chloe, dara, thread, other):
    post = Post.objects.get(body="Three.")
    merge(cora, thread, other)
    assert chloe.client.get(thread.get_absolute_url())["Location"] == other.get_absolute_url()
    assert chloe.client.get(post.get_absolute_url())["Location"].startswith(other.get_absolute_url())
    assert dara.client.get(thread.get_absolute_url()).status_code == 404
    third = make.topic(other.forum, chloe.membership)
    merge(cora, other, third)
    assert chloe.client.get(thread.get_absolute_url())["Location"] == third.get_absolute_url()


def test_who_read_it_by_an_offer_loses_it_at_once(ana, cora, both, dara, thread, other, sahel, there):
    offer = propose_offer(actor=ana.membership, topic=thread, network=sahel)
    accept_offer(actor=both.membership, offer=offer, forum=there)
    post = add_post(author=dara.membership, topic=thread, body="From Sahel.")
    merge(cora, thread, other)
    assert dara.client.get(thread.get_absolute_url()).status_code == 404
    assert dara.client.get(post.get_absolute_url()).status_code == 404
    event = OutboxEvent.objects.get(kind="topic_merged")
    assert dara.membership.pk in event.was
    assert Offer.objects.get(pk=offer.pk).status == "withdrawn"


def test_nobody_reads_more_than_before(ana, cora, both, dara, thread, other, sahel, there, chloe, ocean):
    offer = propose_offer(actor=chloe.membership, topic=other, network=sahel)
    accept_offer(actor=both.membership, offer=offer, forum=there)
    with pytest.raises(Refused):
        merge(cora, thread, other)
    asked = make.topic(thread.forum, dara.membership, asked_by=dara.membership.authority)
    with pytest.raises(Refused):
        merge(cora, thread, asked)
    marked = make.topic(make.forum(ocean, "marked", for_observers=True), ana.membership)
    with pytest.raises(Refused):
        merge(cora, thread, marked)
    abroad = make.topic(there, dara.membership)
    with pytest.raises(Refused):
        merge(both, thread, abroad)
    with pytest.raises(Refused):
        merge(cora, thread, thread)


def test_words_said_under_amber_stay_amber_in_a_green_topic(ana, cora, chloe, dara, thread, other):
    set_topic_code(actor=chloe.membership, topic=other, code="GREEN")
    merge(cora, thread, other)
    assert sees(dara, other)
    page = dara.client.get(f"{other.get_absolute_url()}?view=flat").content
    assert b"Three." not in page
    assert b"Three." in ana.client.get(f"{other.get_absolute_url()}?view=flat").content
    other.refresh_from_db()
    assert other.open_seq == 2


def test_a_topic_with_words_for_a_few_is_not_merged(ana, cora, ben, thread, other):
    add_post(author=ben.membership, topic=thread, body="Between us.", code="AMBER+STRICT")
    with pytest.raises(Refused):
        merge(cora, thread, other)


def test_marks_follows_and_drafts_are_carried(ana, ben, chloe, cora, thread, other):
    ReadMark.objects.all().delete()
    Follow.objects.all().delete()
    for persona, there, here in ((chloe, 2, 6), (ben, 2, 0)):
        ReadMark.objects.create(membership=persona.membership, topic=other, seq=there)
        ReadMark.objects.create(membership=persona.membership, topic=thread, seq=here)
    Follow.objects.create(membership=ana.membership, topic=thread, level="watch")
    Follow.objects.create(membership=ben.membership, topic=thread, level="mute")
    draft = Draft.objects.create(
        membership=ana.membership,
        place=f"reply:{thread.public_id}",
        label="forum.Topic",
        thing_id=thread.pk,
        fields={"body": "Half a"},
        saved_at=timezone.now(),
    )
    merge(cora, thread, other)
    assert ReadMark.objects.get(membership=chloe.membership, topic=other).seq == 8
    assert ReadMark.objects.get(membership=ben.membership, topic=other).seq == 2
    assert dict(Follow.objects.filter(topic=other).values_list("membership_id", "level")) == {
        ana.membership.pk: "watch"
    }
    draft.refresh_from_db()
    assert (draft.place, draft.thing_id) == (f"reply:{other.public_id}", other.pk)


def test_a_topic_with_a_file_for_a_few_is_not_merged(ana, ben, cora, chloe, thread, other):
    file = of_its_own(Post.objects.get(topic=thread, seq=2), ana, "RED")
    put_names(other, ana.membership.pk, [chloe.membership.pk])
    assert not Attachment.objects.visible_to(chloe.membership).filter(pk=file.pk).exists()
    with pytest.raises(Refused):
        merge(cora, thread, other)
    assert not Attachment.objects.visible_to(chloe.membership).filter(pk=file.pk).exists()


def test_a_file_for_all_who_read_its_topic_does_not_keep_it_from_being_merged(ana, cora, thread, other):
    file = of_its_own(Post.objects.get(topic=thread, seq=2), ana, "")
    merge(cora, thread, other)
    assert Attachment.objects.visible_to(cora.membership).get(pk=file.pk).post.topic == other


def test_a_topic_that_one_does_not_see_answers_like_an_invented_one(cora, thread, there, dara):
    hidden = make.topic(there, dara.membership)
    said = []
    for target in (hidden.public_id, "A" * 22):
        typed = {"target": f"/topics/{target}/", "reason": "The same."}
        answer = cora.client.post(f"{thread.get_absolute_url()}merge/", typed)
        said.append((answer.status_code, "There is no such topic." in answer.content.decode()))
    assert said == [(409, True)] * 2
    assert not hidden.absorbed.exists()


def test_a_narrow_file_of_another_topic_keeps_nothing_apart(ana, cora, thread, other, requests):
    elsewhere = make.topic(requests, ana.membership)
    of_its_own(elsewhere.posts.get(), ana, "RED")
    merge(cora, thread, other)
    thread.refresh_from_db()
    assert thread.merged_into_id == other.pk
