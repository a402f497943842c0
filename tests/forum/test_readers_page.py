"""Whom the page of a topic's readers offers to name or to call in."""

from django.utils import timezone

from forum.actions import add_topic
from network.models import ContactPoint
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
