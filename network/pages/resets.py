"""Resets of lost second factors: who asked, who confirmed, when it takes effect."""

from dataclasses import dataclass
from typing import ClassVar

from network.access import can_confirm_reset
from network.guard import can
from network.models import FactorReset, Membership
from network.page import Page
from network.querysets import current

SHOWN = 50


@dataclass(frozen=True)
class ResetRow:
    reset: FactorReset
    # The member's place: shown as function and State.
    place: Membership | None
    may_confirm: bool
    may_cancel: bool


@dataclass(frozen=True)
class ResetsPage(Page):
    """What the reader may see: the own, those of the own authority, or all of them."""

    template: ClassVar[str] = "network/resets.html"
    queries: ClassVar[int] = 2

    rows: list[ResetRow]

    @classmethod
    def load(cls, reader: Membership) -> "ResetsPage":
        resets = list(
            FactorReset.objects.visible_to(reader)
            .select_related("member", "asked_by__member", "asked_by__authority__body", "confirmed_by")
            .order_by("-asked_at")[:SHOWN]
        )
        visible = Membership.objects.visible_to(reader).filter(
            current(), member__in=[reset.member_id for reset in resets]
        )
        places = {place.member_id: place for place in visible.select_related("authority__body")}
        return cls([_row(reader, reset, places.get(reset.member_id)) for reset in resets])


def _row(reader: Membership, reset: FactorReset, place: Membership | None) -> ResetRow:
    is_open = reset.status in {FactorReset.Status.ASKED, FactorReset.Status.CONFIRMED}
    return ResetRow(
        reset=reset,
        place=place,
        may_confirm=bool(can(can_confirm_reset, reader, reset)),
        may_cancel=is_open and (reset.member_id == reader.member_id or reader.duty_membership),
    )
