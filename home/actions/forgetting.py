"""What is past its time: who read what and from where, and who a former member was."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from forum.models import Bookmark, Follow, ForumMark, Hold, Post, ReadMark
from home.access import can_forget
from messaging.models import KeyReset
from network import audit
from network.guard import require
from network.models import (
    AuditEntry,
    AuditText,
    EmailChange,
    Invitation,
    Member,
    Membership,
    Nomination,
    PasswordReset,
    ReadEntry,
    RecoveryCode,
    Session,
    TotpFactor,
)
from network.models.proofs import passkeys_of
from network.readers import Reader
from notices.models import Letter, Notice, Preference
from writing.models import Draft

READ_LOG = timedelta(days=365)
FORMER = timedelta(days=2 * 365)
AT_ONCE = 2_000
NOBODY = "former.invalid"
# Acts whose words may hold a name or an address of the member.
PERSONAL = [
    "network.member",
    "network.membership",
    "network.emailchange",
    "network.nomination",
    "network.invitation",
    "messaging.keyreset",
]


@transaction.atomic
def forget_reading(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock removes what the read log and the network addresses say of more than twelve months ago."""
    require(can_forget, actor)
    limit = (now or timezone.now()) - READ_LOG
    old = list(ReadEntry.objects.filter(at__lt=limit).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    count = ReadEntry.objects.filter(pk__in=old).delete()[0]
    Session.objects.filter(started_at__lt=limit).exclude(place="").update(place="")
    Member.objects.filter(last_sign_in_at__lt=limit).exclude(last_place="").update(last_place="")
    return int(count)


def forget_former(*, actor: Reader, now: datetime | None = None, limit: int = 50) -> int:
    """The clock forgets who they were whose last membership ended two years ago; their posts stay.

    What is left of each is "former officer" of a State, and numbers that say nothing. Whose post stands in a topic
    that is held is not forgotten while the hold stands. Returns how many; the next run goes on.
    """
    require(can_forget, actor)
    now = now or timezone.now()
    return sum(_forget(actor, pk, now) for pk in _former(now).values_list("pk", flat=True)[:limit])


def _former(now: datetime) -> "QuerySet[Member]":
    lasting = Membership.objects.filter(Q(until=None) | Q(until__gte=now - FORMER), member=OuterRef("pk"))
    ended = Membership.objects.filter(member=OuterRef("pk"))
    held = Hold.objects.filter(confirmed_at__isnull=False, ended_at=None).values("topic_id")
    in_held = Post.objects.filter(author__member=OuterRef("pk"), topic_id__in=held)
    rows = Member.objects.filter(Exists(ended), ~Exists(lasting), ~Exists(in_held))
    former: QuerySet[Member] = rows.exclude(email__endswith=f"@{NOBODY}").order_by("pk")
    return former


@transaction.atomic
def _forget(actor: Reader, pk: int, now: datetime) -> int:
    member = Member.objects.select_for_update().get(pk=pk)
    if not _former(now).filter(pk=pk).exists():
        return 0
    mine = Membership.objects.filter(member=member)
    _forget_papers(member)
    factors: tuple[Any, ...] = (TotpFactor, RecoveryCode)
    for model in factors:
        model.objects.filter(user=member).delete()
    passkeys_of(member).delete()
    of_member: tuple[Any, ...] = (EmailChange, PasswordReset, Session, Preference)
    for model in of_member:
        model.objects.filter(member=member).delete()
    of_memberships: tuple[Any, ...] = (Draft, Bookmark, Follow, ReadMark, ForumMark, Notice, Letter)
    for model in of_memberships:
        model.objects.filter(membership__in=mine).delete()
    mine.update(function={})
    member.email, member.name, member.zone = f"{member.public_id.lower()}@{NOBODY}", "", ""
    member.last_place, member.last_sign_in_at, member.password = "", None, make_password(None)
    member.save()
    audit.record("member_forgotten", actor=actor, subject=member, duty="membership")
    return 1


def _forget_papers(member: Member) -> None:
    """Forget what was written about the member when he was proposed and invited, and in words of the record."""
    papers: list[str] = []
    for model in (Nomination, Invitation):
        rows = model.objects.filter(email=member.email)
        papers += rows.values_list("public_id", flat=True)
        rows.update(email=f"{member.public_id.lower()}@{NOBODY}", name="", function={})
    papers += EmailChange.objects.filter(member=member).values_list("public_id", flat=True)
    papers += Membership.objects.filter(member=member).values_list("public_id", flat=True)
    papers += KeyReset.objects.filter(identity__member=member).values_list("public_id", flat=True)
    entries = AuditEntry.objects.filter(subject_kind__in=PERSONAL, subject_id__in=[member.public_id, *papers])
    AuditText.objects.filter(entry__in=entries.values("pk")).delete()
