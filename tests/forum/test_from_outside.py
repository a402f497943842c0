"""A reader from outside the network is told functions and offices, and no officer by name, wherever he looks."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from forum import actions
from forum.actions import PollFacts
from forum.models import NamedMember, Offer, Post
from network.models import Membership
from tests.factories import forum as make
from writing.mentions import mention_text

pytest_plugins = ["tests.access.world"]


@pytest.fixture
def everything(requests, ana, ben, chloe, henri):
    """A GREEN topic that names officers in every way there is: by writing, voting, mention, naming, status, answer."""
    topic = make.topic(requests, ana.membership, posts=1, code="GREEN")
    label = "Legal officer, France"
    mention = mention_text("member", chloe.membership.public_id, label)
    until = timezone.now() + timedelta(days=2)
    facts = PollFacts("When?", ["Now", "Later"], "member", False, until)
    asked = actions.add_post(author=ben.membership, topic=topic, body=f"{mention}: when?", poll=facts)
    actions.vote(actor=chloe.membership, poll=asked.poll, positions=[1])
    answer = actions.add_post(author=chloe.membership, topic=topic, body="On Monday.", parent=asked)
    actions.edit_post(actor=chloe.membership, post=answer, body="On Tuesday.", version=answer.version)
    actions.accept_answer(actor=ana.membership, post=answer)
    NamedMember.objects.create(
        topic=topic, membership=henri.membership, named_by=ana.membership, named_at=timezone.now()
    )
    topic.refresh_from_db()
    return topic


def addresses(topic):
    """Return every page on which something of TOPIC is read."""
    of_topic = ["", "?view=flat", "readers/", "course/", "print/", "offers/", "since/0/", "posts/2/", "follow/"]
    found = [f"/topics/{topic.public_id}/{page}" for page in of_topic]
    for post in Post.objects.filter(topic=topic):
        found += [f"/posts/{post.public_id}/{page}" for page in ("history/", "bookmark/", "report/")]
    polls = Post.objects.filter(Q(topic=topic) & ~Q(poll=None)).values_list("poll__public_id", flat=True)
    found += [f"/polls/{public_id}/" for public_id in polls]
    found += [f"/mentions/reply/{topic.public_id}/?q=legal", "/bookmarks/", "/topics/", "/search/?q=Tuesday"]
    return [*found, f"/networks/{topic.network.public_id}/", "/notices/"]


def told(who, topic):
    """Return who is told by name to WHO on the pages of TOPIC that he reads, and how many those are."""
    for post in Post.objects.visible_to(who.membership).filter(topic=topic):
        actions.keep_post(actor=who.membership, post=post)
    names = Membership.objects.exclude(pk=who.membership.pk).values_list("member__name", flat=True)
    read, found = 0, set()
    for address in addresses(topic):
        answer = who.client.get(address)
        if answer.status_code == 200:
            read += 1
            text = answer.content.decode()
            found |= {(address, name) for name in names if name in text}
    return found, read


def test_of_a_topic_for_every_member_an_outsider_reads_functions_and_no_names(everything, dara):
    found, read = told(dara, everything)
    assert found == set()
    assert read >= 15


def test_an_observer_is_told_no_names(everything, otto):
    found, read = told(otto, everything)
    assert found == set()
    assert read >= 10


def test_who_reads_by_an_offer_is_told_no_names(everything, sahel, dara, cora):
    everything.code = "AMBER"
    everything.save()
    Offer.objects.create(
        topic=everything,
        network=sahel,
        forum=make.forum(sahel, "brought"),
        status="accepted",
        proposed_by=cora.membership,
        proposed_at=timezone.now(),
        consented_at=timezone.now(),
    )
    found, read = told(dara, everything)
    assert found == set()
    assert read >= 15


def test_an_office_that_asked_from_outside_is_told_no_names_of_the_network(requests, ana, cora, dara):
    topic = make.topic(requests, dara.membership, posts=1, asked_by=dara.membership.authority)
    actions.add_post(author=ana.membership, topic=topic, body="On Tuesday.")
    found, read = told(dara, topic)
    assert found == set()
    assert read >= 10


def test_inside_the_network_officers_are_told_by_name(everything, ana, henri):
    found, _read = told(ana, everything)
    assert {name for _address, name in found} >= {"Ben Example", "Chloe Example", "Henri Example"}
    assert (f"/topics/{everything.public_id}/readers/", "Henri Example") in found
