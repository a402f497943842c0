"""Asking for votes in a post, voting, ending a poll."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.polls import can_add_poll, can_end_poll, can_vote
from forum.events import PollChanged
from forum.models import Poll, PollChoice, Post, Vote
from live.outbox import announce
from network.guard import require
from network.models import Membership

FEWEST, MOST = 2, 10


@dataclass(frozen=True)
class PollFacts:
    """What is asked, what can be chosen, who has a vote, whether of many choices, until when (said in ZONE)."""

    question: str
    choices: Sequence[str]
    voter: str
    many: bool
    until: datetime
    zone: str = ""


def add_poll(*, author: Membership, post: Post, facts: PollFacts) -> Poll:
    """Whoever writes POST asks for votes in it, in the transaction that writes it."""
    require(can_add_poll, author, post)
    if not FEWEST <= len(facts.choices) <= MOST:
        raise ValidationError(_("A poll has two to ten answers to choose from."))
    poll: Poll = Poll.objects.create(
        post=post,
        question=facts.question,
        voter=facts.voter,
        many=facts.many,
        until=facts.until,
        zone=facts.zone,
    )
    PollChoice.objects.bulk_create(
        [PollChoice(poll=poll, position=position, label=label) for position, label in enumerate(facts.choices)]
    )
    post.holds = "".join(sorted({*post.holds, "p"}))
    Post.objects.filter(pk=post.pk).update(holds=post.holds)
    return poll


@transaction.atomic
def vote(*, actor: Membership, poll: Poll, positions: Collection[int]) -> None:
    """A member votes, for himself or for his authority; a vote of before is exchanged for this one."""
    locked = Poll.objects.select_for_update(of=("self",)).select_related("post__topic__forum").get(pk=poll.pk)
    require(can_vote, actor, locked)
    chosen = list(PollChoice.objects.filter(poll=locked, position__in=positions))
    if not chosen:
        raise ValidationError(_("Choose an answer."))
    if len(chosen) > 1 and not locked.many:
        raise ValidationError(_("Choose one answer only."))
    by_office = locked.voter == Poll.Voter.AUTHORITY
    before = Vote.objects.filter(poll=locked)
    before = before.filter(authority_id=actor.authority_id) if by_office else before.filter(membership=actor)
    before.delete()
    office = actor.authority_id if by_office else None
    now = timezone.now()
    Vote.objects.bulk_create(
        [Vote(poll=locked, choice=choice, membership=actor, authority_id=office, at=now) for choice in chosen]
    )
    announce(PollChanged.of(locked))


@transaction.atomic
def end_poll(*, actor: Membership, poll: Poll) -> None:
    """Whoever asked ends the poll now; what was voted stands."""
    locked = Poll.objects.select_for_update(of=("self",)).select_related("post__topic__forum").get(pk=poll.pk)
    require(can_end_poll, actor, locked)
    locked.until = timezone.now()
    locked.save(update_fields=["until"])
    announce(PollChanged.of(locked))
