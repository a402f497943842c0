"""A report to its end: what the secretariat reads, how far it is proven, what the reporter hears."""

import pytest

from jobs.worker import Worker
from messaging.access.reports import can_judge_report
from messaging.actions.reports import judge_report
from messaging.keeping import sealed_report
from messaging.models import Entry, KeyEntry, Report
from messaging.querysets.reports import Proof, opened
from network.guard import Refused, can
from network.models import Authority
from notices.models import Notice
from tests.messaging.test_reports import reported, said
from tests.messaging.writing import Keys, content, h, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(talk, ana_at, chloe_at) -> Report:
    """Ana handed over one message of Chloé's."""
    said(talk, chloe_at, "Good morning.")
    reported(talk, ana_at, said(talk, chloe_at, "Or else <b>you</b> pay."))
    return Report.objects.get()


def page_of(who, found: Report):
    return who.client.get(f"/messages/reports/{found.public_id}/")


def text_of(who, found: Report) -> str:
    answer = page_of(who, found)
    assert answer.status_code == 200
    return answer.content.decode()


def judge(who, found: Report, outcome: str = "upheld", answer: str = "We spoke with the office."):
    return who.client.post(f"/messages/reports/{found.public_id}/", {"outcome": outcome, "answer": answer})


def test_the_officer_reads_what_was_handed_over_with_its_proof_and_nothing_else(handed, sam, chloe):
    shown = text_of(sam, handed)
    assert "Or else &lt;b&gt;you&lt;/b&gt; pay." in shown
    assert "Good morning." not in shown
    assert "He threatens me." in shown
    assert "Proven: commitment and signature agree" in shown
    assert chloe.member.name in shown
    assert "<title>Report of sealed messages" in shown


def test_a_name_that_turns_its_letters_round_is_shown_without_that_and_by_itself(talk, ana_at, chloe_at, sam):
    odd = "order\u202efdp.exe\n\u2067\u2028\x85\t"
    reported(talk, ana_at, said(talk, chloe_at, "See there.", odd, "\u0631\u062f.pdf"))
    shown = text_of(sam, Report.objects.get())
    assert "<bdi>orderfdp.exe</bdi> (" in shown
    assert "<bdi>\u0631\u062f.pdf</bdi> (" in shown
    assert "\u202e" not in shown


def test_what_was_changed_in_the_storage_afterwards_is_not_proven(handed, sam, talk, ana_at):
    found = opened(handed)
    assert [message.proof for message in found.messages] == [Proof.PROVEN]
    assert found.is_signed
    other = Entry.objects.filter(kind=4).exclude(digest__in=[h(b"")]).order_by("seq").first()
    reported_one = Entry.objects.filter(kind=4).order_by("-seq").first()
    Entry.objects.filter(pk=reported_one.pk).update(raw=bytes(other.raw))
    assert [message.proof for message in opened(handed).messages] == [Proof.BROKEN]
    assert "Not proven: what is stored" in text_of(sam, handed)


def test_a_signature_that_is_not_the_senders_is_not_proven(handed):
    sender = opened(handed).messages[0].sender
    KeyEntry.objects.filter(identity=sender).update(ed_pk=Keys(b"x" * 16).ed_pk)
    assert [message.proof for message in opened(handed).messages] == [Proof.BROKEN]


def test_what_has_been_erased_since_says_so(handed, sam):
    Entry.objects.filter(kind=4).update(raw=None, tombstone=b"tombstone")
    assert [message.proof for message in opened(handed).messages] == [Proof.ERASED]
    assert "has been erased since" in text_of(sam, handed)


def test_a_report_that_another_signed_is_named(handed, talk, ana_at, sam):
    raw = report(ana_at.keys, [(h(b"x"), b"k" * 32, content("Or else."))], conv=talk.conv, signer=Keys(b"x" * 16))
    Report.objects.filter(pk=handed.pk).update(digest=h(raw).hex(), sealed=sealed_report(h(raw).hex(), raw))
    assert not opened(Report.objects.get()).is_signed
    assert "signature of the reporter is not right" in text_of(sam, Report.objects.get())


def test_the_reporter_sees_how_the_case_ends_and_is_told(handed, ana, sam):
    waiting = text_of(ana, handed)
    assert "How the case ends will stand here" in waiting
    assert "Judge the report" not in waiting
    assert judge(sam, handed).status_code == 302
    Worker().drain()
    assert Notice.objects.filter(membership=ana.membership, label="messaging.Report").count() == 1
    assert "Your report of sealed messages has been decided." in ana.client.get("/notices/").content.decode()
    ended = text_of(ana, handed)
    assert "upheld" in ended
    assert "We spoke with the office." in ended
    assert handed.public_id in ana.client.get("/messages/reports/").content.decode()


def test_the_accused_hears_nothing_of_it(handed, chloe, sam):
    assert page_of(chloe, handed).status_code == 404
    judge(sam, handed)
    Worker().drain()
    assert not Notice.objects.filter(membership=chloe.membership, label="messaging.Report").exists()
    assert handed.public_id not in chloe.client.get("/messages/reports/").content.decode()


def test_a_judgement_needs_its_reason(handed, sam):
    assert judge(sam, handed, answer="").status_code == 422
    assert judge(sam, handed, outcome="perhaps").status_code == 422
    handed.refresh_from_db()
    assert handed.outcome == "open"


def test_a_case_that_has_ended_is_not_judged_again(handed, sam):
    judge(sam, handed, outcome="not_upheld")
    assert judge(sam, handed).status_code == 403
    handed.refresh_from_db()
    assert handed.outcome == "not_upheld"


def test_of_two_officers_at_one_time_the_second_changes_nothing(handed, sam, sara):
    read_before = Report.objects.select_related("reporter").get()
    judge_report(actor=sara.membership, report=handed, upheld=False, answer="It was a joke.")
    with pytest.raises(Refused, match="decided already"):
        judge_report(actor=sam.membership, report=read_before, upheld=True, answer="It was none.")
    handed.refresh_from_db()
    assert (handed.outcome, handed.answer) == ("not_upheld", "It was a joke.")


@pytest.mark.parametrize("who", ["ana", "chloe", "tess", "otto"])
def test_who_is_no_officer_of_content_reads_who_decides(request, who, handed):
    verdict = can(can_judge_report, request.getfixturevalue(who).membership, handed)
    assert verdict.reason == "Only the secretariat decides on reported messages."


def test_nobody_judges_what_concerns_his_own_state(handed, sam, france):
    Authority.objects.filter(pk=sam.membership.authority_id).update(body=france.body)
    assert page_of(sam, handed).status_code == 404
    assert judge(sam, handed).status_code == 404
    assert "wait to be judged" not in sam.client.get("/").content.decode()


def test_the_reporter_does_not_judge_his_own_report(handed, ana):
    assert judge(ana, handed).status_code == 403


def test_my_desk_counts_what_waits_for_who_may_judge_it(handed, sam, tess, ana):
    assert "Reports of sealed messages wait to be judged" in sam.client.get("/").content.decode()
    for other in (tess, ana):
        assert "wait to be judged" not in other.client.get("/").content.decode()
    judge(sam, handed)
    assert "Reports of sealed messages wait" not in sam.client.get("/").content.decode()
