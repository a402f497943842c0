"""Leaving a conversation: nothing more is delivered, and nobody writes until a record leaves the leaver out."""

import pytest

from tests.messaging.browsers import refused
from tests.messaging.writing import Keys, b64, h, leave, now

pytestmark = pytest.mark.django_db


def left(talk, browser, **changed):
    raw = leave(changed.pop("keys", browser.keys), **{"conv": talk.conv, "epoch_rec": h(talk.record), **changed})
    return browser.post(talk.path("leave"), leave=b64(raw)), raw


def test_who_left_gets_nothing_more_and_the_others_see_it(talk, ana_at, chloe_at, dara_at, dara, heard):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    answer, raw = left(talk, dara_at)
    assert (answer.status_code, answer.json()["seq"]) == (201, 3)
    assert dara_at.get(talk.path("entries")).status_code == 404
    assert dara_at.get("conversations").json()["conversations"] == []
    said = talk.entries(ana_at)
    assert (said["left"], said["entries"][-1]["type"]) == ([dara_at.keys.identity.hex()], 9)
    assert heard(dara)[-1]["kind"] == "gone"
    # The answer was lost on the way.
    again = dara_at.post(talk.path("leave"), leave=b64(raw))
    assert (again.status_code, again.json()) == (200, answer.json())


def test_nobody_writes_until_a_record_leaves_the_leaver_out(talk, ana_at, chloe_at, dara_at):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    left(talk, dara_at)
    assert refused(talk.send(ana_at)) == (409, "epoch-closed")
    assert refused(talk.change(ana_at, talk.browsers, 4)) == (409, "member-left")
    assert talk.change(ana_at, [ana_at, chloe_at], 2).status_code == 201
    assert talk.send(ana_at).status_code == 201
    # He may be asked back.
    assert talk.change(ana_at, [ana_at, chloe_at, dara_at], 1).status_code == 201
    assert talk.entries(dara_at)["left"] == []


WRONG = {
    "a byte left over": (lambda t, b: leave(b.keys, conv=t.conv, epoch_rec=h(t.record)) + b"\0", (413, "too-large")),
    "a byte too few": (lambda t, b: leave(b.keys, conv=t.conv, epoch_rec=h(t.record))[:-1], (400, "malformed")),
    "of another conversation": (lambda t, b: leave(b.keys, conv=b"x" * 16, epoch_rec=h(t.record)), (400, "malformed")),
    "for another": (lambda t, b: leave(t.browsers[0].keys, conv=t.conv, epoch_rec=h(t.record)), (403, "not-sender")),
    "of an old record": (lambda t, b: leave(b.keys, conv=t.conv, epoch_rec=h(b"x")), (409, "epoch-closed")),
    "of other keys": (
        lambda t, b: leave(Keys(b.keys.identity, gen=1), conv=t.conv, epoch_rec=h(t.record)),
        (409, "wrong-generation"),
    ),
    "an old clock": (
        lambda t, b: leave(b.keys, conv=t.conv, epoch_rec=h(t.record), at=now() - 601_000),
        (422, "clock"),
    ),
    "signed by another": (
        lambda t, b: leave(Keys(b.keys.identity), conv=t.conv, epoch_rec=h(t.record)),
        (422, "signature"),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_leave_that_is_wrong_is_refused_with_its_code(what, talk, chloe_at):
    make, code = WRONG[what]
    assert refused(chloe_at.post(talk.path("leave"), leave=b64(make(talk, chloe_at)))) == code
    assert talk.entries(chloe_at)["left"] == []


def test_a_stranger_leaves_nothing(talk, dara_at):
    assert left(talk, dara_at)[0].status_code == 404
