"""The moderation log of a network, as its members read it."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from forum.addresses import address, post_address, topic_address
from forum.models import ModerationAct, Post, Topic
from network.models import ContactPoint, Membership, Network
from network.names import in_language
from network.page import Page
from network.pages.network import NetworkHead
from network.paging import slice_of

SIZE = 40
PARTS = ("actor__authority__body", "topic", "post__topic", "contact_point__membership__authority__body")


@dataclass(frozen=True)
class LogLine:
    act: ModerationAct
    # As what somebody acted, with function and State.
    who: str
    # What it was done to, and its address; "" where there is none that the reader sees.
    what: str
    url: str


@dataclass(frozen=True)
class LogPage(Page):
    template: ClassVar[str] = "forum/log.html"
    # The head with what rooms put into it (five), the acts, the posts and topics that the reader sees.
    queries: ClassVar[int] = NetworkHead.queries + 5 + 3

    head: NetworkHead
    lines: list[LogLine]
    newer: str
    older: str

    @classmethod
    def load(cls, reader: Membership, network: Network, before: str = "", after: str = "") -> Self:
        here = address("forum:log", network.public_id)
        rows = ModerationAct.objects.visible_to(reader).filter(network=network).select_related(*PARTS)
        page = slice_of(rows, reader, key="pk", size=SIZE, before=before, after=after)
        posts = Post.objects.visible_to(reader).filter(pk__in=[act.post_id for act in page.rows if act.post_id])
        topics = Topic.objects.visible_to(reader).filter(pk__in=[act.topic_id for act in page.rows if act.topic_id])
        seen = set(posts.values_list("pk", flat=True))
        titles = dict(topics.values_list("pk", "title"))
        return cls(
            head=NetworkHead.load(reader, network, here),
            lines=[_line(act, seen, titles) for act in page.rows],
            newer=f"?after={page.newer}" if page.newer else "",
            older=f"?before={page.older}" if page.older else "",
        )


def _line(act: ModerationAct, posts: set[int], titles: dict[int, str]) -> LogLine:
    what, url = "", ""
    if act.topic is not None and act.topic_id in titles:
        what, url = titles[act.topic_id], topic_address(act.topic.public_id)
    if act.post is not None and act.post_id in posts:
        url = post_address(act.post.public_id)
    if act.contact_point is not None:
        what = _officer(act.contact_point.membership)
    return LogLine(act=act, who=_who(act), what=what, url=url)


def _who(act: ModerationAct) -> str:
    roles = {
        "secretariat": _("secretariat"),
        "author": _("author"),
        "authority": _("authority of the author"),
        **{str(value): str(label) for value, label in ContactPoint.Role.choices},
    }
    role = roles.get(act.role, "")
    if act.actor is None:
        return role
    return _(", ").join(part for part in (role, _officer(act.actor)) if part)


def _officer(membership: Membership) -> str:
    return _(", ").join((membership.function_name, in_language(membership.authority.body.names)))
