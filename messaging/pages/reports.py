"""Reports of sealed messages: those that the reader made or judges, and one of them with its proof."""

from dataclasses import dataclass
from typing import ClassVar, Self

from messaging.access import can_judge_report, identity_of
from messaging.models import Report
from messaging.pages.people import behind
from messaging.querysets.reports import Handed, Opened, opened
from messaging.wire.report import CODES
from network.guard import Verdict, can
from network.models import Membership
from network.page import Page
from network.paging import Slice, slice_of
from network.text import plain_line

SIZE = 30


@dataclass(frozen=True)
class Row:
    report: Report
    # Who reported: None when nobody is to be seen behind it any more.
    reporter: Membership | None
    is_own: bool


@dataclass(frozen=True)
class ReportsPage(Page):
    """The newest first; to whoever judges, those of others, and to everybody the own."""

    template: ClassVar[str] = "messaging/reports.html"
    # The own identity, reports, reporters.
    queries: ClassVar[int] = 3

    rows: list[Row]
    pages: Slice[Report]

    @classmethod
    def load(cls, reader: Membership, before: str = "", after: str = "") -> Self:
        own = identity_of(reader)
        seen = Report.objects.visible_to(reader).select_related("reporter")
        found = slice_of(seen, reader, key="pk", size=SIZE, before=before, after=after)
        places = behind(reader, [report.reporter for report in found.rows])
        rows = [
            Row(report, places[report.reporter_id], own is not None and report.reporter_id == own.pk)
            for report in found.rows
        ]
        return cls(rows=rows, pages=found)


@dataclass(frozen=True)
class Shown:
    """One message that was handed over, and the membership of whoever wrote it."""

    handed: Handed
    sender: Membership | None

    @property
    def code(self) -> str:
        return CODES[self.handed.content.code]

    @property
    def files(self) -> list[tuple[str, int]]:
        """Names as they may be shown, and sizes in bytes: the sender's browser wrote them, and nobody read them."""
        return [(plain_line(name), size) for name, size in self.handed.content.files]


@dataclass(frozen=True)
class ReportPage(Page):
    """One report: what was handed over, how far it is proven, how the case ended; to who judges, the form."""

    template: ClassVar[str] = "messaging/report.html"
    # What is stored of it (three), who stands behind it, the own identity, whether the reader judges.
    queries: ClassVar[int] = 6

    report: Report
    opened: Opened
    messages: list[Shown]
    reporter: Membership | None
    is_own: bool
    may_judge: Verdict

    @classmethod
    def load(cls, reader: Membership, report: Report) -> Self:
        found = opened(report)
        places = behind(reader, [report.reporter, *(message.sender for message in found.messages)])
        own = identity_of(reader)
        return cls(
            report=report,
            opened=found,
            messages=[Shown(message, places[message.sender.pk]) for message in found.messages],
            reporter=places[report.reporter_id],
            is_own=own is not None and own.pk == report.reporter_id,
            may_judge=can(can_judge_report, reader, report),
        )

    @property
    def is_open(self) -> bool:
        return self.report.outcome == Report.Outcome.OPEN
