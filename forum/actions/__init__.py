"""What is done in forums, one verb a function."""

from forum.actions.codes import (
    call_in_coordinator,
    name_on_topic,
    set_post_code,
    set_topic_code,
    unname_on_topic,
)
from forum.actions.forums import add_forum, change_forum, close_forum, reopen_forum
from forum.actions.order import record_act
from forum.actions.posts import accept_answer, add_post, withdraw_acceptance
from forum.actions.reading import mark_forum_read, mark_read
from forum.actions.status import pin_topic, set_status, unpin_topic
from forum.actions.topics import Facts, add_topic

__all__ = [
    "Facts",
    "accept_answer",
    "add_forum",
    "add_post",
    "add_topic",
    "call_in_coordinator",
    "change_forum",
    "close_forum",
    "mark_forum_read",
    "mark_read",
    "name_on_topic",
    "pin_topic",
    "record_act",
    "reopen_forum",
    "set_post_code",
    "set_status",
    "set_topic_code",
    "unname_on_topic",
    "unpin_topic",
    "withdraw_acceptance",
]
