"""What a reader sees of the posts of a topic, for the statements that are written out (forum/querysets/threads.py)."""

from django.db.models import BooleanField, ExpressionWrapper, Q

from forum.access.coded import readable
from forum.models import Post
from forum.querysets.sight import Sight
from network.models import Membership


def sight_of(reader: Membership, topic_id: int, *, narrowed: bool, coordinates: bool) -> Sight:
    """Return what READER may read in a topic that `visible_to` has found; a statement only where it is NARROWED."""
    if not narrowed:
        return Sight(reader.pk, coordinates)
    may_read = ExpressionWrapper(Q(readable(reader, "topic__", "code")), output_field=BooleanField())
    own = Post.objects.filter(~Q(code=""), topic_id=topic_id).order_by().annotate(may_read=may_read)
    codes, absent = {""}, set()
    for seq, code, author_id, may_read_it in own.values_list("seq", "code", "author_id", "may_read"):
        if may_read_it:
            codes.add(code)
        elif author_id != reader.pk:
            absent.add(seq)
    return Sight(reader.pk, coordinates, frozenset(codes), frozenset(absent))
