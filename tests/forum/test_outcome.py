"""When nobody answers, and when somebody has: who is told after how many working days, and what the author is asked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from forum.actions import add_post, ask_for_outcomes, outcome, remind_of_unanswered, say_outcome, set_status
from forum.models import Topic
from forum.querysets.naming import put_author
from forum.schedules import look_after_questions
from jobs.terms import terms_of
from jobs.worker import Worker
from network.guard import Refused
from network.readers import as_system
from network.slots import lines
from notices.models import Notice
from tests.factories import forum as make

CLOCK = as_system("a test of the clock")
# A Thursday in a week without holidays in Mauritius.
THURSDAY = datetime(2026, 6, 11, 8, tzinfo=UTC)


def on(day):
    return THURSDAY + timedelta(days=day)


def told():
    """Who has heard of what, in order, after the worker has done what waits."""
    Worker().drain()
    kinds = ["unanswered", "outcome_asked"]
    return list(Notice.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "membership_id"))


@pytest.fixture
def asked(requests, ana):
    return make.topic(requests, ana.membership, at=THURSDAY)


def test_after_two_working_days_the_helpers_are_told_after_five_the_coordinator_each_once(asked, henri, cora, chloe):
    remind_of_unanswered(actor=CLOCK, now=on(1))  # Friday: one
    remind_of_unanswered(actor=CLOCK, now=on(3))  # Sunday: still one
    assert told() == []
    remind_of_unanswered(actor=CLOCK, now=on(4))  # Monday: two
    assert told() == [("unanswered", henri.membership.pk)]
    remind_of_unanswered(actor=CLOCK, now=on(5))
    assert told() == [("unanswered", henri.membership.pk)]
    remind_of_unanswered(actor=CLOCK, now=on(6))  # Wednesday: four
    assert len(told()) == 1
    remind_of_unanswered(actor=CLOCK, now=on(7))  # Thursday: five
    assert len(told()) == 2
    remind_of_unanswered(actor=CLOCK, now=on(8))
    assert told() == [("unanswered", henri.membership.pk), ("unanswered", cora.membership.pk)]


def test_days_are_counted_anew_from_when_a_topic_was_opened_again(asked, henri):
    Topic.objects.filter(pk=asked.pk).update(stands_since=on(18))  # Monday
    assert remind_of_unanswered(actor=CLOCK, now=on(19)) == 0
    assert remind_of_unanswered(actor=CLOCK, now=on(20)) == 1


def test_of_two_clocks_that_look_at_once_one_tells(asked, henri, monkeypatch):
    count = outcome._working_days

    def while_the_other_looks(*facts):
        monkeypatch.setattr(outcome, "_working_days", count)
        assert remind_of_unanswered(actor=CLOCK, now=on(4)) == 1
        return count(*facts)

    monkeypatch.setattr(outcome, "_working_days", while_the_other_looks)
    assert remind_of_unanswered(actor=CLOCK, now=on(4)) == 0
    assert told() == [("unanswered", henri.membership.pk)]


def test_what_the_author_adds_is_no_answer_and_what_another_adds_is_one(asked, ana, chloe, henri):
    add_post(author=ana.membership, topic=asked, body="I forgot the article.")
    assert remind_of_unanswered(actor=CLOCK, now=on(4)) == 1
    Topic.objects.update(helpers_told_at=None)
    add_post(author=chloe.membership, topic=asked, body="For you alone.", code="RED")
    assert remind_of_unanswered(actor=CLOCK, now=on(4)) == 0


@pytest.mark.parametrize(
    "fields", [{"status": "withdrawn"}, {"kind": "practice_note"}, {"locked_at": THURSDAY}, {"created_at": on(-70)}]
)
def test_nobody_is_told_of_what_asks_nothing_any_more(asked, henri, fields):
    Topic.objects.update(**fields)
    assert remind_of_unanswered(actor=CLOCK, now=on(20)) == 0
    assert told() == []


def test_nobody_is_told_of_what_was_merged_or_stands_in_a_closed_forum(asked, requests, ocean, ana, henri):
    Topic.objects.filter(pk=asked.pk).update(merged_into=make.topic(requests, ana.membership, status="solved"))
    closed = make.forum(ocean, "closed", closed_at=THURSDAY)
    make.topic(closed, ana.membership, at=THURSDAY)
    assert remind_of_unanswered(actor=CLOCK, now=on(20)) == 0
    assert told() == []


def test_a_helper_is_not_told_of_his_own_question(requests, henri, cora):
    make.topic(requests, henri.membership, at=THURSDAY)
    remind_of_unanswered(actor=CLOCK, now=on(8))
    assert told() == [("unanswered", cora.membership.pk)]


def test_the_clock_does_both_every_half_hour(asked, requests, chloe, henri):
    answered = make.topic(requests, chloe.membership, at=THURSDAY, status="answered", stands_since=THURSDAY)
    with time_machine.travel(on(4), tick=False):
        look_after_questions.call()
        # Both are written at once, in an order of their own.
        assert sorted(told()) == [("outcome_asked", answered.author_id), ("unanswered", henri.membership.pk)]
    assert terms_of(look_after_questions.module_path).every == timedelta(minutes=30)


def test_a_helper_whom_the_code_keeps_out_hears_nothing(asked, ana, henri):
    Topic.objects.update(code="RED")
    asked.refresh_from_db()
    put_author(asked)
    remind_of_unanswered(actor=CLOCK, now=on(4))
    assert told() == []


def test_a_helper_who_sees_it_finds_a_notice_that_leads_to_it(asked, henri):
    remind_of_unanswered(actor=CLOCK, now=on(4))
    assert told() == [("unanswered", henri.membership.pk)]
    assert "Nobody has answered yet" in henri.client.get("/notices/").content.decode()


def test_no_member_sends_reminders(cora, henri):
    for who in (cora, henri):
        for act in (remind_of_unanswered, ask_for_outcomes):
            with pytest.raises(Refused):
                act(actor=who.membership)


def test_the_author_of_an_answered_topic_is_asked_once_a_working_day_later(asked, ana):
    Topic.objects.update(status="answered", stands_since=THURSDAY)
    assert ask_for_outcomes(actor=CLOCK, now=THURSDAY + timedelta(hours=3)) == 0
    assert ask_for_outcomes(actor=CLOCK, now=on(1)) == 1
    assert ask_for_outcomes(actor=CLOCK, now=on(2)) == 0
    assert told() == [("outcome_asked", ana.membership.pk)]


def desk(who):
    return [line for line in lines("desk", who.membership, [None])[None] if line.kind == "outcome"]


def test_the_question_stands_on_the_author_s_desk_with_two_answers(asked, ana, ben):
    Topic.objects.update(status="answered", stands_since=THURSDAY)
    assert desk(ana) == []
    ask_for_outcomes(actor=CLOCK, now=on(1))
    assert len(desk(ana)) == 1
    assert desk(ben) == []
    page = ana.client.get("/").content.decode()
    assert f'action="/topics/{asked.public_id}/outcome/"' in page
    assert 'value="not_yet"' in page


@pytest.mark.parametrize(("answer", "status"), [("solved", "solved"), ("not_yet", "open")])
def test_the_author_answers_with_one_button(asked, ana, answer, status):
    Topic.objects.update(status="answered", stands_since=THURSDAY, outcome_asked_at=on(1))
    assert "Did it solve the problem?" in ana.client.get(asked.get_absolute_url()).content.decode()
    assert ana.client.post(f"/topics/{asked.public_id}/outcome/", {"answer": answer}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == status
    assert desk(ana) == []
    assert ask_for_outcomes(actor=CLOCK, now=on(5)) == 0


def test_nobody_else_says_so_and_only_of_what_is_answered(asked, ana, cora, dara):
    Topic.objects.update(status="answered", stands_since=THURSDAY)
    assert cora.client.post(f"/topics/{asked.public_id}/outcome/", {"answer": "solved"}).status_code == 403
    assert dara.client.post(f"/topics/{asked.public_id}/outcome/", {"answer": "solved"}).status_code == 404
    set_status(actor=ana.membership, topic=asked, status="withdrawn")
    with pytest.raises(Refused):
        say_outcome(actor=ana.membership, topic=asked, solved=True)
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
