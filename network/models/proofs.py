"""What a member can show besides the password: asked at each step of signing in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from network.models.factors import RecoveryCode, TotpFactor
from network.models.members import Member, Membership
from network.querysets import current


@dataclass(frozen=True)
class Proofs:
    """How many of each kind: an authenticator (0 or 1), passkeys, recovery codes not yet used."""

    totp: int
    passkeys: int
    recovery: int

    @property
    def enrolled(self) -> bool:
        """Whether a second factor was ever set up and not reset: recovery codes alone still count as one."""
        return bool(self.totp or self.passkeys or self.recovery)


def proofs_of(member: Member) -> Proofs:
    """Return what MEMBER can show, in three short statements."""
    return Proofs(
        totp=TotpFactor.objects.filter(user=member, confirmed=True).count(),
        passkeys=passkeys_of(member).count(),
        recovery=RecoveryCode.objects.filter(user=member, used_at=None).count(),
    )


def passkeys_of(member: Member) -> QuerySet[Any]:
    """Return the passkeys of MEMBER, the newest first."""
    model: Any = apps.get_model("django_otp_webauthn", "WebAuthnCredential")
    return model.objects.filter(user=member, confirmed=True).order_by("-pk")  # type: ignore[no-any-return]


def memberships_of(member: Member, now: datetime | None = None) -> list[Membership]:
    """Return the current memberships of MEMBER, the oldest first: through one of them a session acts."""
    mine = Membership.objects.filter(current(now or timezone.now()), member=member)
    return list(mine.select_related("authority__body", "member").order_by("since", "pk"))
