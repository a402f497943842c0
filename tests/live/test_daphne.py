"""The socket as it is served: a real Daphne in a process of its own, and facts that another process writes."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import websockets
from django.conf import settings
from django.db import connection

from tests.browser.site import free_port
from tests.live.conftest import in_thread, tell
from tests.live.test_ending import end_membership
from tests.personas import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SERVER = """
import os, sys
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_NAME"]
import django
django.setup()
from daphne.server import Server
from config.asgi import application
from live import hub
from live.door import bound

hub.LOOKS_EVERY = float(os.environ.get("TEST_LOOKS_EVERY", hub.LOOKS_EVERY))
server = Server(
    application, endpoints=["tcp:" + sys.argv[1] + ":interface=127.0.0.1"], action_logger=None, websocket_timeout=-1,
    ready_callable=lambda: (bound(server), print("ready", flush=True)),
)
server.run()
"""


@contextlib.contextmanager
def started(**extra: str) -> Iterator[tuple[int, subprocess.Popen]]:
    port = free_port()
    secrets = {"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.FIELD_KEY}
    name = str(connection.settings_dict["NAME"])
    env = {**os.environ, **secrets, "PORT": str(port), "TEST_NAME": name, "REDIS_URL": "", **extra}
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield port, server
        server.terminate()


@pytest.fixture
def port(transactional_db) -> Iterator[int]:
    with started() as (port, _server):
        yield port


@contextlib.asynccontextmanager
async def browser(port: int, key: str, *, origin: str = ""):
    origin = origin or f"http://localhost:{port}"
    headers = {"Cookie": f"session={key}"}
    address = f"ws://localhost:{port}/live/"
    async with websockets.connect(address, origin=origin, additional_headers=headers, open_timeout=10) as line:
        yield line


async def hear(line) -> dict:
    return json.loads(await asyncio.wait_for(line.recv(), 10))


async def greet(line) -> dict:
    await line.send('{"cursor": null}')
    return await hear(line)


@pytest.mark.parametrize("who", ["eve", "paul"], indirect=True)
async def test_the_handshake_of_whoever_may_not_is_refused(who, port):
    key = await in_thread(sign_in, who.membership, factor=who.factor)
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with browser(port, key):
            pass
    assert refused.value.response.status_code == 403


async def test_the_handshake_from_a_foreign_page_is_refused(ana, port):
    key = await in_thread(sign_in, ana.membership)
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with browser(port, key, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_fact_that_another_process_wrote_is_told_and_an_end_closes(ana, dara, ocean, port):
    keys = [await in_thread(sign_in, who.membership) for who in (ana, dara)]
    async with browser(port, keys[0]) as line, browser(port, keys[1]) as elsewhere:
        assert (await greet(line))["kind"] == (await greet(elsewhere))["kind"] == "ready"
        await in_thread(tell, ocean)
        assert (await hear(line))["ids"] == {"network": ocean.public_id}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(elsewhere.recv(), 0.5)
        await in_thread(end_membership, ana.membership)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await asyncio.wait_for(line.recv(), 10)
        assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("said", ["x" * 3_000, "[" * 2_000, b"\x00\xff", '{"subscribe": "all"}'])
async def test_what_is_not_understood_ends_the_socket(ana, port, said):
    async with browser(port, await in_thread(sign_in, ana.membership)) as line:
        await greet(line)
        await line.send(said)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await asyncio.wait_for(line.recv(), 10)
        assert closed.value.rcvd.code == 4403


async def test_a_megabyte_is_not_even_gathered(ana, port):
    async with browser(port, await in_thread(sign_in, ana.membership)) as line:
        await greet(line)
        with pytest.raises(websockets.ConnectionClosed):
            for _ in range(20):
                await line.send("x" * 1_048_576)
                await asyncio.wait_for(line.recv(), 10)


async def test_a_server_that_was_killed_and_started_again_tells_what_was_missed(ana, ocean):
    async def cursor_after(first: int) -> str:
        async with browser(first, key) as line:
            return (await greet(line))["cursor"]

    key = await in_thread(sign_in, ana.membership)
    with started() as (first, server):
        cursor = await cursor_after(first)
        server.kill()
    for mark in "abc":
        await in_thread(tell, ocean, mark=mark)
    with started() as (second, _server):
        async with browser(second, key) as line:
            await line.send(json.dumps({"cursor": cursor}))
            assert [(await hear(line))["ids"]["mark"] for _ in range(3)] == ["a", "b", "c"]
