"""The screens on which a member sets up a second factor."""

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest

from network.page import Page
from network.pages.sign_in import passkey_address


@dataclass(frozen=True)
class EnrolPage(Page):
    """Which factor: a passkey, or an authenticator's code. `first`: nothing else opens before it."""

    template: ClassVar[str] = "network/enrol.html"
    queries: ClassVar[int] = 0

    first: bool
    passkey_address: str

    @classmethod
    def load(cls, request: HttpRequest, first: bool) -> "EnrolPage":
        return cls(first, passkey_address(request))


@dataclass(frozen=True)
class EnrolTotpPage(Page):
    template: ClassVar[str] = "network/enrol_totp.html"
    queries: ClassVar[int] = 0

    first: bool
    secret: str


@dataclass(frozen=True)
class RecoveryPage(Page):
    """Ten codes, shown once; before that, what they are for."""

    template: ClassVar[str] = "network/enrol_recovery.html"
    queries: ClassVar[int] = 0

    codes: tuple[str, ...]
    left: int
    site: str
