"""What is done in forums, one verb a function."""

from forum.actions.bookmarks import keep_post, let_go, remind
from forum.actions.codes import (
    call_in_coordinator,
    name_on_topic,
    set_post_code,
    set_topic_code,
    unname_on_topic,
)
from forum.actions.following import follow_by_writing, set_follow
from forum.actions.forums import add_forum, change_forum, close_forum, reopen_forum
from forum.actions.order import record_act
from forum.actions.posts import accept_answer, add_post, withdraw_acceptance
from forum.actions.reading import mark_forum_read, mark_read
from forum.actions.status import pin_topic, set_status, unpin_topic
from forum.actions.thanking import say_helped, take_back_helped
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
    "follow_by_writing",
    "keep_post",
    "let_go",
    "mark_forum_read",
    "mark_read",
    "name_on_topic",
    "pin_topic",
    "record_act",
    "reopen_forum",
    "remind",
    "say_helped",
    "set_follow",
    "set_post_code",
    "set_status",
    "set_topic_code",
    "take_back_helped",
    "unname_on_topic",
    "unpin_topic",
    "withdraw_acceptance",
]
