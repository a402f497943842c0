"""The page that says how a topic came to stand where it stands: each change of its status, by whom, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from forum.models import StatusChange, Topic
from forum.names import words
from forum.pages.heads import TopicHead
from network.models import Membership
from network.page import Page

# More changes than anybody will read; the newest are shown.
MOST = 200


@dataclass(frozen=True)
class Step:
    """One change: by function and State (nobody's, the clock's), and what it made of the topic."""

    at: datetime
    who: str
    what: str
    until: datetime | None
    zone: str
    reason: str


@dataclass(frozen=True)
class CoursePage(Page):
    template: ClassVar[str] = "forum/course.html"
    # The topic, its changes, names.
    queries: ClassVar[int] = 3

    topic: TopicHead
    steps: list[Step]
    zone: str

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead) -> Self:
        newest = StatusChange.objects.visible_to(reader).filter(topic_id=topic.pk).order_by("-at", "-pk")[:MOST]
        changes = list(reversed(newest))
        people = {topic.author_id, *(one.actor_id for one in changes if one.actor_id is not None)}
        names = words(people, {one.waiting_body_id for one in changes}).shown_to(reader, inside=topic.sees_forum)
        begun = Step(topic.created_at, names.people[topic.author_id].line(), _("Begun"), None, "", "")
        return cls(
            topic=topic,
            steps=[
                begun,
                *(
                    Step(
                        at=one.at,
                        who=names.people[one.actor_id].line() if one.actor_id is not None else "",
                        what=_stands(one, names.body(one.waiting_body_id)),
                        until=one.waiting_until,
                        zone=one.waiting_zone,
                        reason=one.reason,
                    )
                    for one in changes
                ),
            ],
            zone=reader.member.zone or reader.authority.zone,
        )


def _stands(change: StatusChange, body: str) -> str:
    if change.status != Topic.Status.WAITING:
        return {
            Topic.Status.OPEN: _("Open"),
            Topic.Status.ANSWERED: _("Answered"),
            Topic.Status.SOLVED: _("Solved"),
            Topic.Status.NO_SOLUTION: _("No solution found"),
            Topic.Status.WITHDRAWN: _("Withdrawn"),
        }[Topic.Status(change.status)]
    return _("Waiting on the author") if change.waiting_author else _("Waiting on %(state)s") % {"state": body}
