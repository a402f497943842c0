"""Where practitioners ask and answer: forums, topics, posts, and what each reader has seen of them."""

from forum.models.forums import Forum
from forum.models.marks import ForumMark, ReadMark
from forum.models.posts import Post
from forum.models.topics import ASKING_KINDS, OPEN_STATUSES, RequestedBody, Topic

__all__ = ["ASKING_KINDS", "OPEN_STATUSES", "Forum", "ForumMark", "Post", "ReadMark", "RequestedBody", "Topic"]
