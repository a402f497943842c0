"""Whom an act tells: those who hold the place, the membership and the duty now, in this network and no other.

Whoever may not see a thing hears nothing of it when the notice is made. These lists are asked alone, since somebody
whose place is over may see the thing all the same: by its code, as its author, as the manager of the author's office.
"""

import pytest
from django.utils import timezone

from forum.actions import erasing, flags, holds, offers, outcome, telling
from forum.actions.following import set_follow
from forum.models import Offer, Topic
from forum.querysets.followers import followers_of_post
from network.models import ContactPoint, Membership
from network.readers import as_system
from tests.factories import forum as make
from tests.personas import contact_point, long_ago, membership

CLOCK = as_system("a test")


def places_in(network, office, role):
    """Somebody whose place is over, and somebody whose membership is while the place stands open."""
    over, left = (membership(f"{name}-{role}-{network.key}", office) for name in ("over", "left"))
    contact_point(over, network, role)
    contact_point(left, network, role)
    ContactPoint.objects.filter(membership=over).update(until=timezone.now())
    Membership.objects.filter(pk=left.pk).update(until=long_ago(1))
    return over, left


@pytest.fixture
def former(ocean, sahel, mauritius, france, office, cora, sam, tess, ben):
    """Coordinators, contact points, managers and officers as they were; and a coordinator of another network."""
    for role in ("coordinator", "contact_point", "helper"):
        places_in(ocean, mauritius, role)
    contact_point(membership("elsewhere", france), sahel, "coordinator")
    contact_point(membership("elsewhere-point", france), sahel)
    membership("former-officer", office, role="secretariat", duty_content=True, until=long_ago(1))
    membership("former-manager", mauritius, role="manager", until=long_ago(1))
    membership("other-manager", france, role="manager")


@pytest.fixture
def topic(former, ocean, ana):
    return make.topic(make.forum(ocean), ana.membership)


@pytest.fixture
def told(monkeypatch):
    """The memberships that each call of `hear` names, by kind."""
    found: dict[str, set[int]] = {}

    def hear(*, kind, membership_ids=(), **_given):
        found.setdefault(kind, set()).update(membership_ids)

    for module in (telling, offers, outcome):
        monkeypatch.setattr(module, "hear", hear)
    return found


def without_left(keys):
    """Those whose membership is over hear nothing, whatever the list says: they see nothing."""
    return set(Membership.objects.filter(pk__in=keys, until=None).values_list("pk", flat=True))


def test_a_report_is_told_to_coordinators_and_officers_of_now(former, cora, sam, ocean):
    assert flags._coordinators(ocean.pk) == [cora.membership.pk]
    assert flags._secretariat() == [sam.membership.pk]


def test_an_erasure_is_told_to_those_who_may_be_second_persons_now(topic, cora, sam, ben):
    found = Membership.objects.filter(pk__in=erasing._second_persons(topic.posts.get()))
    # Whose place stands open though the membership is over sees nothing, whatever the list says.
    assert set(found.exclude(member__name__startswith="Left")) == {cora.membership, sam.membership, ben.membership}


def test_a_hold_is_told_to_those_who_may_confirm_it_now(former, cora, sam, ocean):
    found = Membership.objects.filter(pk__in=holds._seconds(ocean.pk)).exclude(member__name__startswith="Left")
    assert set(found) == {cora.membership, sam.membership}


def test_states_are_told_through_their_contact_points_of_now(topic, told, ana, ben, chloe, noor, mauritius):
    telling.tell_states(actor=ana.membership, topic=topic, body_ids=[mauritius.body_id])
    assert without_left(told["named_state"]) == {ana.membership.pk, ben.membership.pk}
    telling.tell_states(actor=ana.membership, topic=topic, body_ids=[])
    assert set(told) == {"named_state"}


@pytest.mark.parametrize(("role", "who"), [("coordinator", "cora"), ("helper", "henri")])
def test_what_nobody_answered_is_told_to_those_who_keep_the_network_now(request, role, who, topic, told):
    persona = request.getfixturevalue(who)
    outcome._tell_once(CLOCK, topic, "helpers_told_at", role, timezone.now())
    assert without_left(told["unanswered"]) == {persona.membership.pk}


def test_an_offer_is_told_to_the_coordinators_who_decide_now(topic, told, ana, sahel, mali, france):
    places_in(sahel, mali, "coordinator")
    offer = Offer(topic=topic, network=sahel, proposed_by=ana.membership)
    offers._tell_coordinators(ana.membership, offer)
    assert without_left(told["topic_offered"]) == {Membership.objects.get(member__name="Elsewhere Example").pk}


def test_once_accepted_the_states_are_told_through_their_contact_points_there(topic, told, ana, dara, sahel, mali):
    places_in(sahel, mali, "contact_point")
    lead = Membership.objects.get(member__name="Elsewhere Example")
    Topic.objects.filter(pk=topic.pk).update(requested_ids=[mali.body_id])
    now = timezone.now()
    offer = Offer.objects.create(
        topic=topic, network=sahel, status="offered", proposed_by=ana.membership, proposed_at=now, consented_at=now
    )
    offers.accept_offer(actor=lead, offer=offer, forum=make.forum(sahel, "taken"))
    assert without_left(told["named_state"]) == {dara.membership.pk}


@pytest.mark.parametrize("muted", ["forum", "network"])
def test_who_has_written_in_a_topic_and_mutes_what_is_around_it_hears_of_no_reply(topic, ben, chloe, muted):
    make.post(topic, ben.membership)
    reply = make.post(topic, chloe.membership)
    assert ben.membership.pk in followers_of_post(reply)
    set_follow(actor=ben.membership, thing=getattr(topic, muted), level="mute")
    assert ben.membership.pk not in followers_of_post(reply)
