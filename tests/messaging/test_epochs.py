"""Who is in a conversation changes by signed records alone: what is taken, and what newcomers and leavers get."""

import base64
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.models import Conversation, Entry, Participant, Wrap
from tests.messaging.browsers import SealedBrowser, Talk, checkpoint, refused
from tests.messaging.writing import EMPTY_ROOT, Keys, b64, grant, h, now, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben_at(ben) -> SealedBrowser:
    return SealedBrowser(ben).register()


def objects(talk: Talk, browser: SealedBrowser) -> list[bool]:
    return [one["object"] is not None for one in talk.entries(browser)["entries"]]


def test_a_newcomer_reads_from_the_record_that_added_him(talk, ana_at, chloe_at, dara_at):
    talk.send(ana_at, kind=2)
    talk.send(ana_at)
    assert dara_at.get(talk.path("entries")).status_code == 404
    answer = talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert (answer.status_code, answer.json()["seq"]) == (201, 4)
    talk.send(chloe_at)
    said = talk.entries(dara_at)["entries"]
    # All records and all receipts, but no envelope from before.
    assert [one["object"] is not None for one in said] == [True, False, False, True, True]
    assert all(one["receipt"] for one in said)
    assert [one["wrap"] is not None for one in said] == [False, False, False, True, False]
    line = dara_at.get("conversations").json()["conversations"][0]
    assert (line["readable_from"], line["title"], line["unread"]) == (4, None, 1)


def test_a_newcomer_with_the_history_reads_all_of_it(talk, ana_at, chloe_at, dara_at):
    talk.send(ana_at)
    talk.change(ana_at, [ana_at, chloe_at], 4)
    answer = talk.change(ana_at, [ana_at, chloe_at, dara_at], 1, history=True)
    assert len(answer.json()["receipts"]) == 2
    assert objects(talk, dara_at) == [True] * 5
    assert [one["type"] for one in talk.entries(chloe_at)["entries"]] == [3, 4, 3, 3, 8]
    assert dara_at.get("conversations").json()["conversations"][0]["readable_from"] == 1


def given_from(talk: Talk, ana_at, newcomer, epochs: list[int]):
    """Have Ana add a newcomer, with the keys of EPOCHS."""
    raw, wraps = talk.next_record(ana_at, [*talk.browsers, newcomer], 1)
    keys = grant(ana_at.keys, newcomer.keys, conv=talk.conv, epoch_rec=h(raw), epochs=epochs)
    return ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=[b64(keys)])


@pytest.mark.parametrize("retention", [30, 0])
def test_the_history_may_begin_where_all_before_is_erased_and_nowhere_else(retention, ana_at, chloe_at, dara_at):
    talk = Talk(ana_at, chloe_at, retention=retention)
    talk.change(ana_at, talk.browsers, 4)
    talk.change(ana_at, talk.browsers, 4)
    old = timezone.now() - timedelta(days=30, minutes=1)
    Entry.objects.filter(epoch__in=[0, 1]).update(at=old)
    assert refused(given_from(talk, ana_at, dara_at, [2])) == (422, "grants")
    assert refused(given_from(talk, ana_at, dara_at, [1])) == (422, "grants")
    answer = given_from(talk, ana_at, dara_at, [1, 2])
    if retention == 0:
        assert refused(answer) == (422, "grants")
        answer = given_from(talk, ana_at, dara_at, [0, 1, 2])
    assert answer.status_code == 201
    assert dara_at.get("conversations").json()["conversations"][0]["readable_from"] == 1


