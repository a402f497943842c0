"""The clock: each periodic job is put into the queue once when it is due, whoever looks."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs import schedule
from jobs.models import Schedule
from jobs.terms import scheduled
from jobs.worker import Worker
from live.models import OutboxEvent
from network.models import Attempt, Session
from tests.personas import sign_in

pytestmark = pytest.mark.django_db

NAME = "jobs.schedules.apply_due"


def test_every_periodic_job_is_due_at_the_first_look_and_not_at_the_second():
    assert set(schedule.tick()) == set(scheduled())
    assert schedule.tick() == []


def test_a_job_is_due_again_after_its_time():
    now = timezone.now()
    schedule.tick(now)
    Worker().drain()
    assert NAME not in schedule.tick(now + timedelta(seconds=59))
    assert NAME in schedule.tick(now + timedelta(seconds=61))


def test_of_two_that_saw_the_same_moment_one_wins():
    now = timezone.now()
    Schedule.objects.create(name=NAME, next_run=now)
    assert schedule._put(NAME, now, now)
    assert not schedule._put(NAME, now, now)
    assert DBTaskResult.objects.filter(task_path=NAME).count() == 1


def test_after_a_standstill_a_job_runs_once():
    now = timezone.now()
    schedule.tick(now)
    Worker().drain()
    assert NAME in schedule.tick(now + timedelta(days=30))
    assert NAME not in schedule.tick(now + timedelta(days=30, seconds=1))


def test_a_job_that_still_waits_is_not_put_twice():
    now = timezone.now()
    schedule.tick(now)
    assert schedule.tick(now + timedelta(days=1)) == []


def test_sessions_and_counts_of_tries_that_are_over_are_removed(ana):
    sign_in(ana.membership)
    soon = timezone.now() + timedelta(hours=1)
    Attempt.objects.create(scope="sign_in", key_hash="a", window=1, expires_at=timezone.now())
    Attempt.objects.create(scope="sign_in", key_hash="b", window=1, expires_at=soon)
    Session.objects.update(expires_at=timezone.now())
    sign_in(ana.membership)
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        Worker().drain()
    assert Session.objects.count() == 1
    assert list(Attempt.objects.values_list("key_hash", flat=True)) == ["b"]


def test_facts_that_nobody_will_ask_for_any_more_are_removed():
    told = timezone.now() - timedelta(days=8)
    for seq in (1, 2):
        OutboxEvent.objects.create(kind="membership_ended", thing_id=1, seq=seq, numbered_at=told)
    Worker().drain()
    assert list(OutboxEvent.objects.values_list("seq", flat=True)) == [2]
