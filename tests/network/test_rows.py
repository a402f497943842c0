"""Rows that are written by a statement made once, against what Django's `save` writes."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from forum.models import Forum, Post, Topic
from live.models import OutboxEvent
from network.rows import insert, update
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def written(row: Model) -> dict[str, object]:
    """Return what stands in the table, without what is each row's own."""
    fresh = type(row)._base_manager.get(pk=row.pk)
    own = {"id", "public_id", "seq", "path"}
    return {one.attname: getattr(fresh, one.attname) for one in row._meta.concrete_fields if one.attname not in own}


@pytest.fixture
def topic(ocean, ana) -> Topic:
    return make.topic(make.forum(ocean), ana.membership, posts=2)


def a_post(topic, ana, seq, at) -> Post:
    text = {"body": "It's 5 % of “all”.\\n", "html": "<p>5 %</p>", "language": "fr", "renderer": 1}
    return Post(topic=topic, seq=seq, path=f"{seq:07d}", author=ana.membership, created_at=at, accepted_at=at, **text)


def test_a_row_is_inserted_as_save_inserts_it(topic, ana):
    at = timezone.now()
    ours, djangos = a_post(topic, ana, 8, at), a_post(topic, ana, 9, at)
    insert(ours)
    djangos.save(force_insert=True)
    assert written(ours) == written(djangos)
    assert Post.objects.get(pk=ours.pk).public_id == ours.public_id
    assert not ours._state.adding


@pytest.mark.parametrize("was", [None, [3, 5]])
def test_what_is_kept_as_json_is_read_back(was):
    row = OutboxEvent(kind="post_added", label="forum.Topic", thing_id=7, ids={"topic": "é'%s"}, was=was)
    insert(row)
    found = OutboxEvent.objects.get(pk=row.pk)
    assert (found.ids, found.was, found.seq, found.numbered_at) == ({"topic": "é'%s"}, was, None, None)
    # An absent list is NULL in the table, as `save` writes it, and not the JSON word null.
    assert OutboxEvent.objects.filter(pk=row.pk, was__isnull=True).exists() == (was is None)


def test_what_django_sets_by_itself_is_set(ocean):
    forum = Forum(network=ocean, key="set", names={"en": "Set"})
    insert(forum)
    assert Forum.objects.get(pk=forum.pk).created_at == forum.created_at


def test_an_update_writes_the_fields_it_names_and_no_other(topic, ana, ben):
    at = timezone.now()
    topic.last_seq, topic.posts_count, topic.last_post_at, topic.last_author = 12, 11, at, ben.membership
    topic.title = "Not meant to be kept"
    update(topic, "last_seq", "posts_count", "last_post_at", "last_author")
    found = Topic.objects.get(pk=topic.pk)
    assert (found.last_seq, found.posts_count, found.last_post_at, found.last_author) == (12, 11, at, ben.membership)
    assert found.title != topic.title
    assert Topic.objects.filter(last_seq=12).count() == 1


def test_a_constraint_speaks_as_it_does_to_save(topic, ana):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(a_post(topic, ana, 1, timezone.now()))
