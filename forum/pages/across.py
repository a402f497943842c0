"""The page on which topics are found across all forums of a reader: by view, by filter, from any point."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from forum.addresses import topic_address
from forum.cursors import list_key, sealed_list_key
from forum.forms.posts import PUBLIC_ID
from forum.models import Forum
from forum.names import Words, words
from forum.pages.forum import FILTER_VALUES, deadlines, same_choices, statuses
from forum.pages.turns import is_turn_of, turn_in_words
from forum.querysets.across import VIEWS, Place, listed_across
from forum.querysets.lists import Key, TopicRow
from network.models import ContactPoint, Membership, Network
from network.page import Page

# Filters of a forum that make sense across forums; the views stand for the others.
SHARED = ("kind", "status", "state", "cooperation", "language", "legal", "deadline")


@dataclass(frozen=True)
class AcrossPage(Page):
    """`filters` are those that hold, as the address names them."""

    template: ClassVar[str] = "forum/topics.html"
    # The reader's forums, the topics, the States of the networks, names.
    queries: ClassVar[int] = 4

    forums: list[Forum]
    topics: list[TopicRow]
    newer: str
    older: str
    words: Words
    bodies: list[int]
    filters: Mapping[str, str]
    my_body_id: int
    reader_id: int

    @classmethod
    def load(cls, reader: Membership, query: Mapping[str, str]) -> Self:
        seen = Forum.objects.visible_to(reader).select_related("network").order_by("network_id", "position", "pk")
        forums = list(seen)
        filters = across_filters(query, forums)
        place = _place(forums, filters)
        newer_than = list_key(query.get("before", ""), reader)
        found = listed_across(
            reader,
            place,
            filters,
            older_than=None if newer_than else list_key(query.get("after", ""), reader),
            newer_than=newer_than,
        )
        places = ContactPoint.objects.visible_to(reader).current().filter(network_id__in=place.networks)
        bodies = list(places.order_by().values_list("membership__authority__body_id", flat=True).distinct())
        named = {
            pk for topic in found.topics for pk in (topic.requesting_id, topic.waiting_body_id, *topic.requested_ids)
        }
        by_deadline = "deadline" in filters or filters.get("view") == "deadline"
        known = words({topic.last_author_id for topic in found.topics}, named | set(bodies))
        return cls(
            forums=forums,
            topics=found.topics,
            newer=_beside(reader, filters, found.topics[:1], "before", by_deadline) if found.has_newer else "",
            older=_beside(reader, filters, found.topics[-1:], "after", by_deadline) if found.has_older else "",
            words=known.shown_to(reader, inside=False),
            bodies=bodies,
            filters=filters,
            my_body_id=reader.authority.body_id,
            reader_id=reader.pk,
        )

    @property
    def networks(self) -> list[Network]:
        """The networks whose forums the reader sees."""
        return list({forum.network_id: forum.network for forum in self.forums}.values())

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The views as tabs; the filters stay as they are."""
        now = self.filters.get("view", "")
        labels = {
            "": _("All"),
            "waiting": _("Waiting on my State"),
            "mine": _("Mine"),
            "unanswered": _("Unanswered"),
            "deadline": _("Deadline near"),
        }
        others = {name: value for name, value in self.filters.items() if name != "view"}
        return [
            ("?" + urlencode(others | ({"view": view} if view else {})), label, view == now)
            for view, label in labels.items()
        ]

    @property
    def choices(self) -> list[tuple[str, str, list[tuple[str, Any]]]]:
        """The filters as a form offers them: name, label, values."""
        same = same_choices()
        return [
            ("network", _("Network"), [(one.public_id, one.name) for one in self.networks]),
            ("forum", _("Forum"), [(one.public_id, f"{one.network.name} · {one.name}") for one in self.forums]),
            ("kind", _("Kind"), same["kind"]),
            ("status", _("Status"), same["status"]),
            ("state", _("State"), self.words.choices(self.bodies)),
            ("cooperation", _("Cooperation"), same["cooperation"]),
            ("language", _("Language"), same["language"]),
            ("deadline", _("Deadline"), deadlines()),
        ]

    def states(self, topic: TopicRow) -> str:
        """Return the States concerned, the requesting one first."""
        return _(", ").join(self.words.body(pk) for pk in (topic.requesting_id, *topic.requested_ids) if pk is not None)

    def is_mine(self, topic: TopicRow) -> bool:
        return is_turn_of(topic, self.reader_id, self.my_body_id)

    def label(self, topic: TopicRow) -> str:
        return statuses()[topic.status]

    def address(self, topic: TopicRow) -> str:
        return topic_address(topic.public_id)

    def turn(self, topic: TopicRow) -> str:
        return turn_in_words(topic, self.words)

    def last(self, topic: TopicRow) -> str:
        """Return who wrote last, and where: the forum, if the reader sees it."""
        who = self.words.people[topic.last_author_id].line()
        where = next((forum.name for forum in self.forums if forum.pk == topic.forum_id), "")
        return _("%(who)s, in %(forum)s") % {"who": who, "forum": where} if where else who


def across_filters(query: Mapping[str, str], forums: list[Forum]) -> dict[str, str]:
    """Return the filters in an address that can be read, and name what the reader sees; others are as if not there."""
    filters = {name: query[name] for name in SHARED if FILTER_VALUES[name](query.get(name, ""))}
    if query.get("view", "") in VIEWS:
        filters["view"] = query["view"]
    networks = {forum.network.public_id for forum in forums}
    for name, known in (("network", networks), ("forum", {forum.public_id for forum in forums})):
        asked = query.get(name, "")
        if PUBLIC_ID.fullmatch(asked) and asked in known:
            filters[name] = asked
    return filters


def _place(forums: list[Forum], filters: Mapping[str, str]) -> Place:
    every = list(dict.fromkeys(forum.network_id for forum in forums))
    if "forum" in filters:
        chosen = next(forum for forum in forums if forum.public_id == filters["forum"])
        return Place([chosen.network_id], chosen.pk, is_all=False)
    if "network" in filters:
        return Place(
            [next(forum.network_id for forum in forums if forum.network.public_id == filters["network"])], is_all=False
        )
    return Place(every)


def _beside(
    reader: Membership, filters: Mapping[str, str], edge: list[TopicRow], direction: str, by_deadline: bool
) -> str:
    """Return the query of the page that begins before or after the topic at the EDGE of this one, "" for none."""
    for topic in edge:
        moment = topic.deadline if by_deadline and topic.deadline else topic.last_post_at
        return "?" + urlencode({**filters, direction: sealed_list_key(Key(False, moment, topic.pk), reader)})
    return ""
