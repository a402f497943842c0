"""The row lock of a topic: its posts are numbered, and its counters kept, by one writer at a time."""

from django.db import connection

from forum.models import Forum, Post, Topic
from network.planned import ask, in_dialect
from network.values import moment

# What a reply asks of its topic, in the order of the model. Any other column is read when somebody asks for it.
NEEDED = {"id", "public_id", "forum_id", "network_id", "author_id", "language", "code", "locked_at"}
NEEDED |= {"last_seq", "posts_count", "slow_seconds", "replied_at"}
MOMENTS = {"locked_at", "replied_at"}
ASKED = tuple(field.attname for field in Topic._meta.concrete_fields if field.attname in NEEDED)
TO_REPLY = (
    f"SELECT {', '.join(f't.{column}' for column in ASKED)}, f.public_id, f.closed_at "
    "FROM forum_topic t JOIN forum_forum f ON f.id = t.forum_id WHERE t.id = %s"
)


def locked(topic: Topic) -> Topic:
    """Return TOPIC as it stands now, held until the end of the transaction (SQLite holds all of it since BEGIN)."""
    fresh: Topic = Topic.objects.select_for_update(of=("self",)).select_related("forum").get(pk=topic.pk)
    return fresh


def locked_post(post: Post) -> Post:
    """Return POST as it stands now with its topic, held until the end of the transaction.

    What a page had read of it may be over: it may have been moved, or stand in another topic by now.
    """
    rows = Post.objects.select_related("author__authority")
    topic = locked(Topic(pk=post.topic_id))
    fresh: Post = rows.get(pk=post.pk)
    while fresh.topic_id != topic.pk:
        topic = locked(Topic(pk=fresh.topic_id))
        fresh = rows.get(pk=post.pk)
    fresh.topic = topic
    return fresh


def locked_to_reply(topic: Topic) -> Topic:
    """Return the same with what a reply needs of it and no more: every reply waits for this statement."""
    sql = in_dialect(TO_REPLY + " FOR UPDATE OF t" * connection.features.has_select_for_update)
    row = next(iter(ask(sql, [topic.pk])), None)
    if row is None:
        raise Topic.DoesNotExist
    values = [moment(one) if name in MOMENTS else one for name, one in zip(ASKED, row, strict=False)]
    fresh: Topic = Topic.from_db(connection.alias, ASKED, values)
    of_forum = (fresh.forum_id, row[-2], moment(row[-1]))
    fresh.forum = Forum.from_db(connection.alias, ("id", "public_id", "closed_at"), of_forum)
    return fresh
