"""Examples of what this room keeps, for the tests of access."""

import os

from django.utils import timezone

from messaging.keeping import sealed_report
from messaging.models import (
    Blob,
    Conversation,
    Entry,
    Identity,
    KeyEntry,
    KeyLog,
    KeyReset,
    Leaf,
    Participant,
    Report,
    ReportedMessage,
    SealedFile,
    Wrap,
)
from tests.access.things import address, examples, who
from tests.messaging.writing import Keys, content, h
from tests.messaging.writing import report as signed_report

OWNERS = ("ana", "chloe", "eve", "sam", "gita")


def identity(people, name: str) -> Identity:
    owner = who(people, name)
    fresh = {"wire": os.urandom(16).hex(), "gen": 0, "made_at": timezone.now()}
    return Identity.objects.get_or_create(member=owner.member, body=owner.authority.body, defaults=fresh)[0]


@examples(Identity)
def identities(people, ocean):
    return [identity(people, name) for name in OWNERS]


@examples(KeyEntry)
def entries(people, ocean):
    return [
        KeyEntry.objects.create(
            identity=identity(people, name),
            gen=0,
            raw=b"raw",
            digest=os.urandom(32).hex(),
            fingerprint=os.urandom(32).hex(),
            ed_pk=os.urandom(32),
            reason=0,
            index=1000 + index,
            at=timezone.now(),
        )
        for index, name in enumerate(OWNERS)
    ]


@examples(KeyLog)
def logs(people, ocean):
    return [KeyLog.objects.get_or_create(pk=1, defaults={"salt": os.urandom(32)})[0]]


@examples(Leaf)
def leaves(people, ocean):
    return [Leaf.objects.create(index=1000 + index, raw=b"raw", root="0" * 64) for index in range(2)]


@examples(Blob)
def blobs(people, ocean):
    return [
        Blob.objects.create(identity=identity(people, name), sealed="x", version=1, changed_at=timezone.now())
        for name in OWNERS
    ]


def conversation(people, *names: str) -> Conversation:
    """A conversation of those named, each with a place; the last one may read from entry 3 on."""
    now = timezone.now()
    made = Conversation.objects.create(
        wire=os.urandom(16).hex(),
        suite=1,
        retention=90,
        record=os.urandom(32).hex(),
        last_seq=4,
        last_receipt=os.urandom(32).hex(),
        made_at=now,
        last_at=now,
    )
    for number, name in enumerate(names):
        Participant.objects.create(
            conversation=made,
            identity=identity(people, name),
            gen=0,
            joined_seq=1,
            readable_from=3 if number and number == len(names) - 1 else 1,
            last_own="0" * 64,
        )
    return made


@examples(Conversation)
def conversations(people, ocean):
    """Of two; with one who left, one who was left out, an ended membership, a guest, an officer of the secretariat."""
    with_dara = conversation(people, "ana", "dara", "sam")
    Participant.objects.filter(conversation=with_dara, identity=identity(people, "dara")).update(left_seq=3)
    without_ben = conversation(people, "chloe", "ben", "eve")
    Participant.objects.filter(conversation=without_ben, identity=identity(people, "ben")).update(removed_seq=3)
    return [conversation(people, "ana", "chloe"), with_dara, without_ben, conversation(people, "noor", "gita", "otto")]


@examples(Participant)
def participants(people, ocean):
    return list(Participant.objects.filter(conversation__in=conversations(people, ocean)))


@examples(Entry)
def entries_of_conversations(people, ocean):
    """Of each kind, before and after the place from which the last participant reads."""
    return [
        Entry.objects.create(
            conversation=made,
            seq=seq,
            kind=kind,
            raw=b"raw",
            digest=os.urandom(32).hex(),
            receipt=b"receipt",
            sender=Participant.objects.filter(conversation=made).first().identity,
            epoch=0,
            at=timezone.now(),
        )
        for made in conversations(people, ocean)
        for seq, kind in ((1, 3), (2, 4), (3, 4), (4, 8))
    ]


