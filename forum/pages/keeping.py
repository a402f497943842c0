"""A request to erase and a hold, as those see them who decide."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from forum.access.keeping import can_change_hold, can_decide_erasure
from forum.models import Erasure, Hold, Post, Topic
from forum.pages.trails import Trail, to_post, to_topic
from network.guard import Verdict, can
from network.models import Membership
from network.page import Page


@dataclass(frozen=True)
class ErasurePage(Page):
    template: ClassVar[str] = "forum/erasure.html"
    # The post, where the reader sees it; whether he decides.
    queries: ClassVar[int] = 3

    erasure: Erasure
    post: Post | None
    may_decide: Verdict

    @classmethod
    def load(cls, reader: Membership, erasure: Erasure) -> Self:
        seen = Post.objects.visible_to(reader).filter(pk=erasure.post_id, erased_at=None).select_related("topic")
        return cls(erasure=erasure, post=seen.first(), may_decide=can(can_decide_erasure, reader, erasure))

    @property
    def is_open(self) -> bool:
        return self.erasure.status == Erasure.Status.ASKED

    @property
    def breadcrumbs(self) -> Trail:
        return (*to_post(self.post), (_("Erase a post"), "")) if self.post else ()

    @property
    def is_opening(self) -> bool:
        return self.erasure.post.seq == 1


@dataclass(frozen=True)
class HoldPage(Page):
    """`step` is what comes next: "confirm", "ask_end", "end"; "" when the hold has ended."""

    template: ClassVar[str] = "forum/hold.html"
    # The topic, where the reader sees it; whether he may change the hold.
    queries: ClassVar[int] = 3

    hold: Hold
    topic: Topic | None
    may_change: Verdict
    needs_another: bool

    @classmethod
    def load(cls, reader: Membership, hold: Hold) -> Self:
        seen = Topic.objects.visible_to(reader).filter(pk=hold.topic_id)
        waits_on = hold.end_asked_by_id if hold.confirmed_at else hold.asked_by_id
        return cls(
            hold=hold,
            topic=seen.first(),
            may_change=can(can_change_hold, reader, hold),
            needs_another=waits_on == reader.pk,
        )

    @property
    def breadcrumbs(self) -> Trail:
        return (*to_topic(self.topic), (_("Hold on a topic"), "")) if self.topic else ()

    @property
    def step(self) -> str:
        if self.hold.ended_at is not None:
            return ""
        if self.hold.confirmed_at is None:
            return "confirm"
        return "end" if self.hold.end_asked_by_id else "ask_end"
