"""A page that asks once more before an act: what will happen, perhaps why, and the way back."""

from dataclasses import dataclass
from typing import ClassVar

from network.page import Page


@dataclass(frozen=True)
class ActPage(Page):
    """TITLE asks, LEAD says what will follow; BUTTON does it; a grave act looks like one.

    TRAIL leads back to where the thing stands (words and address); CODE is its handling code, where it has one.
    """

    template: ClassVar[str] = "network/membership_act.html"
    queries: ClassVar[int] = 0

    title: str
    lead: str
    button: str
    back: str
    subject: str = ""
    grave: bool = False
    trail: tuple[tuple[str, str], ...] = ()
    code: str = ""

    @property
    def breadcrumbs(self) -> tuple[tuple[str, str], ...]:
        return (*self.trail, (self.title, "")) if self.trail else ()
