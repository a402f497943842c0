"""Walks the record of acts and says whether anybody has changed, removed or reordered a row."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from network.audit import GENESIS, faults
from network.models import AuditEntry
from network.readers import as_system


class Command(BaseCommand):
    help = "`audit verify` checks the chain of the record of acts; the exit status is 1 when it finds a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--last-seq", type=int, help="The last number that was written down elsewhere.")
        parser.add_argument("--last-hash", help="The hash that was written down with it.")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = AuditEntry.objects.visible_to(as_system("the operator verifies the record of acts"))
        found = 0
        for fault in faults(entries):
            self.stderr.write(f"Entry {fault.seq} {fault.what}.")
            found += 1
        found += self._compare_with_witness(entries, options["last_seq"], options["last_hash"])
        last = entries.order_by("-seq").first()
        seq, digest = (last.seq, last.hash) if last else (0, GENESIS)
        self.stdout.write(f"Entries: {entries.count()}. Last number: {seq}. Last hash: {digest}.")
        if found:
            raise SystemExit(1)
        self.stdout.write(
            "The record is whole. Write the last number and hash down elsewhere: they show a cut at the end."
        )

    def _compare_with_witness(self, entries: Any, seq: int | None, digest: str | None) -> int:
        # A chain cut off at its end is whole in itself; only what was written down elsewhere shows the cut.
        if seq is None:
            return 0
        witnessed = entries.filter(seq=seq).first()
        if witnessed is None:
            self.stderr.write(f"Entry {seq} is missing: the record was cut off at its end.")
            return 1
        if digest is not None and witnessed.hash != digest:
            self.stderr.write(f"Entry {seq} has another hash than was written down.")
            return 1
        return 0
