"""What members hear of from this room: each kind with its sentence, where it leads and who wants to hear of it.

A new kind is named here, and told by `notices.actions.hear(actor=…, kind="…", thing=…, group=f"topic:{topic.pk}")`.
"""

from django.utils.translation import ngettext_lazy

from forum.addresses import address, post_address, topic_address
from forum.models import Post, Topic
from forum.querysets.followers import followers_of_post, followers_of_topic, silent_of
from notices.kinds import Kind, Showing, Shown, name_kind, show

show(Showing(Topic, title="title", place="network__names"))
show(Showing(Post, title="topic__title", place="topic__network__names", within="topic__public_id"))


def to_topic(thing: Shown) -> str:
    return topic_address(thing.public_id)


def to_post(thing: Shown) -> str:
    return post_address(thing.public_id)


def to_first_unread(thing: Shown) -> str:
    return f"{address('forum:topic', thing.within)}unread/"


name_kind(
    Kind(
        "reply",
        ngettext_lazy("%(count)d new reply", "%(count)d new replies", "count"),
        leads=to_first_unread,
        followers=followers_of_post,
        silent=silent_of,
    )
)
name_kind(
    Kind(
        "new_topic",
        ngettext_lazy("New topic", "%(count)d new topics", "count"),
        leads=to_topic,
        followers=followers_of_topic,
        silent=silent_of,
    )
)
name_kind(
    Kind(
        "mention",
        ngettext_lazy("You are mentioned", "You are mentioned %(count)d times", "count"),
        leads=to_post,
        silent=silent_of,
    )
)
name_kind(
    Kind(
        "named_state",
        ngettext_lazy("Names your State", "Names your State", "count"),
        leads=to_topic,
        silent=silent_of,
    )
)
name_kind(
    Kind(
        "your_turn",
        ngettext_lazy("It is your turn", "It is your turn", "count"),
        leads=to_topic,
    )
)
name_kind(
    Kind(
        "reminder",
        ngettext_lazy("A reminder that you set", "%(count)d reminders that you set", "count"),
        leads=to_post,
    )
)
