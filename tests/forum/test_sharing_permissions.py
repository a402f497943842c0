"""Who reads a topic that is shared with a second network, offered to it, or asked from outside: from both sides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Offer, Topic
from network.guard import audience_of
from network.models import ContactPoint, Visit
from tests.factories import forum as make
from tests.personas import contact_point, membership, network

STATUSES = Offer.Status.values


@pytest.fixture
def people(mali, sahel, ocean, dara, sam, sara, tess):
    """Those of the second network, as they are and as they were, and visitors of it."""
    now = timezone.now()
    found = {"contact point": dara.membership}
    for name, role in (("coordinator", "coordinator"), ("was there", "contact_point"), ("coordinated", "coordinator")):
        found[name] = membership(name.replace(" ", "-"), mali)
        contact_point(found[name], sahel, role)
    ContactPoint.objects.filter(membership__in=[found["was there"], found["coordinated"]]).update(until=now)
    found |= {"visits": sam.membership, "visited": sara.membership, "visits without the duty": tess.membership}
    for name, until in (("visits", 1), ("visited", -1), ("visits without the duty", 1)):
        Visit.objects.create(
            network=sahel,
            membership=found[name],
            reason="A stuck case",
            since=now - timedelta(hours=2),
            until=now + timedelta(hours=until),
        )
    return found


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership)


def readers_of(topic, people):
    topic = Topic.objects.select_related("forum").get(pk=topic.pk)
    seen = {name for name, who in people.items() if Topic.objects.visible_to(who).filter(pk=topic.pk).exists()}
    heard = set(audience_of(topic).values_list("pk", flat=True))
    assert seen == {name for name, who in people.items() if who.pk in heard}
    return seen


@pytest.mark.parametrize("status", STATUSES)
def test_an_offered_topic_is_read_by_who_decides_and_a_shared_one_by_all(status, topic, people, sahel, ana):
    Offer.objects.create(
        topic=topic,
        network=sahel,
        forum=make.forum(sahel, "offers"),
        status=status,
        proposed_by=ana.membership,
        proposed_at=timezone.now(),
    )
    expected = {"offered": {"coordinator"}, "accepted": {"contact point", "coordinator", "visits"}}
    assert readers_of(topic, people) == expected.get(status, set())
    assert readers_of(make.topic(topic.forum, ana.membership), people) == set()


def test_what_was_asked_from_outside_is_read_by_the_office_that_asked(topic, people, dara, gita, noor):
    people |= {"guest of the office": gita.membership, "another office": noor.membership}
    Topic.objects.filter(pk=topic.pk).update(asked_by=dara.membership.authority)
    office = {name for name, who in people.items() if who.authority_id == dara.membership.authority_id}
    assert readers_of(topic, people) == office - {"guest of the office"}


def test_a_topic_that_was_merged_is_read_by_nobody(topic, ana, people):
    people["author"] = ana.membership
    assert readers_of(topic, people) == {"author"}
    Topic.objects.filter(pk=topic.pk).update(merged_into=make.topic(topic.forum, ana.membership))
    assert readers_of(topic, people) == set()


def test_of_an_offer_that_is_not_decided_no_coordinator_of_a_third_network_hears(topic, sahel, mali, cora, people, ana):
    third = membership("third", mali)
    contact_point(third, network("third", "Third network"), "coordinator")
    Topic.objects.filter(pk=topic.pk).update(code="GREEN")
    offer = Offer.objects.create(
        topic=Topic.objects.get(pk=topic.pk),
        network=sahel,
        status=Offer.Status.OFFERED,
        proposed_by=ana.membership,
        proposed_at=timezone.now(),
        consented_at=timezone.now(),
    )
    assert Topic.objects.visible_to(third).exists()
    assert {third, cora.membership, people["coordinator"]} & set(audience_of(offer)) == {
        cora.membership,
        people["coordinator"],
    }


def test_of_an_offer_no_coordinator_hears_whose_place_has_ended(topic, sahel, people, cora):
    Topic.objects.filter(pk=topic.pk).update(code="GREEN")
    offer = Offer.objects.create(
        topic=Topic.objects.get(pk=topic.pk),
        network=sahel,
        status=Offer.Status.OFFERED,
        proposed_by=topic.author,
        proposed_at=timezone.now(),
        consented_at=timezone.now(),
    )
    assert Topic.objects.visible_to(people["coordinated"]).exists()
    heard = set(audience_of(offer))
    assert {people["coordinator"], cora.membership} <= heard
    assert people["coordinated"] not in heard
