"""Who hears what while it happens."""

import json

import pytest
from django.db import transaction

from live.events import Event, kinds, saw
from live.outbox import announce
from network.models import ContactPoint
from tests.live.conftest import in_thread, tell
from tests.live.events import NetworkChanged, NetworkNarrowed
from tests.personas import long_ago

pytestmark = pytest.mark.django_db(transaction=True)


def give_place(persona, network) -> ContactPoint:
    fields = {"network": network, "membership": persona.membership}
    return ContactPoint.objects.get_or_create(**fields, defaults={"since": long_ago()})[0]


async def test_whoever_sees_the_thing_hears_of_it(ana, chloe, ocean, connect):
    sockets = [await connect(ana), await connect(chloe)]
    await in_thread(tell, ocean)
    for socket in sockets:
        frame = await socket.frame()
        assert (frame["kind"], frame["ids"]) == ("network_changed", {"network": ocean.public_id})


async def test_every_open_page_of_a_member_hears(ana, ocean, connect):
    first = await connect(ana)
    second = await connect(key=first.key)
    await in_thread(tell, ocean)
    assert (await first.frame())["ids"] == (await second.frame())["ids"]


@pytest.mark.parametrize("who", ["dara", "noor", "sam", "gita", "otto", "hugo"], indirect=True)
async def test_whoever_does_not_see_the_thing_hears_nothing(who, ocean, connect):
    socket = await connect(who)
    await in_thread(tell, ocean)
    assert await socket.said_nothing_before(who.membership)


async def test_a_frame_carries_its_kind_identifiers_and_a_cursor_and_nothing_else(ana, ocean, connect):
    socket = await connect(ana)
    await in_thread(tell, ocean)
    frame = await socket.frame()
    assert set(frame) == {"kind", "ids", "cursor"}
    text = json.dumps(frame)
    assert all(word not in text for word in [ocean.names["en"], ocean.purpose["en"], "@", str(ana.member.name)])


async def test_facts_come_in_the_order_in_which_they_were_written(ana, ocean, connect):
    socket = await connect(ana)
    for mark in range(30):
        await in_thread(tell, ocean, mark=str(mark))
    assert [(await socket.frame())["ids"]["mark"] for _ in range(30)] == [str(mark) for mark in range(30)]


async def test_what_was_rolled_back_is_never_told(ana, ocean, connect):
    def fail() -> None:
        with transaction.atomic():
            announce(NetworkChanged(thing=ocean, ids={"network": ocean.public_id, "mark": "rolled back"}))
            transaction.set_rollback(True)

    socket = await connect(ana)
    await in_thread(fail)
    assert await socket.said_nothing_before(ocean)


async def test_a_place_lost_a_moment_ago_hears_no_more(ana, chloe, ocean, sahel, connect):
    await in_thread(give_place, ana, sahel)
    socket = await connect(ana)
    places = ContactPoint.objects.filter(membership=ana.membership, network=ocean)
    await in_thread(places.update, until=long_ago(1))
    await in_thread(tell, ocean)
    assert await socket.said_nothing_before(sahel)


async def test_whoever_saw_it_before_is_told_that_it_is_gone_and_nothing_more(ana, chloe, ocean, connect):
    was = await in_thread(saw, ocean)
    losing, keeping = await connect(ana), await connect(chloe)
    places = ContactPoint.objects.filter(membership=ana.membership, network=ocean)
    await in_thread(places.update, until=long_ago(1))
    await in_thread(tell, ocean, NetworkNarrowed, was=was, place="elsewhere")
    gone = await losing.frame()
    assert (gone["kind"], gone["ids"]) == ("gone", {"network": ocean.public_id})
    assert (await keeping.frame())["kind"] == "network_narrowed"


async def test_a_thing_that_is_no_more_is_gone_for_those_who_saw_it(ana, sahel, dara, connect):
    visited = await in_thread(give_place, ana, sahel)
    was = await in_thread(saw, visited)
    socket = await connect(ana)

    def remove() -> None:
        with transaction.atomic():
            announce(NetworkNarrowed(thing=visited, ids={"contactpoint": "x"}, was=was))
            visited.delete()

    await in_thread(remove)
    assert (await socket.frame())["kind"] == "gone"


def test_the_fixture_hears_what_the_socket_would(ana, dara, eve, ocean, heard):
    tell(ocean)
    assert heard(ana) == [{"kind": "network_changed", "ids": {"network": ocean.public_id}}]
    assert heard(dara) == heard(eve) == []


def test_two_events_cannot_have_one_name():
    with pytest.raises(RuntimeError):
        type("Again", (Event,), {"kind": "network_changed"})


@pytest.mark.parametrize("kind", ["", "gone", "ready", "beat", "refetch"])
def test_an_event_cannot_take_a_name_of_the_socket(kind):
    with pytest.raises(RuntimeError):
        type("Forged", (Event,), {"kind": kind})


def test_every_kind_is_listed():
    assert {"network_changed", "network_narrowed"} <= set(kinds())
