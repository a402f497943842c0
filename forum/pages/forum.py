"""The page of a forum: its topics, filtered, from any point in either direction."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar, Self
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from forum import access
from forum.addresses import topic_address
from forum.cursors import list_key, sealed_list_key
from forum.legal import legal_key
from forum.models import Topic
from forum.names import Readers, Words, readers_of, words
from forum.pages.heads import ForumHead
from forum.pages.turns import is_turn_of, turn_in_words
from forum.querysets.lists import AUTHOR, Listed, TopicRow, listed
from forum.querysets.standing import Standing
from forum.querysets.unread import unread_narrowed
from network.guard import Verdict, can
from network.models import Membership
from network.page import Page


@dataclass(frozen=True)
class ForumPage(Page):
    """`filters` are those that hold, as the address names them."""

    template: ClassVar[str] = "forum/forum.html"
    # The forum, the topics; and when they are not kept: names, and who reads.
    queries: ClassVar[int] = 4

    forum: ForumHead
    standing: Standing
    topics: list[TopicRow]
    newer: str
    older: str
    words: Words
    readers: Readers
    filters: Mapping[str, str]
    may_start: Verdict
    may_change: Verdict
    my_body_id: int
    reader_id: int
    # Of topics in which some posts have a code of their own, how many the reader may read and has not.
    narrowed: Mapping[int, int]

    @classmethod
    def load(cls, reader: Membership, forum: ForumHead, query: Mapping[str, str]) -> Self:
        filters = filters_of(query)
        newer_than = list_key(query.get("before", ""), reader)
        found = listed(
            forum.pk,
            reader,
            filters,
            takes_offers=forum.takes_offers,
            older_than=None if newer_than else list_key(query.get("after", ""), reader),
            newer_than=newer_than,
        )
        newer, older = _beside(found, reader)
        standing = forum.standing(reader)
        narrowed = [topic.pk for topic in found.topics if topic.narrowed]
        readers = readers_of(forum.pk, forum.network_id, forum.for_observers)
        named = {
            pk for topic in found.topics for pk in (topic.requesting_id, topic.waiting_body_id, *topic.requested_ids)
        }
        return cls(
            forum=forum,
            standing=standing,
            topics=found.topics,
            newer=_query(filters, before=newer) if newer else "",
            older=_query(filters, after=older) if older else "",
            words=words(
                {topic.last_author_id for topic in found.topics}
                # It is their office that asks: no further statement says which.
                | {topic.author_id for topic in found.topics if topic.asked_by_id is not None},
                named | set(readers.bodies),
            ).shown_to(reader, inside=True),
            readers=readers,
            filters=filters,
            may_start=can(access.can_start_topic, reader, forum, standing.role),
            may_change=can(access.can_change_forum, reader, forum, standing.role),
            my_body_id=reader.authority.body_id,
            reader_id=reader.pk,
            narrowed=unread_narrowed(reader, narrowed),
        )

    @property
    def choices(self) -> "tuple[Choice, ...]":
        """The filters as a form offers them: name, label, values."""
        return choices_of(tuple(self.words.choices(self.readers.bodies)), get_language())

    def chosen(self, name: str) -> str:
        return self.filters.get(name, "")

    def states(self, topic: TopicRow) -> str:
        """Return the States concerned, the requesting one first."""
        return _(", ").join(self.words.body(pk) for pk in (topic.requesting_id, *topic.requested_ids) if pk is not None)

    def asked(self, topic: TopicRow) -> str:
        """Say which office outside the network asks, "" for what was begun inside."""
        if topic.asked_by_id is None:
            return ""
        office = self.words.people[topic.author_id]
        told = {"authority": office.authority_name, "body": office.body_name}
        return _("asked from outside by %(authority)s, %(body)s") % told

    def is_mine(self, topic: TopicRow) -> bool:
        """Whether it is the reader's turn, or that of the reader's State."""
        return is_turn_of(topic, self.reader_id, self.my_body_id)

    @cached_property
    def statuses(self) -> dict[str, str]:
        return statuses()

    def label(self, topic: TopicRow) -> str:
        return self.statuses[topic.status]

    def unread(self, topic: TopicRow) -> str:
        """Return how many posts the reader has not been shown, "" for none."""
        return capped(self.narrowed.get(topic.pk, 0) if topic.narrowed else topic.unread(self.standing.seen))

    def address(self, topic: TopicRow) -> str:
        return topic_address(topic.public_id)

    def turn(self, topic: TopicRow) -> str:
        return turn_in_words(topic, self.words)


Choice = tuple[str, str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=200)
def choices_of(states: tuple[tuple[str, str], ...], _language: str | None) -> tuple[Choice, ...]:
    """Return the filters of a forum whose topics are read in STATES (key and name), in the words of a language."""
    same = same_choices()
    return (
        ("kind", _("Kind"), tuple(same["kind"])),
        ("status", _("Status"), tuple(same["status"])),
        ("state", _("State"), states),
        ("cooperation", _("Cooperation"), tuple(same["cooperation"])),
        ("waiting", _("Waiting on"), ((AUTHOR, _("the author")), *states)),
        ("language", _("Language"), tuple(same["language"])),
        ("deadline", _("Deadline"), tuple(deadlines())),
        ("unanswered", _("Answers"), (("yes", _("nobody has answered")),)),
    )


def same_choices() -> dict[str, list[tuple[str, str]]]:
    """Return the values of the filters that are the same for every forum, by filter, in the reader's language."""
    return _same_choices(get_language())


