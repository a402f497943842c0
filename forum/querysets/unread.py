"""How much is unread, counted over what is new and never over what there is."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from forum.querysets.values import stored
from network.models import Membership

# The newest topics of a forum at which a count looks; what lies deeper counts no longer.
NEWEST = 100

# A topic is unread when it holds a post that its reader was not shown, newer than the reader's mark of the forum.
IN_FORUMS = f"""
SELECT o.id, (
    SELECT COUNT(*) FROM (
        SELECT t.id, t.last_seq FROM forum_topic t
        WHERE t.forum_id = o.id AND t.last_post_at > COALESCE(
            (SELECT f.at FROM forum_forummark f WHERE f.membership_id = %s AND f.forum_id = o.id),
            (SELECT MIN(c.since) FROM network_contactpoint c
             WHERE c.membership_id = %s AND c.network_id = o.network_id AND c.since <= %s
             AND (c.until IS NULL OR c.until > %s)),
            %s)
        ORDER BY t.last_post_at DESC LIMIT {NEWEST}
    ) AS newest
    LEFT JOIN forum_readmark m ON m.topic_id = newest.id AND m.membership_id = %s
    WHERE newest.last_seq > COALESCE(m.seq + m.ahead, 0)
) FROM forum_forum o WHERE o.id IN ({{}})"""


def unread_topics(reader: Membership, forum_ids: Sequence[int]) -> dict[int, int]:
    """Return how many topics are unread in each of the forums, which `visible_to` has found; one statement."""
    return _counted(IN_FORUMS, reader, forum_ids)


IN_TOPICS = """
SELECT t.id, CASE WHEN t.last_post_at > COALESCE(
    (SELECT f.at FROM forum_forummark f WHERE f.membership_id = %s AND f.forum_id = t.forum_id),
    (SELECT MIN(c.since) FROM network_contactpoint c
     WHERE c.membership_id = %s AND c.network_id = t.network_id AND c.since <= %s
     AND (c.until IS NULL OR c.until > %s)),
    %s) THEN t.last_seq - COALESCE(m.seq + m.ahead, 0) ELSE 0 END
FROM forum_topic t LEFT JOIN forum_readmark m ON m.topic_id = t.id AND m.membership_id = %s
WHERE t.id IN ({})"""


def unread_posts(reader: Membership, topic_ids: Sequence[int]) -> dict[int, int]:
    """Return how many posts are unread in each of the topics, which `visible_to` has found; one statement."""
    return _counted(IN_TOPICS, reader, topic_ids)


def _counted(statement: str, reader: Membership, pks: Sequence[int]) -> dict[int, int]:
    if not pks:
        return {}
    now = stored(timezone.now())
    before = [reader.pk, reader.pk, now, now, stored(reader.since), reader.pk]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(", ".join(["%s"] * len(pks))), [*before, *pks])
        return {pk: max(count, 0) for pk, count in cursor.fetchall()}
