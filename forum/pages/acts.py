"""Pages that ask once more before something is done to a topic or a post: with what leads back, and the code."""

from typing import Any

from forum.access.coded import effective
from forum.models import Post, Topic
from forum.pages.trails import to_post, to_topic
from network.pages.acts import ActPage


def about_topic(topic: Topic, **asked: Any) -> ActPage:
    """Return the page on which the words ASKED (fields of ActPage) are asked about TOPIC."""
    return ActPage(back=topic.get_absolute_url(), trail=to_topic(topic), code=topic.code, **asked)


def about_post(post: Post, **asked: Any) -> ActPage:
    """Return the same about POST, under the stricter of its code and the topic's."""
    code = effective(post.topic.code, post.code)
    return ActPage(back=post.get_absolute_url(), trail=to_post(post), code=code, **asked)
