"""A new e-mail address: confirmed there, told to the old one and to the managers, effective a day later."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_apply_due, can_change_secrets, can_keep_own, can_sign_in
from network.conflicts import Conflict
from network.guard import require
from network.links import hash_of_path, new_token, path_of
from network.models import EmailChange, Member, Membership, Session
from network.models.proofs import memberships_of
from network.querysets import current
from network.readers import Reader, Visitor
from network.sealing import token_hash
from network.signals import mail_wanted

LINK = timedelta(hours=24)
DELAY = timedelta(hours=24)


@transaction.atomic
def ask_email_change(*, actor: Membership, session: Session, email: str) -> None:
    """A member with fresh proof names a new address. Nobody looks here whether it is somebody's already.

    The same rows are written for every address; `may_ask_to_confirm` decides, when the letter leaves.
    """
    require(can_change_secrets, actor, session)
    now = timezone.now()
    _open_changes(actor.member).update(cancelled_at=now)
    token = new_token()
    change = EmailChange.objects.create(
        member=actor.member, email=email, token_hash=token_hash(token), created_at=now, expires_at=now + LINK
    )
    audit.record("email_change_asked", actor=actor, subject=change, duty="membership", authority=actor.authority)
    _mail("email_confirm", email, actor.member.language, path_of(token))
    _mail("email_changed", actor.member.email, actor.member.language, "/account/")


def may_ask_to_confirm(*, actor: Reader, email: str, path: str) -> str | None:
    """Return the language for the letter with the link at PATH, or None: the address is taken, or the wish is over."""
    require(can_apply_due, actor)
    alive = EmailChange.objects.filter(
        confirmed_at=None, cancelled_at=None, done_at=None, expires_at__gt=timezone.now()
    )
    change = alive.filter(token_hash=hash_of_path(path), email=email).select_related("member").first()
    if change is None or Member.objects.filter(email=email).exists():
        return None
    language: str = change.member.language
    return language


@transaction.atomic
def confirm_email_change(*, actor: Reader, change: EmailChange) -> None:
    """Whoever reads mail at the new address confirms it; the old one and the managers are told, and a day begins."""
    require(can_sign_in, actor)
    now = timezone.now()
    confirmed = EmailChange.objects.filter(
        pk=change.pk, confirmed_at=None, cancelled_at=None, done_at=None, expires_at__gt=now
    ).update(confirmed_at=now, effective_at=now + DELAY)
    if not confirmed:
        raise Conflict(_("This link does not work any more."))
    # Whoever holds the link is taken for who asked: its member, through the first membership.
    mine: list[Membership] = memberships_of(change.member)
    _record("email_change_confirmed", mine[0] if mine else Visitor(), change.member, change)
    _mail("email_changed", change.member.email, change.member.language, "/account/")
    for manager in _managers(change.member):
        _mail("email_changed", manager.email, manager.language, "/")


@transaction.atomic
def cancel_email_change(*, actor: Membership, change: EmailChange) -> None:
    """The member stops the change while the day runs."""
    require(can_keep_own, actor, change.member)
    if not _open_changes(change.member).filter(pk=change.pk).update(cancelled_at=timezone.now()):
        raise Conflict(_("This change has been made already."))
    _record("email_change_cancelled", actor, change.member, change)


@transaction.atomic
def apply_due_email_changes(*, actor: Reader, now: datetime | None = None) -> int:
    """A day after the confirmation the new address is the account's, unless it has become somebody else's meanwhile.

    The act is the clock's, and concerns the member.
    """
    require(can_apply_due, actor)
    now = now or timezone.now()
    due = EmailChange.objects.select_for_update(of=("self",)).filter(
        effective_at__lte=now, done_at=None, cancelled_at=None
    )
    done = 0
    for change in due.select_related("member").order_by("effective_at"):
        old = change.member.email
        try:
            with transaction.atomic():
                Member.objects.filter(pk=change.member_id).update(email=change.email)
        except IntegrityError:
            EmailChange.objects.filter(pk=change.pk).update(cancelled_at=now)
            _record("email_change_cancelled", actor, change.member, change.member)
            continue
        EmailChange.objects.filter(pk=change.pk).update(done_at=now)
        _record("email_changed", actor, change.member, change.member)
        _mail("email_changed", old, change.member.language, "/")
        done += 1
    return done


def _open_changes(member: Member) -> QuerySet[EmailChange]:
    changes: QuerySet[EmailChange] = EmailChange.objects.filter(member=member, done_at=None, cancelled_at=None)
    return changes


def _managers(member: Member) -> list[Member]:
    offices = [place.authority_id for place in memberships_of(member)]
    managers = Membership.objects.filter(current(), authority__in=offices, role=Membership.Role.MANAGER)
    return [manager.member for manager in managers.exclude(member=member).select_related("member")]


def _record(act: str, actor: Reader, member: Member, subject: Model) -> None:
    memberships = memberships_of(member)
    audit.record(
        act,
        actor=actor,
        subject=subject,
        duty="membership",
        authority=memberships[0].authority if memberships else None,
    )


def _mail(kind: str, address: str, language: str, path: str) -> None:
    mail_wanted.send(sender=EmailChange, kind=kind, address=address, language=language, path=path)
