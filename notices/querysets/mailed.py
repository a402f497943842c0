"""Which notices were told by mail, and to whom mail may go now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from network.models import Membership, Session
from network.querysets import current
from notices.kinds import News
from notices.models import Letter, Notice, Preference
from notices.querysets.telling import hold, waiting_of

# Who did something so short a time ago sees on the page that something waits.
ACTIVE = timedelta(minutes=10)


@dataclass(frozen=True)
class Held:
    """A membership with notices of which no mail has told: since when, until when, and the last mail and use."""

    membership: Membership
    oldest: datetime
    newest: datetime
    last_used: datetime | None
    last_mail: datetime | None


def to_be_mailed(news: News, membership_ids: list[int]) -> list[int]:
    """Return those of the memberships for whom NEWS waits without a mail."""
    return list(waiting_of(news, membership_ids).filter(mailed_at=None).values_list("membership_id", flat=True))


def reached(membership_ids: list[int]) -> QuerySet[Membership]:
    """Return those of the memberships that are not here now, with what says when they want mail.

    Nobody is called back who has never been here: so a demonstration writes to no officer whom nobody has tried yet.
    """
    here = Session.objects.filter(membership__in=membership_ids, used_at__gt=timezone.now() - ACTIVE)
    return (
        Membership.objects.filter(current(), pk__in=membership_ids, member__last_sign_in_at__isnull=False)
        .exclude(pk__in=here.values("membership"))
        .select_related("authority", "member__mail_preference")
        .order_by("pk")
    )


def held() -> Iterator[Held]:
    """Yield every membership for which something waits without a mail, but for those who want none or are here."""
    rows = (
        Notice.objects.filter(seen_at=None, mailed_at=None)
        .exclude(membership__member__mail_preference__waiting=Preference.Waiting.NEVER)
        .values("membership_id")
        .annotate(oldest=Min("first_at"), newest=Max("last_at"))
        .order_by("membership_id")
    )
    used = Session.objects.filter(membership=OuterRef("pk")).order_by("-used_at").values("used_at")[:1]
    sent = Letter.objects.filter(membership=OuterRef("pk")).exclude(status=Letter.Status.DROPPED)
    mailed = sent.order_by("-created_at").values("created_at")[:1]
    found = {row["membership_id"]: row for row in rows}
    keys = list(found)
    for start in range(0, len(keys), 400):
        some = keys[start : start + 400]
        for membership in reached(some).annotate(last_used=Subquery(used), last_mail=Subquery(mailed)):
            row = found[membership.pk]
            yield Held(membership, row["oldest"], row["newest"], membership.last_used, membership.last_mail)


def mark_mailed(membership_id: int) -> None:
    """Note that a mail has told MEMBERSHIP_ID of all that waits now."""
    rows = Notice.objects.filter(membership=membership_id, seen_at=None, mailed_at=None)
    Notice.objects.filter(pk__in=hold(rows)).update(mailed_at=timezone.now())


def unmark_mailed(membership_id: int) -> None:
    """Take the note back: the mail did not leave, and the clock is to look again."""
    with transaction.atomic():
        rows = hold(Notice.objects.filter(membership=membership_id, seen_at=None))
        Notice.objects.filter(pk__in=rows).update(mailed_at=None)
