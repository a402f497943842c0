"""Keeping how far somebody has read."""

import json
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from forum.access import can_keep_marks
from forum.marks import Mark, advanced
from forum.models import Forum, ForumMark
from network.guard import require
from network.models import Membership
from notices.actions import look_at_group

# Two windows of one reader may finish in either order: a mark never goes back.
UPSERT = """
INSERT INTO forum_readmark (membership_id, topic_id, seq, shown, ahead) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (topic_id, membership_id) DO UPDATE
SET seq = excluded.seq, shown = excluded.shown, ahead = excluded.ahead
WHERE excluded.seq >= forum_readmark.seq
AND excluded.seq + excluded.ahead >= forum_readmark.seq + forum_readmark.ahead"""


def mark_read(*, reader: Membership, topic_id: int, mark: Mark, seqs: Iterable[int]) -> bool:
    """READER, who had read as far as MARK, was shown the posts SEQS; two statements, none if nothing is new.

    What the notices told of the topic waits no longer.
    """
    require(can_keep_marks, reader)
    after = advanced(mark, seqs)
    if after == mark:
        return False
    shown = sorted(after.shown)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [reader.pk, topic_id, after.seq, json.dumps(shown), len(shown)])
    look_at_group(actor=reader, group=f"topic:{topic_id}")
    return True


def mark_forum_read(*, reader: Membership, forum: Forum) -> None:
    """READER has seen what there is in FORUM: nothing written until now is waiting any more."""
    require(can_keep_marks, reader)
    ForumMark.objects.update_or_create(membership=reader, forum=forum, defaults={"at": timezone.now()})
