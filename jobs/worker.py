"""The worker: one thread for each queue, and a pulse beside them that beats, looks at the clock and rescues.

In production it is a process of its own (`manage.py work`); in the embedded default it lives inside the web process,
because the in-memory channel layer does not reach further.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import close_old_connections, connections, transaction
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResult
from django_tasks.signals import task_enqueued
from django_tasks_db.models import DBTaskResult

from jobs import health, queue, schedule
from jobs.terms import terms_of

log = logging.getLogger(__name__)

# Seconds. How often an idle lane looks, how often the pulse beats, how long a job may take before it counts as hung.
LOOK = 1.0
# What is run together is gathered for so long after the last of it: the first never waits.
GATHER = 0.05
PULSE = 10.0
LONGEST_JOB = 900.0
LONGEST_PAUSE = 30.0


class Lane:
    """Runs the jobs of one queue, one after the other. `worker` is the name under which it takes them; "" at first.

    BESIDE_PAGES: pages are made in the same process.
    """

    def __init__(self, name: str, stopping: threading.Event, *, beside_pages: bool = False) -> None:
        self.name = name
        self.stopping = stopping
        self.beside_pages = beside_pages
        self.wake = threading.Event()
        self.worker = ""
        self.busy_since: float | None = None

    def run(self) -> None:
        """Work until `stopping` is set. After a fault of the database it begins anew, under a new name.

        The job which it had then stays with the old name, which beats no more: the job is rescued like any other. So it
        is after a job that asked its thread to end: none may end its lane, and nobody stops a process in this way.
        """
        pause = LOOK
        while not self.stopping.is_set():
            try:
                close_old_connections()
                began = time.monotonic()
                if done := self.work_some():
                    self.stopping.wait(self.rest(done, time.monotonic() - began))
                else:
                    self.wait(LOOK)
                pause = LOOK
            except (Exception, SystemExit) as fault:
                log.error("lane %s: %s", self.name, type(fault).__name__)
                connections.close_all()
                self.worker = ""
                self.stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self.leave()

    def rest(self, done: Sequence[DBTaskResult], took: float) -> float:
        """Return for how many seconds others go first after DONE, which TOOK so many.

        Where many post at once, the pages that they wait for come before what follows from what they posted; and where
        the whole index is made anew, piece by piece, those who read come between the pieces.
        """
        gathers = GATHER if len(done) < terms_of(done[0].task_path).together else 0.0
        return max(gathers, min(took, LOOK) if self.beside_pages else 0.0)

    def work_some(self) -> list[DBTaskResult]:
        """Run the next job that is due, and what is run with it; return them."""
        self.begin()
        rows = queue.take(self.name, self.worker)
        if rows:
            self.busy_since = time.monotonic()
            try:
                queue.run(rows)
            finally:
                self.busy_since = None
        return rows

    def begin(self) -> None:
        """Take a name, and beat under it before any job is taken under it."""
        if not self.worker:
            name = get_random_string(32)
            health.beat({name: self.name})
            self.worker = name

    def leave(self) -> None:
        """Take the beat away: whoever asks sees at once that this lane has ended."""
        try:
            health.forget([self.worker])
        except Exception as fault:
            log.error("lane %s: %s", self.name, type(fault).__name__)
        connections.close_all()

    def wait(self, seconds: float) -> None:
        self.wake.wait(seconds)
        self.wake.clear()

    @property
    def is_hung(self) -> bool:
        since = self.busy_since
        return since is not None and time.monotonic() - since > LONGEST_JOB


class Worker:
    """All lanes and their pulse. BESIDE_PAGES: pages are made in the same process."""

    def __init__(self, *, beside_pages: bool = False) -> None:
        self.stopping = threading.Event()
        self.lanes = [Lane(name, self.stopping, beside_pages=beside_pages) for name in health.lanes()]
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads; they end with the process, or after `stop`."""
        work: list[tuple[str, Callable[[], None]]] = [(f"jobs-{lane.name}", lane.run) for lane in self.lanes]
        for name, target in [*work, ("jobs-pulse", self.pulse)]:
            thread = threading.Thread(target=target, name=name, daemon=True)
            self.threads.append(thread)
            thread.start()
        task_enqueued.connect(self.look_now)

    def stop(self, patience: float = 15.0) -> None:
        """End after the jobs at hand, within PATIENCE seconds; what is not done then is rescued by the next worker."""
        task_enqueued.disconnect(self.look_now)
        self.stopping.set()
        for lane in self.lanes:
            lane.wake.set()
        end = time.monotonic() + patience
        for thread in self.threads:
            thread.join(max(0.0, end - time.monotonic()))

    def pulse(self) -> None:
        """Beat for the lanes that are well, put what is due into the queue, rescue the jobs of the dead."""
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self.beat()
                queue.rescue()
                schedule.tick()
            except Exception as fault:
                log.error("pulse: %s", type(fault).__name__)
                connections.close_all()
            self.stopping.wait(PULSE)
        connections.close_all()

    def beat(self) -> None:
        well = {lane.worker: lane.name for lane in self.lanes if lane.worker and not lane.is_hung}
        if well:
            health.beat(well)

    def drain(self) -> None:
        """Rescue, look at the clock once, run all that is due, and return: without threads. A stop ends it at once."""
        try:
            self.beat()
            queue.rescue()
            schedule.tick()
            while any(lane.work_some() for lane in self.lanes):
                self.beat()
        finally:
            # What was at hand is rescued by the next worker, which need not wait for a beat to grow old.
            health.forget([lane.worker for lane in self.lanes])

    def look_now(self, task_result: "TaskResult[Any, Any]", **_kwargs: Any) -> None:
        """Wake the lane of the job that was just written, once it is committed: the others have nothing to look for."""
        for lane in self.lanes:
            if lane.name == task_result.task.queue_name:
                transaction.on_commit(lane.wake.set)


_in_process: Worker | None = None


def start_in_process() -> Worker:
    """Start the worker inside this process, once, and return it."""
    global _in_process
    if _in_process is None:
        _in_process = Worker(beside_pages=True)
        _in_process.start()
    return _in_process
