"""The rows of the mail that is on its way: written with what caused them, taken by one worker, erased when sent."""

import json
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from network.models import Membership
from network.sealing import seal, unseal
from notices.mail import WAITING, check
from notices.models import Letter
from notices.querysets.mailed import reached, unmark_mailed
from notices.querysets.shown import shown_to, unseen
from notices.timing import Waiting, wish_of

# A mail that could not be sent for so long says nothing useful any more.
LONGEST_WAIT = timedelta(hours=24)
LEASE = timedelta(minutes=2)
ONCE_IN = timedelta(hours=1)
PURPOSE = "letter"

Status = Letter.Status


def write(*, kind: str, address: str, language: str, path: str) -> Letter:
    """Write a letter to ADDRESS."""
    check(kind, path)
    letter = Letter(kind=kind, language=language, created_at=timezone.now())
    letter.sealed = _seal(letter, address, path)
    letter.save(force_insert=True)
    return letter


def write_waiting(membership: Membership, *, path: str, label: str = "", thing_id: int | None = None) -> Letter | None:
    """Write to MEMBERSHIP that something waits; return None when such a letter waits or left within the hour.

    With LABEL and THING_ID it tells of that thing alone, else of all that waits.
    """
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
    """Ask again, now that it leaves: may the member see what waits still, has he not come, is it no quiet hour?"""
    if letter.membership is None:
        return True
    membership = reached([letter.membership.pk]).first()
    if membership is None:
        return False
    wish = wish_of(membership)
    if wish.waiting == Waiting.NEVER or wish.is_quiet(timezone.now()):
        return False
    if letter.label and letter.thing_id is not None:
        return bool(shown_to(membership, [(letter.label, letter.thing_id)]))
    return unseen(membership).exists()


def put_off(letter: Letter) -> None:
    """End a letter that must not leave now, and let the clock look again at what waits."""
    end(letter, Status.DROPPED)
    if letter.membership is not None:
        unmark_mailed(letter.membership.pk)


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