def test_the_same_record_again_gives_the_same_receipts(talk, ana_at, chloe_at, dara_at):
    raw, wraps = talk.next_record(ana_at, [ana_at, chloe_at, dara_at], 1)
    given = grant(ana_at.keys, dara_at.keys, conv=talk.conv, epoch_rec=h(raw), epochs=[0])
    sent = {"record": b64(raw), "wraps": b64(wraps), "grants": [b64(given)]}
    first, again = ana_at.post(talk.path("epochs"), **sent), ana_at.post(talk.path("epochs"), **sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Entry.objects.count() == 3


def test_whoever_is_left_out_knows_the_conversation_no_more(talk, ana_at, chloe_at, dara_at, dara, heard):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert talk.change(chloe_at, [ana_at, chloe_at], 2).status_code == 201
    assert dara_at.get(talk.path("entries")).status_code == 404
    assert dara_at.get("conversations").json()["conversations"] == []
    assert talk.send(dara_at).status_code == 404
    assert [one["kind"] for one in heard(dara)][-1] == "gone"
    assert talk.send(ana_at).status_code == 201


def test_the_loser_of_two_at_once_is_given_the_winner_s_record(talk, ana_at, chloe_at, dara_at, ben_at):
    slower, wraps = talk.next_record(chloe_at, [ana_at, chloe_at, ben_at], 1)
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    answer = chloe_at.post(talk.path("epochs"), record=b64(slower), wraps=b64(wraps), grants=[])
    assert refused(answer) == (409, "epoch-conflict")
    assert base64.b64decode(answer.json()["record"]) == talk.record
    # Those two browsers agree on the next one.
    assert talk.change(chloe_at, [ana_at, chloe_at, dara_at, ben_at], 1).status_code == 201


def test_envelopes_of_a_closed_epoch_are_refused(talk, ana_at, chloe_at, dara_at):
    late = talk.envelope(chloe_at)
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert refused(talk.send(chloe_at, late)) == (409, "epoch-closed")


def test_who_comes_back_counts_on_and_reads_from_then(talk, ana_at, chloe_at, dara_at):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert talk.send(dara_at).status_code == 201
    talk.change(ana_at, [ana_at, chloe_at], 2)
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert talk.send(dara_at).status_code == 201
    assert objects(talk, dara_at) == [True, True, False, True, True, True]
    assert Participant.objects.filter(identity__wire=dara_at.keys.identity.hex()).count() == 2


WRONG = {
    "a byte left over": (lambda t, m: (t.next_record(*m, 1)[0] + b"\0", None), (400, "malformed")),
    "too large": (lambda t, m: (t.next_record(*m, 1)[0] + bytes(8192), None), (413, "too-large")),
    "another suite": (lambda t, m: t.next_record(*m, 1, suite=b"\0\2"), (422, "unknown-suite")),
    "of another conversation": (lambda t, m: t.next_record(*m, 1, conv=b"x" * 16), (400, "malformed")),
    "another record before": (lambda t, m: t.next_record(*m, 1, prev=h(b"x")), (409, "epoch-conflict")),
    "an epoch left out": (lambda t, m: t.next_record(*m, 1, epoch=2), (409, "epoch-conflict")),
    "epoch 0 again": (lambda t, m: t.next_record(*m, 0, epoch=0, prev=bytes(32)), (400, "malformed")),
    "another retention": (lambda t, m: t.next_record(*m, 1, retention=365), (422, "retention")),
    "a retention that there is not": (lambda t, m: t.next_record(*m, 1, retention=31), (400, "malformed")),
    "another reason": (lambda t, m: t.next_record(*m, 4), (422, "reason")),
    "somebody removed by the reason alone": (lambda t, m: t.next_record(*m, 2), (422, "reason")),
    "wraps of another record": (lambda t, m: (t.next_record(*m, 1)[0], t.next_record(*m, 1)[1]), (422, "wraps")),
    "no wraps": (lambda t, m: (t.next_record(*m, 1)[0], b""), (422, "wraps")),
    "another log": (lambda t, m: t.next_record(*m, 1, checkpoint=(1, h(b"x"))), (422, "checkpoint")),
    "an old clock": (lambda t, m: t.next_record(*m, 1, at=now() - 601_000), (422, "clock")),
    "signed by another key": (
        lambda t, m: t.next_record(*m, 1, signer=Keys(m[0].keys.identity)),
        (422, "signature"),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_record_that_is_wrong_is_refused_with_its_code(what, talk, ana_at, chloe_at, dara_at):
    make, code = WRONG[what]
    raw, wraps = make(talk, (ana_at, [ana_at, chloe_at, dara_at]))
    answer = ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps or b""), grants=[])
    assert refused(answer) == code
    assert Entry.objects.count() == 1
    assert Participant.objects.count() == 2


def record_of(talk: Talk, creator: SealedBrowser, members: list[tuple[Keys, int]], reason: int = 1, **changed):
    facts = {"epoch": 1, "prev": h(talk.record), "checkpoint": checkpoint(creator)}
    return record(creator.keys, members, conv=talk.conv, reason=reason, **{**facts, **changed})


def refusal_of(talk: Talk, creator: SealedBrowser, members: list[tuple[Keys, int]], **changed) -> tuple[int, str]:
    raw, wraps = record_of(talk, creator, members, **changed)
    return refused(creator.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=[]))


def test_only_identities_with_their_newest_keys_in_the_log_are_members(talk, ana_at, dara_at, gita):
    base = talk.members()
    invented = Keys(os.urandom(16))
    assert refusal_of(talk, ana_at, [*base, (invented, 9)]) == (422, "member-unknown")
    dara = talk.members([dara_at])[0]
    assert refusal_of(talk, ana_at, [*base, (dara[0], dara[1] + 1)]) == (422, "fingerprint")
    swapped = Keys(dara_at.keys.identity)
    assert refusal_of(talk, ana_at, [*base, (swapped, dara[1])]) == (422, "fingerprint")
    later = Keys(dara_at.keys.identity, gen=1)
    assert refusal_of(talk, ana_at, [*base, (later, dara[1])]) == (409, "wrong-generation")
    assert refusal_of(talk, dara_at, [*base, dara]) == (404, "")


