"""New starts with other keys: the member's own page, and the list of the secretariat."""

from dataclasses import dataclass
from typing import ClassVar, Self

from messaging.access import can_agree_to_key_reset, can_ask_key_reset, is_ended
from messaging.models import Identity, KeyReset
from messaging.models.resets import OPEN
from messaging.pages.people import behind
from network.guard import Verdict, can
from network.models import Membership
from network.page import Page

SHOWN = 50
OFFICIALS = ("first_by__authority__body", "second_by__authority__body")


def own_reset(reader: Membership, identity: Identity) -> KeyReset | None:
    """Return the new start that is under way for READER's own IDENTITY."""
    found: KeyReset | None = KeyReset.objects.visible_to(reader).filter(identity=identity, status__in=OPEN).first()
    return found


def may_begin_anew(reader: Membership) -> bool:
    """Whether the reader's new start is in effect now."""
    own = KeyReset.objects.visible_to(reader).filter(
        identity__member=reader.member_id, identity__body=reader.authority.body_id
    )
    return bool(own.filter(status=KeyReset.Status.READY).exists())


@dataclass(frozen=True)
class NewStartPage(Page):
    """What will be lost, how it goes, and how the reader's own stands; with the form where it is asked for."""

    template: ClassVar[str] = "messaging/new_start.html"
    # The own identity, and its newest new start.
    queries: ClassVar[int] = 2

    may_ask: Verdict
    reset: KeyReset | None

    @classmethod
    def load(cls, reader: Membership) -> Self:
        own = KeyReset.objects.visible_to(reader).filter(
            identity__member=reader.member_id, identity__body=reader.authority.body_id
        )
        newest = own.select_related(*OFFICIALS).order_by("-asked_at", "-pk").first()
        return cls(may_ask=can(can_ask_key_reset, reader), reset=newest)

    @property
    def is_open(self) -> bool:
        return self.reset is not None and self.reset.status in OPEN

    @property
    def is_ready(self) -> bool:
        return self.reset is not None and self.reset.status == KeyReset.Status.READY


@dataclass(frozen=True)
class Row:
    reset: KeyReset
    # Who asks: shown as function and State.
    place: Membership | None
    may_agree: bool
    may_stop: bool


@dataclass(frozen=True)
class NewStartsPage(Page):
    """What the secretariat agrees to, and what became of it; the newest first."""

    template: ClassVar[str] = "messaging/new_starts.html"
    # New starts, and who asks.
    queries: ClassVar[int] = 2

    rows: list[Row]

    @classmethod
    def load(cls, reader: Membership) -> Self:
        resets = list(
            KeyReset.objects.visible_to(reader)
            .select_related("identity__member", "first_by__member", *OFFICIALS)
            .annotate(ended=is_ended("identity__"))
            .order_by("-asked_at", "-pk")[:SHOWN]
        )
        places = behind(reader, [reset.identity for reset in resets])
        return cls([_row(reader, reset, places[reset.identity_id]) for reset in resets])


def _row(reader: Membership, reset: KeyReset, place: Membership | None) -> Row:
    return Row(
        reset=reset,
        place=place,
        may_agree=bool(can(can_agree_to_key_reset, reader, reset)),
        may_stop=reset.status in OPEN,
    )
