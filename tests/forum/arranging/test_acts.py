"""What moving, splitting and merging have in common: who does it, its forms, its cost, and observers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions import merge_topics, move_topic, set_post_code, set_topic_code, split_topic
from forum.models import Attachment, ModerationAct, Post, Topic
from network.guard import Refused
from tests.factories import forum as make
from tests.forum.arranging.things import merge, of_its_own, split, whole


@pytest.mark.parametrize("who", ["ana", "henri", "chloe", "dara"])
def test_nobody_else_moves_splits_or_merges(request, who, topic, elsewhere, ana):
    actor = request.getfixturevalue(who).membership
    other = make.topic(elsewhere, ana.membership)
    with pytest.raises(Refused):
        move_topic(actor=actor, topic=topic, forum=elsewhere, reason="No.")
    with pytest.raises(Refused):
        split_topic(actor=actor, topic=topic, posts=list(topic.posts.filter(seq=2)), title="No", reason="No.")
    with pytest.raises(Refused):
        merge_topics(actor=actor, topic=topic, target=other, reason="No.")


@pytest.mark.parametrize("what", ["post", "file"])
def test_words_or_a_file_under_amber_in_a_green_topic_come_before_no_observer(ana, cora, otto, thread, ocean, what):
    set_topic_code(actor=ana.membership, topic=thread, code="GREEN")
    post = Post.objects.get(topic=thread, seq=2)
    if what == "post":
        set_post_code(actor=post.author, post=post, code="AMBER")
    else:
        of_its_own(post, ana, "AMBER")
    marked = make.forum(ocean, "marked", for_observers=True)
    target = make.topic(marked, ana.membership, code="GREEN")
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=thread, forum=marked, reason="It belongs there.")
    with pytest.raises(Refused):
        merge(cora, thread, target)
    assert not Post.objects.visible_to(otto.membership).filter(pk=post.pk, code="AMBER").exists()
    assert not Attachment.objects.visible_to(otto.membership).exists()


def test_each_stands_in_the_log_with_role_and_reason_which_members_read(chloe, cora, dara, thread, other, elsewhere):
    new = split(cora, thread, 2)
    merge(cora, new, other)
    move_topic(actor=cora.membership, topic=other, forum=elsewhere, reason="Belongs there.")
    acts = ModerationAct.objects.visible_to(chloe.membership).order_by("pk")
    assert list(acts.values_list("act", "role", "reason", "topic_id")) == [
        ("split", "coordinator", "Two matters.", thread.pk),
        ("merged", "coordinator", "One matter.", other.pk),
        ("moved", "coordinator", "Belongs there.", other.pk),
    ]
    log = reverse("forum:log", args=[thread.network.public_id])
    page = chloe.client.get(log).content.decode()
    assert [words in page for words in ("Two matters.", "One matter.", "Belongs there.")] == [True] * 3
    assert dara.client.get(log).status_code == 404
    assert not ModerationAct.objects.visible_to(dara.membership).exists()


def test_the_coordinator_moves_splits_and_merges_by_forms(ana, cora, thread, other, elsewhere):
    here = thread.get_absolute_url()
    page = cora.client.get(here).content.decode()
    for act in ("move", "split", "merge"):
        assert f"{here}{act}/" in page
        assert f"{here}{act}/" not in ana.client.get(here).content.decode()
    assert cora.client.post(f"{here}move/", {"forum": elsewhere.public_id}).status_code == 422
    assert cora.client.post(f"{here}move/", {"forum": elsewhere.public_id, "reason": "Why"}).status_code == 302
    assert Topic.objects.get(pk=thread.pk).forum == elsewhere
    post = Post.objects.get(body="Four.")
    assert "Four." in cora.client.get(f"{here}split/").content.decode()
    assert cora.client.post(f"{here}split/", {"title": "New", "reason": "Why"}).status_code == 409
    answer = cora.client.post(f"{here}split/", {"posts": [post.public_id], "title": "New", "reason": "Why"})
    new = Topic.objects.get(title="New")
    assert (answer.status_code, answer["Location"]) == (302, new.get_absolute_url())
    merging = f"{new.get_absolute_url()}merge/"
    assert cora.client.post(merging, {"target": "https://example.org/", "reason": "Why"}).status_code == 422
    unknown = {"target": f"https://here/topics/{'A' * 22}/", "reason": "Why"}
    assert cora.client.post(merging, unknown).status_code == 409
    wanted = {"target": f"https://here.example{other.get_absolute_url()}?view=flat#post", "reason": "Why"}
    assert cora.client.post(merging, wanted, follow=True).redirect_chain[-1][0] == other.get_absolute_url()


def test_five_thousand_posts_take_as_many_statements_as_fifty(ana, chloe, cora, requests, elsewhere):
    def statements(size: int) -> int:
        topic = make.topic(requests, ana.membership, posts=size)
        target = make.topic(requests, chloe.membership, posts=2)
        with connection.cursor() as cursor:
            # A table that was empty a moment ago is read from end to end for each key that is checked.
            cursor.execute("ANALYZE forum_post")
        with CaptureQueriesContext(connection) as made:
            new = split_topic(
                actor=cora.membership,
                topic=topic,
                posts=list(topic.posts.filter(seq__gt=size // 2)),
                title="Half of it",
                reason="Too long.",
            )
            merge(cora, new, target)
            move_topic(actor=cora.membership, topic=target, forum=elsewhere, reason="There.")
        assert whole(target)
        return len(made)

    assert statements(5_000) == statements(50)
