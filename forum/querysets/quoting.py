"""Posts that show words of another."""

from forum.models import Post

# More than are on anybody's open pages.
MOST = 200


def quoting(post: Post) -> list[Post]:
    """Return the newest posts that quote POST: with its text, and with its rule, they show other words than before."""
    found = Post.objects.filter(quotes__quoted=post, erased_at=None).select_related("topic__forum").order_by("-pk")
    return list(found.distinct()[:MOST])
