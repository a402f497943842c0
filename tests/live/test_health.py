"""Readiness asks the channel layer."""

from live.health import layer_is_alive


def test_within_one_process_the_layer_cannot_fail(settings):
    settings.REDIS_URL = ""
    assert layer_is_alive()


def test_a_redis_that_does_not_answer_is_noticed(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert not layer_is_alive()
