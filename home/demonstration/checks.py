"""What must hold between the fields of a topic, and between a topic and the people around it."""

from collections.abc import Collection, Mapping

from home.demonstration.fields import Entry, entry
from home.demonstration.people import Member
from home.demonstration.topics import ASKING, Post, Topic


def check_status(item: Entry, topic: Topic) -> None:
    if (topic.question is not None) != (topic.kind in ASKING):
        raise item.fault("question", "belongs to a question or a consultation, and to nothing else")
    if (topic.waiting_on is not None) != (topic.status == "waiting"):
        raise item.fault("waiting_on", "stands with the status “waiting”, and only with it")
    if topic.waiting_until is not None and topic.waiting_on is None:
        raise item.fault("waiting_until", "stands with the status “waiting”, and only with it")
    if topic.question is None and topic.status != "open":
        raise item.fault("status", f"of a {topic.kind} must be “open”")
    concerned = (topic.question.requesting, *topic.question.requested) if topic.question else ()
    if topic.waiting_on not in (None, "author", *concerned):
        raise item.fault("waiting_on", f"names a State which is not concerned: “{topic.waiting_on}”")
    if topic.status == "solved" and not any(post.accepted for post in topic.posts):
        raise item.fault("status", "is “solved”, yet no post is accepted")


def check_posts(item: Entry, topic: Topic) -> None:
    if not topic.posts:
        raise item.fault("posts", "must hold at least the first post")
    first, seen = topic.posts[0], dict[str, Post]()
    for field in ("author", "language", "at"):
        if getattr(first, field) != getattr(topic, field):
            raise item.fault(field, "differs from the first post’s")
    for post in topic.posts:
        at = entry(item.file, f"{item.name}, post {post.ref}", {})
        if post.ref in seen:
            raise at.fault("ref", "is used twice in this topic")
        if post.reply_to is not None and post.reply_to not in seen:
            raise at.fault("reply_to", f"must name an earlier post of this topic, not “{post.reply_to}”")
        if post.accepted and (post is first or topic.question is None):
            raise at.fault("accepted", "is for answers to a question or a consultation")
        if post.at.days >= 0:
            raise at.fault("at", "must lie before today")
        if any(post.at <= other.at for other in seen.values()):
            raise at.fault("at", "must be later than the post before it")
        seen[post.ref] = post


def check_authors(item: Entry, topic: Topic, people: Mapping[str, Member]) -> None:
    for post in topic.posts:
        at = entry(item.file, f"{item.name}, post {post.ref}", {})
        if post.author not in people:
            raise at.fault("author", f"names an unknown member: “{post.author}”")
        if not people[post.author].held_place(topic.network, post.at):
            raise at.fault("author", f"had no place in the network “{topic.network}” on that day: “{post.author}”")


def check_bodies(item: Entry, topic: Topic, bodies: Collection[str]) -> None:
    if topic.question is None:
        return
    asked = entry(item.file, f"{item.name}, question", {})
    if topic.question.requesting not in bodies:
        raise asked.fault("requesting", f"names a State without contact points there: “{topic.question.requesting}”")
    for body in topic.question.requested:
        if body not in bodies:
            raise asked.fault("requested", f"names a State without contact points there: “{body}”")
