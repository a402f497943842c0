"""What the log of moderation says of a file is for those who may read the file, whatever becomes of it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from forum.actions import hide_post, name_on_topic, set_file_code, split_topic, take_back_file
from forum.actions.retention import remove_old_topics
from forum.models import ModerationAct, Post, Topic
from network.readers import as_system
from tests.forum.arranging.things import of_its_own

pytestmark = pytest.mark.django_db
WHY = "It names the matter of one office."
CLOCK = as_system("a test")


@pytest.fixture
def file(topic, ana, ben):
    """A file of Ana's second post, AMBER as the topic, on which Ben and his office are named."""
    name_on_topic(actor=ana.membership, topic=topic, members=[ben.membership], authorities=[ben.membership.authority])
    return of_its_own(topic.posts.get(seq=2), ana, "")


def narrow(cora, file, code="RED", why=WHY):
    set_file_code(actor=cora.membership, attachment=file, code=code, reason=why)
    return ModerationAct.objects.get(reason=why)


def readers_of(act, *people):
    return [who for who in people if ModerationAct.objects.visible_to(who.membership).filter(pk=act.pk).exists()]


def test_who_reads_the_file_reads_why_and_who_wrote_it_too(file, ana, ben, chloe, cora):
    hide_post(actor=cora.membership, post=file.post.topic.posts.get(seq=3), reason="A name.")
    act = narrow(cora, file)
    assert readers_of(act, ana, ben, chloe, cora) == [ana, ben]
    log = f"/networks/{file.post.topic.network.public_id}/log/"
    for who, reads in ((ana, True), (ben, True), (chloe, False), (cora, False)):
        page = who.client.get(log).content.decode()
        assert "A name." in page
        assert (WHY in page) is reads


def test_made_stricter_still_by_its_author_it_takes_along_why_it_was(file, ana, ben, chloe, cora):
    office = Topic.objects.get(pk=file.post.topic_id)
    name_on_topic(actor=ana.membership, topic=office, members=[], authorities=[chloe.membership.authority])
    act = narrow(cora, file, "AMBER+STRICT")
    assert readers_of(act, ana, ben, chloe) == [ana, ben, chloe]
    set_file_code(actor=ana.membership, attachment=file, code="RED")
    assert readers_of(act, ana, ben, chloe) == [ana, ben]
    # Wider again it is read, and what was said of it while it was for fewer is not.
    set_file_code(actor=ana.membership, attachment=file, code="")
    assert readers_of(act, ana, ben, chloe) == [ana, ben]


def test_taken_back_it_does_not_open_what_was_said_of_it(file, ana, ben, chloe, cora):
    act = narrow(cora, file)
    file.refresh_from_db()
    take_back_file(actor=ana.membership, attachment=file)
    assert readers_of(act, ana, ben, chloe) == [ana, ben]


def aged(*topics):
    long_ago = timezone.now() - timedelta(days=11 * 365)
    Post.objects.filter(topic__in=topics).update(created_at=long_ago)
    Topic.objects.filter(pk__in=[topic.pk for topic in topics]).update(last_post_at=long_ago, created_at=long_ago)
    assert remove_old_topics(actor=CLOCK) == len(topics)


def test_removed_for_its_age_it_leaves_nothing_of_it_to_the_network(file, cora):
    narrow(cora, file)
    aged(file.post.topic)
    assert not ModerationAct.objects.filter(reason=WHY).exists()


@pytest.mark.parametrize("kind", ["file", "post"])
def test_split_off_it_still_binds_when_the_topic_it_stood_in_is_gone(file, ana, ben, chloe, cora, kind):
    topic, post = file.post.topic, file.post
    if kind == "file":
        act = narrow(cora, file)
    else:
        act = ModerationAct.objects.create(
            network=topic.network,
            act="hidden",
            role="coordinator",
            reason=WHY,
            at=timezone.now(),
            topic=topic,
            post=post,
        )
    split_topic(actor=cora.membership, topic=topic, posts=[post], title="Apart", reason="Another matter.")
    apart = Post.objects.get(pk=post.pk).topic
    assert apart.pk != topic.pk
    if kind == "post":
        Topic.objects.filter(pk=apart.pk).update(code="RED")
    named = [who for who in (ana, ben) if Post.objects.visible_to(who.membership).filter(pk=post.pk).exists()]
    # While the topic stands from which it came, too.
    assert readers_of(act, ana, ben, chloe) == named
    aged(topic)
    act.refresh_from_db()
    assert act.topic is None
    assert readers_of(act, ana, ben, chloe) == named
    aged(apart)
    assert not ModerationAct.objects.filter(pk=act.pk).exists()


def test_the_update_binds_what_was_said_before_it_and_going_back_says_nothing(file, ana, ben, chloe, cora):
    act = narrow(cora, file)
    ModerationAct.objects.update(file_code="")
    assert readers_of(act, chloe) == [chloe]
    hide_post(actor=cora.membership, post=file.post, reason="A name.")
    other = ModerationAct.objects.get(act="hidden")
    update = import_module("forum.migrations.0016_codes_of_files_in_the_log")
    update.bind(apps, None)
    other.refresh_from_db()
    assert other.file_code == ""
    ModerationAct.objects.filter(pk=other.pk).update(file_code="AMBER")
    act.refresh_from_db()
    assert act.file_code == "RED"
    update.open_again(apps, None)
    act.refresh_from_db()
    assert (act.act, act.reason, act.topic, act.post) == ("code_raised", "", None, None)
    other.refresh_from_db()
    assert (other.reason, other.post) == ("A name.", file.post)
