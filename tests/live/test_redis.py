"""Between processes: a page process without sockets wakes those that have some, through Redis."""

import asyncio
import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest
from channels.layers import channel_layers

from live import wake
from tests.browser.site import free_port
from tests.live.conftest import in_thread, tell
from tests.live.test_daphne import browser, greet, hear, started
from tests.personas import sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed (Debian: redis-server)."),
]

# Longer than a test lasts: only a word through Redis can be what wakes.
NEVER = {"TEST_LOOKS_EVERY": "600"}


@pytest.fixture
def redis(settings) -> Iterator[subprocess.Popen]:
    port = free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    layer = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [settings.REDIS_URL]}}
    settings.CHANNEL_LAYERS = {"default": layer}
    channel_layers.backends.clear()
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert any("Ready to accept connections" in line for line in server.stdout)
        yield server
        server.terminate()
    channel_layers.backends.clear()


@contextlib.contextmanager
def two_processes(settings, **extra: str) -> Iterator[tuple[int, int]]:
    env = {"REDIS_URL": settings.REDIS_URL, **extra}
    with started(**env) as (first, _), started(**env) as (second, _):
        yield first, second


async def test_what_a_page_process_wrote_is_told_at_once_by_every_socket_process(ana, chloe, ocean, redis, settings):
    keys = [await in_thread(sign_in, who.membership) for who in (ana, chloe)]
    with two_processes(settings, **NEVER) as (first, second):
        async with browser(first, keys[0]) as here, browser(second, keys[1]) as there:
            await greet(here)
            await greet(there)
            await listening(first, second, redis_url=settings.REDIS_URL)
            for mark in "ab":
                await in_thread(tell, ocean, mark=mark)
                assert (await hear(here))["ids"]["mark"] == (await hear(there))["ids"]["mark"] == mark


async def test_without_redis_facts_come_all_the_same_and_a_page_does_not_wait(ana, ocean, redis, settings):
    key = await in_thread(sign_in, ana.membership)
    with two_processes(settings) as (first, _second):
        async with browser(first, key) as line:
            await greet(line)
            redis.kill()
            redis.wait()
            began = time.monotonic()
            await in_thread(tell, ocean, mark="without")
            assert time.monotonic() - began < wake.PATIENCE
            assert (await hear(line))["ids"]["mark"] == "without"


async def listening(*ports: int, redis_url: str) -> None:
    """Wait until each of the processes has its one subscription."""
    from redis.asyncio import Redis

    async with Redis.from_url(redis_url) as client:
        name = f"asgi__group__{wake.GROUP}"
        while dict(await client.pubsub_numsub(name)).get(name.encode(), 0) < len(ports):  # noqa: ASYNC110 - Redis rings nobody
            await asyncio.sleep(0)