def test_members_stand_in_order_and_once(talk, ana_at):
    raw, wraps = record_of(talk, ana_at, talk.members() * 2)
    assert refused(ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps))) == (400, "malformed")


def test_the_creator_is_among_those_he_names(talk, ana_at, chloe_at, dara_at):
    members = talk.members([chloe_at, dara_at])
    assert refusal_of(talk, ana_at, members, reason=2) == (400, "malformed")


def test_nobody_makes_a_record_in_the_name_of_another(talk, ana_at, chloe_at):
    raw, wraps = talk.next_record(ana_at, talk.browsers, 4)
    answer = chloe_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps))
    assert refused(answer) == (403, "not-sender")


def test_the_suite_of_a_conversation_never_becomes_smaller(talk, ana_at):
    Conversation.objects.update(suite=2)
    assert refusal_of(talk, ana_at, talk.members(), reason=4) == (422, "suite-smaller")


def test_a_conversation_of_one_is_none(ana_at):
    raw, wraps = record(ana_at.keys, [(ana_at.keys, 0)], conv=os.urandom(16), checkpoint=(0, EMPTY_ROOT))
    assert refused(ana_at.post("conversations", record=b64(raw), wraps=b64(wraps))) == (422, "members")


def test_nobody_begins_a_conversation_for_another(ana_at, chloe_at):
    members = [(ana_at.keys, 0), (chloe_at.keys, 1)]
    raw, wraps = record(ana_at.keys, members, conv=os.urandom(16))
    assert refused(chloe_at.post("conversations", record=b64(raw), wraps=b64(wraps))) == (403, "not-sender")


def given(ana_at, newcomer, talk, raw, **changed):
    facts = {"conv": talk.conv, "epoch_rec": h(raw), "epochs": [0]}
    return grant(changed.pop("granter", ana_at.keys), newcomer, **{**facts, **changed})


WRONG_GRANTS = {
    "to somebody who was there": lambda a, c, d, t, raw: [given(a, c.keys, t, raw)],
    "twice to one": lambda a, c, d, t, raw: [given(a, d.keys, t, raw), given(a, d.keys, t, raw)],
    "an epoch too many": lambda a, c, d, t, raw: [given(a, d.keys, t, raw, epochs=[0, 1])],
    "not the first epoch": lambda a, c, d, t, raw: [given(a, d.keys, t, raw, epochs=[1])],
    "for another record": lambda a, c, d, t, raw: [given(a, d.keys, t, raw, epoch_rec=h(b"x"))],
    "for another conversation": lambda a, c, d, t, raw: [given(a, d.keys, t, raw, conv=b"x" * 16)],
    "by somebody else": lambda a, c, d, t, raw: [given(a, d.keys, t, raw, granter=c.keys)],
    "to other keys of his": lambda a, c, d, t, raw: [given(a, Keys(d.keys.identity, gen=1), t, raw)],
}


@pytest.mark.parametrize("what", WRONG_GRANTS)
def test_the_history_is_given_to_newcomers_alone_and_whole(what, talk, ana_at, chloe_at, dara_at):
    raw, wraps = talk.next_record(ana_at, [ana_at, chloe_at, dara_at], 1)
    grants = [b64(one) for one in WRONG_GRANTS[what](ana_at, chloe_at, dara_at, talk, raw)]
    answer = ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=grants)
    assert refused(answer) == (422, "grants")
    assert Entry.objects.count() == 1


def test_whoever_does_not_have_the_history_gives_none(talk, ana_at, chloe_at, dara_at, ben_at):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    answer = talk.change(dara_at, [ana_at, chloe_at, dara_at, ben_at], 1, history=True)
    assert refused(answer) == (422, "grants")


def test_a_grant_is_held_to_the_clock_and_to_its_signature(talk, ana_at, chloe_at, dara_at):
    raw, wraps = talk.next_record(ana_at, [ana_at, chloe_at, dara_at], 1)
    late = given(ana_at, dara_at.keys, talk, raw, at=now() - 601_000)
    good = given(ana_at, dara_at.keys, talk, raw)
    for one, code in ((late, (422, "clock")), (good[:-1] + bytes([good[-1] ^ 1]), (422, "signature"))):
        answer = ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=[b64(one)])
        assert refused(answer) == code


def test_a_grant_that_is_none_is_malformed(talk, ana_at, chloe_at, dara_at):
    raw, wraps = talk.next_record(ana_at, [ana_at, chloe_at, dara_at], 1)
    answer = ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=[b64(b"\x08")])
    assert refused(answer) == (400, "malformed")


def test_a_list_gives_each_the_wrap_that_is_sealed_to_him(talk, ana_at, chloe_at):
    given = {
        one.keys.identity.hex(): one.get("conversations").json()["conversations"][0]["records"][0]["wrap"]
        for one in (ana_at, chloe_at)
    }
    assert given == {wrap.identity.wire: b64(bytes(wrap.sealed)) for wrap in Wrap.objects.select_related("identity")}
