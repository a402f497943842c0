"""Who may open the socket: those who may read pages, from our own pages, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from live.admission import admitted
from live.hub import Hub
from network.models import Session
from network.sealing import token_hash
from tests.live.conftest import Refused, in_thread
from tests.live.heard import handshake
from tests.personas import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

LISTENERS = ["ana", "chloe", "cora", "henri", "dara", "noor", "sam", "tess", "hugo", "gita", "otto"]


def change(key: str, **fields) -> None:
    Session.objects.filter(key_hash=token_hash(key)).update(**fields)


async def test_a_member_with_both_factors_is_admitted(ana, connect):
    socket = await connect(ana, greet=False)
    assert [frame["kind"] for frame in await socket.greet()] == ["ready"]


@pytest.mark.parametrize("who", LISTENERS, indirect=True)
def test_everybody_who_reads_pages_may_listen(who):
    assert admitted(handshake(sign_in(who.membership)))


@pytest.mark.parametrize("who", ["eve", "paul"], indirect=True)
async def test_an_ended_member_and_one_with_the_password_alone_are_refused_before_the_socket_is_open(who, connect):
    with pytest.raises(Refused, match="4403"):
        await connect(who)


@pytest.mark.parametrize("key", ["", "x", "invented-key-of-a-session-that-never-was", "\x00" * 32, "é" * 32])
async def test_a_visitor_and_an_invented_session_are_refused_with_the_same_code(connect, key):
    with pytest.raises(Refused, match="4403"):
        await connect(key=key)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://evil.example",
        "http://localhost:8000.evil.example",
        "http://localhost:9999",
        "https://localhost:8000",
        "http://localhost:8000/",
        "http://user@localhost:8000",
    ],
)
async def test_a_page_from_elsewhere_is_refused_although_the_browser_sends_the_cookie(ana, connect, origin):
    with pytest.raises(Refused, match="4403"):
        await connect(ana, origin=origin)


async def test_a_forged_host_does_not_make_a_foreign_page_ours(ana, connect):
    with pytest.raises(Refused, match="4403"):
        await connect(ana, origin="http://evil.example", host="evil.example")


async def test_on_this_machine_the_number_is_as_good_as_the_name(ana, connect):
    await connect(ana, origin="http://127.0.0.1:8000", host="127.0.0.1:8000")


async def test_on_any_other_machine_only_the_public_address_is_ours(ana, connect, settings):
    settings.LOOPBACK, settings.PUBLIC_URL = False, "https://counterpart.example"
    settings.ALLOWED_HOSTS = ["counterpart.example"]
    await connect(ana, origin="https://counterpart.example", host="counterpart.example")
    with pytest.raises(Refused):
        await connect(ana, origin="http://counterpart.example", host="counterpart.example")


@pytest.mark.parametrize("path", ["/", "/live", "/live/x/", "/live//", "/LIVE/"])
async def test_there_is_one_socket(ana, connect, path):
    with pytest.raises(Refused, match="4403"):
        await connect(ana, path=path)


@pytest.mark.parametrize(
    "fields",
    [
        {"used_at": timezone.now() - timedelta(minutes=61)},
        {"started_at": timezone.now() - timedelta(hours=25)},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"factor_at": None},
        {"membership": None},
        {"member": None},
    ],
    ids=lambda fields: next(iter(fields)),
)
async def test_a_session_that_reads_no_pages_opens_no_socket(ana, connect, fields):
    key = await in_thread(sign_in, ana.membership)
    await in_thread(change, key, **fields)
    with pytest.raises(Refused, match="4403"):
        await connect(key=key)


async def test_a_session_from_before_the_password_changed_opens_no_socket(ana, connect):
    key = await in_thread(sign_in, ana.membership)
    ana.member.set_password("another long password")
    await in_thread(ana.member.save)
    with pytest.raises(Refused, match="4403"):
        await connect(key=key)


async def test_a_socket_does_not_prolong_the_time_in_which_nobody_did_anything(ana, connect):
    key = await in_thread(sign_in, ana.membership)
    before = timezone.now() - timedelta(minutes=30)
    await in_thread(change, key, used_at=before)
    socket = await connect(key=key)
    await socket.say({"ping": 1})
    await Hub.running.ask_again()
    assert (await in_thread(Session.objects.get, key_hash=token_hash(key))).used_at == before


async def test_one_session_opens_a_bounded_number_of_sockets(ana, connect, monkeypatch):
    monkeypatch.setattr("live.hub.MOST_PER_SESSION", 2)
    first = await connect(ana)
    await connect(key=first.key)
    with pytest.raises(Refused, match="4403"):
        await connect(key=first.key)
