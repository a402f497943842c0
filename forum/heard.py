"""What following adds to pages of other rooms: replies on My desk, ways to what one follows and keeps."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.addresses import address, post_address
from forum.models import Post
from network.models import Membership, Network
from network.names import in_language
from network.readers import Reader
from network.slots import Line, provide
from notices.models import Notice

MOST = 10
# On My desk, before forums with unread topics.
REMINDED, FOLLOWED = 42, 45
REPLY, REMINDER = "reply", "reminder"
SHOWN = (REPLY, REMINDER)


def replies(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """New replies in what the reader follows, and reminders that are due, which he may see and has not looked at."""
    if not isinstance(reader, Membership):
        return {}
    waiting = Notice.objects.visible_to(reader).filter(seen_at=None, kind__in=SHOWN, label=Post._meta.label)
    here = waiting.filter(thing_id=OuterRef("pk"))
    counts = here.filter(kind=REPLY).values("count")[:1]
    posts = (
        Post.objects.visible_to(reader)
        .filter(pk__in=waiting.values("thing_id"))
        .select_related("topic__network")
        .annotate(new=Subquery(counts), is_due=Exists(here.filter(kind=REMINDER)))
        .order_by("-created_at")
    )
    return {None: [line for post in posts[:MOST] for line in _lines(post)]}


def _lines(post: Any) -> list[Line]:
    where = in_language(post.topic.network.names)
    lines = []
    if post.is_due:
        note = " · ".join([_("A reminder that you set"), where])
        lines.append(Line(post.topic.title, post_address(post.public_id), note, rank=REMINDED, kind="reminder"))
    if post.new is not None:
        lines.append(
            Line(
                label=post.topic.title,
                url=f"{address('forum:topic', post.topic.public_id)}unread/",
                note=" · ".join([_("New replies in what you follow"), where]),
                since=post.created_at,
                count=post.new,
                rank=FOLLOWED,
                kind="followed",
            )
        )
    return lines


def ways_on(_reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    return {
        None: [
            Line(label=gettext_lazy("What I follow"), url=reverse("forum:follows"), rank=10),
            Line(label=gettext_lazy("Bookmarks"), url=reverse("forum:bookmarks"), rank=20),
        ]
    }


def follow_network(_reader: Reader, networks: list[Network]) -> dict[Any, list[Line]]:
    """The way to say how much one hears of a network."""
    return {
        network: [Line(label=gettext_lazy("Follow"), url=address("forum:follow_network", network.public_id))]
        for network in networks
        if not network.link_only
    }


def address_of(name: str) -> str:
    from django.urls import reverse

    return reverse(name)


provide("desk", replies)
provide("notices.acts", ways_on)
provide("network.own", follow_network)
