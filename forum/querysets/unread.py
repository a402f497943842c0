"""How much is unread, counted over what is new and never over what there is."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, F, IntegerField, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.models import Post, ReadMark
from forum.querysets.lists import readable_by
from network.models import Membership
from network.readers import Reader
from network.values import stored

# The newest topics of a forum at which a count looks; what lies deeper counts no longer.
NEWEST = 100

# A topic is unread when it holds a post that its reader was not shown, newer than the reader's mark of the forum.
OF_FORUM = """(
    SELECT COUNT(*) FROM (
        SELECT t.id, t.open_seq FROM forum_topic t
        WHERE t.forum_id = forum_forum.id AND {readable} AND t.last_post_at > COALESCE(
            (SELECT f.at FROM forum_forummark f WHERE f.membership_id = %s AND f.forum_id = forum_forum.id),
            (SELECT MIN(c.since) FROM network_contactpoint c
             WHERE c.membership_id = %s AND c.network_id = forum_forum.network_id AND c.since <= %s
             AND (c.until IS NULL OR c.until > %s)),
            %s)
        ORDER BY t.last_post_at DESC LIMIT {newest}
    ) AS newest
    LEFT JOIN forum_readmark m ON m.topic_id = newest.id AND m.membership_id = %s
    WHERE newest.open_seq > COALESCE(m.seq + m.ahead, 0)
)"""

# The same of what accepted offers brought into the forum from other networks: few, and asked only where there are any.
OF_BROUGHT = """(CASE WHEN forum_forum.takes_offers THEN (
    SELECT COUNT(*) FROM (
        SELECT t.id, t.open_seq FROM forum_offer o JOIN forum_topic t ON t.id = o.topic_id
        WHERE o.forum_id = forum_forum.id AND o.status = 'accepted' AND {readable} AND t.last_post_at > COALESCE(
            (SELECT f.at FROM forum_forummark f WHERE f.membership_id = %s AND f.forum_id = forum_forum.id),
            (SELECT MIN(c.since) FROM network_contactpoint c
             WHERE c.membership_id = %s AND c.network_id = forum_forum.network_id AND c.since <= %s
             AND (c.until IS NULL OR c.until > %s)),
            %s)
        ORDER BY t.last_post_at DESC LIMIT {newest}
    ) AS newest
    LEFT JOIN forum_readmark m ON m.topic_id = newest.id AND m.membership_id = %s
    WHERE newest.open_seq > COALESCE(m.seq + m.ahead, 0)
) ELSE 0 END)"""


def with_unread(forums: QuerySet[Any], reader: Reader) -> QuerySet[Any]:
    """Return FORUMS, which `visible_to` has found, each with how many of its topics are `unread`: at most 100."""
    if not isinstance(reader, Membership):
        none: QuerySet[Any] = forums.annotate(unread=Value(0))
        return none
    readable, named = readable_by(reader)
    values = (*named, *_before(reader))
    statement = f"{OF_FORUM} + {OF_BROUGHT}".format(readable=readable, newest=NEWEST)
    both = RawSQL(statement, values * 2, output_field=IntegerField())  # noqa: S611 - one of ours, above
    counted: QuerySet[Any] = forums.annotate(unread=both)
    return counted


IN_TOPICS = """
SELECT t.id, CASE WHEN t.last_post_at > COALESCE(
    (SELECT MAX(f.at) FROM forum_forummark f WHERE f.membership_id = %s AND (f.forum_id = t.forum_id OR f.forum_id IN (
        SELECT o.forum_id FROM forum_offer o WHERE o.topic_id = t.id AND o.status = 'accepted'))),
    (SELECT MIN(c.since) FROM network_contactpoint c
     WHERE c.membership_id = %s AND c.network_id = t.network_id AND c.since <= %s
     AND (c.until IS NULL OR c.until > %s)),
    %s) THEN t.open_seq - COALESCE(m.seq + m.ahead, 0) ELSE 0 END
FROM forum_topic t LEFT JOIN forum_readmark m ON m.topic_id = t.id AND m.membership_id = %s
WHERE t.id IN ({})"""


def unread_posts(reader: Membership, topic_ids: Sequence[int]) -> dict[int, int]:
    """Return how many posts are unread in each of the topics, which `visible_to` has found; one statement."""
    if not topic_ids:
        return {}
    statement = IN_TOPICS.format(", ".join(["%s"] * len(topic_ids)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_before(reader), *topic_ids])
        return {pk: max(count, 0) for pk, count in cursor.fetchall()}


def unread_narrowed(reader: Membership, topic_ids: Sequence[int]) -> dict[int, int]:
    """Return the same for topics some of whose posts have a code of their own, counted post by post; one statement."""
    if not topic_ids:
        return {}
    posts = Post.objects.visible_to(reader).filter(topic_id__in=topic_ids).exclude(author_id=reader.pk).order_by()
    marks = ReadMark.objects.filter(membership_id=reader.pk, topic_id=OuterRef("topic_id"))
    counted = posts.annotate(mark=Coalesce(Subquery(marks.values("seq")[:1]), 0)).filter(seq__gt=F("mark"))
    ahead = Coalesce(Subquery(marks.values("ahead")[:1]), 0)
    rows = counted.values("topic_id").annotate(posts=Count("pk"), ahead=Min(ahead))
    return {row["topic_id"]: max(row["posts"] - row["ahead"], 0) for row in rows}


def _before(reader: Membership) -> tuple[Any, ...]:
    now = stored(timezone.now())
    return reader.pk, reader.pk, now, now, stored(reader.since), reader.pk
