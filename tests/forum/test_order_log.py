"""Every act of moderation is written where the network's members read it, and into the audit."""

import pytest
from django.core.exceptions import ValidationError

from forum import actions
from forum.models import ModerationAct
from network.guard import Refused
from network.models import AuditEntry
from network.readers import Visitor

pytestmark = pytest.mark.django_db


def test_an_act_stands_in_the_log_with_role_and_reason_and_in_the_audit(cora, topic):
    actions.record_act(
        actor=cora.membership,
        network=topic.network,
        act=ModerationAct.Act.LOCKED,
        role="coordinator",
        reason="Settled.",
        topic=topic,
    )
    kept = ModerationAct.objects.get()
    assert (kept.act, kept.role, kept.reason, kept.actor) == ("locked", "coordinator", "Settled.", cora.membership)
    entry = AuditEntry.objects.get(act="topic_locked")
    assert (entry.subject_id, entry.network, entry.text.words) == (topic.public_id, topic.network, "Settled.")


def test_nobody_unknown_writes_into_the_log(topic):
    with pytest.raises(Refused):
        actions.record_act(actor=Visitor(), network=topic.network, act="locked", role="", reason="", topic=topic)


def test_pinning_stands_in_the_log_of_the_network(cora, topic):
    actions.pin_topic(actor=cora.membership, topic=topic, reason="Read this first.")
    actions.unpin_topic(actor=cora.membership, topic=topic, reason="It has been read.")
    acts = ModerationAct.objects.order_by("pk").values_list("act", "reason", "topic_id")
    assert list(acts) == [("pinned", "Read this first.", topic.pk), ("unpinned", "It has been read.", topic.pk)]


def test_the_log_of_a_network_is_not_known_to_another(ana, dara, cora, topic):
    actions.pin_topic(actor=cora.membership, topic=topic, reason="Read this first.")
    assert ModerationAct.objects.visible_to(ana.membership).count() == 1
    assert ModerationAct.objects.visible_to(dara.membership).count() == 0


def test_a_coordinator_who_makes_a_code_stricter_stands_in_the_log_and_an_author_does_not(ana, cora, topic):
    actions.set_post_code(actor=ana.membership, post=topic.posts.get(seq=2), code="RED")
    assert ModerationAct.objects.count() == 0
    post, why = topic.posts.get(seq=3), "It is for fewer."
    actions.set_post_code(actor=cora.membership, post=post, code="AMBER+STRICT", reason=why)
    act = ModerationAct.objects.get()
    assert (act.act, act.role, act.reason, act.post) == ("code_raised", "coordinator", why, post)


@pytest.mark.parametrize("reason", ["", "  \n"])
@pytest.mark.parametrize("act", [actions.pin_topic, actions.lock_topic, actions.slow_topic, actions.hide_post])
def test_by_whatever_way_it_is_done_nothing_is_kept_of_an_act_without_a_reason(cora, topic, act, reason):
    post = topic.posts.get(seq=1)
    things = {actions.hide_post: {"post": post}, actions.slow_topic: {"topic": topic, "seconds": 60}}
    with pytest.raises(ValidationError, match="Say why"):
        act(actor=cora.membership, reason=reason, **things.get(act, {"topic": topic}))
    assert not ModerationAct.objects.exists()
    topic.refresh_from_db()
    post.refresh_from_db()
    assert (topic.pinned_at, topic.locked_at, topic.slow_seconds, post.hidden_at) == (None, None, 0, None)
