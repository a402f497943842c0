"""Moving: addresses lead on for who may see, and what hangs on a topic follows the new rule at once."""

import pytest
from django.utils import timezone

from forum.actions import consent_to_offer, flag_post, move_topic, propose_offer
from forum.models import (
    Attachment,
    Bookmark,
    Flag,
    Hold,
    ModerationAct,
    NamedMember,
    Offer,
    Post,
    Quote,
    RequestedBody,
    SearchRow,
    Topic,
)
from forum.search.index import reindex_topic
from jobs.worker import Worker
from live.models import OutboxEvent
from network.conflicts import Conflict
from network.guard import Refused, audience_of
from network.models.identity import new_public_id
from notices.models import Notice
from tests.factories import forum as make
from tests.forum.arranging.things import sees
from tests.personas import contact_point, membership
from writing.models import StoredFile


@pytest.fixture
def moved(ana, both, dara, chloe, topic, sahel, there):
    """Ana's topic, moved to Dara's network with Ana's consent."""
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    return move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")


def test_within_the_network_the_coordinator_moves_it_and_its_addresses_stay(ana, cora, chloe, topic, elsewhere, france):
    RequestedBody.objects.create(topic=topic, body=france.body, forum=topic.forum)
    post = Post.objects.get(topic=topic, seq=2)
    move_topic(actor=cora.membership, topic=topic, forum=elsewhere, reason="Belongs here.")
    assert chloe.client.get(topic.get_absolute_url()).status_code == 200
    assert chloe.client.get(post.get_absolute_url())["Location"].startswith(topic.get_absolute_url())
    assert RequestedBody.objects.get(topic=topic).forum == elsewhere
    assert topic.title.encode() in ana.client.get(elsewhere.get_absolute_url()).content
    assert topic.title.encode() not in ana.client.get(topic.forum.get_absolute_url()).content
    assert ModerationAct.objects.visible_to(chloe.membership).get(act="moved").reason == "Belongs here."
    with pytest.raises(Conflict):
        move_topic(actor=cora.membership, topic=topic, forum=elsewhere, reason="Again.")


def test_without_the_authors_consent_it_stays_in_its_network(ana, both, cora, topic, sahel, there):
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=topic, forum=there, reason="Now.")
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=topic, forum=there, reason="Proposed is not agreed.")
    consent_to_offer(actor=ana.membership, offer=offer)
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=topic, forum=there, reason="Coordinates one of them.")
    move_topic(actor=both.membership, topic=topic, forum=there, reason="Agreed.")
    assert Offer.objects.get(pk=offer.pk).status == "withdrawn"


def test_a_narrow_topic_and_what_was_asked_from_outside_stay(both, topic, there, dara, ana, elsewhere):
    Topic.objects.filter(pk=topic.pk).update(asked_by=dara.membership.authority)
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=topic, forum=there, reason="No.")
    red = make.topic(elsewhere, both.membership, code="RED")
    NamedMember.objects.create(topic=red, membership=both.membership, named_by=both.membership, named_at=timezone.now())
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=red, forum=there, reason="No.")


def test_a_forum_that_observers_read_gets_nothing_that_they_could_not_read(cora, topic, ocean, otto):
    marked = make.forum(ocean, "marked", for_observers=True)
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=topic, forum=marked, reason="No.")
    assert not sees(otto, topic)


def test_nothing_is_moved_into_a_closed_forum(cora, topic, ocean):
    closed = make.forum(ocean, "closed", closed_at=timezone.now())
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=topic, forum=closed, reason="Belongs there.")


