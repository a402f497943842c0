"""The queue keeps its word: each job is done, tried again with growing pauses, or given up and said so."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks.signals import task_enqueued
from django_tasks_db.models import DBTaskResult

from jobs import health, queue
from jobs.terms import terms_of
from jobs.worker import GATHER, LOOK, Lane, Worker
from tests.jobs import sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_noted():
    sample.noted.clear()
    sample.runs.clear()


def only() -> DBTaskResult:
    return DBTaskResult.objects.get(task_path__startswith="tests.jobs.sample")


def test_a_job_is_done_once():
    sample.note.enqueue(7)
    Worker().drain()
    Worker().drain()
    assert sample.noted == [7]
    assert only().status == "SUCCESSFUL"


def test_a_job_of_a_transaction_that_failed_does_not_exist():
    with pytest.raises(LookupError), transaction.atomic():
        sample.note.enqueue(7)
        raise LookupError
    Worker().drain()
    assert sample.noted == []


def test_no_two_workers_take_the_same_job():
    sample.note.enqueue(7)
    assert queue.take("default", "first")
    assert queue.take("default", "second") == []


def test_a_lane_takes_only_from_its_own_queue():
    sample.note.enqueue(7)
    assert queue.take("mail", "worker") == []


def statuses() -> set[str]:
    return set(DBTaskResult.objects.filter(task_path="tests.jobs.sample.gather").values_list("status", flat=True))


def test_jobs_of_a_kind_that_says_so_are_run_as_one_and_never_more_of_them():
    for number in range(1, 8):
        sample.gather.enqueue(number)
        sample.note.enqueue(number)
    Worker().drain()
    assert sample.runs == [(1, 2, 3), (4, 5, 6), (7,)]
    # Others, which do not say so, each alone.
    assert sample.noted == [1, 2, 3, 4, 5, 6, 7]
    assert statuses() == {"SUCCESSFUL"}


def test_a_job_that_waits_for_its_hour_is_not_taken_with_others():
    sample.gather.enqueue(1)
    sample.gather.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(2)
    Worker().drain()
    assert sample.runs == [(1,)]


def test_no_two_workers_take_the_same_jobs_together():
    for number in range(1, 6):
        sample.gather.enqueue(number)
    first, second = queue.take("default", "first"), queue.take("default", "second")
    assert [row.args_kwargs["args"] for row in first] == [[1], [2], [3]]
    assert [row.args_kwargs["args"] for row in second] == [[4], [5]]
    rows = DBTaskResult.objects.filter(status="RUNNING").order_by("enqueued_at")
    assert [row.worker_ids for row in rows] == [["first"]] * 3 + [["second"]] * 2


def test_of_jobs_run_as_one_only_that_which_has_the_fault_is_tried_again():
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        for number in (1, 0, 2):
            sample.gather.enqueue(number)
        Worker().drain()
        assert sample.runs == [(1, 0, 2), (1,), (0,), (2,)]
        sample.runs.clear()
        clock.shift(timedelta(seconds=20))
        sample.gather.enqueue(3)
        Worker().drain()
        # What was tried before stands alone: it may be what ends its worker.
        assert sorted(sample.runs) == [(0,), (3,)]
        clock.shift(timedelta(seconds=20))
        Worker().drain()
    kinds = DBTaskResult.objects.filter(task_path="tests.jobs.sample.gather").values_list("status", flat=True)
    assert sorted(kinds) == ["FAILED", "SUCCESSFUL", "SUCCESSFUL", "SUCCESSFUL"]


def test_what_was_tried_before_is_not_taken_along_with_what_is_new():
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        sample.gather.enqueue(0)
        Worker().drain()
        sample.gather.using(run_after=timezone.now() + timedelta(seconds=1)).enqueue(1)
        sample.runs.clear()
        clock.shift(timedelta(seconds=20))
        Worker().drain()
    # The new one is due first.
    assert sample.runs == [(1,), (0,)]


def test_jobs_that_a_dead_worker_had_taken_together_are_each_done_by_another():
    for number in (1, 2):
        sample.gather.enqueue(number)
    queue.take("default", "dead")
    Worker().drain()
    assert sample.runs == [(1,), (2,)]
    assert statuses() == {"SUCCESSFUL"}


def test_a_job_that_fails_is_tried_again_later_and_then_given_up():
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        sample.fail.enqueue(1)
        for attempt in (1, 2, 3):
            Worker().drain()
            Worker().drain()
            assert len(sample.noted) == attempt
            clock.shift(timedelta(seconds=20))
        Worker().drain()
    assert len(sample.noted) == 3
    assert only().status == "FAILED"


def test_pauses_double_up_to_the_longest():
    terms = terms_of("tests.jobs.sample.fail")
    assert timedelta(seconds=9) <= terms.wait(1) <= timedelta(seconds=11)
    assert timedelta(seconds=13) <= terms.wait(2) <= timedelta(seconds=17)
    assert terms.wait(10_000) <= timedelta(seconds=17)


def test_what_a_fault_says_is_neither_kept_nor_logged(caplog):
    sample.fail.enqueue(1)
    Worker().drain()
    row = only()
    assert row.exception_class_path == "builtins.LookupError"
    assert "sample.py" in row.traceback
    assert "somebody@authority.example" not in row.traceback.replace(
        'raise LookupError("somebody@authority.example', ""
    )
    assert "somebody@authority.example" not in caplog.text


def test_a_stop_is_no_fault_of_the_job_at_hand_which_the_next_worker_does_at_once():
    sample.gather.enqueue(-1)
    with pytest.raises(KeyboardInterrupt):
        Worker().drain()
    assert (sample.runs, only().status) == ([(-1,)], "RUNNING")
    DBTaskResult.objects.update(args_kwargs={"args": [7], "kwargs": {}})
    Worker().drain()
    assert (sample.runs, only().status) == ([(-1,), (7,)], "SUCCESSFUL")


def test_a_stop_among_jobs_run_as_one_lets_none_of_them_begin_again():
    for number in (1, -1):
        sample.gather.enqueue(number)
    with pytest.raises(KeyboardInterrupt):
        Worker().drain()
    assert sample.runs == [(1, -1)]
    assert statuses() == {"RUNNING"}


def test_a_job_that_asks_its_process_to_end_ends_it_and_is_given_up_in_the_end():
    sample.leave.enqueue(1)
    for attempt in range(1, queue.RESCUES + 2):
        with pytest.raises(SystemExit):
            Worker().drain()
        assert sample.noted == [1] * attempt
    sample.note.enqueue(2)
    Worker().drain()
    assert sample.noted[-1] == 2
    assert DBTaskResult.objects.get(task_path="tests.jobs.sample.leave").status == "FAILED"


def test_a_job_that_asks_its_thread_to_end_does_not_end_its_lane(monkeypatch):
    """Its job stays with the name under which it was taken, and that beats no more."""
    stopping = threading.Event()
    lane = Lane("default", stopping)
    names: list[str] = []

    def run(_rows: object) -> None:
        names.append(lane.worker)
        if len(names) == 2:
            stopping.set()
        raise SystemExit(1)

    monkeypatch.setattr("jobs.worker.LOOK", 0.0)
    monkeypatch.setattr(health, "beat", lambda _lanes: None)
    monkeypatch.setattr(health, "forget", lambda _workers: None)
    monkeypatch.setattr(queue, "take", lambda _lane, _worker: [None])
    monkeypatch.setattr(queue, "run", run)
    thread = threading.Thread(target=lane.run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert len(set(names)) == 2


def test_a_job_that_is_not_declared_any_more_is_given_up():
    sample.note.enqueue(7)
    DBTaskResult.objects.update(task_path="tests.jobs.sample.removed")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(terms_of("tests.jobs.sample.removed").retries):
            Worker().drain()
            assert only().status == "READY"
            clock.shift(timedelta(hours=1))
        Worker().drain()
    assert only().status == "FAILED"


def test_the_job_of_a_dead_worker_is_done_by_another():
    sample.note.enqueue(7)
    health.beat({"dead": "default"})
    queue.take("default", "dead")
    Worker().drain()
    assert sample.noted == []
    with time_machine.travel(timezone.now() + health.DEAD_AFTER + timedelta(seconds=1)):
        Worker().drain()
    assert sample.noted == [7]


def test_a_job_that_kills_its_workers_is_given_up():
    sample.note.enqueue(7)
    for number in range(20):
        if not queue.take("default", f"dead {number}"):
            break
        queue.rescue()
    assert only().status == "FAILED"
    assert number == terms_of("tests.jobs.sample.note").retries + queue.RESCUES + 1


def test_a_worker_taken_for_dead_does_not_overwrite_what_its_successor_wrote():
    sample.fail.enqueue(7)
    late = queue.take("default", "late")
    queue.rescue()
    [second] = queue.take("default", "second")
    queue.run(late)
    row = only()
    assert (row.status, row.worker_ids, row.started_at) == ("RUNNING", ["late", "second"], second.started_at)


def test_jobs_that_ended_long_ago_are_removed():
    sample.note.enqueue(7)
    Worker().drain()
    assert queue.prune(timezone.now() - timedelta(days=7)) == 0
    queue.prune(timezone.now() + timedelta(seconds=1))
    assert DBTaskResult.objects.filter(task_path__startswith="tests").count() == 0


def test_the_worker_is_well_only_while_each_lane_beats():
    assert not health.worker_is_alive()
    health.beat({"a": "default"})
    assert not health.worker_is_alive()
    health.beat({"b": "mail"})
    assert health.worker_is_alive()
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert not health.worker_is_alive()


def test_a_lane_whose_job_hangs_beats_no_more():
    worker = Worker()
    for lane in worker.lanes:
        lane.begin()
    health.Beat.objects.all().delete()
    worker.lanes[0].busy_since = -10_000.0
    worker.beat()
    assert not health.worker_is_alive()
    worker.lanes[0].busy_since = None
    worker.beat()
    assert health.worker_is_alive()


def test_a_lane_beside_pages_rests_as_long_as_it_worked_and_gathers_what_comes_often():
    often, seldom = DBTaskResult(task_path="tests.jobs.sample.gather"), DBTaskResult(task_path="tests.jobs.sample.note")
    alone, beside = (Worker(beside_pages=one).lanes[0] for one in (False, True))
    assert [lane.rest([often], 0.2) for lane in (alone, beside)] == [GATHER, 0.2]
    assert [lane.rest([often], 0.01) for lane in (alone, beside)] == [GATHER, GATHER]
    assert [lane.rest([often] * 3, 0.2) for lane in (alone, beside)] == [0.0, 0.2]
    assert [lane.rest([often] * 3, 9.0) for lane in (alone, beside)] == [0.0, LOOK]
    assert [lane.rest([seldom], 0.2) for lane in (alone, beside)] == [0.0, 0.2]


@pytest.fixture
def listening():
    """A worker that hears what is put into the queue, and runs nothing."""
    worker = Worker()
    task_enqueued.connect(worker.look_now)
    yield worker
    task_enqueued.disconnect(worker.look_now)


def test_a_job_wakes_the_lane_that_runs_it_once_it_is_committed_and_no_other(
    listening, django_capture_on_commit_callbacks
):
    def woken():
        return [lane.name for lane in listening.lanes if lane.wake.is_set()]

    with django_capture_on_commit_callbacks(execute=True):
        sample.note.enqueue(7)
        assert woken() == []
    assert woken() == ["default"]
    with django_capture_on_commit_callbacks(execute=True):
        sample.post.enqueue(7)
    assert woken() == ["default", "mail"]
