"""What waits to be judged in a network, or for the secretariat: reports, erasures, holds; and one report."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db.models import Q
from django.utils.translation import gettext as _

from forum.access.order import can_judge
from forum.models import Erasure, Flag, Hold, Post
from forum.pages.trails import Trail, to_post
from network.guard import Verdict, can
from network.models import Membership, Network
from network.page import Page
from network.paging import Slice, slice_of

SIZE = 30
MOST = 100
WAITING = (Flag.Status.OPEN, Flag.Status.SECOND)
HOLD_WAITS = Q(confirmed_at=None) | Q(end_asked_by__isnull=False)


@dataclass(frozen=True)
class ReportsPage(Page):
    """The queue, oldest page last: NETWORK None is what the secretariat judges."""

    template: ClassVar[str] = "forum/reports.html"
    # Reports, erasures, holds.
    queries: ClassVar[int] = 3

    network: Network | None
    flags: Slice[Flag]
    erasures: list[Erasure]
    holds: list[Hold]

    @classmethod
    def load(cls, reader: Membership, network: Network | None, before: str = "", after: str = "") -> Self:
        flags = Flag.objects.visible_to(reader).filter(status__in=WAITING).exclude(flagged_by=reader)
        erasures = Erasure.objects.visible_to(reader).filter(status=Erasure.Status.ASKED)
        holds = Hold.objects.visible_to(reader).filter(HOLD_WAITS, ended_at=None)
        if network is not None:
            flags = flags.filter(network=network)
            erasures = erasures.filter(post__topic__network=network)
            holds = holds.filter(topic__network=network)
        flags = flags.select_related("network", "flagged_by__authority__body", "post__topic")
        erasures = erasures.select_related("post__topic__network", "asked_by__authority__body")
        holds = holds.select_related("topic__network", "asked_by__authority__body")
        return cls(
            network=network,
            flags=slice_of(flags, reader, key="pk", size=SIZE, before=before, after=after),
            erasures=list(erasures.order_by("asked_at")[:MOST]),
            holds=list(holds.order_by("asked_at")[:MOST]),
        )


@dataclass(frozen=True)
class ReportPage(Page):
    """One report: what was said, how it stands; to judges the form."""

    template: ClassVar[str] = "forum/report.html"
    # The post, where the reader sees it; whether he judges.
    queries: ClassVar[int] = 3

    flag: Flag
    post: Post | None
    may_judge: Verdict

    @classmethod
    def load(cls, reader: Membership, flag: Flag) -> Self:
        seen = Post.objects.visible_to(reader).filter(pk=flag.post_id).select_related("topic")
        return cls(flag=flag, post=seen.first(), may_judge=can(can_judge, reader, flag))

    @property
    def is_open(self) -> bool:
        return self.flag.status in WAITING

    @property
    def breadcrumbs(self) -> Trail:
        return (*to_post(self.post), (_("Report of a post"), "")) if self.post else ()

    @property
    def proposed(self) -> str:
        return str(Flag.Status(self.flag.proposed).label) if self.flag.proposed else ""
