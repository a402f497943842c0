"""Whether the channel layer answers: Redis between processes; within one process there is nothing that could fail."""

from django.conf import settings


def layer_is_alive() -> bool:
    if not settings.REDIS_URL:
        return True
    import redis

    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as layer:
        try:
            return bool(layer.ping())
        except redis.RedisError:
            return False
