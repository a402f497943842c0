"""Where practitioners ask and answer: forums, topics, posts, and what each reader has seen of them."""

from forum.models.arrivals import Arrival
from forum.models.following import Bookmark, Follow, Helped
from forum.models.forums import Forum
from forum.models.history import PostVersion, StatusChange
from forum.models.keeping import Erasure, Hold
from forum.models.marks import ForumMark, ReadMark
from forum.models.moderation import Flag, ModerationAct
from forum.models.naming import NamedAuthority, NamedMember
from forum.models.offers import Offer
from forum.models.placeholders import Attachment, Mention, Quote
from forum.models.polls import Poll, PollChoice, Vote
from forum.models.posts import Post
from forum.models.searching import SearchRow
from forum.models.topics import ASKING_KINDS, OPEN_STATUSES, RequestedBody, Topic

__all__ = [
    "ASKING_KINDS",
    "OPEN_STATUSES",
    "Arrival",
    "Attachment",
    "Bookmark",
    "Erasure",
    "Flag",
    "Follow",
    "Forum",
    "ForumMark",
    "Helped",
    "Hold",
    "Mention",
    "ModerationAct",
    "NamedAuthority",
    "NamedMember",
    "Offer",
    "Poll",
    "PollChoice",
    "Post",
    "PostVersion",
    "Quote",
    "ReadMark",
    "RequestedBody",
    "SearchRow",
    "StatusChange",
    "Topic",
    "Vote",
]
