"""Replies that wait together are told of in one run, and each member of those alone that he may read then."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum.actions import add_post, hide_post, set_post_code
from forum.actions.following import set_follow
from forum.models import NamedAuthority, Post, SearchRow
from jobs.worker import Worker
from notices.models import Notice
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(ocean, ana, ben, chloe, cora):
    made = make.topic(make.forum(ocean), ana.membership)
    NamedAuthority.objects.create(
        topic=made, authority=ana.membership.authority, named_by=ana.membership, named_at=timezone.now()
    )
    for persona in (ben, chloe, cora):
        set_follow(actor=persona.membership, thing=made, level="watch")
    return made


def told() -> dict[str, tuple[int, str]]:
    """Run what waits, as one; return by whom how many replies were heard of, and the text of the last of them."""
    Worker().drain()
    runs = DBTaskResult.objects.filter(task_path="forum.replied.replied")
    assert runs.values("started_at").distinct().count() == 1
    assert set(runs.values_list("status", flat=True)) == {"SUCCESSFUL"}
    bodies = dict(Post.objects.values_list("pk", "body"))
    rows = Notice.objects.filter(kind="reply").select_related("membership__member")
    return {one.membership.member.name.split()[0]: (one.count, bodies[one.thing_id]) for one in rows}


@pytest.mark.parametrize(
    ("codes", "chloe_hears"),
    [(("", "AMBER+STRICT", ""), (2, "Third.")), (("", "", "AMBER+STRICT"), (2, "Second."))],
)
def test_who_may_read_fewer_of_them_hears_of_fewer_and_counts_fewer(topic, ana, codes, chloe_hears):
    for body, code in zip(("First.", "Second.", "Third."), codes, strict=True):
        add_post(author=ana.membership, topic=topic, body=body, code=code)
    assert told() == {"Ben": (3, "Third."), "Chloe": chloe_hears, "Cora": chloe_hears}


def test_what_was_hidden_or_raised_before_the_run_is_told_to_none_but_who_reads_it_still(topic, ana, chloe, cora):
    hidden, raised, _last = (
        add_post(author=ana.membership, topic=topic, body=body) for body in ("Hidden.", "Raised.", "Last.")
    )
    hide_post(actor=cora.membership, post=hidden, reason="A name.")
    set_post_code(actor=ana.membership, post=raised, code="AMBER+STRICT")
    assert told() == {"Ben": (2, "Last."), "Chloe": (1, "Last."), "Cora": (2, "Last.")}
    assert not SearchRow.objects.filter(post=hidden).exists()
    assert SearchRow.objects.get(post=raised).code == "AMBER+STRICT"
