"""A page that asks once more before an act: what will happen, perhaps why, and the way back."""

from dataclasses import dataclass
from typing import ClassVar

from network.page import Page


@dataclass(frozen=True)
class ActPage(Page):
    """TITLE asks, LEAD says what will follow; BUTTON does it; a grave act looks like one."""

    template: ClassVar[str] = "network/membership_act.html"
    queries: ClassVar[int] = 0

    title: str
    lead: str
    button: str
    back: str
    subject: str = ""
    grave: bool = False
