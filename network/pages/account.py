"""The own account: proofs, places, what is under way, and how everything looks."""

from dataclasses import dataclass
from typing import Any, ClassVar

from network.models import EmailChange, FactorReset, Member, Membership, RecoveryCode, TotpFactor
from network.models.proofs import passkeys_of
from network.page import Page
from network.slots import Line, lines


@dataclass(frozen=True)
class AccountPage(Page):
    template: ClassVar[str] = "network/account.html"
    queries: ClassVar[int] = 6

    member: Member
    place: Membership
    places: list[Membership]
    totp: TotpFactor | None
    passkeys: list[Any]
    recovery_left: int
    change: EmailChange | None
    reset: FactorReset | None
    acts: list[Line]

    @classmethod
    def load(cls, reader: Membership) -> "AccountPage":
        member = reader.member
        own = {"member": member}
        places = Membership.objects.visible_to(reader).current().filter(**own).select_related("authority__body")
        changes = EmailChange.objects.visible_to(reader).filter(**own, done_at=None, cancelled_at=None)
        resets = FactorReset.objects.visible_to(reader).filter(
            **own, status__in=[FactorReset.Status.ASKED, FactorReset.Status.CONFIRMED]
        )
        return cls(
            member=member,
            place=reader,
            places=list(places.order_by("since", "pk")),
            totp=TotpFactor.objects.visible_to(reader).filter(user=member, confirmed=True).first(),
            passkeys=list(passkeys_of(member)),
            recovery_left=RecoveryCode.objects.visible_to(reader).filter(user=member, used_at=None).count(),
            change=changes.order_by("-created_at").first(),
            reset=resets.order_by("-asked_at").first(),
            acts=lines("account.acts", reader, [reader])[reader],
        )

    @property
    def only_factor(self) -> bool:
        """Whether there is one factor alone, which cannot be taken away."""
        return len(self.passkeys) + (self.totp is not None) < 2


@dataclass(frozen=True)
class SecretPage(Page):
    """One question about the account: a new password, a new address."""

    template: ClassVar[str] = "network/account_secret.html"
    queries: ClassVar[int] = 0

    title: str
    lead: str
    button: str
