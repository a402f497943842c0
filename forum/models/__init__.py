"""Where practitioners ask and answer: forums, topics, posts, and what each reader has seen of them."""

from forum.models.forums import Forum
from forum.models.marks import ForumMark, ReadMark
from forum.models.posts import Post
from forum.models.topics import RequestedBody, Topic

__all__ = ["Forum", "ForumMark", "Post", "ReadMark", "RequestedBody", "Topic"]
