"""What is written is told, whoever dies; numbers are given once, in order, by one at a time."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from live.models import OutboxEvent
from live.outbox import KEPT, announce, newest, number, prune
from tests.live.conftest import in_thread, tell
from tests.live.events import NetworkChanged
from tests.live.test_catching_up import write_rows

pytestmark = pytest.mark.django_db(transaction=True)


def unnumbered(network, mark: str) -> OutboxEvent:
    """Write a row as a process does that dies right after its commit."""
    ids = {"network": network.public_id, "mark": mark}
    return OutboxEvent.objects.create(kind="network_changed", label="network.Network", thing_id=network.pk, ids=ids)


def test_an_announcement_stands_in_the_outbox_with_what_it_tells(ocean):
    tell(ocean)
    row = OutboxEvent.objects.get()
    assert (row.kind, row.label, row.thing_id) == ("network_changed", "network.Network", ocean.pk)


def test_an_announcement_goes_back_with_its_transaction(ocean):
    with transaction.atomic():
        announce(NetworkChanged(thing=ocean))
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()


def test_two_dispatchers_at_once_give_each_number_once_and_leave_no_gap(ocean):
    begin = threading.Barrier(4)

    def work(writes: bool) -> None:
        begin.wait()
        for mark in range(25):
            if writes:
                unnumbered(ocean, str(mark))
            number()
        connections.close_all()

    threads = [threading.Thread(target=work, args=(index < 2,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    number()
    assert sorted(OutboxEvent.objects.values_list("seq", flat=True)) == list(range(1, 51))


def test_a_row_that_was_committed_later_has_the_higher_number_although_it_was_begun_earlier(ocean):
    early = OutboxEvent(pk=1, kind="network_changed", label="network.Network", thing_id=ocean.pk)
    late = OutboxEvent(pk=2, kind="network_changed", label="network.Network", thing_id=ocean.pk)
    late.save(force_insert=True)
    number()
    early.save(force_insert=True)
    number()
    assert list(OutboxEvent.objects.order_by("seq").values_list("pk", flat=True)) == [2, 1]


async def test_a_row_of_a_process_that_died_after_its_commit_is_told_within_a_moment(ana, ocean, connect):
    socket = await connect(ana)
    await in_thread(unnumbered, ocean, "orphan")
    assert (await socket.frame())["ids"]["mark"] == "orphan"


async def test_what_was_numbered_by_a_process_that_died_before_telling_is_told(ana, ocean, connect):
    socket = await connect(ana)
    await in_thread(write_rows, ocean, 1)
    assert (await socket.frame())["ids"]["mark"] == "0"


async def test_more_than_one_turn_can_hold_is_told_in_the_next(ana, ocean, connect):
    socket = await connect(ana)
    await in_thread(write_rows, ocean, 1_200)
    heard = [(await socket.frame())["ids"]["mark"] for _ in range(1_200)]
    assert heard == [str(mark) for mark in range(1_200)]


def test_after_seven_days_a_row_is_removed_but_the_newest_never(ocean):
    write_rows(ocean, 3)
    OutboxEvent.objects.update(numbered_at=timezone.now() - KEPT - timedelta(minutes=1))
    assert prune() == 2
    assert newest() == 3
    tell(ocean)
    number()
    assert newest() == 4


def test_within_seven_days_nothing_is_removed_nor_what_nobody_has_numbered(ocean):
    write_rows(ocean, 3)
    unnumbered(ocean, "waits")
    OutboxEvent.objects.exclude(seq=None).update(numbered_at=timezone.now() - KEPT + timedelta(minutes=1))
    assert prune() == 0
