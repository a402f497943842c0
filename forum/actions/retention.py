"""What is past its time is removed: topics by the years of their forum, unless a hold stands on them."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from forum.access.keeping import can_apply_retention, can_set_retention
from forum.events import tell_quotes
from forum.models import Forum, Hold, Post, Topic
from forum.querysets.emptying import is_held, remove, remove_bytes
from forum.querysets.locks import locked
from network import audit
from network.guard import require
from network.models import Membership
from network.readers import Reader

# Topics of one run; the clock comes again.
AT_ONCE = 50


@transaction.atomic
def set_retention(*, actor: Membership, forum: Forum, years: int) -> Forum:
    """The coordinator says for how many years a forum keeps what is written; it stands in the audit."""
    require(can_set_retention, actor, forum)
    held: Forum = Forum.objects.select_for_update(of=("self",)).select_related("network").get(pk=forum.pk)
    if held.retention_years != years:
        before, held.retention_years = held.retention_years, years
        held.save(update_fields=["retention_years"])
        words = f"{before} → {years}"
        audit.record("retention_set", actor=actor, subject=held, duty="content", network=held.network, words=words)
    return held


def remove_old_topics(*, actor: Reader, now: datetime | None = None, limit: int = AT_ONCE) -> int:
    """The clock removes topics whose last post is older than their forum keeps, and returns how many it removed.

    A topic goes whole, with its title, posts, files and reports: what stays is a line in the audit, with identifiers
    alone. Each is a transaction of its own, so that a run which dies has done what it did.
    """
    require(can_apply_retention, actor)
    now = now or timezone.now()
    found = [(forum, pk) for forum in Forum.objects.all() for pk in _old_in(forum, now)[: limit + 1]]
    return sum(_remove(actor, forum, pk, now) for forum, pk in found[:limit])


def _old_in(forum: Forum, now: datetime) -> "list[int]":
    limit = _years_before(now, forum.retention_years)
    held = Hold.objects.filter(topic=OuterRef("pk"), confirmed_at__isnull=False, ended_at=None)
    # A post with a stricter code does not move `last_post_at`.
    newer = Post.objects.filter(topic=OuterRef("pk"), created_at__gte=limit)
    old = Topic.objects.filter(~Exists(held), ~Exists(newer), forum=forum, merged_into=None, last_post_at__lt=limit)
    return list(old.order_by("last_post_at").values_list("pk", flat=True)[: AT_ONCE + 1])


@transaction.atomic
def _remove(actor: Reader, forum: Forum, pk: int, now: datetime) -> int:
    try:
        topic = locked(Topic(pk=pk))
    except Topic.DoesNotExist:
        return 0
    newest = Post.objects.filter(topic=topic).order_by("-created_at").values_list("created_at", flat=True).first()
    if is_held(topic) or (newest or topic.last_post_at) >= _years_before(now, forum.retention_years):
        return 0
    audit.record("topic_removed_by_age", actor=actor, subject=topic, duty="content", network=topic.forum.network)
    tell_quotes(topic)
    files = remove(topic)
    transaction.on_commit(partial(remove_bytes, files))
    return 1


def _years_before(now: datetime, years: int) -> datetime:
    """Return the instant YEARS ago; the 29th of February counts as the 28th."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)
