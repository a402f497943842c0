"""The page on which a topic is begun: the form of its kind, with what is useful to say, and who will read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forum.access.coded import STRICTNESS, forum_members
from forum.forms.topics import Offered
from forum.models import Topic
from forum.names import Readers, readers_of, words
from forum.pages.composing import reach_of_topic
from forum.pages.heads import ForumHead
from forum.pages.reach import CodeWords, code_words
from network.models import Authority, Body, Membership
from network.page import Page


@dataclass(frozen=True)
class Chosen:
    """The handling code that a form holds, and whom it names (public ids)."""

    code: str = Topic.Code.AMBER
    members: Sequence[str] = ()
    authorities: Sequence[str] = ()


AMBER = Chosen()


@dataclass(frozen=True)
class NewTopicPage(Page):
    template: ClassVar[str] = "forum/new_topic.html"
    # Who reads, all bodies, the zones of their authorities, whom one may name and what they are; one more where the
    # form shows a code that asks for names, or that everybody reads.
    queries: ClassVar[int] = 6

    forum: ForumHead
    kind: str
    readers: Readers
    offered: Offered
    # Who reads it under the code, and by the names, that the form shows now.
    reach: str

    @property
    def files_codes(self) -> tuple[CodeWords, ...]:
        """The codes which files may have, where they are stricter than the topic's."""
        return code_words(STRICTNESS[:-1])

    @classmethod
    def load(cls, reader: Membership, forum: ForumHead, kind: str, chosen: Chosen = AMBER) -> Self:
        readers = readers_of(forum.pk, forum.network_id, forum.for_observers)
        bodies = {
            body.pk: (body.key, body.name)
            for body in Body.objects.visible_to(reader).filter(until=None).only("key", "names")
        }
        zones = Authority.objects.visible_to(reader).filter(body_id__in=readers.bodies).order_by().values_list("zone")
        inside = list(
            Membership.objects.visible_to(reader)
            .filter(forum_members(forum.network_id))
            .exclude(pk=reader.pk)
            .select_related("authority__body", "member")
            .order_by("authority_id", "pk")
        )
        own_zone = reader.member.zone or reader.authority.zone
        return cls(
            forum=forum,
            kind=kind,
            readers=readers,
            offered=Offered(
                near=_by_name(bodies[pk] for pk in readers.bodies if pk in bodies),
                all=_by_name(bodies.values()),
                zones=sorted({own_zone, reader.authority.zone, "UTC", *(zone for (zone,) in zones.distinct())}),
                own=bodies[reader.authority.body_id][0] if reader.authority.body_id in bodies else "",
                own_zone=own_zone,
                members=_members(reader, inside),
                authorities=_authorities(inside),
            ),
            reach=reach_of_topic(reader, forum, chosen.code, chosen.members, chosen.authorities),
        )

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """The kinds to choose from, as tabs."""
        return [(f"?kind={value}", capfirst(str(label)), value == self.kind) for value, label in Topic.Kind.choices]

    @property
    def advice(self) -> list[str]:
        """What helps others to answer, by the kind."""
        return {
            Topic.Kind.QUESTION: [
                _("What you need, and what you have tried."),
                _("The measure asked for and the offence in general words: no names, no case numbers."),
                _("What was answered so far, and the sentence that is the difficulty."),
                _("By when you need an answer, and why."),
            ],
            Topic.Kind.CONSULTATION: [
                _("The measure you think of, and the law that you would rely on."),
                _("What you ask the other side to say before the request is sent, or refused."),
                _("The points on which you could change or complete the request."),
            ],
            Topic.Kind.PRACTICE_NOTE: [
                _("What you have learnt, for whom it is useful, and since when it is so."),
                _("The steps in the order in which they are taken, with the time that each takes."),
                _("Where the rule can be read."),
            ],
            Topic.Kind.ANNOUNCEMENT: [
                _("What changes or takes place, when, and whom it concerns."),
                _("What readers have to do, and by when."),
            ],
        }[Topic.Kind(self.kind)]


def _members(reader: Membership, inside: list[Membership]) -> list[tuple[str, str]]:
    names = words({one.pk for one in inside}).shown_to(reader, inside=True).people
    return _by_name((one.public_id, f"{names[one.pk].line()} · {names[one.pk].name}") for one in inside)


def _authorities(inside: list[Membership]) -> list[tuple[str, str]]:
    offices = {one.authority_id: one.authority for one in inside}
    return _by_name((one.public_id, f"{one.body.name} · {one.name}") for one in offices.values())


def _by_name(choices: object) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: choice[1].casefold())  # type: ignore[call-overload, no-any-return]
