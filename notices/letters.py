"""The rows of the mail that is on its way: written with what caused them, taken by one worker, erased when sent."""

import json
from datetime import timedelta

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from network.guard import audience_of
from network.models import Membership, Session
from network.sealing import seal, unseal
from notices.mail import WAITING, check
from notices.models import Letter, Preference

# A mail that could not be sent for so long says nothing useful any more.
LONGEST_WAIT = timedelta(hours=24)
LEASE = timedelta(minutes=2)
ONCE_IN = timedelta(hours=1)
# Who did something so short a time ago sees on the page that something waits.
ACTIVE = timedelta(minutes=10)
PURPOSE = "letter"

Status = Letter.Status


def write(*, kind: str, address: str, language: str, path: str) -> Letter:
    """Write a letter to ADDRESS."""
    check(kind, path)
    letter = Letter(kind=kind, language=language, created_at=timezone.now())
    letter.sealed = _seal(letter, address, path)
    letter.save(force_insert=True)
    return letter


def write_waiting(membership: Membership, *, path: str, label: str, thing_id: int) -> Letter | None:
    """Write to MEMBERSHIP that something waits; return None when such a letter waits or left within the hour."""
    check(WAITING, path)
    now = timezone.now()
    before = Letter.objects.filter(membership=membership).exclude(status=Status.DROPPED)
    if before.filter(created_at__gt=now - ONCE_IN).exists():
        return None
    letter = Letter(
        kind=WAITING,
        language=membership.member.language,
        membership=membership,
        label=label,
        thing_id=thing_id,
        created_at=now,
    )
    letter.sealed = _seal(letter, "", path)
    # Of two that write at the same time the constraint lets one through.
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    written: Letter | None = Letter.objects.filter(message_name=letter.message_name).first()
    return written


def take(pk: int) -> Letter | None:
    """Take the letter for LEASE, or return None when it has ended or another worker is at it."""
    now = timezone.now()
    free = Q(status=Status.WAITING) | Q(status=Status.SENDING, taken_until__lt=now)
    letter = Letter.objects.filter(free, pk=pk).select_related("membership__member").first()
    if letter is None:
        return None
    taken = Letter.objects.filter(free, pk=pk, attempts=letter.attempts).update(
        status=Status.SENDING, attempts=letter.attempts + 1, taken_until=now + LEASE
    )
    return letter if taken else None


def is_over(pk: int) -> bool:
    return not Letter.objects.filter(pk=pk, status__in=[Status.WAITING, Status.SENDING]).exists()


def put_back(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk, status=Status.SENDING).update(status=Status.WAITING, taken_until=None)


def end(letter: Letter, status: Letter.Status) -> None:
    """Note that the letter was sent, or will not be, and erase where it went and what it led to."""
    Letter.objects.filter(pk=letter.pk).update(status=status, sealed="", taken_until=None, ended_at=timezone.now())


def opened(letter: Letter) -> tuple[str, str]:
    """Return address and path. Raises Unsealable when the key of the installation has changed."""
    address, path = json.loads(unseal(PURPOSE, letter.sealed, letter.message_name))
    return (letter.membership.member.email if letter.membership else address), path


def still_wanted(letter: Letter) -> bool:
    """Ask again, now that it leaves: may the member see the thing still, and has he not come by himself?"""
    if letter.membership is None:
        return True
    wanted = to_be_told([letter.membership.pk], letter.label, letter.thing_id)
    return wanted is not None and wanted.exists()


def to_be_told(membership_ids: list[int], label: str, thing_id: int | None) -> "QuerySet[Membership] | None":
    """Return those of the memberships which see the thing, want mail and are not here now; None: the thing is gone."""
    thing = apps.get_model(label)._default_manager.filter(pk=thing_id).first()
    if thing is None:
        return None
    here = Session.objects.filter(membership__in=membership_ids, used_at__gt=timezone.now() - ACTIVE)
    silent = Preference.objects.filter(waiting=Preference.Waiting.NEVER)
    return (
        audience_of(thing)
        .filter(pk__in=membership_ids)
        .exclude(pk__in=here.values("membership"))
        .exclude(member__in=silent.values("member"))
        .select_related("member")
    )


def give_up() -> int:
    """End what could not be sent within LONGEST_WAIT, whatever became of its job; return how many letters."""
    now = timezone.now()
    old = Letter.objects.filter(status__in=[Status.WAITING, Status.SENDING], created_at__lt=now - LONGEST_WAIT)
    return int(old.update(status=Status.DROPPED, sealed="", taken_until=None, ended_at=now))


def stuck(longer_than: timedelta) -> int:
    """Return how many letters were tried in vain and wait since longer than that."""
    since = timezone.now() - longer_than
    return int(Letter.objects.filter(status=Status.WAITING, attempts__gt=0, created_at__lt=since).count())


def prune(before: timedelta) -> int:
    removed: int = Letter.objects.filter(ended_at__lt=timezone.now() - before).delete()[0]
    return removed


def _seal(letter: Letter, address: str, path: str) -> str:
    return seal(PURPOSE, json.dumps([address, path]).encode(), letter.message_name)
