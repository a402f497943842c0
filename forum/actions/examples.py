"""Choosing the topic that shows in a forum how to ask well."""

from django.db import transaction

from forum.access.examples import can_set_example
from forum.models import Forum, Topic
from forum.querysets.locks import locked
from network import audit
from network.guard import require
from network.readers import Reader


@transaction.atomic
def set_example(*, actor: Reader, topic: Topic, chosen: bool) -> Forum:
    """The coordinator makes TOPIC the example of its forum, in place of another, or no longer; it is on record."""
    topic = locked(topic)
    require(can_set_example, actor, topic)
    forum: Forum = Forum.objects.select_for_update().get(pk=topic.forum_id)
    if chosen == (forum.example_id == topic.pk):
        return forum
    forum.example = topic if chosen else None
    forum.save(update_fields=["example"])
    act = "example_chosen" if chosen else "example_taken_back"
    audit.record(act, actor=actor, subject=topic, duty="content", network=forum.network)
    return forum
