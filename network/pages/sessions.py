"""The list of browsers that are signed in."""

from dataclasses import dataclass
from typing import ClassVar

from network.models import Membership, Session
from network.page import Page


@dataclass(frozen=True)
class SessionsPage(Page):
    template: ClassVar[str] = "network/sessions.html"
    queries: ClassVar[int] = 1

    here: Session
    others: list[Session]

    @classmethod
    def load(cls, reader: Membership, here: Session) -> "SessionsPage":
        mine = Session.objects.visible_to(reader).exclude(pk=here.pk).order_by("-used_at")
        return cls(here, list(mine))
