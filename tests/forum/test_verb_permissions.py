"""Verbs of the forum asked directly, for those whom a page would stop before."""

import pytest
from django.utils import timezone

from forum.access.arranging import can_arrange, can_merge, can_move
from forum.access.codes import can_raise_code, can_raise_post_code
from forum.access.editing import can_edit_post
from forum.access.files import can_attach
from forum.access.following import can_bookmark, can_change_bookmark
from forum.access.keeping import asked_as, can_hold, can_set_retention
from forum.access.offers import can_consent, can_decide_offer, can_offer, can_withdraw_offer, closed_to
from forum.access.order import can_flag, can_hide, can_see_reports
from forum.access.outcome import can_say_outcome
from forum.actions import keep_pace
from forum.models import Bookmark, Erasure, Forum, Hold, NamedMember, Offer, Post, Topic
from network.guard import Refused, audience_of, can
from network.models import ContactPoint, Membership
from network.readers import Visitor
from tests.factories import forum as make
from tests.personas import contact_point, network


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership, code="GREEN")


def left(persona):
    ContactPoint.objects.filter(membership=persona.membership).update(until=timezone.now())


def test_an_author_without_a_place_makes_no_code_stricter(topic, ana):
    post = topic.posts.get()
    assert can(can_raise_post_code, ana.membership, post)
    left(ana)
    assert Topic.objects.visible_to(ana.membership).exists()
    assert not can(can_raise_post_code, ana.membership, post)
    assert not can(can_raise_code, ana.membership, topic)


def test_an_author_without_a_place_changes_no_words_of_his(topic, ana):
    post = topic.posts.get()
    assert can(can_edit_post, ana.membership, post)
    left(ana)
    assert Topic.objects.visible_to(ana.membership).exists()
    assert "only contact points" in str(can(can_edit_post, ana.membership, post).reason)


def test_nobody_puts_files_into_the_post_of_another(topic, ana, cora):
    post = topic.posts.get()
    assert can(can_attach, ana.membership, post)
    assert not can(can_attach, cora.membership, post)


def observes(persona):
    """PERSONA only observes by now, and kept the place of before."""
    Membership.objects.filter(pk=persona.membership.pk).update(role=Membership.Role.OBSERVER)
    return Membership.objects.get(pk=persona.membership.pk)


def test_who_only_observes_reports_no_post_that_he_reads(topic, chloe):
    post = topic.posts.get()
    assert can(can_flag, chloe.membership, post)
    observer = observes(chloe)
    assert Post.objects.visible_to(observer).filter(pk=post.pk).exists()
    assert "Only officers of an authority" in str(can(can_flag, observer, post).reason)


def test_who_only_observes_says_of_no_forum_how_long_it_keeps(topic, cora):
    assert can(can_set_retention, cora.membership, topic.forum)
    assert not can(can_set_retention, observes(cora), topic.forum)


def test_a_coordinator_hides_no_post_that_a_code_keeps_from_him(topic, chloe, cora):
    assert can(can_hide, cora.membership, make.post(topic, chloe.membership))
    assert not can(can_hide, cora.membership, make.post(topic, chloe.membership, code="RED"))


def test_of_a_hidden_post_nobody_hears_who_coordinates_no_longer(topic, chloe, cora):
    post = make.post(topic, chloe.membership)
    post.hidden_at = timezone.now()
    assert cora.membership in audience_of(post)
    left(cora)
    assert cora.membership in audience_of(topic)
    assert cora.membership not in audience_of(post)


def test_an_author_who_no_longer_reads_the_topic_consents_to_nothing(topic, ana, sahel):
    Topic.objects.filter(pk=topic.pk).update(code="AMBER")
    offer = Offer.objects.create(
        topic=Topic.objects.get(pk=topic.pk), network=sahel, proposed_by=ana.membership, proposed_at=timezone.now()
    )
    assert can(can_consent, ana.membership, offer)
    left(ana)
    assert not can(can_consent, ana.membership, offer)


def test_a_topic_moves_into_no_network_that_works_elsewhere_or_not_yet(ocean, sahel, cora):
    contact_point(cora.membership, sahel, "coordinator")
    own, there = make.topic(make.forum(ocean), cora.membership, code="GREEN"), make.forum(sahel, "there")
    assert can(can_move, cora.membership, own, there)
    there.network.link_only = True
    assert "platform of its own" in str(can(can_move, cora.membership, own, there).reason)
    there.network.link_only, there.network.status = False, "proposed"
    assert "not active yet" in str(can(can_move, cora.membership, own, there).reason)


