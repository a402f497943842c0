"""What a page of posts shows of their polls: parts of its one statement of things held (forum/pages/filling.py).

Each part has the columns kind, of_post, at_place, key, who, words. POLL: at_place is four times the number of voters,
plus 1 where many choices count, plus 2 where authorities vote; key the public id; words the end, its zone and the
question, a line each.
CHOICE: at_place its position, key how many chose it, words its label. MINE: at_place what the reader chose.
"""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from forum.models import Poll, PollChoice, Vote
from network.models import Membership

POLL, CHOICE, MINE = "p", "c", "v"
COLUMNS = ("kind", "of_post", "at_place", "key", "who", "words")


def poll_parts(reader: Membership, posts: list[int]) -> list["QuerySet[Any, Any]"]:
    """Return the parts for the polls in POSTS that READER may see."""
    voters = Vote.objects.filter(poll=OuterRef("pk")).order_by().values("poll")
    by_member = Subquery(voters.annotate(n=Count("membership", distinct=True)).values("n"))
    by_office = Subquery(voters.annotate(n=Count("authority", distinct=True)).values("n"))
    offices = Q(voter=Poll.Voter.AUTHORITY)
    voted = Coalesce(Case(When(offices, then=by_office), default=by_member), Value(0))
    sort = Case(When(many=True, then=1), default=0) + Case(When(offices, then=2), default=0)
    polls = Poll.objects.visible_to(reader).filter(post__in=posts)
    chose = Vote.objects.filter(choice=OuterRef("pk")).order_by().values("choice").annotate(n=Count("pk")).values("n")
    choices = PollChoice.objects.visible_to(reader).filter(poll__post__in=posts)
    mine = Q(membership=reader, authority=None) | Q(authority=reader.authority_id)
    votes = Vote.objects.visible_to(reader).filter(mine, poll__post__in=posts)
    return [
        _part(
            polls,
            POLL,
            F("post_id"),
            Cast(voted * 4 + sort, IntegerField()),
            F("public_id"),
            Concat(
                Cast("until", TextField()), Value("\n"), F("zone"), Value("\n"), F("question"), output_field=TextField()
            ),
        ),
        _part(
            choices,
            CHOICE,
            F("poll__post_id"),
            Cast("position", IntegerField()),
            Cast(Coalesce(Subquery(chose), Value(0)), CharField()),
            Cast("label", TextField()),
        ),
        _part(votes, MINE, F("poll__post_id"), Cast("choice__position", IntegerField()), _none(), _none(TextField())),
    ]


def _none(field: Any = None) -> Value:
    return Value("", output_field=field or CharField())


def _part(rows: Any, kind: str, post: Any, place: Any, key: Any, words: Any) -> "QuerySet[Any, Any]":
    told: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            kind=Value(kind, output_field=CharField()),
            of_post=post,
            at_place=place,
            key=key,
            who=Value(0, output_field=BigIntegerField()),
            words=words,
        )
        .values_list(*COLUMNS)
    )
    return told
