"""The record of acts leaves the house as a table: who took it is recorded, too."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from network import audit
from network.access import can_read_audit
from network.acts import act_in_words, subject_in_words
from network.audit_filter import AuditFilter
from network.guard import require
from network.models import AuditEntry, Membership

# A spreadsheet takes a cell that begins so for a formula, some also in full width, and would run it on the reader's
# machine.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@transaction.atomic
def export_audit(*, actor: Membership, wanted: AuditFilter) -> Iterator[list[str]]:
    """Return the rows of the record that ACTOR may read, the oldest first, with a line of headings above them.

    The export itself is recorded before it leaves. Every cell is safe to open in a spreadsheet.
    """
    require(can_read_audit, actor)
    audit.record(
        "audit_exported",
        actor=actor,
        subject=actor,
        duty="membership",
        authority=actor.authority,
        words=", ".join(f"{name}={value}" for name, value in wanted.query.items()),
    )
    entries = (
        AuditEntry.objects.visible_to(actor)
        .filter(**wanted.conditions())
        .select_related("actor__authority__body", "authority__body", "network", "text")
        .order_by("seq")
    )
    return _rows(list(entries), shows_numbers=actor.duty_content)


def _rows(entries: list[AuditEntry], *, shows_numbers: bool) -> Iterator[list[str]]:
    head = [
        _("When (UTC)"),
        _("Act"),
        _("By (function)"),
        _("By (State)"),
        _("Concerns"),
        _("Identifier"),
        _("Authority"),
        _("Network"),
        _("Reason"),
    ]
    numbers = [_("Number"), _("Hash")] if shows_numbers else []
    yield [*head, *numbers]
    for entry in entries:
        by = entry.actor
        cells = [
            entry.at.strftime("%Y-%m-%d %H:%M:%S"),
            act_in_words(entry.act),
            by.function_name if by else _("the system"),
            by.authority.body.name if by else "",
            subject_in_words(entry.subject_kind),
            entry.subject_id,
            entry.authority.name if entry.authority else "",
            entry.network.name if entry.network else "",
            entry.text.words if hasattr(entry, "text") else "",
            *([str(entry.seq), entry.hash] if shows_numbers else []),
        ]
        yield [_harmless(cell) for cell in cells]


def _harmless(cell: str) -> str:
    """Return CELL so that no spreadsheet runs it: an apostrophe before a sign that begins a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
