"""The page of a topic: its head, twenty posts, and what the reader may do here."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum import access
from forum.access.coded import STRICTNESS, is_stricter
from forum.access.examples import can_set_example
from forum.access.sights import sight_of
from forum.cursors import ThreadCursor
from forum.marks import Mark
from forum.models import Follow, Post, Topic
from forum.models.topics import OVER
from forum.names import readers_of_topic, words
from forum.pages.absent import reasons
from forum.pages.filling import holdings, people_in
from forum.pages.heads import TopicHead
from forum.pages.line import Stands
from forum.pages.posts import May, PostView, people_of, post_views
from forum.pages.reach import CodeWords, code_words
from forum.pages.shared import shared_with
from forum.pages.speakers import Acts, acts_with
from forum.querysets.own import NOTHING, Own
from forum.querysets.sight import Sight
from forum.querysets.standing import Standing
from forum.querysets.threads import thread
from network.guard import Verdict, can
from network.models import Membership
from network.page import Page


@dataclass(frozen=True)
class TopicPage(Stands, Page):
    """`may_reply` says why not, when not; `answers` is the post to which the composer at the foot replies, if any."""

    template: ClassVar[str] = "forum/topic.html"
    # The topic, the posts; and when they are not kept: names, and how many read.
    queries: ClassVar[int] = 4

    cursor: ThreadCursor
    standing: Standing
    posts: list[PostView]
    accepted: list[PostView]
    earlier: str
    later: str
    may_reply: Verdict
    may_set_status: Verdict
    may_pin: Verdict
    answers: Post | None = None
    people: dict[int, Any] = field(default_factory=dict)
    # The other networks that read the topic.
    shared: tuple[str, ...] = ()
    absent: frozenset[int] = frozenset()
    own: Own = NOTHING
    # What other rooms offer to do with those who wrote, by author: link and words.
    acts: Acts = field(default_factory=dict)

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead, cursor: ThreadCursor, *, answers: Post | None = None) -> Self:
        standing = topic.standing(reader)
        sight = sight_in(topic, reader)
        found = thread(
            topic.pk,
            cursor.view,
            cursor.direction,
            cursor.key,
            sight=sight,
            with_accepted=topic.accepted_count > 0 and cursor.is_start,
        )
        readers = readers_of_topic(topic)
        role = access.part_of(reader, topic, standing.role)
        may_set_status = can(access.can_set_status, reader, topic, role)
        shown = [*found.posts, *found.accepted]
        held = holdings(reader, shown)
        people = people_of(shown) | people_in(held) | {topic.author_id} | ({answers.author_id} if answers else set())
        # Whom a topic can wait for: the States it names, and those whose contact points read it.
        named = [*topic.bodies, *(readers.bodies if may_set_status else ())]
        names = words(people, named).shown_to(reader, inside=topic.sees_forum)
        whys = reasons(reader, shown)
        posts = post_views(found.posts, names, standing, reader.pk, cursor.view, whys, held)
        column = "path" if cursor.view == "nested" else "seq"
        return cls(
            reader=reader,
            topic=topic,
            cursor=cursor,
            standing=standing,
            posts=posts,
            accepted=post_views(found.accepted, names, standing, reader.pk, "flat", whys, held),
            earlier=cursor.query("before", getattr(found.posts[0], column)) if found.has_earlier and posts else "",
            later=cursor.query("after", getattr(found.posts[-1], column)) if found.has_later and posts else "",
            words=names,
            readers=readers,
            may_reply=can(access.can_reply, reader, topic, role),
            may_set_status=may_set_status,
            may_pin=can(access.can_pin, reader, topic, role),
            answers=answers,
            people=names.people,
            shared=shared_with(reader, topic),
            absent=sight.absent,
            own=Own.of(topic.level or "", topic.draft, shown),
            acts=acts_with(reader, topic.public_id, {row.author_id: names.people[row.author_id] for row in shown}),
        )

    @property
    def mark(self) -> Mark:
        """How far the reader had read before this page."""
        return Mark(self.standing.seq, self.standing.shown | self.absent)

    @property
    def shown(self) -> list[int]:
        return [post.seq for post in self.posts]

    @property
    def follow_levels(self) -> tuple[tuple[str, str], ...]:
        return follow_levels(get_language())

    def own_of(self, post: PostView) -> str:
        """Return what of POST is the reader's own, in the letters that templates/forum/_own.html explains."""
        thanks = self.reader.is_practitioner and post.author_id != self.reader.pk
        standing = not (post.is_hidden or post.is_erased)
        return "t" * (thanks and standing) + "h" * (post.seq in self.own.helped) + "b" * (post.seq in self.own.kept)

    def may_do(self, post: PostView) -> May:
        reply, mine = self.may_reply.allowed, post.author_id == self.reader.pk
        return May(
            reply=reply,
            accept=self.may_set_status.allowed,
            mine=reply and mine,
            moderates=self.moderates,
            own=self.own_of(post),
            reports=self.may_report and not mine,
            asks=self.may_ask_erasure(post),
            acts=self.acts.get(post.author_id, ()),
        )

    @property
    def first_new(self) -> int:
        """The number of the first post on the page that the reader has not seen, 0 when there is none."""
        return next((post.seq for post in self.posts if post.is_new), 0)

    @property
    def unread(self) -> int:
        """How many posts of the topic the reader has not been shown, about: those before his time count as read."""
        return max(self.topic.open_seq - self.standing.seq - len(self.standing.shown), 0)

    @property
    def until_day(self) -> str:
        """The day until which somebody is waited for, as a date field writes it."""
        until = self.topic.waiting_until
        zone = ZoneInfo(self.topic.waiting_zone or self.zone)
        return until.astimezone(zone).date().isoformat() if until else ""

    @property
    def may_be_example(self) -> Verdict:
        return can(can_set_example, self.reader, self.topic, self.standing.role)

    @property
    def zones(self) -> list[str]:
        """The time zones offered for a date: the one that stands, the reader's own, his office's."""
        offered = (self.topic.waiting_zone, self.zone, self.reader.authority.zone, "UTC")
        return list(dict.fromkeys(filter(None, offered)))

    @property
    def is_over(self) -> bool:
        return self.topic.status in OVER

    @property
    def kind_label(self) -> str:
        return capfirst(str(Topic.Kind(self.topic.kind).label))

    @property
    def cooperation_label(self) -> str:
        return str(Topic.Cooperation(self.topic.cooperation).label) if self.topic.cooperation else ""

    @property
    def stage_label(self) -> str:
        return str(Topic.Stage(self.topic.stage).label) if self.topic.stage else ""

    @property
    def moderates(self) -> bool:
        return self.standing.role == access.COORDINATOR

    @property
    def pace(self) -> str:
        """How long a member waits between two posts of a topic that is slowed down."""
        language = (get_language() or "en").replace("-", "_")
        return format_timedelta(self.topic.slow_seconds, threshold=1.1, locale=language)

    @property
    def may_report(self) -> bool:
        return self.reader.is_practitioner

    def may_ask_erasure(self, post: PostView) -> bool:
        """Whether the page offers it: to author, coordinator and the manager of the authority. The act asks again."""
        if self.moderates or post.author_id == self.reader.pk:
            return True
        office = self.reader.authority
        return self.reader.is_manager and (post.person.authority_name, post.person.body_name) == (
            office.name,
            office.body.name,
        )

    @property
    def own_codes(self) -> tuple[CodeWords, ...]:
        """The codes that a reply may have instead of the topic's: the stricter ones."""
        return code_words([code for code in STRICTNESS if is_stricter(code, self.topic.code)])

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        return _languages(get_language())

    @property
    def waiting_key(self) -> str:
        waited = self.words.bodies.get(self.topic.waiting_body_id or 0)
        return waited.key if waited else ""

    @property
    def requested(self) -> list[str]:
        return [self.words.body(pk) for pk in self.topic.requested_ids]

    @property
    def waits_for(self) -> list[tuple[str, str]]:
        return self.words.choices([*self.topic.bodies, *self.readers.bodies])


def sight_in(topic: TopicHead, reader: Membership) -> Sight:
    """Return what READER may read of the posts of TOPIC."""
    coordinates = topic.standing(reader).role == access.COORDINATOR
    return sight_of(reader, topic.pk, narrowed=topic.narrowed, coordinates=coordinates)


@lru_cache(maxsize=20)
def follow_levels(_language: str | None) -> tuple[tuple[str, str], ...]:
    """Return what may be chosen in a topic, where to watch and to follow are one: replies are all there is to hear."""
    return (str(Follow.Level.FOLLOW), _("follow: every reply")), (str(Follow.Level.MUTE), _("mute: nothing"))


@lru_cache(maxsize=20)
def _languages(_language: str | None) -> tuple[tuple[str, str], ...]:
    """Return the languages of what is written, named in the reader's: the same on every page."""
    return tuple((code, str(name)) for code, name in settings.CONTENT_LANGUAGES)
