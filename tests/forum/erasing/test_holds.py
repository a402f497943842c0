"""While a hold stands nothing is erased; nobody sets or ends one alone."""

import pytest
from django.urls import reverse

from forum import actions
from forum.models import (
    ModerationAct,
    Topic,
)
from network.conflicts import Conflict
from network.guard import Refused
from network.models import ContactPoint
from tests.forum.erasing.things import asked, held

pytestmark = pytest.mark.django_db


def test_a_hold_that_a_coordinator_confirms_stands_in_the_log_as_his(cora, henri, topic):
    ContactPoint.objects.filter(membership=henri.membership).update(role="coordinator")
    held(cora, henri, topic)
    assert list(ModerationAct.objects.values_list("act", "role")) == [("held", "coordinator")]


def test_while_a_hold_stands_nothing_is_erased(chloe, cora, sam, topic, post):
    erasure = asked(chloe, post)
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court has asked for it.")
    actions.confirm_hold(actor=sam.membership, hold=hold)
    with pytest.raises(Conflict):
        actions.erase_post(actor=cora.membership, erasure=erasure)
    with pytest.raises(Conflict):
        asked(chloe, topic.posts.get(seq=post.seq))
    actions.ask_end(actor=cora.membership, hold=hold)
    with pytest.raises(Conflict):
        actions.erase_post(actor=cora.membership, erasure=erasure)
    actions.end_hold(actor=sam.membership, hold=hold)
    actions.erase_post(actor=cora.membership, erasure=erasure)
    acts = ModerationAct.objects.order_by("pk").values_list("act", "role")
    assert list(acts) == [("held", "secretariat"), ("released", "secretariat"), ("erased", "author")]


def test_a_hold_that_nobody_confirmed_stops_nothing(chloe, cora, topic, post):
    actions.ask_hold(actor=cora.membership, topic=topic, reason="A court has asked for it.")
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))


def test_nobody_confirms_or_ends_a_hold_alone(cora, sam, topic):
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")
    with pytest.raises(Refused):
        actions.confirm_hold(actor=cora.membership, hold=hold)
    actions.confirm_hold(actor=sam.membership, hold=hold)
    with pytest.raises(Conflict):
        actions.end_hold(actor=cora.membership, hold=hold)
    actions.ask_end(actor=cora.membership, hold=hold)
    with pytest.raises(Refused):
        actions.end_hold(actor=cora.membership, hold=hold)
    actions.end_hold(actor=sam.membership, hold=hold)
    for late in (actions.confirm_hold, actions.ask_end, actions.end_hold):
        with pytest.raises(Conflict):
            late(actor=sam.membership, hold=hold)


def test_holds_are_for_coordinators_and_the_secretariat(ana, chloe, cora, henri, dara, tess, topic):
    for persona in (ana, chloe, henri, dara, tess):
        with pytest.raises(Refused):
            actions.ask_hold(actor=persona.membership, topic=topic, reason="No.")
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")
    for persona in (ana, chloe, henri, dara, tess):
        for act in (actions.confirm_hold, actions.ask_end, actions.end_hold):
            with pytest.raises(Refused):
                act(actor=persona.membership, hold=hold)


def test_of_the_secretariat_only_content_officers_hold_what_everybody_reads(sam, tess, topic):
    Topic.objects.filter(pk=topic.pk).update(code="GREEN")
    assert Topic.objects.visible_to(tess.membership).filter(pk=topic.pk).exists()
    with pytest.raises(Refused):
        actions.ask_hold(actor=tess.membership, topic=topic, reason="No.")
    assert actions.ask_hold(actor=sam.membership, topic=topic, reason="A court.").asked_by == sam.membership


def test_one_hold_of_a_topic_at_a_time(cora, topic):
    actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")
    with pytest.raises(Conflict):
        actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")


def test_a_hold_is_set_and_ended_by_its_pages(cora, sam, topic):
    cora.client.post(reverse("forum:ask_hold", args=[topic.public_id]), {"reason": "A court."})
    hold = topic.holds.get()
    address = reverse("forum:hold", args=[hold.public_id])
    assert "it takes a second person" in cora.client.get(address).content.decode()
    for client, step in ((sam.client, "confirm"), (cora.client, "ask_end"), (sam.client, "end")):
        assert client.post(address, {"step": step}).status_code == 302
    hold.refresh_from_db()
    assert hold.ended_at is not None
