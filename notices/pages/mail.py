"""What the member has decided about mail."""

from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from network.models import Membership
from network.page import Page
from notices.models import Preference


@dataclass(frozen=True)
class MailPage(Page):
    template: ClassVar[str] = "notices/mail.html"
    queries: ClassVar[int] = 1

    address: str
    zone: str
    waiting: str
    quiet_from: time | None
    quiet_until: time | None

    @classmethod
    def load(cls, reader: Membership) -> "MailPage":
        kept = Preference.objects.visible_to(reader).first()
        return cls(
            address=reader.member.email,
            zone=reader.member.zone or reader.authority.zone,
            waiting=kept.waiting if kept else Preference.Waiting.AT_ONCE,
            quiet_from=kept.quiet_from if kept else None,
            quiet_until=kept.quiet_until if kept else None,
        )
