"""Who is told by mail that something waits, and when: at once, or by the clock what was gathered or held."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from network.models import Membership
from notices import letters
from notices.kinds import News, is_named, kind_named
from notices.models import Notice
from notices.querysets.mailed import Held, held, mark_mailed, reached, to_be_mailed
from notices.querysets.shown import shown_to, unseen
from notices.sending import send
from notices.timing import Waiting, wish_of


def at_once(news: News, membership_ids: list[int]) -> None:
    """Write to those who want it at once and are not here now; what may not leave yet is left to the clock."""
    now = timezone.now()
    for membership in reached(to_be_mailed(news, membership_ids)):
        wish = wish_of(membership)
        if wish.waiting == Waiting.AT_ONCE and not wish.is_quiet(now):
            write_to(membership)


def by_the_clock(now: datetime | None = None) -> int:
    """Write what was gathered until the morning, and what quiet hours or a mail of this hour held; return how many."""
    now = now or timezone.now()
    return sum(write_to(one.membership) for one in held() if _is_due(one, now))


def _is_due(one: Held, now: datetime) -> bool:
    wish = wish_of(one.membership)
    if wish.is_quiet(now) or wish.waiting == Waiting.NEVER:
        return False
    if wish.waiting == Waiting.AT_ONCE:
        # Whoever has been here since has seen the count.
        return one.last_used is None or one.last_used < one.newest
    morning = wish.gathers_until(now)
    # A notice that grows is told once a morning, however old its beginning.
    return one.oldest < morning and (one.last_mail is None or one.last_mail < morning)


def write_to(membership: Membership) -> bool:
    """Write one letter for all that waits for MEMBERSHIP, which may be seen now; none within an hour of the last."""
    waiting = list(_mailed(unseen(membership).filter(mailed_at=None).order_by("pk")[:2]))
    if not waiting:
        return False
    label, thing_id, path = "", None, reverse("notices:notices")
    if len(waiting) == 1:
        key = (waiting[0].label, waiting[0].thing_id)
        found = shown_to(membership, [key]).get(key)
        if found is None:
            return False
        (label, thing_id), path = key, kind_named(waiting[0].kind).leads(found)
    with transaction.atomic():
        letter = letters.write_waiting(membership, path=path, label=label, thing_id=thing_id)
        if letter is None:
            return False
        mark_mailed(membership.pk)
        send.enqueue(letter.pk)
    return True


def _mailed(notices: Iterable[Notice]) -> Iterable[Notice]:
    # A kind of another version of the house, or one that is never mailed.
    return (notice for notice in notices if is_named(notice.kind) and kind_named(notice.kind).mailed)
