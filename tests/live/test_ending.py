"""Access ends: the socket closes within two seconds of an act or a date."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from live.hub import Hub
from live.models import OutboxEvent
from network.models import Session
from network.sealing import token_hash
from network.signals import membership_ended, session_ended
from tests.live.conftest import in_thread, tell

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds: whoever is told of nothing is asked after half a minute (ASKS_EVERY), and a machine may be busy.
AT_ONCE = 10.0
# Until then two have come in, on a busy machine too.
SOON = timedelta(seconds=3)


def end_membership(membership) -> None:
    membership.until = timezone.now()
    membership.save()
    membership_ended.send(sender=None, membership_id=membership.pk)


def change_session(key: str, **fields) -> None:
    Session.objects.filter(key_hash=token_hash(key)).update(**fields)


async def test_the_end_of_a_membership_closes_all_its_sockets(ana, chloe, ocean, connect):
    first, second = await connect(ana), await connect(ana)
    other = await connect(chloe)
    await in_thread(end_membership, ana.membership)
    assert await asyncio.wait_for(first.closed(), AT_ONCE) == 4401
    assert await asyncio.wait_for(second.closed(), AT_ONCE) == 4401
    assert await other.said_nothing_before(ocean)


async def test_the_end_of_one_session_closes_its_sockets_and_no_other(ana, ocean, connect):
    leaving, staying = await connect(ana), await connect(ana)
    row = await in_thread(Session.objects.get, key_hash=token_hash(leaving.key))
    session_id = row.pk
    await in_thread(row.delete)
    await in_thread(session_ended.send, sender=None, session_id=session_id)
    assert await asyncio.wait_for(leaving.closed(), AT_ONCE) == 4401
    assert await staying.said_nothing_before(ocean)


async def test_after_the_end_nothing_is_sent(ana, ocean, connect):
    socket = await connect(ana)
    await in_thread(end_membership, ana.membership)
    await socket.closed()
    await in_thread(tell, ocean)
    assert await socket.line.receive_nothing(timeout=0.5)


async def test_an_end_that_no_process_was_told_of_is_found_all_the_same(ana, connect):
    socket = await connect(ana)
    await in_thread(OutboxEvent.objects.create, kind="membership_ended", thing_id=ana.membership.pk)
    assert await asyncio.wait_for(socket.closed(), AT_ONCE) == 4401


async def test_an_end_between_the_handshake_and_the_first_word_is_noticed(ana, connect):
    socket = await connect(ana, greet=False)
    await in_thread(change_session, socket.key, expires_at=timezone.now())
    await socket.say({"cursor": None})
    assert await socket.closed() == 4401


@pytest.mark.parametrize(
    "fields",
    [
        {"used_at": timezone.now() - timedelta(minutes=61)},
        {"started_at": timezone.now() - timedelta(hours=25)},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"factor_at": None},
        {"membership": None},
    ],
    ids=lambda fields: next(iter(fields)),
)
async def test_what_ends_by_its_date_closes_the_socket_at_the_next_look(ana, chloe, ocean, connect, fields):
    socket, other = await connect(ana), await connect(chloe)
    await in_thread(change_session, socket.key, **fields)
    await Hub.running.ask_again()
    assert await socket.closed() == 4401
    assert (await other.frame())["kind"] == "beat"


async def test_a_membership_whose_date_passes_closes_the_socket_at_the_next_look(gita, connect):
    socket = await connect(gita)
    await in_thread(type(gita.membership).objects.filter(pk=gita.membership.pk).update, until=timezone.now())
    await Hub.running.ask_again()
    assert await socket.closed() == 4401


def ends_at(membership, until) -> None:
    type(membership).objects.filter(pk=membership.pk).update(until=until)


async def test_the_date_of_a_membership_closes_its_sockets_as_fast_as_an_act(gita, ana, ocean, connect):
    date = timezone.now() + SOON
    await in_thread(ends_at, gita.membership, date)
    socket, other = await connect(gita), await connect(ana)
    assert await asyncio.wait_for(socket.closed(), SOON.seconds + AT_ONCE) == 4401
    assert timezone.now() > date
    assert (await other.frame())["kind"] == "beat"


async def test_a_membership_that_was_prolonged_outlives_the_date_it_had(gita, connect):
    await in_thread(ends_at, gita.membership, timezone.now() + SOON)
    socket = await connect(gita)
    await in_thread(ends_at, gita.membership, timezone.now() + timedelta(days=1))
    assert (await socket.frame())["kind"] == "beat"  # it was asked, and lives on
    assert await socket.line.receive_nothing(timeout=1.5)


async def test_a_changed_password_closes_the_sockets_that_were_open_before(ana, connect):
    socket = await connect(ana)
    ana.member.set_password("another long password")
    await in_thread(ana.member.save)
    await Hub.running.ask_again()
    assert await socket.closed() == 4401


async def test_the_look_comes_by_itself(ana, connect, monkeypatch):
    monkeypatch.setattr("live.hub.ASKS_EVERY", 0.5)
    socket = await connect(ana)
    await in_thread(change_session, socket.key, expires_at=timezone.now())
    assert await asyncio.wait_for(socket.closed(), 5) == 4401


async def test_all_open_sockets_are_looked_after_with_one_statement(ana, chloe, dara, django_assert_num_queries):
    from live.admission import admitted, ended
    from tests.live.heard import handshake
    from tests.personas import sign_in

    def count() -> None:
        guests = [admitted(handshake(sign_in(who.membership))) for who in (ana, chloe, dara)]
        with django_assert_num_queries(1):
            assert ended(guests) == set()

    await in_thread(count)
