"""What the member has decided about mail."""

from dataclasses import dataclass
from typing import ClassVar

from network.models import Membership
from network.page import Page
from notices.models import Preference


@dataclass(frozen=True)
class MailPage(Page):
    template: ClassVar[str] = "notices/mail.html"
    queries: ClassVar[int] = 1

    address: str
    waiting: str

    @classmethod
    def load(cls, reader: Membership) -> "MailPage":
        kept = Preference.objects.visible_to(reader).first()
        return cls(
            address=reader.member.email,
            waiting=kept.waiting if kept else Preference.Waiting.AT_ONCE,
        )
