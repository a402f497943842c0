"""What of topics and forums waits on My desk: deadlines, what names my State, whose turn it is, what is unread."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.addresses import address, topic_address
from forum.models import OPEN_STATUSES, Forum, RequestedBody, Topic
from forum.querysets.unread import with_unread
from network.models import Membership
from network.names import in_language
from network.readers import Reader
from network.slots import Line, provide

SOON = timedelta(days=3)
MOST = 20
# Of the open topics that name a State, the newest at which its desk looks.
NEWEST_ASKED = 200
# The order of My desk.
DEADLINES, NAMED, WAITING, UNREAD = 10, 20, 30, 50

Lines = Mapping[Any, list[Line]]


def deadlines(reader: Reader, _things: list[Any]) -> Lines:
    """Deadlines within three days, or just passed, of open topics in which the reader's office or State has a part."""
    if not isinstance(reader, Membership):
        return {}
    now = timezone.now()
    rows = _mine(reader).filter(deadline__gt=now - SOON, deadline__lte=now + SOON, status__in=OPEN_STATUSES)
    concerned = Q(requesting_id=reader.authority.body_id) | Q(author__authority_id=reader.authority_id) | _asked(reader)
    zone = reader.member.zone or reader.authority.zone
    return {
        None: [
            _line(topic, _("Deadline %(when)s") % {"when": _in_zone(topic.deadline, zone)}, None, DEADLINES, "deadline")
            for topic in rows.filter(concerned).order_by("deadline")[:MOST]
            if topic.deadline is not None
        ]
    }


def named(reader: Reader, _things: list[Any]) -> Lines:
    """Open topics that name the reader's State as requested."""
    if not isinstance(reader, Membership):
        return {}
    rows = _mine(reader).filter(_asked(reader), ~_soon(), ~_waits_for(reader), status__in=OPEN_STATUSES)
    return {
        None: [
            _line(topic, _("Names your State"), topic.created_at, NAMED, "named")
            for topic in rows.order_by("-last_post_at")[:MOST]
        ]
    }


def waiting(reader: Reader, _things: list[Any]) -> Lines:
    """Topics in which it is the reader's turn, or that of the reader's office or State."""
    if not isinstance(reader, Membership):
        return {}
    waits = _waits_for(reader) & ~_soon() & Q(status=Topic.Status.WAITING)
    asked = Q(pk__in=_asked_for_outcome(reader).values("pk"))
    rows = _mine(reader).filter(waits | asked).order_by(Coalesce("waiting_since", "stands_since"))
    return {None: [_waiting_line(topic) for topic in rows[:MOST]]}


def _waiting_line(topic: Topic) -> Line:
    if topic.status == Topic.Status.ANSWERED:
        line = _line(topic, _("Did it solve the problem?"), topic.outcome_asked_at, WAITING, "outcome")
        answers = [("solved", _("Solved")), ("not_yet", _("Not yet"))]
        action = address("forum:outcome", topic.public_id)
        return replace(line, extra={"action": action, "answers": answers})
    what = _("Waiting on the author: your office") if topic.waiting_author else _("Waiting on your State")
    if topic.waiting_until is not None and topic.waiting_until <= timezone.now():
        what = _("%(what)s, for longer than was agreed") % {"what": what}
    return _line(topic, what, topic.waiting_since, WAITING, "waiting")


def _asked_for_outcome(reader: Membership) -> Any:
    return (
        Topic.objects.visible_to(reader)
        .order_by()
        .filter(author_id=reader.pk, status=Topic.Status.ANSWERED, outcome_asked_at__isnull=False)
    )


def unread_forums(reader: Reader, _things: list[Any]) -> Lines:
    """Forums of the reader's networks in which topics are unread."""
    forums = with_unread(Forum.objects.visible_to(reader).select_related("network"), reader)
    return {
        None: [
            Line(
                label=forum.name,
                url=address("forum:forum", forum.public_id),
                note=_("Unread topics in %(network)s") % {"network": in_language(forum.network.names)},
                count=forum.unread,
                rank=UNREAD,
                kind="unread",
            )
            for forum in forums
            if forum.unread
        ]
    }


def _mine(reader: Membership) -> Any:
    return (
        Topic.objects.visible_to(reader)
        .select_related("network")
        .only(
            "public_id",
            "title",
            "deadline",
            "created_at",
            "waiting_author",
            "waiting_since",
            "waiting_until",
            "status",
            "stands_since",
            "outcome_asked_at",
            "last_post_at",
            "network__names",
        )
    )


def _asked(reader: Membership) -> Q:
    asked = RequestedBody.objects.visible_to(reader).filter(body_id=reader.authority.body_id, is_open=True)
    return Q(pk__in=asked.order_by("-topic_id").values("topic_id")[:NEWEST_ASKED])


def _waits_for(reader: Membership) -> Q:
    # Two indexes, each with few rows, in place of one condition for which none serves.
    visible = Topic.objects.visible_to(reader).order_by()
    on_state = visible.filter(waiting_body_id=reader.authority.body_id).values("pk")
    on_office = visible.filter(waiting_author=True, author__authority_id=reader.authority_id).values("pk")
    return Q(pk__in=on_state.union(on_office))


def _soon() -> Q:
    # Stands among the deadlines already. A missing deadline is compared as one far away, since NULL is never false.
    now = timezone.now()
    return Q(deadline__isnull=False, deadline__gt=now - SOON, deadline__lte=now + SOON)


def _line(topic: Topic, what: str, since: datetime | None, rank: int, kind: str) -> Line:
    return Line(
        label=topic.title,
        url=topic_address(topic.public_id),
        note=f"{what} · {in_language(topic.network.names)}",
        since=since,
        rank=rank,
        kind=kind,
    )


def _in_zone(moment: datetime, zone: str) -> str:
    locale = (get_language() or "en").replace("-", "_")
    return format_datetime(moment, "d MMM y HH:mm", tzinfo=ZoneInfo(zone), locale=locale)


provide("desk", deadlines)
provide("desk", named)
provide("desk", waiting)
provide("desk", unread_forums)
