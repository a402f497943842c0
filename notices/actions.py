"""What one does here: have others hear of something, look at one's own notices, decide on one's own mail."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from live.outbox import announce
from network.guard import require
from network.models import Membership
from network.readers import Reader
from notices.access import can_choose_mail, can_look, can_look_at_own, can_tell
from notices.events import NoticesChanged
from notices.hearing import Heard, tell_together
from notices.kinds import kind_named
from notices.models import Notice, Preference
from notices.querysets.telling import hold


def hear(
    *, actor: Reader, kind: str, thing: Model, group: str, membership_ids: Iterable[int] = (), by: Any = tell_together
) -> None:
    """Have members hear of THING: one statement in the caller's transaction, the rest is a job.

    KIND is named in notices/kinds.py by the room. Those hear who are among MEMBERSHIP_IDS or follow (the kind knows
    who), if they may see THING when the job runs; ACTOR never hears of his own act. What is of one GROUP ("topic:17")
    and kind and was not looked at is one notice with a count. Mail follows by each one's wish, and asks again.
    BY is a job of the room that does more than `tell_together`, and calls `hearing.tell_all` with what it is given.
    """
    require(can_tell, actor, thing)
    named = kind_named(kind)
    actor_id = actor.pk if isinstance(actor, Membership) else None
    others = sorted(set(membership_ids) - {actor_id})
    if others or named.followers is not None:
        at = timezone.now().isoformat()
        label = thing._meta.label
        by.enqueue(Heard(kind=kind, label=label, thing=thing.pk, group=group, actor=actor_id, at=at, members=others))


@transaction.atomic
def look_at(*, actor: Membership, notice: Notice) -> None:
    """A member has looked at one of his notices: it waits no longer, in none of his windows."""
    require(can_look, actor, notice)
    if Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=timezone.now()):
        announce(NoticesChanged.of(notice))


@transaction.atomic
def look_at_all(*, actor: Membership) -> int:
    """A member has looked at all that waited for him; return how many notices that were."""
    require(can_look_at_own, actor)
    waiting = Notice.objects.filter(membership=actor, seen_at=None)
    newest = waiting.order_by("-last_at", "-pk").first()
    if newest is None:
        return 0
    held = hold(waiting.filter(last_at__lte=newest.last_at))
    count: int = Notice.objects.filter(pk__in=held).update(seen_at=timezone.now())
    announce(NoticesChanged.of(newest))
    return count


def look_at_group(*, actor: Membership, group: str) -> None:
    """A member was shown all that the notices of GROUP tell of, and so has looked at them; one statement for none."""
    require(can_look_at_own, actor)
    waiting = Notice.objects.filter(membership=actor, group=group, seen_at=None)
    if not waiting.exists():
        return
    with transaction.atomic():
        Notice.objects.filter(pk__in=hold(waiting)).update(seen_at=timezone.now())
        newest = Notice.objects.filter(membership=actor, group=group).order_by("-last_at", "-pk").first()
        if newest is not None:
            announce(NoticesChanged.of(newest))


@transaction.atomic
def choose_mail(
    *, actor: Membership, waiting: str, quiet_from: time | None = None, quiet_until: time | None = None
) -> Preference:
    """A member decides when he is told by mail that something waits; mail about his account comes in any case."""
    require(can_choose_mail, actor, actor.member)
    chosen = {"waiting": waiting, "quiet_from": quiet_from, "quiet_until": quiet_until}
    preference: Preference = Preference.objects.update_or_create(member=actor.member, defaults=chosen)[0]
    return preference
