"""Who is shown officers by name: names are sensitive, function and office are what a reader from outside needs."""

from forum.models import Forum
from network.models import Membership


def knows_officers(reader: Membership, *, inside: bool) -> bool:
    """Whether READER is told the names of those who write and are named in a forum; INSIDE: he sees that forum.

    From outside come readers of what is GREEN or CLEAR, of what was brought to their network or asked by their office;
    an observer is told no name even where he sees the forum.
    """
    return reader.is_practitioner and inside


def sees_forum(reader: Membership, forum_id: int) -> bool:
    """Whether READER, who sees something in a forum, sees the forum too."""
    return bool(Forum.objects.visible_to(reader).filter(pk=forum_id).exists())
