"""The parts of a member's own data: one file of JSON Lines each, row by row, never all in memory."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from forum.models import (
    Bookmark,
    Erasure,
    Flag,
    Follow,
    Helped,
    Hold,
    Post,
    PostVersion,
    Topic,
    Vote,
)
from messaging.models import Blob, Entry, Identity, KeyReset, Participant, Report
from moving.models import NetworkExport
from network.models import AuditEntry, ContactPoint, Member, Membership, Session
from network.readers import as_system
from notices.models import Notice, Preference
from writing.models import Draft, Finding

SYSTEM = as_system("gathers what a member asked for: his own rows alone, by his own number")
Row = dict[str, Any]
# Whose words stand in a line that is quoted, nobody can know.
QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
LEFT_OUT = "> […]"


def without_quotations(text: str) -> str:
    """Return TEXT with each quoted line left out: it may be of another."""
    return QUOTED.sub(LEFT_OUT, text)


def account(member: Member) -> Iterator[Row]:
    yield {
        "what": "member",
        "id": member.public_id,
        "email": member.email,
        "name": member.name,
        "language": member.language,
        "zone": member.zone,
        "since": member.created_at,
    }
    for place in Membership.objects.visible_to(SYSTEM).filter(member=member).select_related("authority__body"):
        yield {
            "what": "membership",
            "id": place.public_id,
            "authority": place.authority.names,
            "body": place.authority.body.key,
            "role": place.role,
            "function": place.function,
            "since": place.since,
            "until": place.until,
        }
    for point in _rows(ContactPoint, member).select_related("network"):
        yield {
            "what": "contact_point",
            "id": point.public_id,
            "network": point.network.key,
            "role": point.role,
            "since": point.since,
            "until": point.until,
        }
    for wish in Preference.objects.visible_to(SYSTEM).filter(member=member):
        quiet = [str(wish.quiet_from or ""), str(wish.quiet_until or "")]
        yield {"what": "mail", "waiting": wish.waiting, "quiet": quiet}


def topics(member: Member) -> Iterator[Row]:
    rows = Topic.objects.visible_to(SYSTEM).filter(author__member=member).order_by("pk")
    columns = ["public_id", "kind", "title", "language", "code", "created_at", "legal_basis", "deadline_reason"]
    yield from rows.values(*columns).iterator(chunk_size=500)


def posts(member: Member) -> Iterator[Row]:
    """Posts of every handling code, RED too: they are the member's own words, and go to nobody else."""
    rows = Post.objects.visible_to(SYSTEM).filter(author__member=member, erased_at=None).order_by("pk")
    columns = [
        "public_id",
        "topic__public_id",
        "seq",
        "created_at",
        "edited_at",
        "language",
        "code",
        "hidden_at",
        "body",
    ]
    for row in rows.values(*columns).iterator(chunk_size=200):
        yield {**row, "body": without_quotations(row["body"])}


def versions(member: Member) -> Iterator[Row]:
    rows = PostVersion.objects.visible_to(SYSTEM).filter(post__author__member=member).order_by("pk")
    for row in rows.values("post__public_id", "number", "written_at", "replaced_at", "reason", "body").iterator():
        yield {**row, "body": without_quotations(row["body"])}


def drafts(member: Member) -> Iterator[Row]:
    for draft in _rows(Draft, member):
        fields = {name: without_quotations(str(value)) for name, value in draft.fields.items()}
        yield {"place": draft.place, "saved_at": draft.saved_at, "fields": fields}


def reading(member: Member) -> Iterator[Row]:
    for label, rows, columns in (
        ("notice", _rows(Notice, member), ["kind", "count", "first_at", "last_at", "seen_at"]),
        ("follow", _rows(Follow, member), ["level", "network__key", "forum__public_id", "topic__public_id"]),
        ("bookmark", _rows(Bookmark, member), ["post__public_id", "note", "remind_at", "at"]),
        ("helped", _rows(Helped, member), ["post__public_id", "at"]),
        ("vote", _rows(Vote, member), ["poll__public_id", "choice__position", "at"]),
        ("finding", _rows(Finding, member), ["kind", "decision", "at"]),
    ):
        for row in rows.values(*columns).iterator(chunk_size=500):
            yield {"what": label, **row}


