"""Reports prove themselves: what the secretariat reads is what was written, and nothing else."""

import os

import pytest
from django.utils import timezone

from messaging.actions.reports import judge_report
from messaging.keeping import opened_report
from messaging.models import Report, ReportedMessage
from network.guard import Refused
from network.models import Authority, Membership
from tests.messaging.browsers import refused
from tests.messaging.test_leaving import left
from tests.messaging.writing import Keys, b64, content, frank, h, now, report

pytestmark = pytest.mark.django_db


def said(talk, browser, text: str, *files: str) -> tuple[bytes, bytes, bytes]:
    """Have BROWSER write TEXT with FILES; return what another hands over: hash, key of the commitment, content."""
    k_f, words = os.urandom(32), content(text, files=files)
    counter = talk.counters.get(browser.keys.identity, (0, b""))[0] + 1
    proof = frank(k_f, browser.keys, words, conv=talk.conv, epoch_rec=h(talk.record), counter=counter)
    raw = talk.envelope(browser, frank=proof)
    assert talk.send(browser, raw).status_code == 201
    return h(raw), k_f, words


def reported(talk, browser, *messages, **changed):
    raw = report(browser.keys, list(messages), **{"conv": talk.conv, **changed})
    return browser.post(talk.path("reports"), report=b64(raw)), raw


def test_the_secretariat_gets_the_reported_messages_and_no_others(talk, ana_at, chloe_at, sam):
    said(talk, chloe_at, "Good morning.")
    threat = said(talk, chloe_at, "Or else.")
    answer, raw = reported(talk, ana_at, threat)
    assert answer.status_code == 201
    found = Report.objects.visible_to(sam.membership).get(public_id=answer.json()["report"])
    assert opened_report(found.digest, found.sealed) == raw
    assert "Or else" not in found.sealed
    message = ReportedMessage.objects.visible_to(sam.membership).get()
    assert message.sender.wire == chloe_at.keys.identity.hex()


def test_the_same_report_again_is_the_same(talk, ana_at, chloe_at):
    first, raw = reported(talk, ana_at, said(talk, chloe_at, "Or else."))
    again = ana_at.post(talk.path("reports"), report=b64(raw))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Report.objects.count() == 1


def test_nobody_can_be_charged_with_what_he_did_not_write(talk, ana_at, chloe_at):
    envelope, k_f, words = said(talk, chloe_at, "Good morning.")
    for message in ((envelope, k_f, content("Or else.")), (envelope, os.urandom(32), words)):
        assert refused(reported(talk, ana_at, message)[0]) == (422, "frank")
    assert not Report.objects.exists()


def test_who_left_still_reports_what_he_could_read_and_nothing_later(talk, ana_at, chloe_at, dara_at):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    before = said(talk, chloe_at, "Or else.")
    left(talk, dara_at)
    talk.change(ana_at, [ana_at, chloe_at], 2)
    after = said(talk, chloe_at, "He is gone.")
    assert refused(reported(talk, dara_at, after)[0]) == (422, "not-reportable")
    assert reported(talk, dara_at, before)[0].status_code == 201


def test_a_newcomer_reports_nothing_from_before_him(talk, ana_at, chloe_at, dara_at):
    before = said(talk, chloe_at, "Or else.")
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert refused(reported(talk, dara_at, before)[0]) == (422, "not-reportable")


def test_a_stranger_reports_nothing(talk, chloe_at, dara_at):
    assert reported(talk, dara_at, said(talk, chloe_at, "Or else."))[0].status_code == 404


def test_a_report_that_is_wrong_is_refused_with_its_code(talk, ana_at, chloe_at):
    good = said(talk, chloe_at, "Or else.")
    wrong = (
        (reported(talk, ana_at)[0], (400, "malformed")),
        (reported(talk, ana_at, *[good] * 2)[0], (400, "malformed")),
        (reported(talk, ana_at, good, conv=b"x" * 16)[0], (400, "malformed")),
        (reported(talk, ana_at, good, reason=b"\xff")[0], (400, "malformed")),
        (reported(talk, ana_at, good, reason="e\u0301".encode())[0], (400, "malformed")),
        (reported(talk, ana_at, (h(b"x"), *good[1:]))[0], (422, "not-reportable")),
        (reported(talk, ana_at, good, at=now() - 601_000)[0], (422, "clock")),
        (reported(talk, ana_at, good, signer=Keys(ana_at.keys.identity))[0], (422, "signature")),
    )
    assert [refused(answer) for answer, _code in wrong] == [code for _answer, code in wrong]
    raw = report(ana_at.keys, [good], conv=talk.conv)
    assert refused(chloe_at.post(talk.path("reports"), report=b64(raw))) == (403, "not-sender")
    assert not Report.objects.exists()


def test_reports_are_for_content_officers_of_other_states(talk, ana, ana_at, chloe, chloe_at, sam, tess, france):
    reported(talk, ana_at, said(talk, chloe_at, "Or else."))

    def sees(who) -> bool:
        return Report.objects.visible_to(Membership.objects.get(pk=who.membership.pk)).exists()

    assert (sees(ana), sees(sam)) == (True, True)
    assert (sees(chloe), sees(tess)) == (False, False)
    Authority.objects.filter(pk=sam.membership.authority_id).update(body=france.body)
    assert not sees(sam)


def test_the_case_ends_once_with_an_answer_that_the_reporter_reads(talk, ana_at, chloe_at, ana, sam, sara, chloe):
    reported(talk, ana_at, said(talk, chloe_at, "Or else."))
    found = Report.objects.get()
    for who in (ana, chloe):
        with pytest.raises(Refused):
            judge_report(actor=who.membership, report=found, upheld=True, answer="No.")
    judge_report(actor=sam.membership, report=found, upheld=True, answer="We spoke with him.")
    seen = Report.objects.visible_to(ana.membership).get()
    assert (seen.outcome, seen.answer, seen.judged_at <= timezone.now()) == ("upheld", "We spoke with him.", True)
    with pytest.raises(Refused):
        judge_report(actor=sara.membership, report=seen, upheld=False, answer="Again.")
