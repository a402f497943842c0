"""The clean page behind a mailed link: an invitation, a new address, a new password, or a link that is over."""

from dataclasses import dataclass
from typing import ClassVar

from network.actions.links import Arrival
from network.page import Page


@dataclass(frozen=True)
class ArrivalPage(Page):
    """`step` says which of its questions the page asks."""

    template: ClassVar[str] = "network/arrival.html"
    queries: ClassVar[int] = 0

    step: str
    arrival: Arrival | None = None
    refusal: str = ""


@dataclass(frozen=True)
class NewPasswordPage(Page):
    template: ClassVar[str] = "network/reset_password.html"
    queries: ClassVar[int] = 0

    # For password managers: whose password this is. It is shown after the second factor only.
    email: str
