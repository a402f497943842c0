"""A poll as a post shows it, and the page that says who voted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.utils import timezone

from forum.access.coded import effective
from forum.models import Poll, PollChoice, Vote
from forum.names import Words, words
from forum.querysets.polls import CHOICE, MINE, POLL
from network.calendar import zone_named
from network.models import Membership
from network.page import Page
from network.values import instant


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One answer: how many chose it, and of a hundred voters how many."""

    position: int
    label: str
    count: int
    percent: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PollEnd:
    """When a poll ends, or ended, and the zone in which its last day was said ("" where that is not known)."""

    until: datetime
    zone: str

    @property
    def is_over(self) -> bool:
        return self.until <= timezone.now()

    @property
    def last(self) -> datetime:
        """The last second in which somebody votes."""
        return self.until - timedelta(seconds=1)

    def is_of_day(self, zone: str) -> bool:
        """Whether it ends with a day in ZONE: not so where its author ended it, or the day was another's."""
        return self.last.astimezone(zone_named(zone)).time() == time(23, 59, 59)

    def is_elsewhere(self, zone: str) -> bool:
        """Whether clocks in ZONE show another hour at the end than those where its last day was said."""
        there, here = (self.last.astimezone(zone_named(one)).utcoffset() for one in (self.zone or zone, zone))
        return there != here


@dataclass(frozen=True, slots=True)
class PollView:
    public_id: str
    question: str
    end: PollEnd
    many: bool
    by_office: bool
    voters: int
    choices: tuple[ChoiceView, ...]

    @property
    def is_over(self) -> bool:
        return self.end.is_over


def poll_view(held: Iterable[Any]) -> PollView | None:
    """Return the poll among what a post holds, as the reader may see it; None where there is none."""
    held = list(held)
    head = next((one for one in held if one.kind == POLL), None)
    if head is None:
        return None
    mine = {one.place for one in held if one.kind == MINE}
    voters = head.place // 4
    until, zone, question = head.words.split("\n", 2)
    choices = sorted((one for one in held if one.kind == CHOICE), key=lambda one: one.place)
    return PollView(
        public_id=head.key,
        question=question,
        end=PollEnd(instant(until), zone),
        many=bool(head.place & 1),
        by_office=bool(head.place & 2),
        voters=voters,
        choices=tuple(_choice(one.place, one.words, int(one.key), voters, mine) for one in choices),
    )


def _choice(position: int, label: str, count: int, voters: int, mine: set[int]) -> ChoiceView:
    return ChoiceView(position, label, count, round(100 * count / voters) if voters else 0, position in mine)


@dataclass(frozen=True)
class PollPage(Page):
    """Votes are open: beside each answer, who chose it."""

    template: ClassVar[str] = "forum/poll.html"
    # The answers, the votes; and when they are not kept: names.
    queries: ClassVar[int] = 3

    poll: Poll
    choices: list[ChoiceView]
    voters: dict[int, list[int]]
    words: Words
    may_end: bool
    code: str
    end: PollEnd
    zone: str

    @classmethod
    def load(cls, reader: Membership, poll: Poll) -> Self:
        rows = Vote.objects.visible_to(reader).filter(poll=poll).order_by("at", "pk")
        votes = list(rows.values_list("choice__position", "membership_id", "authority_id"))
        by_office = poll.voter == Poll.Voter.AUTHORITY
        count = len({office if by_office else member for _position, member, office in votes})
        voters: dict[int, list[int]] = {}
        for position, member, _office in votes:
            voters.setdefault(position, []).append(member)
        mine = {
            position
            for position, member, office in votes
            if (office == reader.authority_id if by_office else member == reader.pk)
        }
        labels = PollChoice.objects.visible_to(reader).filter(poll=poll).values_list("position", "label")
        return cls(
            poll=poll,
            choices=[
                _choice(position, label, len(voters.get(position, ())), count, mine)
                for position, label in labels.order_by("position")
            ],
            voters=voters,
            words=words({member for _position, member, _office in votes}).shown_to(reader, inside=False),
            may_end=poll.post.author_id == reader.pk and poll.until > timezone.now(),
            code=effective(poll.post.topic.code, poll.post.code),
            end=PollEnd(poll.until, poll.zone),
            zone=reader.member.zone or reader.authority.zone,
        )
