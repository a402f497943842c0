"""What somebody's place lets do with a topic, and what nobody may without one: asked of the predicates themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import access
from forum.access import HELPER, PARTICIPANT, part_of, place_of
from forum.access.files import can_attach
from forum.access.following import can_say_helped
from forum.access.offers import can_see_offers
from forum.models import NamedAuthority, NamedMember, Offer, Post, Topic
from forum.querysets.standing import with_place
from network.guard import can
from network.models import ContactPoint, Membership
from network.readers import Visitor
from tests.factories import forum as make
from tests.personas import contact_point, membership


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership)


def of_code(topic, code):
    Topic.objects.filter(pk=topic.pk).update(code=code)
    return Topic.objects.select_related("forum").get(pk=topic.pk)


def offer(topic, network, status, where=None):
    forum = where or make.forum(network, f"offers-{topic.pk}")
    return Offer.objects.create(
        topic=topic,
        network=network,
        forum=forum,
        status=status,
        proposed_by=topic.author,
        proposed_at=timezone.now(),
    )


@pytest.mark.parametrize("who", ["gita", "otto"])
def test_a_guest_or_observer_with_a_coordinator_s_place_by_mistake_may_nothing(request, who, topic, ocean):
    someone = request.getfixturevalue(who).membership
    contact_point(someone, ocean, "coordinator")
    assert place_of(someone, topic) == ""
    assert not can(access.can_add_forum, someone, ocean)
    assert not can(can_see_offers, someone, ocean)
    for predicate in (access.can_change_forum, access.can_start_topic):
        assert not can(predicate, someone, topic.forum)
        assert not can(predicate, someone, topic.forum, "coordinator")
    for predicate in (access.can_reply, access.can_set_status, access.can_pin):
        assert not can(predicate, someone, topic)
        assert not can(predicate, someone, topic, "coordinator")


def test_a_visitor_may_nothing_and_keeps_no_marks(topic, ocean):
    assert not can(access.can_keep_marks, Visitor())
    assert not can(access.can_add_forum, Visitor(), ocean)
    assert not can(access.can_reply, Visitor(), topic)
    assert not can(access.can_set_status, Visitor(), topic)


@pytest.mark.parametrize(("who", "role"), [("cora", "coordinator"), ("henri", HELPER), ("chloe", "contact_point")])
def test_the_place_is_the_one_in_the_topic_s_network(request, who, role, topic):
    assert place_of(request.getfixturevalue(who).membership, topic) == role


def test_who_has_no_place_takes_no_part(topic, dara, noor):
    assert place_of(dara.membership, topic) == ""
    assert place_of(noor.membership, topic) == ""


def test_an_author_who_lost_the_place_no_longer_sets_the_status(topic, ana):
    assert can(access.can_set_status, ana.membership, topic)
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    assert not can(access.can_set_status, ana.membership, topic)


@pytest.mark.parametrize("code", ["RED", "AMBER+STRICT"])
def test_under_a_narrow_code_a_place_alone_gives_no_part(topic, ana, cora, code):
    narrow = of_code(topic, code)
    assert place_of(cora.membership, narrow) == ""
    naming = {"topic": topic, "named_by": ana.membership, "named_at": timezone.now()}
    NamedMember.objects.create(membership=cora.membership, **naming)
    NamedAuthority.objects.create(authority=cora.membership.authority, **naming)
    assert place_of(cora.membership, narrow) == "coordinator"


def test_the_office_that_asked_takes_part_and_its_guests_do_not(topic, dara, gita, noor):
    Topic.objects.filter(pk=topic.pk).update(asked_by=dara.membership.authority)
    asked = of_code(topic, "AMBER")
    assert place_of(dara.membership, asked) == PARTICIPANT
    assert gita.membership.authority_id == dara.membership.authority_id
    assert place_of(gita.membership, asked) == ""
    assert place_of(noor.membership, asked) == ""


def test_under_amber_strict_the_named_offices_take_part_and_no_other(topic, ana, dara, noor):
    narrow = of_code(topic, "AMBER+STRICT")
    elsewhere = make.topic(topic.forum, ana.membership)
    naming = {"named_by": ana.membership, "named_at": timezone.now()}
    NamedAuthority.objects.create(topic=elsewhere, authority=dara.membership.authority, **naming)
    NamedAuthority.objects.create(topic=topic, authority=noor.membership.authority, **naming)
    assert place_of(dara.membership, narrow) == ""
    assert place_of(noor.membership, narrow) == PARTICIPANT
    # So too where the page has read the place already.
    assert part_of(dara.membership, narrow, "") == ""
    assert part_of(noor.membership, narrow, "") == PARTICIPANT
    # Whom GREEN lets read takes no part by a name alone.
    assert place_of(noor.membership, of_code(topic, "GREEN")) == ""


@pytest.mark.parametrize("status", Offer.Status.values)
def test_those_of_a_second_network_take_part_once_the_offer_is_accepted(topic, dara, sahel, status):
    offer(topic, sahel, status)
    assert place_of(dara.membership, of_code(topic, "AMBER")) == (PARTICIPANT if status == "accepted" else "")


def test_an_accepted_offer_gives_a_part_in_that_topic_and_to_those_of_that_network(topic, ana, dara, noor, mali, sahel):
    other = make.topic(topic.forum, ana.membership)
    offer(topic, sahel, "accepted")
    without = membership("issa", mali)
    assert place_of(dara.membership, topic) == PARTICIPANT
    assert place_of(dara.membership, other) == ""
    assert place_of(noor.membership, topic) == ""
    assert place_of(without, topic) == ""


def test_with_the_place_in_the_second_network_the_part_ends(topic, dara, sahel):
    offer(topic, sahel, "accepted")
    assert place_of(dara.membership, topic) == PARTICIPANT
    ContactPoint.objects.filter(membership=dara.membership).update(until=timezone.now() - timedelta(seconds=1))
    assert place_of(Membership.objects.get(pk=dara.membership.pk), topic) == ""


def test_a_participant_replies_and_no_more(topic, dara, sahel):
    offer(topic, sahel, "accepted")
    assert can(access.can_reply, dara.membership, topic)
    for predicate in (access.can_set_status, access.can_pin):
        assert not can(predicate, dara.membership, topic)
    assert not can(access.can_start_topic, dara.membership, topic.forum)


def test_an_observer_reads_and_does_not_say_what_helped(otto, ana, chloe, ocean):
    topic = make.topic(make.forum(ocean, "open", for_observers=True), ana.membership, code="CLEAR")
    post = make.post(topic, chloe.membership)
    assert Post.objects.visible_to(otto.membership).filter(pk=post.pk).exists()
    assert "only practitioners" in str(can(can_say_helped, otto.membership, post).reason)
    assert can(can_say_helped, ana.membership, post)


def test_an_author_who_only_observes_by_now_puts_no_file_into_his_post(ana, topic):
    post = topic.posts.get()
    assert can(can_attach, ana.membership, post)
    ana.membership.role = Membership.Role.OBSERVER
    assert not can(can_attach, ana.membership, post)


def test_an_erased_or_hidden_post_is_not_even_changed_by_its_author(ana, topic):
    post = topic.posts.select_related("topic__forum").get()
    assert can(access.can_edit_post, ana.membership, post)
    post.hidden_at = timezone.now()
    assert "hidden" in str(can(access.can_edit_post, ana.membership, post).reason)
    post.erased_at = timezone.now()
    assert "erased" in str(can(access.can_edit_post, ana.membership, post).reason)


def test_who_coordinated_a_network_before_is_offered_no_act_of_a_coordinator_in_it(cora, ocean):
    page = f"/networks/{ocean.public_id}/"
    assert f"/networks/{ocean.public_id}/reports/" in cora.client.get(page).content.decode()
    ContactPoint.objects.filter(membership=cora.membership).update(until=timezone.now())
    contact_point(cora.membership, ocean)
    shown = cora.client.get(page).content.decode()
    assert ocean.name in shown
    assert f"/networks/{ocean.public_id}/reports/" not in shown
    assert f"/networks/{ocean.public_id}/new-forum/" not in shown


def test_a_place_that_has_ended_is_none_on_the_page_either(cora, topic):
    def role() -> str | None:
        return with_place(Topic.objects.all(), cora.membership, "forum_id").get(pk=topic.pk).role

    assert role() == place_of(cora.membership, topic) == "coordinator"
    ContactPoint.objects.filter(membership=cora.membership).update(until=timezone.now())
    assert role() is None
