"""Who wants to hear of a topic or a reply: the nearest of topic, forum and network counts. Asked in jobs alone."""

from collections.abc import Iterable

from django.db.models import Q

from forum.models import Follow, Post, Topic
from forum.models.offers import Offer

Level = Follow.Level
WANTS_REPLIES = {"topic": {Level.WATCH, Level.FOLLOW}, "forum": {Level.WATCH}, "network": {Level.WATCH}}
WANTS_TOPICS = {"forum": {Level.WATCH, Level.FOLLOW}, "network": {Level.WATCH, Level.FOLLOW}}


def followers_of_post(post: Post) -> set[int]:
    """Return who wants to hear of the reply POST: those who follow its topic, by a word or by having written in it."""
    topic = post.topic
    levels = _levels(topic)
    wrote = set(Post.objects.filter(topic_id=topic.pk).order_by().values_list("author_id", flat=True).distinct())
    told = {pk for pk, (thing, level) in levels.items() if level in WANTS_REPLIES.get(thing, ())}
    # Having written is as near as the topic, but a word about the topic itself is nearer, and "mute" is the last word.
    silent = {pk for pk, (thing, level) in levels.items() if thing == "topic" or level == Level.MUTE}
    return told | (wrote - silent)


def followers_of_topic(topic: Topic) -> set[int]:
    """Return who wants to hear that TOPIC was started."""
    return {pk for pk, (thing, level) in _levels(topic).items() if level in WANTS_TOPICS.get(thing, ())}


def followers_of_share(offer: Offer) -> set[int]:
    """Return who follows the network to which a topic was brought, or the forum in which it stands there."""
    rows = Follow.objects.filter(Q(forum_id=offer.forum_id) | Q(network_id=offer.network_id))
    muted = {Level.MUTE}
    nearest: dict[int, str] = {}
    for pk, level, of_forum in rows.values_list("membership_id", "level", "forum_id"):
        if of_forum or pk not in nearest:
            nearest[pk] = level
    return {pk for pk, level in nearest.items() if level not in muted}


def silent_of(thing: Topic | Post, membership_ids: list[int]) -> set[int]:
    """Return those of the memberships that want to hear nothing of THING: what they said nearest to it is "mute"."""
    topic = thing.topic if isinstance(thing, Post) else thing
    levels = _levels(topic, membership_ids)
    return {pk for pk, (_thing, level) in levels.items() if level == Level.MUTE}


def _levels(topic: Topic, membership_ids: Iterable[int] | None = None) -> dict[int, tuple[str, str]]:
    """Return by membership what was said nearest to TOPIC: of which thing, and which level."""
    shared = Offer.objects.filter(topic_id=topic.pk, status=Offer.Status.ACCEPTED)
    networks, forums = {topic.network_id}, {topic.forum_id}
    for network_id, forum_id in shared.values_list("network_id", "forum_id"):
        networks.add(network_id)
        forums.add(forum_id)
    rows = Follow.objects.filter(Q(topic_id=topic.pk) | Q(forum_id__in=forums) | Q(network_id__in=networks))
    found: dict[int, tuple[str, str]] = {}
    asked = None if membership_ids is None else set(membership_ids)
    nearness = {"topic": 0, "forum": 1, "network": 2}
    for pk, level, of_topic, of_forum in rows.values_list("membership_id", "level", "topic_id", "forum_id"):
        thing = "topic" if of_topic else "forum" if of_forum else "network"
        if asked is not None and pk not in asked:
            continue
        if pk not in found or nearness[thing] < nearness[found[pk][0]]:
            found[pk] = (thing, level)
    return found