def statuses() -> dict[str, str]:
    return dict(same_choices()["status"])


@lru_cache(maxsize=20)
def _same_choices(_language: str | None) -> dict[str, list[tuple[str, str]]]:
    """Return the values that are the same for every forum, in the words of a language: looked up once, not per page."""
    offered = {
        "kind": Topic.Kind.choices,
        "status": Topic.Status.choices,
        "cooperation": Topic.Cooperation.choices,
        "language": settings.CONTENT_LANGUAGES,
    }
    return {name: [(value, str(label)) for value, label in choices] for name, choices in offered.items()}


def capped(count: int) -> str:
    """Return COUNT as a badge shows it: what is more than 99 is not counted out."""
    return "99+" if count > 99 else str(count or "")


def filters_of(query: Mapping[str, str]) -> dict[str, str]:
    """Return the filters in an address that can be read; others are as if they were not there."""
    return {name: query[name] for name, allowed in FILTER_VALUES.items() if allowed(query.get(name, ""))}


DEADLINES = ("3", "7", "30", "passed")


def deadlines() -> list[tuple[str, str]]:
    """Return what a filter offers of deadlines."""
    words = {count: ngettext("within %(count)d day", "within %(count)d days", count) for count in (3, 7, 30)}
    coming = [(str(count), text % {"count": count}) for count, text in words.items()]
    return [*coming, ("passed", _("passed in the last 30 days"))]


FILTER_VALUES: dict[str, Callable[[str], object]] = {
    "kind": Topic.Kind.values.__contains__,
    "status": Topic.Status.values.__contains__,
    "state": re.compile(r"[A-Za-z0-9-]{1,20}", re.ASCII).fullmatch,
    "cooperation": Topic.Cooperation.values.__contains__,
    "waiting": re.compile(r"[A-Za-z0-9-]{1,20}", re.ASCII).fullmatch,
    "language": dict(settings.CONTENT_LANGUAGES).__contains__,
    "legal": lambda text: 0 < len(text) <= 100 and "\x00" not in text and legal_key(text),
    "deadline": DEADLINES.__contains__,
    "unanswered": ("yes",).__contains__,
}


def _beside(found: Listed, reader: Membership) -> tuple[str, str]:
    """Return the places from which the pages of newer and of older topics begin, "" where there is none."""
    if not found.topics:
        return "", ""
    first, last = (sealed_list_key(one.key, reader) for one in (found.topics[0], found.topics[-1]))
    return first if found.has_newer else "", last if found.has_older else ""


def _query(filters: Mapping[str, str], **place: str) -> str:
    return "?" + urlencode({**filters, **place})
