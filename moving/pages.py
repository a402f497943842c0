"""The exports of a network, and one of them, as those see them who ask and who decide."""

from dataclasses import dataclass
from typing import ClassVar, Self

from moving.access import can_ask_export, can_decide_export, can_take_back_export
from moving.actions.writing import KEPT
from moving.models import NetworkExport
from network.guard import Verdict, can
from network.models import Membership, Network
from network.page import Page

Status = NetworkExport.Status
LISTED = 50


@dataclass(frozen=True)
class ExportsPage(Page):
    """What was asked for in a network, newest first; and whether the reader may ask."""

    template: ClassVar[str] = "moving/exports.html"
    # The exports, whether the reader may ask.
    queries: ClassVar[int] = 2

    network: Network
    exports: list[NetworkExport]
    may_ask: Verdict

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        rows = NetworkExport.objects.visible_to(reader).filter(network=network)
        return cls(
            network=network,
            exports=list(rows.select_related("asked_by__authority__body").order_by("-asked_at", "-pk")[:LISTED]),
            may_ask=can(can_ask_export, reader, network),
        )


@dataclass(frozen=True)
class ExportPage(Page):
    """One export: what is asked of the reader, how far it is, or the file."""

    template: ClassVar[str] = "moving/export.html"
    # Whether the reader decides; one more for who asked, who may take it back.
    queries: ClassVar[int] = 1

    export: NetworkExport
    may_decide: Verdict
    may_take_back: Verdict
    is_own: bool

    @classmethod
    def load(cls, reader: Membership, export: NetworkExport) -> Self:
        return cls(
            export=export,
            may_decide=can(can_decide_export, reader, export),
            may_take_back=can(can_take_back_export, reader, export),
            is_own=export.asked_by_id == reader.pk,
        )

    @property
    def is_asked(self) -> bool:
        return self.export.status == Status.ASKED

    @property
    def is_writing(self) -> bool:
        return self.export.status == Status.WRITING

    @property
    def is_ready(self) -> bool:
        return self.export.status == Status.READY

    @property
    def days(self) -> int:
        return KEPT.days

    @property
    def megabytes(self) -> str:
        return f"{self.export.size / 1_000_000:.1f}"
