"""The screens of signing in; each knows only what was just proven."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from network.carry import Carried
from network.models import Member
from network.models.proofs import Proofs, proofs_of
from network.page import Page


@dataclass(frozen=True)
class SignInPage(Page):
    """Address and password, or a passkey. `carried` is a form that waits, sealed."""

    template: ClassVar[str] = "network/sign_in.html"
    queries: ClassVar[int] = 0

    next: str
    carried: str
    passkey_address: str

    @classmethod
    def load(cls, request: HttpRequest, next_path: str = "", carried: str = "") -> "SignInPage":
        return cls(next_path, carried, passkey_address(request))


@dataclass(frozen=True)
class SecondFactorPage(Page):
    """What this member can show: passkey, code, recovery code. `fresh`: a complete session proves itself again."""

    template: ClassVar[str] = "network/second_factor.html"
    queries: ClassVar[int] = 3

    proofs: Proofs
    recovery: bool
    next: str
    carried: str
    fresh: bool
    passkey_address: str
    action: str
    link: bool = False

    @classmethod
    def load(
        cls,
        request: HttpRequest,
        member: Member,
        *,
        recovery: bool = False,
        next_path: str = "",
        carried: str = "",
        fresh: bool = False,
        link: bool = False,
    ) -> "SecondFactorPage":
        proofs = proofs_of(member)
        return cls(
            proofs=proofs,
            # Who has nothing else is asked for a recovery code straight away.
            recovery=recovery or not (proofs.totp or proofs.passkeys),
            next=next_path,
            carried=carried,
            fresh=fresh,
            passkey_address=passkey_address(request),
            action=reverse("network:arrival" if link else "network:second_factor"),
            link=link,
        )


@dataclass(frozen=True)
class CarriedPage(Page):
    """A form that waited through sign-in: its text, and one button that sends it."""

    template: ClassVar[str] = "network/carried.html"
    queries: ClassVar[int] = 0

    carried: Carried


@dataclass(frozen=True)
class ForgottenPage(Page):
    template: ClassVar[str] = "network/forgotten.html"
    queries: ClassVar[int] = 0

    sent: bool


def passkey_address(request: HttpRequest) -> str:
    """Return where passkeys work when they do not work here: a passkey belongs to a name, and 127.0.0.1 is none."""
    here = request.get_host().rpartition(":")[0] or request.get_host()
    if here == settings.OTP_WEBAUTHN_RP_ID or f"{request.scheme}://{request.get_host()}" == settings.PUBLIC_URL:
        return ""
    return f"{settings.PUBLIC_URL}{reverse('network:sign_in')}"
