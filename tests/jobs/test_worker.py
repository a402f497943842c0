"""Real workers, started, stopped and killed."""

import os
import signal

import pytest

from tests.jobs.installation import Installation, until

JOBS = "FROM django_tasks_database_dbtaskresult WHERE task_path"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("house"))
    yield made
    made.close()


@pytest.fixture
def pipes(tmp_path):
    os.mkfifo(tmp_path / "began")
    os.mkfifo(tmp_path / "go")
    return tmp_path


def test_the_job_of_a_killed_worker_is_done_by_the_next(house, pipes):
    house.python(f"from tests.jobs.sample import hold; hold.enqueue({str(pipes)!r})")
    first = house.work()
    assert (pipes / "began").read_text() == "x"
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert house.ask(f"SELECT status {JOBS} LIKE '%sample.hold'") == [("RUNNING",)]

    house.let_beats_age()
    second = house.work()
    assert (pipes / "began").read_text() == "x"
    (pipes / "go").write_text("x")
    until(lambda: house.ask(f"SELECT status {JOBS} LIKE '%sample.hold'") == [("SUCCESSFUL",)])
    second.terminate()
    assert second.wait() == 0


def test_a_worker_that_is_asked_to_stop_finishes_its_job_and_leaves_no_beat(house, pipes):
    house.python(f"from tests.jobs.sample import hold; hold.enqueue({str(pipes)!r})")
    worker = house.work()
    assert (pipes / "began").read_text() == "x"
    worker.terminate()
    (pipes / "go").write_text("x")
    assert worker.wait() == 0
    assert house.ask(f"SELECT count(*) {JOBS} LIKE '%sample.hold' AND status != 'SUCCESSFUL'") == [(0,)]
    assert house.ask("SELECT count(*) FROM jobs_beat WHERE at > '2021-01-01'") == [(0,)]


def test_of_two_processes_one_puts_a_periodic_job_into_the_queue(house):
    house.ask("DELETE FROM jobs_schedule")
    house.ask("DELETE FROM django_tasks_database_dbtaskresult")
    both = [house.work("--drain"), house.work("--drain")]
    assert [process.wait() for process in both] == [0, 0]
    counts = house.ask("SELECT task_path, count(*) FROM django_tasks_database_dbtaskresult GROUP BY task_path")
    assert counts
    assert {count for _, count in counts} == {1}


def test_a_worker_inside_a_process_does_what_the_process_asks(house, tmp_path):
    target = tmp_path / "marks"
    house.python(
        "from jobs.worker import start_in_process\n"
        "from tests.jobs.installation import until\n"
        "from tests.jobs.sample import mark\n"
        "from pathlib import Path\n"
        "worker = start_in_process()\n"
        "assert start_in_process() is worker\n"
        f"mark.enqueue({str(target)!r})\n"
        f"until(Path({str(target)!r}).exists)\n"
        "worker.stop()\n"
        "assert not any(thread.is_alive() for thread in worker.threads)\n"
    )
    assert target.read_text() == "done\n"


def test_a_worker_goes_on_after_the_database_refused_it(house, tmp_path):
    house.ask("ALTER TABLE jobs_beat RENAME TO away")
    worker = house.work()
    target = tmp_path / "marks"
    house.python(f"from tests.jobs.sample import mark; mark.enqueue({str(target)!r})")
    house.ask("ALTER TABLE away RENAME TO jobs_beat")
    until(target.exists)
    worker.terminate()
    assert worker.wait() == 0
