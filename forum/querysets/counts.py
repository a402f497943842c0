"""What lists show of a topic, counted anew after something other than a reply has changed its posts."""

from datetime import datetime

from django.db.models import Max, Min

from forum.models import Post, RequestedBody, StatusChange, Topic
from network.models import Membership
from network.readers import Reader


def recount(topic: Topic) -> None:
    """Set the counters of TOPIC, whose row is locked, from those of its posts that have no code of their own."""
    posts = Post.objects.filter(topic=topic)
    plain = posts.filter(code="")
    newest = plain.order_by("-seq").first()
    topic.last_seq = posts.aggregate(highest=Max("seq"))["highest"] or 0
    topic.narrowed = posts.exclude(code="").exists()
    topic.posts_count = plain.count()
    topic.accepted_count = accepted_in(topic)
    others = plain.exclude(author_id=topic.author_id)
    topic.replied_at = others.aggregate(first=Min("created_at"))["first"]
    if newest is not None:
        topic.open_seq, topic.last_post_at, topic.last_author_id = newest.seq, newest.created_at, newest.author_id
    fields = ["last_seq", "narrowed", "posts_count", "accepted_count", "open_seq", "last_post_at", "last_author"]
    topic.save(update_fields=[*fields, "replied_at"])


def accepted_in(topic: Topic) -> int:
    """Return how many accepted answers of TOPIC stand: a hidden one is none until it is shown again."""
    return Post.objects.filter(topic=topic, accepted_at__isnull=False, hidden_at=None).count()


def weigh_answers(topic: Topic, actor: Reader, at: datetime, *, again: bool = False) -> bool:
    """Count the accepted answers of TOPIC, whose row is locked, after ACTOR hid, showed or erased one; was it one?

    AT is when. A topic that is answered by none any more is open, so that nobody asks its author whether it helped;
    when one comes AGAIN, it is answered. Where somebody said how the topic ended, that stands.
    """
    before, topic.accepted_count = topic.accepted_count, accepted_in(topic)
    if before == topic.accepted_count:
        return False
    lost = topic.status == Topic.Status.ANSWERED and topic.accepted_count == 0
    if lost or again:
        topic.status = Topic.Status.OPEN if lost else Topic.Status.ANSWERED
        topic.stands_since = at
        RequestedBody.objects.filter(topic=topic).update(is_open=topic.is_open)
        by = actor if isinstance(actor, Membership) else None
        # Without the reason of the act: the course is read by all who see the topic, the post perhaps by fewer.
        StatusChange.objects.create(topic=topic, actor=by, at=at, status=topic.status)
    topic.save(update_fields=["accepted_count", "status", "stands_since"])
    return True
