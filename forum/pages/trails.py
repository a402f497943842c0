"""Where a page stands on which something is done to a topic, or to a post of it: what leads back."""

from django.utils.translation import gettext as _

from forum.models import Post, Topic

Trail = tuple[tuple[str, str], ...]


def to_topic(topic: Topic) -> Trail:
    return ((topic.title, topic.get_absolute_url()),)


def to_post(post: Post) -> Trail:
    return (*to_topic(post.topic), (_("Post"), post.get_absolute_url()))
