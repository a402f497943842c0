"""What is a reader's own, and nobody else's business: marks, follows, bookmarks, thanks."""

from django.db.models import Q

from forum.access.reading import post_readers_of, readable_post
from forum.models import Bookmark, Follow, ForumMark, Helped, ReadMark
from network.guard import NOBODY, audience, rule
from network.models import Membership
from network.readers import Reader


@rule(ReadMark, ForumMark, Follow)
def own_marks(reader: Reader) -> Q:
    return Q(membership_id=reader.pk) if isinstance(reader, Membership) else NOBODY


@audience(ReadMark, ForumMark, Follow)
def mark_owner(mark: ReadMark | ForumMark | Follow) -> Q:
    return Q(pk=mark.membership_id)


@rule(Bookmark, Helped)
def own_of_posts(reader: Reader) -> Q:
    if not isinstance(reader, Membership):
        return NOBODY
    return Q(membership_id=reader.pk) & readable_post(reader, "post__")


@audience(Bookmark, Helped)
def owner_of_posts(thing: Bookmark | Helped) -> Q:
    return Q(pk=thing.membership_id) & post_readers_of(thing.post)
