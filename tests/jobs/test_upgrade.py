"""What waits in the queue while a new version comes: it was written down by the old one, and is done by the new one."""

import inspect
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from jobs.terms import scheduled
from jobs.worker import Worker
from notices.models import Notice
from tests.factories import forum as make
from tests.jobs import sample

pytestmark = pytest.mark.django_db

HEARD = {"kind": "", "label": "", "thing": 7, "group": "topic:7", "actor": None, "at": "", "members": []}
# Each that was ever written down, with arguments as they were. What takes others gets another name and a line of its
# own; a line goes when no installation can still have such a job waiting.
MAY_WAIT = {
    "forum.replied.replied": [HEARD],
    "forum.search.jobs.index_post": [7],
    "forum.search.jobs.index_topic": [7],
    "forum.search.jobs.repair_search_below": [7],
    "home.schedules.gather_own_data": [7],
    "moving.schedules.gather_export": [7],
    "notices.hearing.tell": ["reply", "forum.Post", 7, "topic:7", 7, "2026-01-01T00:00:00+00:00", []],
    "notices.hearing.tell_together": [HEARD],
    "notices.sending.send": [7],
}


def put_by_another_version(name: str, *arguments: object) -> None:
    """Write into the queue what another version wrote there: a row, which asks nothing of the code."""
    sample.note.enqueue(7)
    newest = DBTaskResult.objects.filter(task_path="tests.jobs.sample.note").latest("enqueued_at")
    DBTaskResult.objects.filter(pk=newest.pk).update(
        task_path=name, args_kwargs={"args": list(arguments), "kwargs": {}}
    )


@pytest.mark.parametrize("name", MAY_WAIT)
def test_what_waits_is_taken_by_the_job_of_its_name(name):
    inspect.signature(import_string(name).func).bind(*MAY_WAIT[name])


def test_each_job_that_may_wait_is_named_above():
    from jobs.terms import _terms

    here = {name for name in _terms if not name.startswith("tests.")}
    assert here - set(scheduled()) == set(MAY_WAIT)


def test_news_that_an_older_version_wrote_down_is_told_once(ocean, ana, chloe):
    topic = make.topic(make.forum(ocean), ana.membership)
    post = make.post(topic, chloe.membership)
    at = timezone.now().isoformat()
    old = ["reply", "forum.Post", post.pk, f"topic:{topic.pk}", chloe.membership.pk, at, []]
    put_by_another_version("notices.hearing.tell", *old)
    put_by_another_version("notices.hearing.tell", *old)
    Worker().drain()
    assert [(one.membership_id, one.kind, one.count) for one in Notice.objects.all()] == [
        (ana.membership.pk, "reply", 1)
    ]
    assert not DBTaskResult.objects.filter(task_path="notices.hearing.tell").exclude(status="SUCCESSFUL").exists()


def test_what_a_newer_version_wrote_down_waits_for_its_worker(monkeypatch):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        put_by_another_version("tests.jobs.sample.newer", 7)
        Worker().drain()
        monkeypatch.setattr(sample, "newer", sample.note, raising=False)
        clock.shift(timedelta(seconds=20))
        Worker().drain()
    assert sample.noted[-1:] == [7]
