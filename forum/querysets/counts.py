"""What lists show of a topic, counted anew after something other than a reply has changed its posts."""

from django.db.models import Max, Min

from forum.models import Post, Topic


def recount(topic: Topic) -> None:
    """Set the counters of TOPIC, whose row is locked, from those of its posts that have no code of their own."""
    posts = Post.objects.filter(topic=topic)
    plain = posts.filter(code="")
    newest = plain.order_by("-seq").first()
    topic.last_seq = posts.aggregate(highest=Max("seq"))["highest"] or 0
    topic.narrowed = posts.exclude(code="").exists()
    topic.posts_count = plain.count()
    topic.accepted_count = posts.filter(accepted_at__isnull=False).count()
    others = plain.exclude(author_id=topic.author_id)
    topic.replied_at = others.aggregate(first=Min("created_at"))["first"]
    if newest is not None:
        topic.open_seq, topic.last_post_at, topic.last_author_id = newest.seq, newest.created_at, newest.author_id
    fields = ["last_seq", "narrowed", "posts_count", "accepted_count", "open_seq", "last_post_at", "last_author"]
    topic.save(update_fields=[*fields, "replied_at"])
