"""Whom the page of a topic's readers offers to name or to call in."""

from django.utils import timezone

from forum.actions import add_topic
from forum.models import Topic
from forum.names import forget, readers_of_all
from forum.pages.heads import TopicHead
from forum.querysets.standing import with_reach
from network.models import ContactPoint, Membership
from tests.factories import forum as make
from tests.personas import contact_point, membership


def test_only_who_coordinates_the_network_now_can_be_called_in(ana, chloe, cora, france, mauritius, ocean, sahel):
    former, elsewhere = membership("former", mauritius), membership("elsewhere", france)
    contact_point(former, ocean, "coordinator")
    contact_point(elsewhere, sahel, "coordinator")
    ContactPoint.objects.filter(membership=former).update(until=timezone.now())
    topic = add_topic(
        author=ana.membership,
        forum=make.forum(ocean),
        kind="question",
        title="Title",
        body="Text",
        code="RED",
        members=[chloe.membership],
    )
    page = chloe.client.get(f"{topic.get_absolute_url()}readers/").content.decode()
    assert cora.membership.public_id in page
    assert former.public_id not in page
    assert elsewhere.public_id not in page


def test_those_who_read_what_is_for_all_are_the_members_of_now_but_guests(ana, eve, gita, otto, noor):
    forget()
    inside = Membership.objects.filter(until=None).exclude(role=Membership.Role.GUEST)
    assert {ana.membership, otto.membership, noor.membership} <= set(inside)
    assert not {eve.membership, gita.membership} & set(inside)
    assert readers_of_all().members == inside.count()


def test_a_topic_that_is_read_from_outside_tells_that_its_forum_is_not(ana, dara, ocean):
    topic = make.topic(make.forum(ocean), ana.membership, code="GREEN")
    for who, inside in ((ana, True), (dara, False)):
        assert with_reach(Topic.objects.all(), who.membership).get(pk=topic.pk).sees_forum is inside
        assert TopicHead.find(who.membership, topic.public_id).sees_forum is inside
