"""What is done in forums, one verb a function."""

from forum.actions.arranging import merge_topics, move_topic, split_topic
from forum.actions.asking import ask_network
from forum.actions.bookmarks import keep_post, let_go, remind
from forum.actions.codes import (
    call_in_coordinator,
    name_on_topic,
    set_file_code,
    set_post_code,
    set_topic_code,
    unname_on_topic,
)
from forum.actions.editing import EditedMeanwhile, edit_post
from forum.actions.erasing import ask_erasure, decline_erasure, erase_post
from forum.actions.examples import set_example
from forum.actions.files import attach_files, take_back_file
from forum.actions.flags import flag_post, judge_flag
from forum.actions.following import follow_by_writing, set_follow
from forum.actions.forums import add_forum, change_forum, close_forum, reopen_forum
from forum.actions.hiding import hide_after_report, hide_post, show_post
from forum.actions.holds import ask_end, ask_hold, confirm_hold, end_hold
from forum.actions.locking import keep_pace, lock_topic, slow_topic, unlock_topic
from forum.actions.offers import (
    accept_offer,
    consent_to_offer,
    decline_offer,
    propose_offer,
    refuse_consent,
    withdraw_offer,
)
from forum.actions.order import record_act
from forum.actions.outcome import ask_for_outcomes, remind_of_unanswered, say_outcome
from forum.actions.polls import PollFacts, add_poll, end_poll, vote
from forum.actions.posts import accept_answer, add_post, withdraw_acceptance
from forum.actions.reading import mark_forum_read, mark_read
from forum.actions.retention import remove_old_topics, set_retention
from forum.actions.status import pin_topic, set_status, unpin_topic
from forum.actions.thanking import say_helped, take_back_helped
from forum.actions.topics import Facts, add_topic

__all__ = [
    "EditedMeanwhile",
    "Facts",
    "PollFacts",
    "accept_answer",
    "accept_offer",
    "add_forum",
    "add_poll",
    "add_post",
    "add_topic",
    "ask_end",
    "ask_erasure",
    "ask_for_outcomes",
    "ask_hold",
    "ask_network",
    "attach_files",
    "call_in_coordinator",
    "change_forum",
    "close_forum",
    "confirm_hold",
    "consent_to_offer",
    "decline_erasure",
    "decline_offer",
    "edit_post",
    "end_hold",
    "end_poll",
    "erase_post",
    "flag_post",
    "follow_by_writing",
    "hide_after_report",
    "hide_post",
    "judge_flag",
    "keep_pace",
    "keep_post",
    "let_go",
    "lock_topic",
    "mark_forum_read",
    "mark_read",
    "merge_topics",
    "move_topic",
    "name_on_topic",
    "pin_topic",
    "propose_offer",
    "record_act",
    "refuse_consent",
    "remind",
    "remind_of_unanswered",
    "remove_old_topics",
    "reopen_forum",
    "say_helped",
    "say_outcome",
    "set_example",
    "set_file_code",
    "set_follow",
    "set_post_code",
    "set_retention",
    "set_status",
    "set_topic_code",
    "show_post",
    "slow_topic",
    "split_topic",
    "take_back_file",
    "take_back_helped",
    "unlock_topic",
    "unname_on_topic",
    "unpin_topic",
    "vote",
    "withdraw_acceptance",
    "withdraw_offer",
]
