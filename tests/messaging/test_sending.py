"""Beginning a conversation and writing in it: what is taken, in which order, and who gets it."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.access import can_message, can_take_part
from messaging.models import Conversation, Entry, Participant
from network.guard import can
from network.models import Membership
from tests.messaging.browsers import SealedBrowser, Talk, all_at_once, checkpoint, refused
from tests.messaging.writing import ZERO32, Keys, b64, h, label, now, record, u64
from tests.personas import Persona, membership

pytestmark = pytest.mark.django_db


def test_what_is_sent_is_read_by_the_other_as_it_was(talk, ana_at, chloe_at):
    raw = talk.envelope(ana_at)
    answer = talk.send(ana_at, raw)
    assert (answer.status_code, answer.json()["seq"]) == (201, 2)
    said = talk.entries(chloe_at)
    assert [(one["seq"], one["type"]) for one in said["entries"]] == [(1, 3), (2, 4)]
    assert base64.b64decode(said["entries"][0]["object"]) == talk.record
    assert base64.b64decode(said["entries"][1]["object"]) == raw
    assert said["entries"][1]["receipt"] == answer.json()["receipt"]
    assert (said["more"], said["head"], said["left"], said["ended"]) == (False, 2, [], [])


def test_each_gets_the_wrap_that_is_for_him(talk, ana_at, chloe_at):
    for browser in (ana_at, chloe_at):
        wrap = base64.b64decode(talk.entries(browser)["entries"][0]["wrap"])
        assert len(wrap) == 1168
        assert browser.keys.identity + wrap in talk.wraps


def test_receipts_are_a_chain_signed_by_the_server(talk, ana_at, chloe_at):
    talk.send(ana_at)
    talk.send(chloe_at)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(ana_at.get("log").json()["server_key"]))
    before = ZERO32
    for number, entry in enumerate(talk.entries(ana_at)["entries"], 1):
        receipt, raw = base64.b64decode(entry["receipt"]), base64.b64decode(entry["object"])
        assert len(receipt) == 161
        assert receipt[:-72] == b"\x05" + talk.conv + u64(number) + h(raw) + before
        key.verify(receipt[-64:], label("receipt") + h(receipt[:-64]))
        before = h(receipt)


def test_the_same_bytes_again_are_the_same_message(talk, ana_at):
    raw = talk.envelope(ana_at)
    first, again = talk.send(ana_at, raw), ana_at.post(talk.path("envelopes"), envelope=b64(raw))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Entry.objects.filter(kind=4).count() == 1


def test_the_same_beginning_again_is_the_same_conversation(ana_at, chloe_at):
    talk = Talk(ana_at, chloe_at)
    again = ana_at.post("conversations", record=b64(talk.record), wraps=b64(talk.wraps), envelopes=[])
    assert again.status_code == 200
    assert Conversation.objects.count() == 1


def test_a_conversation_begins_with_a_title_and_a_first_message(ana_at, chloe_at):
    talk = Talk.__new__(Talk)
    conv = b"c" * 16
    talk.conv, talk.epoch, talk.counters, talk.browsers = conv, 0, {}, [ana_at, chloe_at]
    talk.record, talk.wraps = record(ana_at.keys, talk.members(), conv=conv, checkpoint=checkpoint(ana_at))
    title = talk.envelope(ana_at, kind=2)
    message = talk.envelope(ana_at, counter=2, prev_own=h(title), heads=[h(title)])
    sent = {"record": b64(talk.record), "wraps": b64(talk.wraps), "envelopes": [b64(title), b64(message)]}
    first, again = ana_at.post("conversations", **sent), ana_at.post("conversations", **sent)
    assert (first.status_code, first.json()["seq"], len(first.json()["receipts"])) == (201, 1, 3)
    assert (again.status_code, again.json()) == (200, first.json())
    line = chloe_at.get("conversations").json()["conversations"][0]
    assert (line["conv"], line["seq"], line["unread"], line["retention"]) == (conv.hex(), 3, 1, 90)
    assert base64.b64decode(line["title"]["envelope"]) == title
    assert [base64.b64decode(one["record"]) for one in line["records"]] == [talk.record]
    assert set(line["members"]) == {ana_at.keys.identity.hex(), chloe_at.keys.identity.hex()}
    bad = {**sent, "record": b64(record(ana_at.keys, talk.members(), conv=b"d" * 16)[0])}
    assert refused(ana_at.post("conversations", **bad))[0] == 422
    assert Conversation.objects.count() == 1


def test_who_began_it_and_was_left_out_hears_nothing_of_what_came_after(ana_at, chloe_at, dara_at):
    talk = Talk(ana_at, chloe_at, dara_at)
    assert talk.change(chloe_at, [chloe_at, dara_at], 2).status_code == 201
    assert talk.send(chloe_at).status_code == 201
    began = Entry.objects.order_by("seq").first()
    bait = [b64(talk.envelope(ana_at, counter=number, prev_own=h(b"x"))) for number in (2, 3)]
    sent = {"record": b64(bytes(began.raw)), "wraps": b64(talk.wraps)}
    answer = ana_at.post("conversations", **sent, envelopes=bait)
    assert refused(answer) == (409, "conversation-exists")
    # What he began himself is no news to him.
    again = ana_at.post("conversations", **sent, envelopes=[])
    assert (again.status_code, len(again.json()["receipts"])) == (200, 1)


def test_another_conversation_of_the_same_name_is_refused(talk, ana_at, chloe_at):
    raw, wraps = record(chloe_at.keys, talk.members(), conv=talk.conv)
    answer = chloe_at.post("conversations", record=b64(raw), wraps=b64(wraps), envelopes=[])
    assert refused(answer) == (409, "conversation-exists")


WRONG = {
    "a byte left over": (lambda t, a: t.envelope(a) + b"\0", (400, "malformed")),
    "a byte too few": (lambda t, a: t.envelope(a)[:-1], (400, "malformed")),
    "another type": (lambda t, a: b"\x03" + t.envelope(a)[1:], (400, "malformed")),
    "a length between the steps": (lambda t, a: t.envelope(a, length=300), (400, "malformed")),
    "no heads": (lambda t, a: t.envelope(a, heads=[]), (400, "malformed")),
    "nine heads": (lambda t, a: t.envelope(a, heads=[h(t.record)] * 9), (400, "malformed")),
    "an unknown kind": (lambda t, a: t.envelope(a, kind=3), (400, "malformed")),
    "a first with one before": (lambda t, a: t.envelope(a, prev_own=h(b"x")), (400, "malformed")),
    "of another conversation": (lambda t, a: t.envelope(a, conv=b"x" * 16), (400, "malformed")),
    "too large": (lambda t, a: t.envelope(a, length=262_200), (413, "too-large")),
    "another suite": (lambda t, a: t.envelope(a, suite=b"\0\2"), (422, "unknown-suite")),
    "an epoch of later": (lambda t, a: t.envelope(a, epoch=1), (409, "epoch-closed")),
    "another record": (lambda t, a: t.envelope(a, epoch_rec=h(b"x")), (409, "epoch-closed")),
    "a count left out": (lambda t, a: t.envelope(a, counter=2, prev_own=h(b"x")), (409, "counter")),
    "a head that nobody knows": (lambda t, a: t.envelope(a, heads=[h(t.record), h(b"x")]), (409, "heads")),
    "another log": (lambda t, a: t.envelope(a, checkpoint=(1, h(b"x"))), (422, "checkpoint")),
    "a log of the future": (lambda t, a: t.envelope(a, checkpoint=(99, h(b"x"))), (422, "checkpoint")),
    "an old clock": (lambda t, a: t.envelope(a, at=now() - 601_000), (422, "clock")),
    "a fast clock": (lambda t, a: t.envelope(a, at=now() + 660_000), (422, "clock")),
    "signed by another key": (lambda t, a: t.envelope(a, signer=Keys(a.keys.identity)), (422, "signature")),
    "signed as a record": (lambda t, a: t.envelope(a, label_of="epoch"), (422, "signature")),
    "changed on its way": (lambda t, a: changed(t.envelope(a)), (422, "signature")),
}


def changed(raw: bytes) -> bytes:
    return raw[:-80] + bytes([raw[-80] ^ 1]) + raw[-79:]


@pytest.mark.parametrize("what", WRONG)
def test_an_envelope_that_is_wrong_is_refused_with_its_code(what, talk, ana_at):
    make, code = WRONG[what]
    answer = talk.send(ana_at, make(talk, ana_at))
    assert refused(answer) == code
    assert answer.json()["message"]
    assert Entry.objects.count() == 1


def test_a_wrong_clock_is_told_the_time(talk, ana_at):
    said = talk.send(ana_at, at=now() - 7_200_000).json()
    assert abs(said["time"] - now()) < 60_000


def test_nobody_sends_in_the_name_of_another(talk, ana_at, chloe_at):
    answer = chloe_at.post(talk.path("envelopes"), envelope=b64(talk.envelope(ana_at)))
    assert refused(answer) == (403, "not-sender")


def test_another_envelope_before_is_refused(talk, ana_at):
    talk.send(ana_at)
    raw = talk.envelope(ana_at, prev_own=h(b"x"))
    assert refused(talk.send(ana_at, raw)) == (409, "previous")


@pytest.mark.parametrize("who", ["dara", "ben", "cora", "sam", "sara", "tess", "hugo"])
def test_a_conversation_exists_for_its_participants_alone(request, who, talk):
    """An envelope, record or mark of somebody else finds nothing, as it would at an invented address."""
    other = SealedBrowser(request.getfixturevalue(who)).register()
    raw, wraps = talk.next_record(other, [other, *talk.browsers], 1)
    invented = talk.path("entries").replace(talk.wire, "1" * 32)
    for answer in (
        talk.send(other),
        other.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=[]),
        other.post(talk.path("marks"), delivered=1, read=1),
        other.get(talk.path("entries")),
        other.get("conversations", before=talk.wire),
    ):
        assert answer.status_code == 404
    assert other.get(talk.path("entries")).content == other.get(invented).content
    assert other.get("conversations").json()["conversations"] == []
    assert Entry.objects.count() == 1


def test_an_ended_membership_gets_nothing_and_closes_the_epoch_until_it_is_left_out(
    talk, ana_at, chloe_at, dara_at, chloe
):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert chloe_at.get(talk.path("entries")).status_code == 401
    assert refused(talk.send(ana_at)) == (409, "epoch-closed")
    assert talk.entries(ana_at)["ended"] == [chloe_at.keys.identity.hex()]
    raw, wraps = talk.next_record(ana_at, [ana_at, chloe_at, dara_at], 4)
    answer = ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps))
    assert refused(answer) == (422, "member-unknown")
    assert talk.change(ana_at, [ana_at, dara_at], 2).status_code == 201
    assert talk.send(ana_at).status_code == 201
    assert talk.entries(dara_at)["ended"] == []


def test_new_keys_are_taken_up_by_an_epoch_before_their_owner_writes(talk, ana_at, chloe_at):
    old = ana_at.keys
    entry = base64.b64decode(ana_at.get("me").json()["entries"][0]["entry"])
    new = Keys(old.identity, gen=1)
    answer = ana_at.post("entries", entry=b64(new.entry(prev=h(entry), reason=1, old=old)), blob=b64(new.blob(2)))
    assert answer.status_code == 201
    assert refused(talk.send(ana_at)) == (409, "wrong-generation")
    ana_at.keys = new
    assert refused(talk.send(ana_at)) == (409, "wrong-generation")
    assert talk.change(ana_at, [ana_at, chloe_at], 3).status_code == 201
    assert talk.send(ana_at).status_code == 201


def test_nobody_seals_to_keys_that_were_replaced(talk, ana_at, chloe_at, chloe, heard):
    """The old ones may be in the hands of whoever stole them; the others hear of the new ones at once."""
    before = len(heard(chloe))
    old = ana_at.keys
    entry = base64.b64decode(ana_at.get("me").json()["entries"][0]["entry"])
    new = Keys(old.identity, gen=1)
    rotation = {"entry": b64(new.entry(prev=h(entry), reason=1, old=old)), "blob": b64(new.blob(2))}
    assert ana_at.post("entries", **rotation).status_code == 201
    told = {"kind": "messages_keys", "ids": {"conversation": talk.wire}}
    assert heard(chloe)[before:].count(told) == 1
    assert ana_at.post("entries", **rotation).status_code == 200
    assert heard(chloe)[before:].count(told) == 1
    assert refused(talk.send(chloe_at)) == (409, "wrong-generation")
    ana_at.keys = new
    assert talk.change(chloe_at, [ana_at, chloe_at], 3).status_code == 201
    assert talk.send(chloe_at).status_code == 201


def test_marks_grow_only_and_are_seen_by_the_other(talk, ana_at, chloe_at):
    talk.send(ana_at)
    talk.send(ana_at)

    def marks() -> tuple[int, int]:
        wire = chloe_at.keys.identity.hex()
        found = next(one for one in talk.entries(ana_at)["marks"] if one["identity"] == wire)
        return found["delivered"], found["read"]

    for sent, seen in (((2, 1), (2, 1)), ((3, 2), (3, 2)), ((1, 1), (3, 2)), ((99, 99), (3, 3))):
        answer = chloe_at.post(talk.path("marks"), delivered=sent[0], read=sent[1])
        assert answer.status_code == 204
        assert marks() == seen
    assert refused(chloe_at.post(talk.path("marks"), delivered=-1, read=0)) == (400, "malformed")
    assert chloe_at.get("conversations").json()["conversations"][0]["unread"] == 0


def test_what_is_unread_are_messages_of_others(talk, ana_at, chloe_at):
    talk.send(ana_at)
    talk.send(ana_at, kind=2)
    talk.send(chloe_at)
    unread = [one.get("conversations").json()["conversations"][0]["unread"] for one in (ana_at, chloe_at)]
    assert unread == [1, 1]


def test_a_long_conversation_comes_in_parts_from_either_end(talk, ana_at):
    for _ in range(6):
        talk.send(ana_at)

    def seqs(**query):
        said = talk.entries(ana_at, **query)
        return [one["seq"] for one in said["entries"]], said["more"]

    assert seqs(after=0, limit=3) == ([1, 2, 3], True)
    assert seqs(after=3, limit=4) == ([4, 5, 6, 7], False)
    assert seqs(after=9) == ([], False)
    assert seqs(before=6, limit=2) == ([4, 5], True)
    assert seqs(before=3, limit=2) == ([1, 2], False)
    assert seqs(limit=9_999)[1] is False
    assert refused(ana_at.get(talk.path("entries"), after="x")) == (400, "malformed")


def test_conversations_come_in_pages_the_newest_first(ana_at, chloe_at, monkeypatch):
    from messaging.pages import conversations

    monkeypatch.setattr(conversations, "MOST", 2)
    talks = [Talk(ana_at, chloe_at) for _ in range(3)]
    talks[0].send(chloe_at)
    first = ana_at.get("conversations").json()
    assert [one["conv"] for one in first["conversations"]] == [talks[0].wire, talks[2].wire]
    rest = ana_at.get("conversations", before=first["before"]).json()
    assert [one["conv"] for one in rest["conversations"]] == [talks[1].wire]
    assert rest["before"] is None
    assert refused(ana_at.get("conversations", before="x")) == (400, "malformed")


def test_those_in_a_conversation_hear_of_it_and_nobody_else(talk, ana_at, chloe, dara, heard):
    talk.send(ana_at)
    assert [one["ids"] for one in heard(chloe) if one["kind"] == "messages"][-1] == {"conversation": talk.wire}
    assert heard(dara) == []


def test_doors_make_as_many_statements_for_many_messages_and_people(ana_at, chloe_at, mauritius):
    talk = Talk(ana_at, chloe_at)
    talk.send(ana_at, kind=2)

    def statements(act) -> int:
        with CaptureQueriesContext(connection) as made:
            assert act().status_code in {200, 201}
        return len(made)

    def counts() -> list[int]:
        return [
            statements(lambda: talk.send(ana_at)),
            statements(lambda: ana_at.get(talk.path("entries"))),
            statements(lambda: ana_at.get("conversations")),
            statements(lambda: talk.change(ana_at, talk.browsers, 4)),
        ]

    counts()  # what is kept by the process is filled
    few = counts()
    for number in range(4):
        other = SealedBrowser(Persona(membership(f"colleague{number}", mauritius))).register()
        talk.change(ana_at, [*talk.browsers, other], 1)
    for _ in range(20):
        talk.send(ana_at)
    Talk(ana_at, chloe_at).send(ana_at, kind=2)
    assert counts() == few


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_are_both_taken_one_after_the_other(ana, chloe, dara):
    browsers = [SealedBrowser(one).register() for one in (ana, chloe, dara)]
    talk = Talk(*browsers)
    sent = [(browser, talk.envelope(browser)) for browser in browsers]
    answers = all_at_once(*((browser, talk.path("envelopes"), {"envelope": b64(raw)}) for browser, raw in sent))
    assert [answer.status_code for answer in answers] == [201] * 3
    with transaction.atomic():
        assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]
        assert Participant.objects.filter(counter=1).count() == 3


@pytest.mark.parametrize("role", [Membership.Role.OBSERVER, Membership.Role.GUEST])
def test_who_is_an_officer_no_longer_takes_no_part_though_his_keys_are_there(role, talk, ana):
    talked = Conversation.objects.get(wire=talk.wire)
    assert can(can_take_part, ana.membership, talked)
    ana.membership.role = role
    refusal = can(can_take_part, ana.membership, talked)
    assert not refusal
    assert refusal.reason == can(can_message, ana.membership).reason


def test_a_colleague_does_not_stand_for_a_member_whose_membership_ended(talk, ana_at, chloe_at, chloe, cora):
    assert cora.membership.authority.body == chloe.membership.authority.body
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert talk.entries(ana_at)["ended"] == [chloe_at.keys.identity.hex()]
    assert refused(talk.send(ana_at)) == (409, "epoch-closed")
