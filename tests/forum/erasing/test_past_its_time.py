"""A topic past the years of its forum goes whole."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.actions.retention import remove_old_topics
from forum.models import (
    Forum,
    ModerationAct,
    NamedMember,
    Post,
    Topic,
)
from network.guard import Refused
from network.models import AuditEntry
from tests.factories import forum as make
from tests.forum.erasing.things import CLOCK, SECRET, everything_about, held, years_ago

pytestmark = pytest.mark.django_db


def test_a_topic_past_the_years_of_its_forum_goes_whole_and_a_younger_stays(ana, chloe, cora, requests, topic):
    old = make.topic(requests, ana.membership, posts=3, title="An old one", at=years_ago(10))
    everything_about(make.post(old, chloe.membership, SECRET, created_at=years_ago(10)), ana, old)
    Post.objects.filter(topic=old).update(created_at=years_ago(10))
    Topic.objects.filter(pk=old.pk).update(last_post_at=years_ago(10))
    actions.lock_topic(actor=cora.membership, topic=old, reason="Long over.")
    assert remove_old_topics(actor=CLOCK) == 1
    assert not Topic.objects.filter(pk=old.pk).exists()
    assert not Post.objects.filter(topic_id=old.pk).exists()
    assert Topic.objects.filter(pk=topic.pk).exists()
    assert AuditEntry.objects.filter(act="topic_removed_by_age").count() == 1
    assert remove_old_topics(actor=CLOCK) == 0


def test_what_is_held_stays(ana, cora, sam, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    held(cora, sam, old)
    assert remove_old_topics(actor=CLOCK) == 0
    assert Topic.objects.filter(pk=old.pk).exists()


def test_a_stricter_post_of_today_keeps_an_old_topic(ana, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    make.post(old, ana.membership, code="RED")
    Topic.objects.filter(pk=old.pk).update(last_post_at=years_ago(11))
    assert remove_old_topics(actor=CLOCK) == 0


def test_of_a_topic_that_few_read_no_act_is_left_for_the_network(ana, cora, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11), code="RED")
    NamedMember.objects.create(topic=old, membership=cora.membership, named_by=ana.membership, named_at=timezone.now())
    actions.lock_topic(actor=cora.membership, topic=old, reason="Known to few.")
    remove_old_topics(actor=CLOCK)
    assert ModerationAct.objects.count() == 0


def test_each_run_removes_a_few_and_the_next_goes_on(ana, requests):
    for _turn in range(3):
        make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    assert [remove_old_topics(actor=CLOCK, limit=2) for _turn in range(3)] == [2, 1, 0]


def test_what_was_merged_into_an_old_topic_goes_with_it(ana, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    make.topic(requests, ana.membership, posts=0, at=years_ago(11), merged_into=old)
    assert remove_old_topics(actor=CLOCK) == 1
    assert Topic.objects.count() == 0


def test_only_the_clock_removes(sam):
    with pytest.raises(Refused):
        remove_old_topics(actor=sam.membership)


def test_the_coordinator_says_for_how_many_years_a_forum_keeps(ana, cora, requests):
    address = reverse("forum:retention", args=[requests.public_id])
    assert ana.client.post(address, {"years": 3}).status_code == 403
    assert cora.client.post(address, {"years": 0}).status_code == 422
    assert cora.client.post(address, {"years": 3}).status_code == 302
    assert Forum.objects.get(pk=requests.pk).retention_years == 3
    assert AuditEntry.objects.get(act="retention_set").text.words == "10 → 3"
