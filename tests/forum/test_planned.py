"""What the server keeps prepared: the same answers, counted like every statement."""

import pytest
from django.db import DatabaseError, connection, transaction

from forum.pages.heads import TOPIC
from network.planned import ask, in_dialect


def test_a_planned_statement_answers_and_is_counted_like_any_other(topic, statements):
    asked = "SELECT public_id, created_at FROM forum_topic WHERE id = %s AND public_id = %s"
    with statements() as made:
        ours = ask(in_dialect(asked), [topic.pk, topic.public_id])
    with connection.cursor() as cursor:
        cursor.execute(asked, [topic.pk, topic.public_id])
        assert cursor.fetchall() == ours != []
    assert len(made) == 1


def test_a_fault_speaks_as_on_any_cursor(topic):
    with pytest.raises(DatabaseError), transaction.atomic():
        ask(in_dialect("SELECT nothing FROM forum_topic WHERE id = %s"), [topic.pk])


def test_the_rule_is_planned_once_for_all_readers_of_a_kind(topic, ana, chloe):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no plans to keep")
    for _again in range(10):
        for who in (ana, chloe):
            assert TOPIC.rows(who.membership, topic.public_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%%\"forum_topic\"%%'")
        assert [count for (count,) in cursor.fetchall() if count >= 10]
