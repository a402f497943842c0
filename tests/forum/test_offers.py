"""Offering a topic to a second network: by consent, decided there, one thread for both, withdrawn in one act."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from forum.actions import (
    accept_offer,
    add_post,
    consent_to_offer,
    decline_offer,
    propose_offer,
    refuse_consent,
    set_follow,
    set_topic_code,
    withdraw_offer,
)
from forum.models import Forum, ModerationAct, Offer, Post, Topic
from forum.names import forget
from forum.pages.heads import TopicHead
from forum.pages.shared import shared_with
from forum.querysets.lists import listed
from forum.querysets.unread import unread_posts, with_unread
from jobs.worker import Worker
from live.models import OutboxEvent
from network.conflicts import Conflict
from network.guard import Refused
from network.models import ContactPoint, Membership, Network
from notices.models import Notice
from tests.factories import forum as make
from tests.personas import Persona, contact_point, membership


@pytest.fixture
def lead(mali, sahel) -> Persona:
    """The coordinator of the other network."""
    who = membership("lead", mali, function="Coordinator of the Sahel platform")
    contact_point(who, sahel, "coordinator")
    return Persona(who)


@pytest.fixture
def there(sahel) -> Forum:
    return make.forum(sahel, "there")


@pytest.fixture
def shared(ana, lead, dara, topic, sahel, there) -> Offer:
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    return accept_offer(actor=lead.membership, offer=offer, forum=there)


def sees(persona, topic) -> bool:
    return Topic.objects.visible_to(persona.membership).filter(pk=topic.pk).exists()


def test_the_author_offers_at_once_and_the_other_coordinator_alone_reads_it(ana, lead, dara, topic, sahel):
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    assert offer.status == "offered"
    assert [sees(lead, topic), sees(dara, topic)] == [True, False]
    assert lead.client.get(topic.get_absolute_url()).status_code == 200
    with pytest.raises(Refused):
        add_post(author=lead.membership, topic=topic, body="Not yet.")


def test_who_will_read_counts_the_coordinators_who_decide(ana, lead, topic, sahel):
    def said() -> str:
        forget()
        return ana.client.get(f"/topics/{topic.public_id}/reach/").content.decode()

    before = said()
    propose_offer(actor=ana.membership, topic=topic, network=sahel)
    assert f"{topic.network.name} and networks that it was offered to." in said()
    assert said().split()[2] == str(int(before.split()[2]) + 1)


@pytest.mark.parametrize("who", ["cora", "henri"])
def test_what_others_propose_waits_for_the_author(request, who, ana, lead, topic, sahel):
    offer = propose_offer(actor=request.getfixturevalue(who).membership, topic=topic, network=sahel)
    assert offer.status == "proposed"
    assert not sees(lead, topic)
    assert not Offer.objects.visible_to(lead.membership).exists()
    with pytest.raises(Refused):
        consent_to_offer(actor=request.getfixturevalue(who).membership, offer=offer)
    assert consent_to_offer(actor=ana.membership, offer=offer).status == "offered"
    assert sees(lead, topic)


def test_without_consent_the_other_network_never_hears_of_it(ana, cora, lead, topic, sahel):
    set_topic_code(actor=ana.membership, topic=topic, code="GREEN")
    offer = propose_offer(actor=cora.membership, topic=topic, network=sahel)
    refuse_consent(actor=ana.membership, offer=offer)
    assert not Offer.objects.visible_to(lead.membership).exists()
    with pytest.raises(Conflict):
        consent_to_offer(actor=ana.membership, offer=offer)


def test_where_no_forum_is_open_the_coordinator_finds_the_offer_and_is_led_to_open_one(ana, lead, topic, sahel):
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    queue = lead.client.get(f"/networks/{sahel.public_id}/offers/").content.decode()
    decide = f"/offers/{offer.public_id}/decide/"
    assert decide in queue
    assert f"/networks/{sahel.public_id}/offers/" in lead.client.get(f"/networks/{sahel.public_id}/").content.decode()
    assert f"/networks/{sahel.public_id}/new-forum/" in lead.client.get(decide).content.decode()
    assert lead.client.post(decide, {"forum": "x"}).status_code == 422
    assert lead.client.post(decide, {"not": "1", "reason": "It does not concern us."}).status_code == 302


def test_accepted_it_is_one_thread_of_both_networks(ana, chloe, dara, shared, topic, there):
    assert sees(dara, topic)
    assert [row.pk for row in listed(there.pk, dara.membership, {}, takes_offers=True).topics] == [topic.pk]
    assert dara.client.get(there.get_absolute_url()).content.decode().count(topic.public_id) > 0
    post = add_post(author=dara.membership, topic=topic, body="We have met this before.")
    assert b"We have met this before." in chloe.client.get(topic.get_absolute_url()).content
    assert post.topic_id == topic.pk
    assert dara.client.get(topic.forum.get_absolute_url()).status_code == 404


def test_the_page_says_with_whom_it_is_shared_and_names_nobody_to_the_other_network(ana, dara, chloe, shared, topic):
    assert b"Shared with Sahel platform" in ana.client.get(topic.get_absolute_url()).content
    page = dara.client.get(topic.get_absolute_url()).content.decode()
    assert "Shared with Sahel platform" in page
    assert ana.member.name not in page
    assert "Mauritius" in page
    assert ana.member.name in chloe.client.get(topic.get_absolute_url()).content.decode()


def test_only_the_coordinator_of_the_other_network_decides(ana, cora, dara, lead, topic, sahel, there, ocean):
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    for persona in (ana, cora, dara):
        with pytest.raises(Refused):
            accept_offer(actor=persona.membership, offer=offer, forum=there)
        with pytest.raises(Refused):
            decline_offer(actor=persona.membership, offer=offer, reason="No.")
    with pytest.raises(Conflict):
        accept_offer(actor=lead.membership, offer=offer, forum=topic.forum)
    Forum.objects.filter(pk=there.pk).update(closed_at=timezone.now())
    with pytest.raises(Conflict):
        accept_offer(actor=lead.membership, offer=offer, forum=there)


def test_declined_it_is_gone_for_the_coordinator_and_the_author_reads_why(ana, lead, topic, sahel):
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    decline_offer(actor=lead.membership, offer=offer, reason="Ask the asset-recovery network.")
    assert not sees(lead, topic)
    event = OutboxEvent.objects.get(kind="offer_changed")
    assert lead.membership.pk in event.was
    page = ana.client.get(f"/topics/{topic.public_id}/offers/").content
    assert b"Ask the asset-recovery network." in page
    assert propose_offer(actor=ana.membership, topic=topic, network=sahel).status == "offered"


def test_that_it_was_declined_stands_in_the_log_of_the_network_that_declined(ana, lead, dara, topic, sahel, there):
    set_topic_code(actor=ana.membership, topic=topic, code="GREEN")
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    decline_offer(actor=lead.membership, offer=offer, reason="It does not concern us.")
    act = ModerationAct.objects.visible_to(dara.membership).get(act="declined")
    assert (act.network, act.role, act.reason) == (sahel, "coordinator", "It does not concern us.")


@pytest.mark.parametrize("who", ["ana", "cora", "lead"])
def test_each_side_withdraws_in_one_act(request, who, dara, shared, topic, there):
    post = add_post(author=dara.membership, topic=topic, body="Before.")
    withdraw_offer(actor=request.getfixturevalue(who).membership, offer=shared)
    assert not sees(dara, topic)
    assert dara.client.get(post.get_absolute_url()).status_code == 404
    assert listed(there.pk, dara.membership, {}, takes_offers=True).topics == []
    event = OutboxEvent.objects.get(kind="offer_changed")
    assert dara.membership.pk in event.was
    assert Post.objects.filter(pk=post.pk).exists()
    with pytest.raises(Refused):
        add_post(author=dara.membership, topic=topic, body="After.")


@pytest.mark.parametrize("who", ["ben", "chloe", "dara"])
def test_nobody_else_withdraws(request, who, shared):
    with pytest.raises(Refused):
        withdraw_offer(actor=request.getfixturevalue(who).membership, offer=shared)


def test_made_stricter_the_second_network_loses_it(ana, dara, shared, topic):
    set_topic_code(actor=ana.membership, topic=topic, code="AMBER+STRICT")
    assert not sees(dara, topic)
    assert Offer.objects.get(pk=shared.pk).status == "withdrawn"


@pytest.mark.parametrize("code", ["RED", "AMBER+STRICT"])
def test_a_narrow_topic_is_not_offered(ana, topic, sahel, code):
    set_topic_code(actor=ana.membership, topic=topic, code=code)
    with pytest.raises(Refused):
        propose_offer(actor=ana.membership, topic=topic, network=sahel)


def test_it_is_not_offered_where_nothing_can_be_brought(ana, topic, sahel, ocean):
    with pytest.raises(Refused):
        propose_offer(actor=ana.membership, topic=topic, network=ocean)
    Network.objects.filter(pk=sahel.pk).update(link_only=True)
    sahel.refresh_from_db()
    with pytest.raises(Refused):
        propose_offer(actor=ana.membership, topic=topic, network=sahel)
    Network.objects.filter(pk=sahel.pk).update(link_only=False, status="planned")
    sahel.refresh_from_db()
    with pytest.raises(Refused):
        propose_offer(actor=ana.membership, topic=topic, network=sahel)


@pytest.mark.parametrize("who", ["ben", "chloe", "dara", "noor"])
def test_others_do_not_offer_it(request, who, topic, sahel, mali):
    with pytest.raises(Refused):
        propose_offer(actor=request.getfixturevalue(who).membership, topic=topic, network=sahel)


def test_nobody_proposes_what_nobody_could_consent_to(ana, cora, topic, sahel):
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    with pytest.raises(Refused):
        propose_offer(actor=cora.membership, topic=topic, network=sahel)


def test_of_two_offers_to_one_network_the_first_stands_and_the_second_is_told(ana, cora, topic, sahel):
    propose_offer(actor=cora.membership, topic=topic, network=sahel)
    with pytest.raises(Conflict, match="offered to that network already"):
        propose_offer(actor=ana.membership, topic=topic, network=sahel)
    with pytest.raises(IntegrityError):
        now = timezone.now()
        Offer.objects.create(topic=topic, network=sahel, status="offered", proposed_by=ana.membership, proposed_at=now)


def test_those_who_decide_hear_of_it_and_find_it_on_their_desk(ana, cora, lead, dara, topic, sahel, there):
    offer = propose_offer(actor=cora.membership, topic=topic, network=sahel)
    Worker().drain()
    assert Notice.objects.filter(membership=ana.membership, kind="consent_asked").count() == 1
    assert topic.title.encode() in ana.client.get("/").content
    consent_to_offer(actor=ana.membership, offer=offer)
    Worker().drain()
    assert Notice.objects.filter(membership=lead.membership, kind="topic_offered").count() == 1
    assert not Notice.objects.filter(membership=dara.membership).exists()
    assert topic.title.encode() in lead.client.get("/").content
    accept_offer(actor=lead.membership, offer=offer, forum=there)
    Worker().drain()
    assert Notice.objects.filter(membership=ana.membership, kind="offer_decided").count() == 1


def test_an_offer_whose_topic_a_code_keeps_from_those_who_decide_leaves_their_desk(ana, lead, topic, sahel):
    propose_offer(actor=ana.membership, topic=topic, network=sahel)
    assert topic.title.encode() in lead.client.get("/").content
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    assert topic.title.encode() not in lead.client.get("/").content


@pytest.mark.parametrize(
    ("network", "forum", "hears"),
    [("", "", False), ("follow", "", True), ("mute", "", False), ("follow", "mute", False), ("mute", "watch", True)],
)
def test_those_who_follow_the_second_network_or_its_forum_hear_of_it(
    ana, lead, dara, topic, sahel, there, network, forum, hears
):
    for thing, level in ((sahel, network), (there, forum)):
        if level:
            set_follow(actor=dara.membership, thing=thing, level=level)
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    accept_offer(actor=lead.membership, offer=offer, forum=there)
    Worker().drain()
    assert Notice.objects.filter(membership=dara.membership, kind="topic_shared").exists() is hears


def test_both_logs_tell_that_it_is_shared(ocean, sahel, shared, topic, ana, dara):
    acts = ModerationAct.objects.filter(act="shared", topic=topic)
    assert {act.network_id for act in acts} == {ocean.pk, sahel.pk}
    assert ModerationAct.objects.visible_to(dara.membership).filter(act="shared").count() == 1
    withdraw_offer(actor=ana.membership, offer=shared)
    assert not ModerationAct.objects.visible_to(dara.membership).filter(topic=topic).exists()


def test_what_was_brought_counts_as_unread_until_it_is_read(ana, dara, shared, topic, there):
    def unread() -> int:
        return with_unread(Forum.objects.filter(pk=there.pk), dara.membership).get().unread

    assert unread() == 1
    dara.client.get(topic.get_absolute_url())
    assert unread() == 0
    add_post(author=ana.membership, topic=topic, body="More.")
    assert unread() == 1
    dara.client.post(f"/forums/{there.public_id}/read/")
    assert unread() == 0
    assert unread_posts(dara.membership, [topic.pk]) == {topic.pk: 0}


def test_a_withdrawn_offer_counts_no_longer(ana, dara, shared, there):
    withdraw_offer(actor=ana.membership, offer=shared)
    assert with_unread(Forum.objects.filter(pk=there.pk), dara.membership).get().unread == 0


def test_the_pages_lead_from_the_proposal_to_one_thread(ana, cora, lead, dara, topic, sahel, there):
    address = f"/topics/{topic.public_id}/offers/"
    assert sahel.name.encode() in cora.client.get(address).content
    answer = cora.client.post(address, {"network": sahel.public_id, "note": "They had such a case."})
    assert answer.status_code == 302
    offer = Offer.objects.get()
    assert lead.client.get(address).status_code == 404
    assert ana.client.post(f"/offers/{offer.public_id}/consent/").status_code == 302
    queue = lead.client.get(f"/networks/{sahel.public_id}/offers/").content.decode()
    assert topic.title in queue
    assert dara.client.get(f"/networks/{sahel.public_id}/offers/").status_code == 403
    decide = f"/offers/{offer.public_id}/decide/"
    assert there.name in lead.client.get(decide).content.decode()
    assert lead.client.post(decide, {"not": "1"}).status_code == 422
    assert lead.client.post(decide, {"forum": there.public_id}).status_code == 302
    assert topic.title in dara.client.get(there.get_absolute_url()).content.decode()
    assert lead.client.post(f"/offers/{offer.public_id}/withdraw/", {"reason": "Solved."}).status_code == 302
    assert dara.client.get(topic.get_absolute_url()).status_code == 404
    assert lead.client.get(address).status_code == 404


def test_who_proposed_it_finds_no_button_with_which_the_author_consents(ana, cora, topic, sahel):
    propose_offer(actor=cora.membership, topic=topic, network=sahel)
    address = f"/topics/{topic.public_id}/offers/"
    assert [b"I consent" in who.client.get(address).content for who in (ana, cora)] == [True, False]


def test_with_whom_it_is_shared_is_told_to_nobody_who_does_not_read_it(ana, noor, shared, topic):
    head = TopicHead.find(ana.membership, topic.public_id)
    assert shared_with(ana.membership, head) == (shared.network.name,)
    assert shared_with(noor.membership, head) == ()


def test_a_proposal_to_a_network_that_is_taken_keeps_what_was_typed(ana, topic, sahel):
    address = f"/topics/{topic.public_id}/offers/"
    ana.client.post(address, {"network": sahel.public_id})
    answer = ana.client.post(address, {"network": sahel.public_id, "note": "Again."})
    assert answer.status_code == 422


def test_a_contact_point_whose_place_ended_loses_what_was_brought(dara, sahel, shared, topic):
    ContactPoint.objects.filter(membership=dara.membership, network=sahel).update(until=timezone.now())
    forget()
    assert not sees(dara, topic)


# Once the author has left, the manager of his authority speaks for him (PRODUCT.md).


@pytest.fixture
def left(ana, ben, topic):
    """Ana's topic, from whose authority she has gone; Ben manages it."""
    ana.membership.until = timezone.now()
    ana.membership.save()
    return topic


