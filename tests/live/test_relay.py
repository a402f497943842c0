"""The line of a process without sockets: few words for many commits, and one after the last of them."""

import asyncio
import threading

import pytest

from live import wake

PATIENCE = 10


class Redis:
    """Stands for the word to the others: each is counted, and waits until it may go on."""

    def __init__(self) -> None:
        self.said = 0
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)

    async def others(self) -> None:
        self.said += 1
        self.begun.release()
        assert await asyncio.to_thread(self.may_end.acquire, timeout=PATIENCE)


@pytest.fixture
def redis(monkeypatch) -> Redis:
    redis = Redis()
    monkeypatch.setattr(wake, "others", redis.others)
    monkeypatch.setattr(wake, "BREATH", 0)
    return redis


@pytest.fixture
def relay(redis):
    relay = wake.Relay()
    yield relay
    relay.loop.call_soon_threadsafe(relay.loop.stop)


def at_rest(relay) -> None:
    """Return when the relay has nothing more to send."""

    async def ended() -> None:
        await relay.task

    asyncio.run_coroutine_threadsafe(ended(), relay.loop).result(PATIENCE)


def test_commits_during_a_word_need_one_more_word_after_it(relay, redis):
    relay.wake()
    assert redis.begun.acquire(timeout=PATIENCE)
    for _commit in range(100):
        relay.wake()
    redis.may_end.release()
    assert redis.begun.acquire(timeout=PATIENCE)
    redis.may_end.release()
    at_rest(relay)
    assert redis.said == 2


def test_each_word_after_a_rest_is_sent(relay, redis):
    for words in (1, 2, 3):
        redis.may_end.release()
        relay.wake()
        assert redis.begun.acquire(timeout=PATIENCE)
        at_rest(relay)
        assert redis.said == words


def test_a_hundred_threads_are_never_left_without_a_word(relay, redis):
    """Whoever commits while a word is on its way is told of by the next: what was committed before it began counts."""
    committed, told = [], []

    async def others() -> None:
        told.append(len(committed))

    wake.others = others

    def commit() -> None:
        for _ in range(20):
            committed.append(1)
            relay.wake()

    threads = [threading.Thread(target=commit) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    at_rest(relay)
    assert told[-1] == 2000
