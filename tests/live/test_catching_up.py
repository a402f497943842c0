"""A browser that was away hears all it missed and may see, in order, once; and nothing that it may not see."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from live import cursors
from live.cursors import live_cursor
from live.events import saw
from live.hub import Hub
from live.models import OutboxEvent
from live.outbox import newest, number
from network.models import ContactPoint
from tests.live.conftest import in_thread, tell
from tests.live.events import NetworkNarrowed
from tests.personas import long_ago

pytestmark = pytest.mark.django_db(transaction=True)


def marks(frames: list[dict]) -> list[str]:
    return [frame["ids"]["mark"] for frame in frames if frame["kind"] == "network_changed"]


def tell_many(network, count: int, begin: int = 0) -> None:
    for mark in range(begin, begin + count):
        tell(network, mark=str(mark))


async def cursor_of(persona, connect) -> str:
    """Return where PERSONA stands now, having listened for a moment."""
    socket = await connect(persona, greet=False)
    return (await socket.greet())[-1]["cursor"]


async def test_what_was_missed_comes_in_order_and_then_the_word_that_all_is_there(ana, ocean, connect):
    cursor = await cursor_of(ana, connect)
    await in_thread(tell_many, ocean, 20)
    await told_all()
    socket = await connect(ana, greet=False)
    frames = await socket.greet(cursor)
    assert marks(frames) == [str(mark) for mark in range(20)]
    assert frames[-1]["kind"] == "ready"


async def test_every_frame_can_be_the_last_one_that_was_heard(ana, ocean, connect):
    first = await connect(ana)
    await in_thread(tell_many, ocean, 3)
    await told_all()
    cursors_heard = [(await first.frame())["cursor"] for _ in range(3)]
    for position, cursor in enumerate(cursors_heard):
        socket = await connect(ana, greet=False)
        assert marks(await socket.greet(cursor)) == ["0", "1", "2"][position + 1 :]


async def test_somebody_who_comes_without_a_cursor_hears_only_what_follows(ana, ocean, connect):
    await in_thread(tell_many, ocean, 3)
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet()] == ["ready"]


async def test_nothing_is_lost_and_nothing_comes_twice_while_many_come_and_go_during_a_storm(ana, ocean, connect):
    cursor = await cursor_of(ana, connect)
    storm = asyncio.create_task(in_thread(tell_many, ocean, 150))

    async def listen(delay: float) -> list[str]:
        heard: list[dict] = []
        at = cursor
        await asyncio.sleep(delay)
        while not heard or heard[-1].get("ids", {}).get("mark") != "149":
            socket = await connect(ana, greet=False)
            await socket.say({"cursor": at})
            for _ in range(17):
                heard.append(await socket.frame())
                at = heard[-1]["cursor"]
                if heard[-1].get("ids", {}).get("mark") == "149":
                    break
            await socket.line.disconnect()
        return marks(heard)

    listeners = await asyncio.gather(*(listen(delay / 20) for delay in range(6)))
    await storm
    for heard in listeners:
        assert heard == [str(mark) for mark in range(150)]


async def test_a_place_lost_meanwhile_hides_what_happened_before_the_loss_too(ana, ocean, connect):
    cursor = await cursor_of(ana, connect)
    await in_thread(tell_many, ocean, 3)
    await told_all()
    places = ContactPoint.objects.filter(membership=ana.membership, network=ocean)
    await in_thread(places.update, until=long_ago(1))
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet(cursor)] == ["ready"]


async def test_what_went_out_of_sight_meanwhile_is_gone(ana, chloe, ocean, connect):
    cursor = await cursor_of(ana, connect)
    was = await in_thread(saw, ocean)
    places = ContactPoint.objects.filter(membership=ana.membership, network=ocean)
    await in_thread(places.update, until=long_ago(1))
    await in_thread(tell, ocean, NetworkNarrowed, was=was, place="elsewhere")
    await told_all()
    socket = await connect(ana, greet=False)
    gone, _ready = await socket.greet(cursor)
    assert (gone["kind"], gone["ids"]) == ("gone", {"network": ocean.public_id})


async def test_gaps_do_not_show_what_happened_elsewhere(ana, ocean, sahel, connect):
    socket = await connect(ana)
    await in_thread(tell, ocean, mark="a")
    first = await socket.frame()
    await in_thread(tell_many, sahel, 40)
    await told_all()
    await in_thread(tell, ocean, mark="b")
    second = await socket.frame()
    assert len(first["cursor"]) == len(second["cursor"])
    assert first["cursor"][:8] != second["cursor"][:8]
    assert set(first) == set(second)


async def test_the_same_place_is_never_written_twice_alike(ana, connect):
    assert await cursor_of(ana, connect) != await cursor_of(ana, connect)


async def test_a_cursor_of_somebody_else_opens_nothing(ana, chloe, ocean, connect):
    cursor = await cursor_of(chloe, connect)
    await in_thread(tell_many, ocean, 3)
    await told_all()
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet(cursor)] == ["refetch", "ready"]


async def test_more_than_a_thousand_missed_are_not_told_one_by_one(ana, ocean, connect):
    cursor = await cursor_of(ana, connect)
    await in_thread(write_rows, ocean, 1_001)
    await told_all()
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet(cursor)] == ["refetch", "ready"]


async def test_a_thousand_missed_are_told_one_by_one(ana, ocean, connect):
    cursor = await cursor_of(ana, connect)
    await in_thread(write_rows, ocean, 1_000)
    await told_all()
    socket = await connect(ana, greet=False)
    assert len(await socket.greet(cursor)) == 1_001


async def test_how_much_happened_elsewhere_is_not_counted(ana, sahel, ocean, connect):
    cursor = await cursor_of(ana, connect)
    await in_thread(write_rows, sahel, 1_500)
    await told_all()
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet(cursor)] == ["ready"]


async def test_after_more_than_seven_days_the_page_is_to_be_loaded_anew(ana, ocean, connect):
    await in_thread(write_rows, ocean, 5)
    await in_thread(lambda: OutboxEvent.objects.filter(seq__lt=5).delete())
    socket = await connect(ana, greet=False)
    old = cursors.after_number(2, ana.membership.public_id)
    assert [frame["kind"] for frame in await socket.greet(old)] == ["refetch", "ready"]


async def test_a_page_from_more_than_seven_days_ago_is_to_be_loaded_anew(ana, ocean, connect):
    socket = await connect(ana, greet=False)
    old = cursors.after_moment(timezone.now() - timedelta(days=8), ana.membership.public_id)
    assert [frame["kind"] for frame in await socket.greet(old)] == ["refetch", "ready"]


async def test_a_cursor_from_a_future_that_a_restored_database_does_not_know_means_loading_anew(ana, ocean, connect):
    await in_thread(write_rows, ocean, 5)
    socket = await connect(ana, greet=False)
    ahead = cursors.after_number(999, ana.membership.public_id)
    assert [frame["kind"] for frame in await socket.greet(ahead)] == ["refetch", "ready"]


async def test_what_another_process_told_already_is_not_told_again(ana, ocean, connect):
    await connect(ana)
    hub = Hub.running
    hub.tasks[0].cancel()  # this process lags behind
    await asyncio.gather(hub.tasks[0], return_exceptions=True)
    await in_thread(write_rows, ocean, 3)
    socket = await connect(ana, greet=False)
    ahead = cursors.after_number(await in_thread(newest), ana.membership.public_id)
    await socket.say({"cursor": ahead})
    assert (await socket.frame())["kind"] == "ready"
    hub.tasks[0] = asyncio.create_task(hub.tell_on())
    await in_thread(tell, ocean, mark="next")
    assert marks([await socket.frame()]) == ["next"]


async def test_between_the_reading_of_a_page_and_its_socket_nothing_is_missed(ana, ocean, connect):
    await connect(ana)
    began = timezone.now()
    await in_thread(tell_many, ocean, 2)
    await told_all()
    page = SimpleNamespace(reader=ana.membership, began=began)
    await asyncio.sleep(0)
    socket = await connect(ana, greet=False)
    assert marks(await socket.greet(live_cursor(page))) == ["0", "1"]


async def test_what_a_page_surely_showed_is_not_told_again(ana, ocean, connect):
    await in_thread(tell_many, ocean, 2)
    await in_thread(number)
    await in_thread(OutboxEvent.objects.update, numbered_at=timezone.now() - timedelta(seconds=3))
    page = SimpleNamespace(reader=ana.membership, began=timezone.now())
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet(live_cursor(page))] == ["ready"]


def test_the_cursor_of_a_page_costs_no_statement(ana, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert live_cursor(SimpleNamespace(reader=ana.membership, began=timezone.now()))


async def test_a_beat_brings_a_cursor_that_leads_on(ana, ocean, sahel, connect):
    socket = await connect(ana)
    await in_thread(write_rows, sahel, 3)
    await Hub.running.ask_again()
    beat = await socket.frame()
    assert beat["kind"] == "beat"
    again = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await again.greet(beat["cursor"])] == ["ready"]


async def told_all() -> None:
    """Wait until this process has told all there is, so that what follows is catching up."""
    while await in_thread(number) or Hub.running.position < await in_thread(newest):
        Hub.running.stir()


def write_rows(network, count: int) -> None:
    row = {"kind": "network_changed", "label": "network.Network", "thing_id": network.pk}
    OutboxEvent.objects.bulk_create(
        OutboxEvent(**row, ids={"network": network.public_id, "mark": str(mark)}) for mark in range(count)
    )
    number()
