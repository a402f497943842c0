"""The row lock of a topic: its posts are numbered, and its counters kept, by one writer at a time."""

from forum.models import Topic


def locked(topic: Topic) -> Topic:
    """Return TOPIC as it stands now, held until the end of the transaction (SQLite holds all of it since BEGIN)."""
    fresh: Topic = Topic.objects.select_for_update(of=("self",)).select_related("forum").get(pk=topic.pk)
    return fresh