def test_when_the_author_has_left_the_manager_of_his_authority_is_asked_and_consents(left, ben, cora, lead, sahel):
    offer = propose_offer(actor=cora.membership, topic=left, network=sahel)
    Worker().drain()
    asked = Notice.objects.filter(kind="consent_asked")
    assert list(asked.values_list("membership_id", flat=True)) == [ben.membership.pk]
    page = ben.client.get(f"/topics/{left.public_id}/offers/").content.decode()
    assert "I consent" in page
    assert ben.client.post(f"/offers/{offer.public_id}/consent/").status_code == 302
    offer.refresh_from_db()
    assert offer.status == "offered"
    assert sees(lead, left)


def test_the_manager_offers_at_once_and_withdraws_what_the_author_who_left_had_offered(left, ben, lead, sahel):
    offer = propose_offer(actor=ben.membership, topic=left, network=sahel)
    assert offer.status == "offered"
    withdraw_offer(actor=ben.membership, offer=offer)
    assert not sees(lead, left)


def test_the_manager_may_refuse_and_the_other_network_never_hears_of_it(left, ben, cora, lead, sahel):
    offer = propose_offer(actor=cora.membership, topic=left, network=sahel)
    refuse_consent(actor=ben.membership, offer=offer)
    assert not sees(lead, left)
    assert not Offer.objects.visible_to(lead.membership).exists()


