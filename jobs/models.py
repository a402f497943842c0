"""What the worker keeps beside its queue: when each periodic job is due, and which workers live."""

from django.db import models

from network.querysets import GuardedManager


class Schedule(models.Model):
    """One periodic job. Whoever moves `next_run` forward first puts the job into the queue; the others do nothing."""

    name = models.CharField(max_length=200, primary_key=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    def __str__(self) -> str:
        return self.name


class Beat(models.Model):
    """The pulse of one lane of one worker: without a beat its jobs are given to another."""

    worker = models.CharField(max_length=64, primary_key=True)
    lane = models.CharField(max_length=32)
    at = models.DateTimeField()

    objects = GuardedManager()

    def __str__(self) -> str:
        return self.worker