def test_what_was_asked_from_outside_moves_into_no_other_network_not_even_by_its_author(ocean, sahel, cora, dara):
    contact_point(cora.membership, sahel, "coordinator")
    own, there = make.topic(make.forum(ocean), cora.membership), make.forum(sahel, "there")
    assert can(can_move, cora.membership, own, there)
    Topic.objects.filter(pk=own.pk).update(asked_by=dara.membership.authority)
    own = Topic.objects.get(pk=own.pk)
    assert "asked from outside" in str(can(can_move, cora.membership, own, there).reason)


def test_a_consent_lets_that_topic_move_into_that_network_and_no_other(topic, ana, cora, sahel):
    elsewhere, other = network("elsewhere", "Another network"), make.topic(topic.forum, ana.membership, code="GREEN")
    for one in (sahel, elsewhere):
        contact_point(cora.membership, one, "coordinator")
    there = make.forum(sahel, "there")
    told = {"proposed_by": ana.membership, "proposed_at": timezone.now(), "status": Offer.Status.OFFERED}
    for what, where in ((topic, elsewhere), (other, sahel)):
        Offer.objects.create(topic=what, network=where, consented_at=timezone.now(), **told)
    assert "has not consented" in str(can(can_move, cora.membership, topic, there).reason)
    assert can(can_move, cora.membership, other, there)
    offer = Offer.objects.create(topic=topic, network=sahel, consented_at=timezone.now(), **told)
    assert can(can_move, cora.membership, topic, there)
    Offer.objects.filter(pk=offer.pk).update(status=Offer.Status.WITHDRAWN)
    assert "has not consented" in str(can(can_move, cora.membership, topic, there).reason)


def test_a_hold_binds_the_topic_that_it_is_on_and_no_other(topic, ana, cora, sam):
    other = make.topic(topic.forum, ana.membership)
    by = {"asked_by": cora.membership, "asked_at": timezone.now()}
    confirmed = {"confirmed_by": sam.membership, "confirmed_at": timezone.now()}
    Hold.objects.create(topic=other, reason="A court", **by, **confirmed)
    assert "on hold" in str(can(can_arrange, cora.membership, other).reason)
    assert can(can_arrange, cora.membership, topic)
    Hold.objects.update(ended_at=timezone.now())
    assert can(can_arrange, cora.membership, other)


def test_two_topics_are_merged_whatever_network_declined_one_of_them(topic, ana, cora, sahel):
    other = make.topic(topic.forum, ana.membership, code="GREEN")
    told = {"proposed_by": ana.membership, "proposed_at": timezone.now(), "consented_at": timezone.now()}
    offer = Offer.objects.create(topic=other, network=sahel, status=Offer.Status.DECLINED, **told)
    assert can(can_merge, cora.membership, topic, other)
    Offer.objects.filter(pk=offer.pk).update(status=Offer.Status.OFFERED)
    assert "Others read that topic" in str(can(can_merge, cora.membership, topic, other).reason)


@pytest.fixture
def proposed(topic, henri, sahel):
    return Offer.objects.create(
        topic=topic,
        network=sahel,
        forum=make.forum(sahel, "brought"),
        proposed_by=henri.membership,
        proposed_at=timezone.now(),
        status=Offer.Status.PROPOSED,
    )


def test_who_proposed_an_offer_takes_it_back_until_it_is_accepted(proposed, henri):
    for status, may in ((Offer.Status.PROPOSED, True), (Offer.Status.OFFERED, True), (Offer.Status.ACCEPTED, False)):
        Offer.objects.filter(pk=proposed.pk).update(status=status)
        proposed.refresh_from_db()
        assert Offer.objects.visible_to(henri.membership).exists()
        assert bool(can(can_withdraw_offer, henri.membership, proposed)) is may, status


def test_an_observer_with_a_coordinator_s_place_by_mistake_withdraws_no_offer(proposed, otto):
    contact_point(otto.membership, proposed.topic.network, "coordinator")
    assert Offer.objects.visible_to(otto.membership).exists()
    assert not can(can_withdraw_offer, otto.membership, proposed)


def test_a_network_is_closed_to_an_office_while_one_of_it_has_a_place_there(dara, sahel):
    assert closed_to(dara.membership) == {sahel.pk}
    left(dara)
    assert closed_to(dara.membership) == set()


def test_a_place_of_somebody_who_has_left_closes_no_network_to_the_office(dara, sahel):
    Membership.objects.filter(pk=dara.membership.pk).update(until=timezone.now())
    assert closed_to(dara.membership) == set()


def test_a_duty_without_the_office_of_the_secretariat_shows_no_reports(sam):
    assert can(can_see_reports, sam.membership, None)
    sam.membership.role = Membership.Role.MEMBER
    assert not can(can_see_reports, sam.membership, None)


