"""Hiding, locking and slowing down: by the coordinator, with a reason that the network reads."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.access.order import can_hide, can_keep_order
from forum.models import ModerationAct, Offer, Post, Topic
from network.conflicts import Conflict
from network.guard import Refused, audience_of, can
from network.models import ContactPoint
from tests.factories import forum as make
from tests.live.heard import heard  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic, chloe):
    return make.post(topic, chloe.membership, "The number of the passport is 12AB34567.")


def hidden(cora, post):
    return actions.hide_post(actor=cora.membership, post=post, reason="Names a witness.")


def test_a_hidden_text_is_gone_from_everybody_but_author_and_coordinator(ana, ben, chloe, cora, henri, topic, post):
    hidden(cora, post)
    for persona, reads in ((ana, False), (ben, False), (henri, False), (chloe, True), (cora, True)):
        page = persona.client.get(topic.get_absolute_url()).content.decode()
        assert ("12AB34567" in page) is reads, persona
        found = persona.client.get(post.get_absolute_url()).status_code
        assert found == (302 if reads else 404), persona


def test_a_stub_says_who_hid_a_post_and_why(ana, cora, topic, post):
    hidden(cora, post)
    page = ana.client.get(topic.get_absolute_url()).content.decode()
    assert "Hidden by the coordinator: Names a witness." in page


def test_a_reader_of_another_network_learns_of_no_reason(dara, cora, topic, post):
    Topic.objects.filter(pk=topic.pk).update(code="GREEN")
    hidden(cora, post)
    page = dara.client.get(topic.get_absolute_url()).content.decode()
    assert "Names a witness" not in page
    assert "A coordinator has hidden this post" in page


def test_who_has_a_hidden_post_on_an_open_page_is_told_that_it_is_gone(ana, cora, topic, post, heard):  # noqa: F811
    hidden(cora, post)
    assert [frame["kind"] for frame in heard(ana) if frame["kind"] == "gone"] == ["gone"]
    assert all(frame["kind"] != "gone" for frame in heard(cora))


def test_of_a_hidden_post_the_coordinator_of_another_network_hears_nothing_more(dara, cora, topic, post):
    ContactPoint.objects.filter(membership=dara.membership).update(role="coordinator")
    Topic.objects.filter(pk=topic.pk).update(code="GREEN")
    hidden(cora, post)
    heard_by = audience_of(Post.objects.get(pk=post.pk))
    assert cora.membership in heard_by
    assert dara.membership not in heard_by


def test_a_hidden_post_is_shown_again(ana, cora, topic, post):
    actions.show_post(actor=cora.membership, post=hidden(cora, post), reason="The name is public.")
    assert "12AB34567" in ana.client.get(topic.get_absolute_url()).content.decode()
    acts = ModerationAct.objects.order_by("pk").values_list("act", "role", "reason")
    assert list(acts) == [
        ("hidden", "coordinator", "Names a witness."),
        ("shown", "coordinator", "The name is public."),
    ]


def test_hiding_what_is_hidden_says_that_somebody_was_first(cora, post):
    hidden(cora, post)
    with pytest.raises(Conflict):
        hidden(cora, post)
    assert ModerationAct.objects.count() == 1


def test_nobody_but_the_coordinator_hides_or_locks(ana, ben, chloe, henri, sam, dara, topic, post):
    for persona in (ana, ben, chloe, henri, sam, dara):
        with pytest.raises(Refused):
            actions.hide_post(actor=persona.membership, post=post, reason="No.")
        with pytest.raises(Refused):
            actions.show_post(actor=persona.membership, post=post, reason="No.")
        for act in (actions.lock_topic, actions.unlock_topic):
            with pytest.raises(Refused):
                act(actor=persona.membership, topic=topic, reason="No.")
        with pytest.raises(Refused):
            actions.slow_topic(actor=persona.membership, topic=topic, seconds=60, reason="No.")
    assert ModerationAct.objects.count() == 0


def test_the_coordinator_of_a_network_with_which_a_topic_is_shared_keeps_no_order_in_it(dara, cora, sahel, topic, post):
    ContactPoint.objects.filter(membership=dara.membership).update(role="coordinator")
    now = timezone.now()
    Offer.objects.create(
        topic=topic,
        network=sahel,
        forum=make.forum(sahel, "open"),
        status="accepted",
        proposed_by=cora.membership,
        proposed_at=now,
        decided_at=now,
    )
    assert Post.objects.visible_to(dara.membership).filter(pk=post.pk).exists()
    assert not can(can_hide, dara.membership, post)
    assert not can(can_keep_order, dara.membership, topic)
    assert dara.client.post(reverse("forum:hide", args=[post.public_id]), {"reason": "No."}).status_code == 403
    assert dara.client.post(reverse("forum:lock", args=[topic.public_id]), {"reason": "No."}).status_code == 403


def test_a_coordinator_whom_a_code_keeps_out_keeps_no_order_there(cora, topic, post):
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    topic.refresh_from_db()
    assert not can(can_keep_order, cora.membership, topic)
    post.refresh_from_db()
    assert not can(can_hide, cora.membership, Post.objects.get(pk=post.pk))


def test_in_a_topic_that_was_merged_into_another_no_order_is_kept(ana, cora, requests, topic):
    assert can(can_keep_order, cora.membership, topic)
    Topic.objects.filter(pk=topic.pk).update(merged_into=make.topic(requests, ana.membership))
    assert not can(can_keep_order, cora.membership, Topic.objects.get(pk=topic.pk))


def test_an_act_without_a_reason_is_asked_for_one(cora, post):
    answer = cora.client.post(reverse("forum:hide", args=[post.public_id]), {"reason": " "})
    assert answer.status_code == 422
    assert not Post.objects.filter(hidden_at__isnull=False).exists()


def test_in_a_locked_topic_nobody_replies_until_it_is_opened(ana, cora, topic):
    cora.client.post(reverse("forum:lock", args=[topic.public_id]), {"reason": "Settled."})
    with pytest.raises(Refused):
        actions.add_post(author=ana.membership, topic=topic, body="One more thing.")
    cora.client.post(reverse("forum:unlock", args=[topic.public_id]), {"reason": "Not settled."})
    actions.add_post(author=ana.membership, topic=topic, body="One more thing.")
    acts = ModerationAct.objects.order_by("pk").values_list("act", "reason")
    assert list(acts) == [("locked", "Settled."), ("unlocked", "Not settled.")]


def test_locking_twice_says_that_somebody_was_first(cora, topic):
    actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    with pytest.raises(Conflict):
        actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    actions.unlock_topic(actor=cora.membership, topic=topic, reason="No.")
    with pytest.raises(Conflict):
        actions.unlock_topic(actor=cora.membership, topic=topic, reason="No.")


def slowed(cora, topic, seconds=3600):
    answer = cora.client.post(
        reverse("forum:slow", args=[topic.public_id]), {"seconds": seconds, "reason": "Tempers are high."}
    )
    assert answer.status_code == 302


def test_in_a_slow_topic_the_second_post_waits_and_its_text_is_kept(chloe, cora, topic):
    slowed(cora, topic)
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        actions.add_post(author=chloe.membership, topic=topic, body="Once.")
    with time_machine.travel("2026-11-20T10:59:00Z", tick=False), pytest.raises(Conflict) as conflict:
        actions.add_post(author=chloe.membership, topic=topic, body="Twice.")
    # In the zone of her office, an hour ahead.
    assert "20 Nov 2026 12:00:00" in str(conflict.value.reason)
    with time_machine.travel("2026-11-20T11:00:00Z", tick=False):
        actions.add_post(author=chloe.membership, topic=topic, body="Twice.")


def test_the_page_of_a_slow_topic_keeps_what_was_typed(chloe, cora, topic):
    slowed(cora, topic)
    actions.add_post(author=chloe.membership, topic=topic, body="Once.")
    answer = chloe.client.post(
        reverse("forum:reply", args=[topic.public_id]),
        {"body": "Twice, at some length.", "language": "en", "once": "k" * 22},
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Twice, at some length." in page
    assert "You can post in it again at" in page
    assert topic.posts.filter(author=chloe.membership).count() == 1


def test_helpers_and_coordinators_do_not_wait(cora, henri, topic):
    slowed(cora, topic)
    for persona in (cora, henri):
        actions.add_post(author=persona.membership, topic=topic, body="Once.")
        actions.add_post(author=persona.membership, topic=topic, body="Twice.")
    assert topic.posts.exclude(author=topic.author).count() == 4


def test_the_same_form_sent_twice_to_a_slow_topic_is_one_post(chloe, cora, topic):
    slowed(cora, topic)
    sent = {"author": chloe.membership, "topic": topic, "body": "Once.", "submission": "s" * 22}
    assert actions.add_post(**sent) == actions.add_post(**sent)


def test_a_topic_is_slow_no_longer_when_the_pace_is_taken_off(chloe, cora, topic):
    slowed(cora, topic)
    actions.add_post(author=chloe.membership, topic=topic, body="Once.")
    slowed(cora, topic, 0)
    actions.add_post(author=chloe.membership, topic=topic, body="Twice.")
    assert ModerationAct.objects.filter(act="slowed").count() == 2


def test_ending_a_place_is_an_act_with_a_reason_which_the_network_reads(ana, chloe, cora, ocean):
    place = ContactPoint.objects.get(membership=chloe.membership)
    address = reverse("network:end_contact_point", args=[ocean.public_id, place.public_id])
    assert cora.client.post(address, {"reason": ""}).status_code == 422
    assert cora.client.post(address, {"reason": "Left the office."}).status_code == 302
    act = ModerationAct.objects.get()
    assert (act.act, act.role, act.reason) == ("point_ended", "coordinator", "Left the office.")
    assert act.contact_point == place
    assert "Left the office." in ana.client.get(reverse("forum:log", args=[ocean.public_id])).content.decode()


def test_who_gives_up_his_own_place_owes_no_reason(chloe, ocean):
    place = ContactPoint.objects.get(membership=chloe.membership)
    address = reverse("network:end_contact_point", args=[ocean.public_id, place.public_id])
    assert chloe.client.post(address, {"reason": ""}).status_code == 302
    assert ModerationAct.objects.count() == 0


def test_the_log_shows_acts_to_members_by_page_and_names_what_they_see(ana, cora, dara, ocean, topic, statements):
    for _turn in range(25):
        actions.lock_topic(actor=cora.membership, topic=topic, reason="Closed for the night.")
        actions.unlock_topic(actor=cora.membership, topic=topic, reason="Open again.")
    address = reverse("forum:log", args=[ocean.public_id])
    page = ana.client.get(address).content.decode()
    assert page.count("<tr>") == 41
    assert topic.title in page
    assert "coordinator, Coordinator, France" in page
    assert "?before=" in page
    assert dara.client.get(address).status_code == 404


def test_the_log_does_not_name_a_topic_that_the_reader_may_not_see(ana, chloe, cora, ocean, topic):
    actions.lock_topic(actor=cora.membership, topic=topic, reason="A secret reason.")
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    page = chloe.client.get(reverse("forum:log", args=[ocean.public_id])).content.decode()
    assert topic.title not in page
    assert "A secret reason." not in page
