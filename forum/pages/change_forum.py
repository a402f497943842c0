"""The page on which a coordinator changes a forum."""

from dataclasses import dataclass
from typing import ClassVar, Self

from forum.models import Forum
from network.models import Membership
from network.page import Page


@dataclass(frozen=True)
class ChangeForumPage(Page):
    """`others` are the network's other forums, in their order: this one stands after one of them, or first."""

    template: ClassVar[str] = "forum/change_forum.html"
    queries: ClassVar[int] = 1

    forum: Forum
    others: list[Forum]

    @classmethod
    def load(cls, reader: Membership, forum: Forum) -> Self:
        listed = Forum.objects.visible_to(reader).filter(network=forum.network_id).exclude(pk=forum.pk)
        return cls(forum, list(listed.order_by("position", "pk")))
