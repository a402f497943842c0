"""The record of acts, by page and filter; to each reader the part that concerns him."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.urls import reverse
from django.utils.http import urlencode

from network.acts import act_in_words, subject_in_words
from network.audit_filter import AuditFilter
from network.models import AuditEntry, ContactPoint, Membership
from network.page import Page
from network.paging import Slice, slice_of

PAGE_SIZE = 50
ACTS_OF_ROLES = frozenset({"nominated", "invitation_made", "invitation_accepted", "contact_point_admitted"})
ROLES = dict([*Membership.Role.choices, *ContactPoint.Role.choices])


@dataclass(frozen=True)
class AuditRow:
    """One act in words, with whom it concerned where that is a membership."""

    entry: AuditEntry
    act: str
    subject: str
    subject_membership: Membership | None
    words: str


@dataclass(frozen=True)
class AuditPage(Page):
    template: ClassVar[str] = "network/audit.html"
    # The entries, the memberships and the places they concern.
    queries: ClassVar[int] = 3

    rows: list[AuditRow]
    newer_url: str
    older_url: str
    export_url: str
    filtered: bool
    shows_numbers: bool

    @classmethod
    def load(cls, reader: Membership, wanted: AuditFilter, before: str = "", after: str = "") -> Self:
        entries = (
            AuditEntry.objects.visible_to(reader)
            .filter(**wanted.conditions())
            .select_related("actor__authority__body", "authority__body", "network", "text")
        )
        page: Slice[AuditEntry] = slice_of(entries, reader, key="seq", size=PAGE_SIZE, before=before, after=after)
        here = reverse("network:audit")
        return cls(
            rows=in_words(reader, list(page.rows)),
            newer_url=_address(here, wanted, after=page.newer),
            older_url=_address(here, wanted, before=page.older),
            export_url=reverse("network:audit_export") + (f"?{urlencode(wanted.query)}" if wanted.query else ""),
            filtered=bool(wanted.query),
            # A number that counts all acts would tell a manager how many he does not see.
            shows_numbers=reader.duty_content,
        )


def in_words(reader: Membership, entries: list[AuditEntry]) -> list[AuditRow]:
    """Return ENTRIES with what a person reads: two statements, however many there are."""
    concerned = _memberships_concerned(reader, entries)
    return [
        AuditRow(
            entry=entry,
            act=act_in_words(entry.act),
            subject=subject_in_words(entry.subject_kind),
            subject_membership=concerned.get((entry.subject_kind, entry.subject_id)),
            words=_words_of(entry),
        )
        for entry in entries
    ]


def _words_of(entry: AuditEntry) -> str:
    """Return the reason that was typed; a role, which an act notes by its key, under its name."""
    words = entry.text.words if hasattr(entry, "text") else ""
    return str(ROLES.get(words, words)) if entry.act in ACTS_OF_ROLES else words


def _memberships_concerned(reader: Membership, entries: list[AuditEntry]) -> dict[tuple[str, str], Membership]:
    ids: dict[str, list[str]] = {"network.membership": [], "network.contactpoint": []}
    for entry in entries:
        if entry.subject_kind in ids:
            ids[entry.subject_kind].append(entry.subject_id)
    memberships = Membership.objects.visible_to(reader).filter(public_id__in=ids["network.membership"])
    places = ContactPoint.objects.visible_to(reader).filter(public_id__in=ids["network.contactpoint"])
    return {
        ("network.membership", membership.public_id): membership
        for membership in memberships.select_related("authority__body")
    } | {
        ("network.contactpoint", place.public_id): place.membership
        for place in places.select_related("membership__authority__body")
    }


def _address(here: str, wanted: AuditFilter, **cursor: str) -> str:
    given = {name: key for name, key in cursor.items() if key}
    return f"{here}?{urlencode({**wanted.query, **given})}" if given else ""