def test_a_duty_without_the_office_of_the_secretariat_holds_no_topic(topic, sam):
    assert can(can_hold, sam.membership, topic)
    sam.membership.role = Membership.Role.MEMBER
    assert Topic.objects.visible_to(sam.membership).filter(pk=topic.pk).exists()
    assert not can(can_hold, sam.membership, topic)


def test_a_manager_who_coordinates_asks_for_an_erasure_as_the_coordinator(topic, ben):
    erasure = Erasure(post=topic.posts.get(), asked_by=ben.membership)
    assert asked_as(erasure) == "authority"
    left(ben)
    contact_point(ben.membership, topic.network, "coordinator")
    assert asked_as(erasure) == "coordinator"


def test_a_coordinator_who_asked_for_an_erasure_did_so_as_one_also_when_he_has_left(topic, cora):
    erasure = Erasure(post=topic.posts.get(), asked_by=cora.membership)
    left(cora)
    assert asked_as(erasure) == "coordinator"


def test_what_is_offered_and_made_narrow_at_the_same_moment_is_not_decided_about(proposed, dara):
    ContactPoint.objects.filter(membership=dara.membership).update(role="coordinator")
    Offer.objects.filter(pk=proposed.pk).update(status=Offer.Status.OFFERED, consented_at=timezone.now())
    offer = Offer.objects.get(pk=proposed.pk)
    assert can(can_decide_offer, dara.membership, offer)
    # The author names him, so that he reads it still.
    NamedMember.objects.create(
        topic=offer.topic, membership=dara.membership, named_by=offer.topic.author, named_at=timezone.now()
    )
    Topic.objects.filter(pk=offer.topic_id).update(code="RED")
    offer = Offer.objects.get(pk=proposed.pk)
    assert Offer.objects.visible_to(dara.membership).filter(pk=offer.pk).exists()
    assert not can(can_decide_offer, dara.membership, offer)


def test_a_bookmark_is_changed_by_who_made_it_alone(topic, ana, ben):
    bookmark = Bookmark.objects.create(membership=ana.membership, post=topic.posts.get(), at=timezone.now())
    assert can(can_change_bookmark, ana.membership, bookmark)
    assert not can(can_change_bookmark, ben.membership, bookmark)


def test_an_author_without_a_place_offers_his_topic_to_no_network(topic, ana):
    assert can(can_offer, ana.membership, topic)
    left(ana)
    assert Topic.objects.visible_to(ana.membership).exists()
    assert "Only the author, a helper or the coordinator" in str(can(can_offer, ana.membership, topic).reason)


def test_nobody_bookmarks_a_post_that_he_does_not_see(topic, chloe):
    closed = make.post(topic, topic.author, code="RED")
    assert can(can_bookmark, chloe.membership, topic.posts.get(seq=1))
    assert not can(can_bookmark, chloe.membership, closed)


def test_who_keeps_topics_holds_none_that_he_does_not_see(ocean, ana, cora, sam):
    topic = make.topic(make.forum(ocean, "amber"), ana.membership)
    assert can(can_hold, cora.membership, topic)
    assert not Topic.objects.visible_to(sam.membership).filter(pk=topic.pk).exists()
    assert not can(can_hold, sam.membership, topic)


def test_in_a_closed_forum_nobody_changes_what_he_wrote(topic, ana):
    post = topic.posts.get()
    assert can(can_edit_post, ana.membership, post)
    Forum.objects.filter(pk=topic.forum_id).update(closed_at=timezone.now())
    post = Post.objects.select_related("topic__forum").get(pk=post.pk)
    assert "closed" in str(can(can_edit_post, ana.membership, post).reason)


def test_an_author_without_a_place_says_of_no_topic_whether_it_was_solved(topic, ana):
    assert can(can_say_outcome, ana.membership, topic)
    left(ana)
    assert Topic.objects.visible_to(ana.membership).exists()
    assert not can(can_say_outcome, ana.membership, topic)


def test_an_author_who_only_observes_by_now_consents_to_nothing(proposed, ana):
    assert can(can_consent, ana.membership, proposed)
    observer = observes(ana)
    assert Offer.objects.visible_to(observer).filter(pk=proposed.pk).exists()
    assert not can(can_consent, observer, proposed)


def test_whoever_is_nobody_keeps_no_pace(topic, ana):
    keep_pace(author=ana.membership, topic=topic)
    with pytest.raises(Refused):
        keep_pace(author=Visitor(), topic=topic)


def test_of_an_erased_post_nothing_is_left_to_report(topic, ana, chloe):
    post = make.post(topic, ana.membership)
    assert can(can_flag, chloe.membership, post)
    Post.objects.filter(pk=post.pk).update(erased_at=timezone.now(), body="", html="", holds="")
    post = Post.objects.get(pk=post.pk)
    assert "was erased" in str(can(can_flag, chloe.membership, post).reason)