def judging(member: Member) -> Iterator[Row]:
    """What he reported, asked to be erased, held or exported; of judgements of others only how they ended."""
    flags = Flag.objects.visible_to(SYSTEM).filter(flagged_by__member=member).order_by("pk")
    for row in flags.values("public_id", "post__public_id", "kind", "words", "at", "status"):
        yield {"what": "report", **row}
    for label, model in (("erasure", Erasure), ("hold", Hold), ("export", NetworkExport)):
        asked = model.objects.visible_to(SYSTEM).filter(asked_by__member=member).order_by("pk")
        for row in asked.values("public_id", "reason", "asked_at"):
            yield {"what": label, **row}


def record(member: Member) -> Iterator[Row]:
    """The record of acts: those he did, and those done to him; with words only where they are his own."""
    mine = list(Membership.objects.visible_to(SYSTEM).filter(member=member).values_list("pk", "public_id"))
    keys, names = [pk for pk, _name in mine], [name for _pk, name in mine]
    about = Q(subject_kind="network.membership", subject_id__in=names)
    about |= Q(subject_kind="network.member", subject_id=member.public_id)
    points = _rows(ContactPoint, member).values("public_id")
    about |= Q(subject_kind="network.contactpoint", subject_id__in=points)
    rows = AuditEntry.objects.visible_to(SYSTEM).filter(about | Q(actor_id__in=keys)).order_by("seq")
    for entry in rows.select_related("text").iterator(chunk_size=500):
        is_own = entry.actor_id in keys
        words = entry.text.words if is_own and hasattr(entry, "text") else ""
        yield {"at": entry.at, "act": entry.act, "by_you": is_own, "about": entry.subject_kind, "words": words}


def sessions(member: Member) -> Iterator[Row]:
    rows = Session.objects.visible_to(SYSTEM).filter(member=member).order_by("pk")
    yield from rows.values("device", "place", "started_at", "used_at", "expires_at")


def messages(member: Member) -> Iterator[Row]:
    """What the server knows of his sealed messages: who, when and how large. It cannot give what they say."""
    for one in Identity.objects.visible_to(SYSTEM).filter(member=member).select_related("body").order_by("pk"):
        yield {"what": "identity", "id": one.wire, "state": one.body.key, "generation": one.gen, "since": one.made_at}
    for label, model, path, columns in (
        ("sealed_keys", Blob, "identity__member", ["version", "changed_at"]),
        ("conversation", Participant, "identity__member", ["conversation__wire", "joined_seq", "left_seq", "read"]),
        ("sent", Entry, "sender__member", ["conversation__wire", "seq", "kind", "at"]),
        ("report", Report, "reporter__member", ["public_id", "at", "outcome", "answer"]),
        ("new_start", KeyReset, "identity__member", ["asked_at", "reason", "status", "effective_at", "ended_at"]),
    ):
        rows: QuerySet[Any] = model.objects.visible_to(SYSTEM).filter(**{path: member}).order_by("pk")  # type: ignore[attr-defined]
        for row in rows.values(*columns).iterator(chunk_size=500):
            yield {"what": label, **row}


PARTS: dict[str, Callable[[Member], Iterator[Row]]] = {
    "account": account,
    "topics": topics,
    "posts": posts,
    "versions": versions,
    "drafts": drafts,
    "reading": reading,
    "judging": judging,
    "messages": messages,
    "record": record,
    "sessions": sessions,
}


def _rows(model: Any, member: Member) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.visible_to(SYSTEM).filter(membership__member=member).order_by("pk")
    return rows