def test_while_the_author_is_there_the_manager_does_not_consent(ana, ben, cora, topic, sahel):
    offer = propose_offer(actor=cora.membership, topic=topic, network=sahel)
    assert not Offer.objects.visible_to(ben.membership).exists()
    with pytest.raises(Refused):
        consent_to_offer(actor=ben.membership, offer=offer)


def test_a_manager_of_another_authority_never_consents(left, ben, cora, chloe, sahel):
    offer = propose_offer(actor=cora.membership, topic=left, network=sahel)
    chloe.membership.role = "manager"
    chloe.membership.save()
    with pytest.raises(Refused):
        consent_to_offer(actor=chloe.membership, offer=offer)


def test_a_manager_who_does_not_read_the_topic_is_not_asked(ana, cora, topic, mauritius, sahel):
    membership("afar", mauritius, role="manager", function="Head of unit")
    ana.membership.until = timezone.now()
    ana.membership.save()
    with pytest.raises(Refused):
        propose_offer(actor=cora.membership, topic=topic, network=sahel)


def test_nothing_is_proposed_where_nobody_is_left_to_consent(ana, cora, topic, sahel):
    ana.membership.until = timezone.now()
    ana.membership.save()
    with pytest.raises(Refused):
        propose_offer(actor=cora.membership, topic=topic, network=sahel)


def test_the_log_says_that_the_authority_of_the_author_withdrew_it(left, ben, lead, there, sahel):
    offer = propose_offer(actor=ben.membership, topic=left, network=sahel)
    accept_offer(actor=lead.membership, offer=offer, forum=there)
    withdraw_offer(actor=ben.membership, offer=offer)
    acts = ModerationAct.objects.filter(act="unshared")
    assert set(acts.values_list("role", flat=True)) == {"authority"}