@examples(Wrap)
def wraps(people, ocean):
    return [
        Wrap.objects.create(entry=entry, identity=place.identity, sealed=b"sealed")
        for entry in entries_of_conversations(people, ocean)
        if entry.kind == 3
        for place in Participant.objects.filter(conversation=entry.conversation).select_related("identity")
    ]


@address("conversation")
def conversation_address(people, ocean):
    """Ana's and Chloé's."""
    for name in ("ana", "chloe"):
        # As long as no keys stand in the log, an identity may be reserved.
        Identity.objects.filter(pk=identity(people, name).pk).update(gen=-1)
    return {"conv": conversation(people, "ana", "chloe").wire}


@examples(SealedFile)
def sealed_files(people, ocean):
    """Not yet to be fetched by others, and from before and after the place from which the last participant reads.

    Of each who is in a conversation or was, since who has left fetches his own no more.
    """
    return [
        SealedFile.objects.create(
            wire=os.urandom(16).hex(),
            conversation=place.conversation,
            uploader=place.identity,
            size=344,
            received=344,
            stored=os.urandom(32).hex(),
            released_seq=released,
            at=timezone.now(),
        )
        for place in participants(people, ocean)
        for released in (None, 2, 3)
    ]


def report(people, reporter: str, *senders: str) -> Report:
    """A report as the server keeps it, of one message of each of SENDERS that nobody stored."""
    by = identity(people, reporter)
    keys = Keys(bytes.fromhex(by.wire))
    messages = [(os.urandom(32), os.urandom(32), content(f"Said by {sender}.")) for sender in senders]
    raw = signed_report(keys, messages, conv=os.urandom(16))
    digest = h(raw).hex()
    made = Report.objects.create(
        conversation=conversation(people, *dict.fromkeys((reporter, *senders))),
        reporter=by,
        digest=digest,
        sealed=sealed_report(digest, raw),
        at=timezone.now(),
    )
    for number, sender in enumerate(senders):
        values = {"report": made, "number": number, "sent_at": timezone.now()}
        ReportedMessage.objects.create(sender=identity(people, sender), **values)
    return made


@examples(Report)
def reports(people, ocean):
    """Of the States of others, of one who left, of the secretariat's own office as reporter and as sender."""
    pairs = (("ana", "chloe"), ("eve", "dara", "ana"), ("sam", "ana"), ("ana", "sam"), ("gita", "ana"))
    return [report(people, *names) for names in pairs]


@examples(ReportedMessage)
def reported_messages(people, ocean):
    return list(ReportedMessage.objects.filter(report__in=reports(people, ocean)))


@address("sealed file")
def sealed_file_address(people, ocean):
    """Ana's, of which Chloé may fetch: it has come, but lies nowhere."""
    conv = conversation_address(people, ocean)["conv"]
    file = SealedFile.objects.create(
        wire=os.urandom(16).hex(),
        conversation=Conversation.objects.get(wire=conv),
        uploader=identity(people, "ana"),
        size=344,
        stored=os.urandom(32).hex(),
        released_seq=4,
        at=timezone.now(),
    )
    return {"conv": conv, "file": file.wire}


@address("piece of a sealed file")
def piece_address(people, ocean):
    return {**sealed_file_address(people, ocean), "offset": 0}


@address("identity")
def identity_address(people, ocean):
    return {"wire": identity(people, "chloe").wire}


@examples(KeyReset)
def key_resets(people, ocean):
    """Of the own State and another, of one who left, of the secretariat's own office, of a guest."""
    return [
        KeyReset.objects.create(identity=identity(people, name), asked_at=timezone.now(), reason="Lost")
        for name in OWNERS
        if not KeyReset.objects.filter(identity=identity(people, name), status="asked").exists()
    ] or list(KeyReset.objects.all())


@address("new start")
def new_start_address(people, ocean):
    """Ana's."""
    found = KeyReset.objects.filter(identity=identity(people, "ana")).first()
    made = {"asked_at": timezone.now(), "reason": "Lost"}
    return {"public_id": (found or KeyReset.objects.create(identity=identity(people, "ana"), **made)).public_id}


@address("sealed report")
def sealed_report_address(people, ocean):
    return {"public_id": report(people, "ana", "chloe").public_id}
