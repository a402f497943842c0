"""Reported messages: the proof is checked and kept sealed; an officer of the secretariat ends the case in words."""

from django.db import transaction
from django.utils import timezone

from messaging.access import can_judge_report, can_message, identity_of
from messaging.keeping import sealed_report
from messaging.models import Entry, Identity, Participant, Report, ReportedMessage
from messaging.querysets.conversations import NotThere, signing_key
from messaging.refusals import refuse_unless
from messaging.times import check_clock
from messaging.wire import report as reports
from messaging.wire.envelope import ENVELOPE, read_envelope
from messaging.wire.reading import SUITE
from network import audit
from network.guard import require
from network.models import Membership
from network.querysets import current
from notices.actions import hear

JUDGED = "sealed_report_judged"


@transaction.atomic
def add_report(*, actor: Membership, conv: str, report: reports.Report) -> tuple[Report, bool]:
    """Somebody who is or was in CONV reports messages that he could read; return the report, and whether it is new.

    The server learns these messages and no others. Raises Refusal unless each sender committed to just this text.
    """
    require(can_message, actor)
    refuse_unless(report.conv == conv, "malformed")
    refuse_unless(report.suite == SUITE, "unknown-suite")
    own = identity_of(actor)
    refuse_unless(own is not None and own.wire == report.reporter, "not-sender")
    places = list(Participant.objects.filter(conversation__wire=conv, identity=own))
    if own is None or not places:
        raise NotThere
    # One after the other: the same report may be on its way twice.
    Identity.objects.select_for_update(no_key=True).get(pk=own.pk)
    before: Report | None = Report.objects.filter(reporter=own, digest=report.digest).first()
    if before is not None:
        return before, False
    entries = _entries(conv, report, places)
    refuse_unless(report.gen == own.gen, "wrong-generation")
    check_clock(report.time)
    refuse_unless(report.is_signed(signing_key(report.reporter, report.gen)), "signature")
    return _store(own, report, entries), True


@transaction.atomic
def judge_report(*, actor: Membership, report: Report, upheld: bool, answer: str) -> Report:
    """A content officer of another State says how the case ends; the reporter reads it."""
    require(can_judge_report, actor, report)
    held: Report = Report.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=report.pk)
    require(can_judge_report, actor, held)
    held.outcome = Report.Outcome.UPHELD if upheld else Report.Outcome.NOT_UPHELD
    held.answer, held.judged_by, held.judged_at = answer, actor, timezone.now()
    held.save(update_fields=["outcome", "answer", "judged_by", "judged_at"])
    audit.record(JUDGED, actor=actor, subject=held, duty="content")
    reporters = Membership.objects.filter(
        current(), member=held.reporter.member_id, authority__body=held.reporter.body_id
    ).values_list("pk", flat=True)
    hear(actor=actor, kind=JUDGED, thing=held, group=f"sealed report:{held.pk}", membership_ids=reporters)
    return held


def _entries(conv: str, report: reports.Report, places: list[Participant]) -> list[Entry]:
    digests = [message.envelope for message in report.messages]
    refuse_unless(len(set(digests)) == len(digests), "malformed")
    rows = Entry.objects.filter(conversation__wire=conv, kind=ENVELOPE, tombstone=None, digest__in=digests)
    found = {row.digest: row for row in rows.select_related("sender")}
    for message in report.messages:
        entry = found.get(message.envelope)
        refuse_unless(entry is not None and any(_could_read(place, entry) for place in places), "not-reportable")
    for message in report.messages:
        refuse_unless(message.is_of(read_envelope(bytes(found[message.envelope].raw or b""))), "frank")
        reports.read_content(message.content)
    return [found[digest] for digest in digests]


def _could_read(place: Participant, entry: Entry) -> bool:
    end = min(seq for seq in (place.removed_seq, place.left_seq, entry.seq + 1) if seq is not None)
    return place.readable_from <= entry.seq < end


def _store(own: Identity, report: reports.Report, entries: list[Entry]) -> Report:
    stored: Report = Report.objects.create(
        conversation=entries[0].conversation,
        reporter=own,
        digest=report.digest,
        sealed=sealed_report(report.digest, report.raw),
        at=timezone.now(),
    )
    ReportedMessage.objects.bulk_create(
        ReportedMessage(report=stored, number=number, sender=entry.sender, sent_at=entry.at)
        for number, entry in enumerate(entries)
    )
    return stored
