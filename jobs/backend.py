"""Where jobs are written down: one row for each, in the caller's transaction."""

from typing import TYPE_CHECKING, Any

from django_tasks.base import Task
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json
from django_tasks_db import DatabaseBackend

from network.rows import insert

if TYPE_CHECKING:
    from django_tasks_db.backend import TaskResult
    from django_tasks_db.models import DBTaskResult


class Queue(DatabaseBackend):
    """The library's backend, with its row written by a statement made once: pages write a job with each reply."""

    def enqueue(self, task: "Task[Any, Any]", args: Any, kwargs: Any) -> "TaskResult[Any, Any]":
        """Write the job down and wake the worker, as the library does; it makes what it tells and returns twice."""
        self.validate_task(task)
        result: TaskResult[Any, Any] = self._task_to_db_task(task, args, kwargs).task_result
        task_enqueued.send(type(self), task_result=result)
        return result

    def _task_to_db_task(self, task: "Task[Any, Any]", args: Any, kwargs: Any) -> "DBTaskResult":
        # It is asked for while the apps are read, before there are models.
        from django_tasks_db.models import DBTaskResult, get_date_max

        row = DBTaskResult(
            id=self._get_id(),
            args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            # What a signal of the library's sets, and `insert` sends none.
            run_after=task.run_after or get_date_max(),
            backend_name=self.alias,
        )
        insert(row)
        return row
