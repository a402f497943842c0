"""How the pages of reports, erasures, holds and the log are loaded with few rows and with many."""

from django.utils import timezone

from forum.models import Erasure, Flag, Hold, ModerationAct
from forum.pages.keeping import ErasurePage, HoldPage
from forum.pages.log import LogPage
from forum.pages.reports import ReportPage, ReportsPage
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make


def _posts(people, ocean, rows):
    made = make.topic(make.forum(ocean, f"order-{rows}"), who(people, "ana"), posts=rows)
    return made, list(made.posts.select_related("topic__network", "author__authority"))


def _flags(people, ocean, rows):
    _topic, posts = _posts(people, ocean, rows)
    chloe = who(people, "chloe")
    for post in posts:
        Flag.objects.create(post=post, network=ocean, flagged_by=chloe, kind="other", at=timezone.now())
        Erasure.objects.create(post=post, reason="Personal data.", asked_by=post.author, asked_at=timezone.now())


@screen(ReportsPage)
def reports(people, ocean, rows):
    _flags(people, ocean, rows)
    reader = who(people, "cora")
    return lambda: ReportsPage.load(reader, ocean)


@screen(ReportPage)
def report(people, ocean, rows):
    _flags(people, ocean, rows)
    reader = who(people, "cora")
    flag = Flag.objects.select_related("network", "post__author__authority").first()
    return lambda: ReportPage.load(reader, flag)


@screen(ErasurePage)
def erasure(people, ocean, rows):
    _flags(people, ocean, rows)
    reader = who(people, "cora")
    found = Erasure.objects.select_related("post__topic__network", "post__author__authority").first()
    return lambda: ErasurePage.load(reader, found)


@screen(HoldPage)
def hold(people, ocean, rows):
    topic, _rest = _posts(people, ocean, rows)
    reader = who(people, "cora")
    Hold.objects.create(topic=topic, reason="A court.", asked_by=reader, asked_at=timezone.now())
    found = Hold.objects.select_related("topic__network").get(topic=topic)
    return lambda: HoldPage.load(reader, found)


@screen(LogPage)
def log(people, ocean, rows):
    topic, posts = _posts(people, ocean, rows)
    cora, now = who(people, "cora"), timezone.now()
    for post in posts:
        ModerationAct.objects.create(
            network=ocean, act="hidden", actor=cora, role="coordinator", reason="No.", at=now, topic=topic, post=post
        )
    reader = who(people, "chloe")
    return lambda: LogPage.load(reader, ocean)
