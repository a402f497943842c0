"""Whom one may mention at a place: members and authorities who can read there, and nobody else."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db.models import Model, QuerySet

from forum.access.knowing import knows_officers, sees_forum
from forum.models import Forum, Post, Topic
from forum.names import asked_anew
from network.guard import audience_of
from network.models import Membership, PublicNetwork
from network.names import Names, alphabetic, in_language
from network.page import Page
from writing.mentions import mention_text
from writing.places import Place

MOST = 8
# Of a topic that every member reads; whom one looks for beyond them is found by the office.
MOST_READERS = 10_000
COLUMNS = (
    "public_id",
    "function",
    "member__name",
    "authority__public_id",
    "authority__names",
    "authority__body__names",
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is what one writes; `more` tells two of the same function apart."""

    label: str
    more: str
    text: str


@dataclass(frozen=True)
class MentionsPage(Page):
    template: ClassVar[str] = "forum/mentions.html"
    # Who reads there, whether names are told, and where the way back leads.
    queries: ClassVar[int] = 3

    query: str
    back: str
    found: list[Suggestion]

    @classmethod
    def load(cls, reader: Membership, place: Place, thing: Model, query: str) -> Self:
        wanted = alphabetic(query[:100]).split()
        rows = list(_readers(reader, thing).order_by("pk").values_list(*COLUMNS)[:MOST_READERS]) if wanted else []
        back = place.spots(reader, [thing.pk])[thing.pk].url
        with_names = knows_officers(reader, inside=bool(rows) and sees_forum(reader, forum_of(thing)))
        return cls(query[:100], back, _found(rows, wanted, with_names=with_names))


def forum_of(thing: Model) -> int:
    """Return the number of the forum in which one writes at THING: a forum, a topic or a post; 0 anywhere else."""
    if isinstance(thing, Post):
        return int(thing.topic.forum_id)
    return int(thing.forum_id) if isinstance(thing, Topic) else int(thing.pk) if isinstance(thing, Forum) else 0


def _readers(reader: Membership, thing: Model) -> "QuerySet[Membership]":
    if isinstance(thing, PublicNetwork):
        # Asked from outside: who is in the network is not public, and whoever only begins a question is not told.
        return audience_of(asked_anew(reader, thing.pk)).filter(authority_id=reader.authority_id)
    return audience_of(thing)


def _found(rows: list[Any], wanted: list[str], *, with_names: bool) -> list[Suggestion]:
    offices: dict[str, Suggestion] = {}
    members: list[Suggestion] = []
    for public_id, function, name, office_id, office, body in rows:
        shown = name if with_names else ""
        if office_id not in offices and _matches(wanted, office, body):
            label = f"{in_language(office)}, {in_language(body)}"
            offices[office_id] = Suggestion(label, "", mention_text("authority", office_id, label))
        if len(members) < MOST and _matches(wanted, function, office, body, {"": shown}):
            label = f"{in_language(function)}, {in_language(body)}"
            more = " · ".join(word for word in (in_language(office), shown) if word)
            members.append(Suggestion(label, more, mention_text("member", public_id, label)))
    return [*list(offices.values())[: MOST // 2], *members][:MOST]


def _matches(wanted: list[str], *names: Names) -> bool:
    """Whether each word begins a word of NAMES, in any language."""
    words = alphabetic(" ".join(one for each in names for one in each.values() if one)).split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
