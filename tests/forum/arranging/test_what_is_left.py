"""Who loses a topic (moved, merged, no longer offered) finds nothing of it in his drafts, notices and bookmarks."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions import (
    accept_offer,
    add_post,
    consent_to_offer,
    merge_topics,
    move_topic,
    propose_offer,
    withdraw_offer,
)
from forum.models import Bookmark, Post
from jobs.worker import Worker
from tests.factories import forum as make
from writing.models import Draft


def moved(ana, both, thread, there):
    """To the other network: the officers of the first lose it."""
    consent_to_offer(
        actor=ana.membership, offer=propose_offer(actor=both.membership, topic=thread, network=there.network)
    )
    move_topic(actor=both.membership, topic=thread, forum=there, reason="It concerns the Sahel.")


def shared(ana, both, thread, there):
    offer = propose_offer(actor=ana.membership, topic=thread, network=there.network)
    return accept_offer(actor=both.membership, offer=offer, forum=there)


def merged(ana, both, thread, there):
    """Into one of the first network alone: the officers of the second lose it."""
    merge_topics(
        actor=both.membership, topic=thread, target=make.topic(thread.forum, ana.membership), reason="One matter."
    )


def withdrawn(ana, both, thread, there):
    withdraw_offer(actor=ana.membership, offer=thread.offers.get())


@pytest.mark.parametrize(
    ("act", "loses", "before"),
    [(moved, "chloe", None), (merged, "dara", shared), (withdrawn, "dara", shared)],
    ids=["moved", "merged", "withdrawn"],
)
def test_nothing_of_it_is_left_with_who_loses_it(request, ana, both, thread, there, act, loses, before):
    who = request.getfixturevalue(loses)
    if before:
        before(ana, both, thread, there)
    mine = add_post(author=who.membership, topic=thread, body="From here.")
    add_post(author=ana.membership, topic=thread, body="Thank you.")
    Worker().drain()
    Bookmark.objects.create(membership=who.membership, post=mine, at=timezone.now())
    who.client.post(reverse("writing:draft", args=["reply", thread.public_id]), {"body": "Half of my answer"})
    pages = ["/notices/", "/bookmarks/", "/follows/", reverse("writing:drafts"), "/", "/topics/"]
    told = [address for address in pages if thread.title in who.client.get(address).content.decode()]
    assert told == pages
    act(ana, both, thread, there)
    told = [address for address in pages if thread.title in who.client.get(address).content.decode()]
    assert told == []
    # What he was writing himself is his.
    assert Draft.objects.get(membership=who.membership).fields["body"] == "Half of my answer"
    assert "Half of my answer" in who.client.get(reverse("writing:drafts")).content.decode()
    assert not Post.objects.visible_to(who.membership).filter(pk=mine.pk).exists()
