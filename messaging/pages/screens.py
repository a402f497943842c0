"""The screens of sealed messages. What is sealed is opened in the browser: the server gives the frame and the words."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from django.urls import reverse

from messaging.bundle import bundle
from messaging.models import Conversation, Identity
from network.models import Membership
from network.page import Page

# What an address of our own may name; anything else is asked of no database.
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


@dataclass(frozen=True)
class SealedPage(Page):
    """What each of them knows: the zone in which the reader's times are shown."""

    queries: ClassVar[int] = 0
    name: ClassVar[str]

    zone: str

    @property
    def facts(self) -> dict[str, str]:
        """What the script must know of this page, beside what all of them have."""
        return {}

    @property
    def worker(self) -> str:
        """The address of the script that seals and opens."""
        built = bundle()
        return built.address if built else ""


def zone_of(reader: Membership) -> str:
    return reader.member.zone or reader.authority.zone


@dataclass(frozen=True)
class ListPage(SealedPage):
    template: ClassVar[str] = "messaging/list.html"
    name: ClassVar[str] = "list"

    @classmethod
    def load(cls, reader: Membership) -> Self:
        return cls(zone=zone_of(reader))


@dataclass(frozen=True)
class SetUpPage(SealedPage):
    template: ClassVar[str] = "messaging/set_up.html"
    name: ClassVar[str] = "set-up"

    @classmethod
    def load(cls, reader: Membership) -> Self:
        return cls(zone=zone_of(reader))


@dataclass(frozen=True)
class KeysPage(SealedPage):
    template: ClassVar[str] = "messaging/keys.html"
    name: ClassVar[str] = "keys"

    @classmethod
    def load(cls, reader: Membership) -> Self:
        return cls(zone=zone_of(reader))


@dataclass(frozen=True)
class StartPage(SealedPage):
    """A new conversation, with somebody chosen already when a profile or a topic led here."""

    template: ClassVar[str] = "messaging/start.html"
    name: ClassVar[str] = "start"
    queries: ClassVar[int] = 1

    to_url: str
    to_name: str

    @classmethod
    def load(cls, reader: Membership, to: str = "") -> Self:
        shown = Membership.objects.visible_to(reader).current().select_related("member")
        other = shown.filter(public_id=to).first() if PUBLIC_ID.fullmatch(to) else None
        return cls(
            zone=zone_of(reader),
            to_url=reverse("network:profile", args=[other.public_id]) if other else "",
            to_name=other.member.name if other else "",
        )

    @property
    def facts(self) -> dict[str, str]:
        return {"to": self.to_url, "to-name": self.to_name}


@dataclass(frozen=True)
class ConversationPage(SealedPage):
    """One conversation: its lines come through the doors, sealed."""

    template: ClassVar[str] = "messaging/conversation.html"
    name: ClassVar[str] = "conversation"

    conversation: Conversation

    @classmethod
    def load(cls, reader: Membership, conversation: Conversation) -> Self:
        return cls(zone=zone_of(reader), conversation=conversation)

    @property
    def facts(self) -> dict[str, str]:
        return {"conv": self.conversation.wire}


@dataclass(frozen=True)
class PersonPage(SealedPage):
    """Comparing numbers with one person."""

    template: ClassVar[str] = "messaging/person.html"
    name: ClassVar[str] = "person"

    identity: Identity

    @classmethod
    def load(cls, reader: Membership, identity: Identity) -> Self:
        return cls(zone=zone_of(reader), identity=identity)

    @property
    def facts(self) -> dict[str, str]:
        return {"identity": self.identity.wire}