def test_moved_to_another_network_all_that_hangs_on_it_follows(ana, both, dara, chloe, topic, sahel, there):
    post = Post.objects.get(topic=topic, seq=2)
    now = timezone.now()
    bookmark = Bookmark.objects.create(membership=chloe.membership, post=post, at=now)
    stored = StoredFile.objects.create(
        owner=ana.membership, name="a.pdf", announced=1, stored=new_public_id(), created_at=now
    )
    file = Attachment.objects.create(post=post, position=0, file=stored, name="a.pdf", at=now)
    outside = make.topic(topic.forum, ana.membership)
    quote = Quote.objects.create(post=outside.posts.get(), place=0, quoted=post, excerpt="Words")
    Notice.objects.create(
        membership=chloe.membership,
        kind="reply",
        label="forum.Post",
        thing_id=post.pk,
        group=f"topic:{topic.pk}",
        count=1,
        first_at=now,
        last_at=now,
    )
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    assert sees(chloe, topic)
    assert topic.title.encode() in chloe.client.get("/notices/").content
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")
    assert [sees(one, topic) for one in (dara, both, chloe)] == [True, True, False]
    for address in (topic.get_absolute_url(), post.get_absolute_url()):
        assert chloe.client.get(address).status_code == 404
        assert dara.client.get(address).status_code in {200, 302}
    assert not Bookmark.objects.visible_to(chloe.membership).filter(pk=bookmark.pk).exists()
    assert Attachment.objects.visible_to(dara.membership).filter(pk=file.pk).exists()
    assert not Attachment.objects.visible_to(chloe.membership).filter(pk=file.pk).exists()
    assert not Quote.objects.visible_to(chloe.membership).filter(pk=quote.pk).exists()
    assert chloe.membership not in audience_of(post)
    assert topic.title.encode() not in chloe.client.get("/notices/").content


def test_the_words_are_found_in_the_new_network_and_no_longer_in_the_old(ana, both, topic, sahel, there):
    reindex_topic(topic.pk)
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    # What the offer asked of the index is done before the topic moves.
    Worker().drain()
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")
    Worker().drain()
    assert set(SearchRow.objects.filter(topic=topic).values_list("network_id", flat=True)) == {sahel.pk}


def test_a_report_that_waits_is_judged_where_the_topic_stands_now(ana, ben, both, cora, topic, sahel, there, mali):
    judge = membership("judge", mali)
    contact_point(judge, sahel, "coordinator")
    flag = flag_post(actor=ben.membership, post=topic.posts.get(seq=2), kind="other", words="It names a person.")
    judges = (cora.membership, judge)
    assert [Flag.objects.visible_to(one).filter(pk=flag.pk).exists() for one in judges] == [True, False]
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")
    assert [Flag.objects.visible_to(one).filter(pk=flag.pk).exists() for one in judges] == [False, True]


def test_those_of_the_old_network_are_told_that_it_is_gone(moved, chloe, dara):
    event = OutboxEvent.objects.get(kind="topic_moved")
    assert chloe.membership.pk in event.was
    assert event.ids == {"topic": moved.public_id}
    assert dara.membership in audience_of(moved)
    assert chloe.membership not in audience_of(moved)


def test_both_networks_read_in_their_logs_that_it_moved(moved, ocean, sahel, dara, chloe):
    assert set(ModerationAct.objects.filter(act="moved").values_list("network_id", flat=True)) == {ocean.pk, sahel.pk}
    assert ModerationAct.objects.visible_to(dara.membership).filter(act="moved").count() == 1
    assert not ModerationAct.objects.visible_to(chloe.membership).filter(act="moved").exists()


def test_what_is_held_stays_where_it_is(cora, ana, topic, elsewhere):
    now = timezone.now()
    Hold.objects.create(
        topic=topic,
        reason="A case",
        asked_by=ana.membership,
        asked_at=now,
        confirmed_by=cora.membership,
        confirmed_at=now,
    )
    with pytest.raises(Refused, match="on hold"):
        move_topic(actor=cora.membership, topic=topic, forum=elsewhere, reason="No.")


def test_what_observers_read_already_moves_to_where_they_read(ana, cora, otto, ocean):
    here, there = (make.forum(ocean, name, for_observers=True) for name in ("marked", "marked-too"))
    topic = make.topic(here, ana.membership)
    assert sees(otto, topic)
    move_topic(actor=cora.membership, topic=topic, forum=there, reason="It belongs there.")
    assert sees(otto, topic)
