"""Writing down who is named on a topic."""

from collections.abc import Iterable

from django.utils import timezone

from forum.models import NamedAuthority, NamedMember, Topic


def put_names(topic: Topic, by: int, members: Iterable[int] = (), authorities: Iterable[int] = ()) -> None:
    """Name MEMBERS and AUTHORITIES (their numbers) on TOPIC, on the word of BY; who is named stays so."""
    now = timezone.now()
    NamedMember.objects.bulk_create(
        [NamedMember(topic=topic, membership_id=pk, named_by_id=by, named_at=now) for pk in members],
        ignore_conflicts=True,
    )
    NamedAuthority.objects.bulk_create(
        [NamedAuthority(topic=topic, authority_id=pk, named_by_id=by, named_at=now) for pk in authorities],
        ignore_conflicts=True,
    )


def put_author(topic: Topic) -> None:
    """Name the author and his authority: no code keeps him from what he wrote."""
    put_names(topic, topic.author_id, [topic.author_id], [topic.author.authority_id])
