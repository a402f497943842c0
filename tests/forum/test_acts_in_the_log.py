"""Each act of moderation, done by its page, stands with role and reason in the log that members of the network read."""

import pytest
from django.urls import reverse

from forum.actions import flag_post, hide_post, lock_topic, pin_topic, propose_offer
from forum.models import ModerationAct, Topic
from network.models import ContactPoint
from tests.factories import forum as make
from tests.personas import contact_point

pytestmark = pytest.mark.django_db

WHY = "So that the next reader understands."


def hide(who, topic):
    return f"/posts/{topic.posts.get(seq=2).public_id}/hide/", {}


def show(who, topic):
    hide_post(actor=who.membership, post=topic.posts.get(seq=2), reason="Before.")
    return f"/posts/{topic.posts.get(seq=2).public_id}/show/", {}


def lock(who, topic):
    return f"{topic.get_absolute_url()}lock/", {}


def unlock(who, topic):
    lock_topic(actor=who.membership, topic=topic, reason="Before.")
    return f"{topic.get_absolute_url()}unlock/", {}


def pin(who, topic):
    return f"{topic.get_absolute_url()}pin/", {}


def unpin(who, topic):
    pin_topic(actor=who.membership, topic=topic, reason="Before.")
    return f"{topic.get_absolute_url()}unpin/", {}


def slow(who, topic):
    return f"{topic.get_absolute_url()}pace/", {"seconds": 300}


def move(who, topic):
    return f"{topic.get_absolute_url()}move/", {"forum": make.forum(topic.network, "beside").public_id}


def split(who, topic):
    return f"{topic.get_absolute_url()}split/", {"posts": [topic.posts.get(seq=3).public_id], "title": "Another"}


def merge(who, topic):
    target = make.topic(topic.forum, topic.author, title="The other")
    return f"{topic.get_absolute_url()}merge/", {"target": f"https://here{target.get_absolute_url()}"}


def end(who, topic):
    place = ContactPoint.objects.get(membership__member__email__startswith="henri")
    return reverse("network:end_contact_point", args=[topic.network.public_id, place.public_id]), {}


def judge(who, topic):
    henri = ContactPoint.objects.get(membership__member__email__startswith="henri").membership
    flag = flag_post(actor=henri, post=topic.posts.get(seq=2), kind="conduct")
    return f"/reports/{flag.public_id}/", {"outcome": "dismissed", "seen": "open"}


ACTS = [
    *[(hide, "hidden"), (show, "shown"), (lock, "locked"), (unlock, "unlocked"), (pin, "pinned"), (unpin, "unpinned")],
    *[(slow, "slowed"), (move, "moved"), (split, "split"), (merge, "merged"), (end, "point_ended"), (judge, "judged")],
]


@pytest.mark.parametrize(("prepared", "act"), ACTS, ids=[act for _prepared, act in ACTS])
def test_it_is_not_done_without_a_reason_and_stands_in_the_log_which_a_member_reads(
    ben, cora, dara, henri, topic, prepared, act
):
    address, fields = prepared(cora, topic)
    log = f"/networks/{topic.network.public_id}/log/"
    before = ModerationAct.objects.count()
    assert cora.client.post(address, {**fields, "reason": " "}).status_code == 422
    assert ModerationAct.objects.count() == before
    assert WHY not in ben.client.get(log).content.decode()
    assert cora.client.post(address, {**fields, "reason": WHY}).status_code == 302
    row = ben.client.get(log).content.decode().split("<tbody")[1].split("</tr>")[0]
    assert str(ModerationAct.Act(act).label) in row
    assert "coordinator, Coordinator, France" in row
    assert WHY in row
    assert dara.client.get(log).status_code == 404


def test_what_is_shared_is_withdrawn_in_the_open_too(ana, ben, cora, sahel, topic):
    contact_point(cora.membership, sahel, "coordinator")
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    there = make.forum(sahel, "there").public_id
    assert cora.client.post(f"/offers/{offer.public_id}/decide/", {"forum": there}).status_code == 302
    assert cora.client.post(f"/offers/{offer.public_id}/withdraw/", {"reason": WHY}).status_code == 302
    page = ben.client.get(f"/networks/{topic.network.public_id}/log/").content.decode()
    assert WHY in page
    assert Topic.objects.visible_to(ben.membership).filter(pk=topic.pk).exists()
