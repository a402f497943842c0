"""What members hear of from this room: each kind with its sentence, where it leads and who wants to hear of it.

A new kind is named here, and told by `notices.actions.hear(actor=…, kind="…", thing=…, group=f"topic:{topic.pk}")`.
"""

from django.utils.translation import ngettext_lazy

from forum.addresses import address, post_address, topic_address
from forum.models import Erasure, Flag, Hold, Offer, Post, Topic
from forum.querysets.followers import followers_of_post, followers_of_share, followers_of_topic, silent_of
from notices.kinds import Kind, Showing, Shown, name_kind, show

show(Showing(Topic, title="title", place="network__names"))
show(Showing(Flag, place="network__names"))
show(Showing(Erasure, place="post__topic__network__names"))
show(Showing(Hold, title="topic__title", place="topic__network__names"))
show(
    Showing(
        Post,
        title="topic__title",
        place="topic__network__names",
        within="topic__public_id",
        around=("topic__forum",),
    )
)


def to_topic(thing: Shown) -> str:
    return topic_address(thing.public_id)


def to_post(thing: Shown) -> str:
    return post_address(thing.public_id)


def to_first_unread(thing: Shown) -> str:
    return f"{address('forum:topic', thing.within)}unread/"


def to_report(thing: Shown) -> str:
    return address("forum:report", thing.public_id)


def to_erasure(thing: Shown) -> str:
    return address("forum:erasure", thing.public_id)


def to_hold(thing: Shown) -> str:
    return address("forum:hold", thing.public_id)


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
show(Showing(Offer, public_id="topic__public_id", title="topic__title", place="topic__network__names"))


def to_offers(thing: Shown) -> str:
    return address("forum:offers", thing.public_id)


name_kind(
    Kind(
        "consent_asked",
        ngettext_lazy(
            "Your consent is asked: another network would read this",
            "Your consent is asked: another network would read this",
            "count",
        ),
        leads=to_offers,
    )
)
name_kind(
    Kind(
        "topic_offered",
        ngettext_lazy("A topic is offered to your network", "A topic is offered to your network", "count"),
        leads=to_offers,
    )
)
name_kind(
    Kind(
        "offer_decided",
        ngettext_lazy("An offer was decided", "An offer was decided", "count"),
        leads=to_offers,
    )
)
name_kind(
    Kind(
        "topic_shared",
        ngettext_lazy("A topic of another network", "%(count)d topics of another network", "count"),
        leads=to_topic,
        followers=followers_of_share,
    )
)
name_kind(
    Kind(
        "report_waits",
        ngettext_lazy("A report waits to be judged", "%(count)d reports wait to be judged", "count"),
        leads=to_report,
    )
)
name_kind(
    Kind(
        "report_judged",
        ngettext_lazy("A report of yours was judged", "%(count)d reports of yours were judged", "count"),
        leads=to_report,
    )
)
name_kind(
    Kind(
        "erasure_waits",
        ngettext_lazy("A post is to be erased", "%(count)d posts are to be erased", "count"),
        leads=to_erasure,
    )
)
name_kind(
    Kind(
        "erasure_decided",
        ngettext_lazy("Your request to erase was decided", "%(count)d requests to erase were decided", "count"),
        leads=to_erasure,
    )
)
name_kind(
    Kind(
        "hold_waits",
        ngettext_lazy("A hold waits for a second person", "%(count)d holds wait for a second person", "count"),
        leads=to_hold,
    )
)
name_kind(
    Kind(
        "unanswered",
        ngettext_lazy("Nobody has answered yet", "Nobody has answered yet", "count"),
        leads=to_topic,
    )
)
name_kind(
    Kind(
        "outcome_asked",
        ngettext_lazy("Did it solve the problem?", "Did it solve the problem?", "count"),
        leads=to_topic,
    )
)
