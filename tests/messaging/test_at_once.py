"""The same object on its way twice at once, as after a lost answer or a second press: stored once, and both hear so."""

import contextlib
import os
import threading

import pytest

from messaging import store
from messaging.actions import epochs, leaving, reports, sending
from messaging.models import Conversation, Entry, Report
from tests.messaging.browsers import SealedBrowser, Talk, all_at_once, checkpoint
from tests.messaging.writing import b64, content, frank, h, leave, record, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(ana, chloe) -> Talk:
    return Talk(SealedBrowser(ana).register(), SealedBrowser(chloe).register())


def twice(browser: SealedBrowser, path: str, **said: object) -> list[int]:
    """Send it twice at once; return both statuses, the lower first."""
    return at_once(browser, (path, said), (path, said))


def at_once(browser: SealedBrowser, *sent: tuple[str, dict[str, object]]) -> list[int]:
    return sorted(answer.status_code for answer in all_at_once(*((browser, path, said) for path, said in sent)))


@pytest.fixture
def meet(monkeypatch):
    """Let two come to what is named before either goes on, as far as the database lets both in."""
    barrier = threading.Barrier(2)

    def at(module: object, name: str) -> None:
        real = getattr(module, name)

        def wait(*args: object, **named: object) -> object:
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=1)
            return real(*args, **named)

        monkeypatch.setattr(module, name, wait)

    return at


def test_a_report(talk, meet):
    ana = talk.browsers[0]
    sender, k_f, said = talk.browsers[1], os.urandom(32), content("x")
    raw = talk.envelope(
        sender, frank=frank(k_f, sender.keys, said, conv=talk.conv, epoch_rec=h(talk.record), counter=1)
    )
    assert talk.send(sender, raw).status_code == 201
    meet(reports, "_entries")
    assert twice(ana, talk.path("reports"), report=b64(report(ana.keys, [(h(raw), k_f, said)], conv=talk.conv))) == [
        200,
        201,
    ]
    assert Report.objects.count() == 1


def test_a_leave(talk, meet):
    ana = talk.browsers[0]
    meet(leaving, "held")
    assert twice(ana, talk.path("leave"), leave=b64(leave(ana.keys, conv=talk.conv, epoch_rec=h(talk.record)))) == [
        200,
        201,
    ]
    assert Entry.objects.filter(kind=9).count() == 1


def test_a_beginning(talk, meet):
    ana = talk.browsers[0]
    raw, wraps = record(ana.keys, talk.members(), conv=os.urandom(16), checkpoint=checkpoint(ana))
    meet(epochs, "_check_members")
    assert twice(ana, "conversations", record=b64(raw), wraps=b64(wraps), envelopes=[]) == [200, 201]
    assert Conversation.objects.count() == 2


def test_a_message(talk):
    ana = talk.browsers[0]
    assert twice(ana, talk.path("envelopes"), envelope=b64(talk.envelope(ana))) == [200, 201]
    assert Entry.objects.filter(kind=4).count() == 1


def test_a_file_that_is_announced_and_a_message_wait_for_each_other_without_end_for_nobody(talk, meet):
    """The one holds the identity and refers to the conversation, the other the other way round."""
    ana = talk.browsers[0]
    meet(store, "new_name")
    meet(sending, "accept")
    file = (talk.path("files"), {"size": 56 + 256 + 16})
    assert at_once(ana, file, (talk.path("envelopes"), {"envelope": b64(talk.envelope(ana))})) == [201, 201]
