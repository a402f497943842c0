"""Posts that show words of another."""

from django.db.models import Q

from forum.models import Post, Topic

# More than are on anybody's open pages.
MOST = 200


def quoting(thing: Post | Topic) -> list[Post]:
    """Return the newest posts that quote THING: with its text, and with its rule, they show other words than before.

    Of a topic: those that stand in other topics and quote any post of it.
    """
    quotes = Q(quotes__quoted__topic=thing) & ~Q(topic=thing) if isinstance(thing, Topic) else Q(quotes__quoted=thing)
    found = Post.objects.filter(quotes, erased_at=None).select_related("topic__forum").order_by("-pk")
    return list(found.distinct()[:MOST])
