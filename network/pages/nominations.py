"""Who is proposed, by whom, and how far it is."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db.models import Count

from network.access import can_approve, can_decline, can_withdraw
from network.guard import can
from network.models import Approval, Invitation, Membership, Nomination
from network.names import in_language
from network.page import Page
from network.paging import Slice, slice_of

PAGE_SIZE = 25


@dataclass(frozen=True)
class NominationsPage(Page):
    """The nominations a reader may see, those to be decided first; then the others, newest first."""

    template: ClassVar[str] = "network/nominations.html"
    queries: ClassVar[int] = 2

    proposed: list[Nomination]
    decided: Slice[Nomination]
    by_secretariat: bool

    @classmethod
    def load(cls, reader: Membership, before: str = "", after: str = "") -> Self:
        rows = (
            Nomination.objects.visible_to(reader)
            .select_related("authority__body", "new_body", "nominated_by__authority__body")
            .annotate(approved=Count("approvals"))
        )
        return cls(
            proposed=list(rows.filter(status=Nomination.Status.PROPOSED).order_by("pk")[:100]),
            decided=slice_of(
                rows.exclude(status=Nomination.Status.PROPOSED),
                reader,
                key="pk",
                size=PAGE_SIZE,
                before=before,
                after=after,
            ),
            by_secretariat=reader.duty_membership,
        )


@dataclass(frozen=True)
class NominationPage(Page):
    """One nomination: the person, the office, who has approved, what the reader may do."""

    template: ClassVar[str] = "network/nomination.html"
    queries: ClassVar[int] = 3

    nomination: Nomination
    office: str
    body: str
    duties: list[str]
    approvals: list[Approval]
    invitation: Invitation | None
    can_approve: bool
    why_not: str
    can_decline: bool
    can_withdraw: bool

    @classmethod
    def load(cls, reader: Membership, nomination: Nomination) -> Self:
        approvals = Approval.objects.visible_to(reader).filter(nomination=nomination)
        invitations = Invitation.objects.visible_to(reader).filter(nomination=nomination)
        verdict = can(can_approve, reader, nomination)
        is_open = nomination.status == Nomination.Status.PROPOSED
        return cls(
            nomination=nomination,
            office=office_of(nomination),
            body=body_of(nomination),
            duties=[duty for duty in ("content", "membership", "technical") if getattr(nomination, f"duty_{duty}")],
            approvals=list(approvals.select_related("by__authority__body").order_by("pk")),
            invitation=invitations.order_by("-created_at").first(),
            can_approve=bool(verdict),
            why_not=str(verdict.reason) if is_open and reader.duty_membership and not verdict else "",
            can_decline=bool(can(can_decline, reader, nomination)),
            can_withdraw=bool(can(can_withdraw, reader, nomination)),
        )


def office_of(nomination: Nomination) -> str:
    """Return the name of the authority for which somebody is proposed, also of one that is not made yet."""
    return nomination.authority.name if nomination.authority else in_language(nomination.new_names)


def body_of(nomination: Nomination) -> str:
    """Return the State of that authority."""
    if nomination.authority:
        return nomination.authority.body.name
    return nomination.new_body.name if nomination.new_body else ""


@dataclass(frozen=True)
class NominationFormPage(Page):
    """The form of a proposal: for an authority there is, or for a new one."""

    template: ClassVar[str] = "network/nomination_form.html"
    queries: ClassVar[int] = 0

    is_office: bool
    by_secretariat: bool
