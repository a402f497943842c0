"""While sockets are open a topic is shared, withdrawn, moved and merged: each hears what he may, and what he lost."""

import pytest

from forum.actions import accept_offer, consent_to_offer, merge_topics, move_topic, propose_offer, withdraw_offer
from tests.factories import forum as make
from tests.live.conftest import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(ana, both, ocean, sahel):
    """Ana's topic, which Dara's network reads too."""
    topic = make.topic(make.forum(ocean), ana.membership)
    offer = propose_offer(actor=ana.membership, topic=topic, network=sahel)
    return accept_offer(actor=both.membership, offer=offer, forum=make.forum(sahel, "there"))


async def test_what_is_withdrawn_is_gone_for_the_second_network_alone(ana, chloe, dara, shared, connect):
    losing, keeping = await connect(dara), await connect(chloe)
    await in_thread(withdraw_offer, actor=ana.membership, offer=shared)
    gone = (await losing.until("gone"))[-1]
    assert gone["ids"] == {"topic": shared.topic.public_id}
    frames = await keeping.until("offer_changed")
    assert "gone" not in [frame["kind"] for frame in frames]


async def test_what_moved_to_another_network_is_gone_for_the_first(ana, chloe, dara, both, shared, connect):
    losing, keeping = await connect(chloe), await connect(dara)
    await in_thread(
        move_topic, actor=both.membership, topic=shared.topic, forum=shared.forum, reason="It concerns the Sahel."
    )
    assert (await losing.until("gone"))[-1]["ids"] == {"topic": shared.topic.public_id}
    assert "gone" not in [frame["kind"] for frame in await keeping.until("topic_moved")]


async def test_what_was_merged_is_gone_and_the_other_topic_is_out_of_date(
    ana, chloe, cora, dara, both, shared, ocean, connect
):
    target = await in_thread(make.topic, shared.topic.forum, chloe.membership)
    losing, reading = await connect(dara), await connect(chloe)
    await in_thread(merge_topics, actor=cora.membership, topic=shared.topic, target=target, reason="One matter.")
    assert (await losing.until("gone"))[-1]["ids"] == {"topic": shared.topic.public_id}
    frames = await reading.until("posts_moved")
    assert frames[-1]["ids"] == {"topic": target.public_id}
    assert await losing.said_nothing_before(shared.network)


async def test_nobody_of_the_other_network_hears_of_what_the_author_has_not_consented_to(
    ana, cora, dara, both, ocean, sahel, connect
):
    topic = await in_thread(make.topic, await in_thread(make.forum, ocean), ana.membership)
    socket = await connect(dara)
    offer = await in_thread(propose_offer, actor=cora.membership, topic=topic, network=sahel)
    await in_thread(consent_to_offer, actor=ana.membership, offer=offer)
    assert await socket.said_nothing_before(sahel)
