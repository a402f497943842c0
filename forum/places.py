"""The places of this room where one writes: replies, new topics, changes; for drafts, previews and mentions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from forum import access
from forum.access.knowing import sees_forum
from forum.access.offers import can_ask_network, closed_to, takes_part_here
from forum.addresses import address, topic_address
from forum.forms.polls import FIELDS as POLL
from forum.forms.topics import FACTS
from forum.models import Forum, Post, Topic
from forum.names import asked_anew, words
from forum.pages.composing import reach_of_asked, reach_of_reply, reach_of_topic
from forum.pages.filling import filled, seen_in
from forum.pages.heads import ForumHead, TopicHead
from forum.quoting import composed
from forum.search.similar import similar
from forum.skeletons import is_skeleton
from network.guard import EVERYBODY, require
from network.models import Membership, PublicNetwork
from network.slots import Line
from writing.files.fields import DRAFTED, KEPT, MANY_VALUES
from writing.places import Place, Spot, has_no_body, name_place


def find_topic(reader: Membership, public_id: str) -> Topic:
    topics = Topic.objects.visible_to(reader).select_related("forum")
    topic: Topic = get_object_or_404(topics, public_id=public_id)
    require(access.can_reply, reader, topic)
    return topic


def find_forum(reader: Membership, public_id: str) -> Forum:
    forum: Forum = get_object_or_404(Forum.objects.visible_to(reader), public_id=public_id)
    require(access.can_start_topic, reader, forum)
    return forum


def find_asked(reader: Membership, public_id: str) -> PublicNetwork:
    network: PublicNetwork = get_object_or_404(PublicNetwork.objects.visible_to(reader), public_id=public_id)
    require(can_ask_network, reader, network)
    return network


def find_post(reader: Membership, public_id: str) -> Post:
    posts = Post.objects.visible_to(reader).select_related("topic__forum")
    post: Post = get_object_or_404(posts, public_id=public_id)
    require(access.can_edit_post, reader, post)
    return post


def topic_spots(reader: Membership, keys: Sequence[int]) -> Mapping[int, Spot]:
    rows = Topic.objects.visible_to(reader).filter(pk__in=keys).order_by().values_list("pk", "title", "public_id")
    return {pk: Spot(title, f"{topic_address(public_id)}#reply") for pk, title, public_id in rows}


def forum_spots(reader: Membership, keys: Sequence[int]) -> Mapping[int, Spot]:
    forums = Forum.objects.visible_to(reader).filter(pk__in=keys).order_by()
    return {forum.pk: Spot(forum.name, address("forum:new_topic", forum.public_id)) for forum in forums}


def asked_spots(reader: Membership, keys: Sequence[int]) -> Mapping[int, Spot]:
    """Where the office has a place by now, or nothing can be asked any more, the words of a draft stand alone."""
    networks = PublicNetwork.objects.visible_to(reader).filter(pk__in=set(keys) - closed_to(reader)).order_by()
    return {one.pk: Spot(one.name, address("forum:ask", one.public_id)) for one in networks if takes_part_here(one)}


def post_spots(reader: Membership, keys: Sequence[int]) -> Mapping[int, Spot]:
    posts = Post.objects.visible_to(reader).filter(pk__in=keys).order_by()
    rows = posts.values_list("pk", "topic__title", "public_id")
    return {pk: Spot(title, address("forum:edit", public_id)) for pk, title, public_id in rows}


def preview_reply(reader: Membership, topic: Topic, text: str) -> Markup:
    return _preview(reader, Post(topic=topic, author=reader), text)


def preview_topic(reader: Membership, forum: Forum, text: str) -> Markup:
    topic = Topic(forum=forum, network_id=forum.network_id, code=Topic.Code.AMBER, author=reader)
    return _preview(reader, Post(topic=topic, author=reader), text)


def preview_ask(reader: Membership, network: PublicNetwork, text: str) -> Markup:
    # Who is in the network is not public: whoever only begins a question does not learn it by mentioning everybody.
    post = Post(topic=asked_anew(reader, network.pk), author=reader)
    return _preview(reader, post, text, among=Q(authority_id=reader.authority_id))


def preview_edit(reader: Membership, post: Post, text: str) -> Markup:
    return _preview(reader, post, text)


def _preview(reader: Membership, post: Post, text: str, among: Q = EVERYBODY) -> Markup:
    written = composed(reader, post, text, among=among)
    held = seen_in(reader, written)
    people = [one.who for one in held if one.who]
    inside = bool(people) and sees_forum(reader, post.topic.forum_id)
    names = words(people).shown_to(reader, inside=inside)
    return filled(written.rendered.html, written.holds, held, names)


def like_title(reader: Membership, forum: Forum, title: str) -> list[Line]:
    """Return the topics like TITLE that READER may see, solved ones first, with their status."""
    return [
        Line(label=one.title, url=topic_address(one.public_id), note=Topic.Status(one.status).label)
        for one in similar(reader, title, forum=forum)
    ]


def reach_reply(reader: Membership, topic: Topic, posted: QueryDict) -> str:
    return reach_of_reply(reader, TopicHead.find(reader, topic.public_id), posted.get("code", ""))


def reach_new(reader: Membership, forum: Forum, posted: QueryDict) -> str:
    named = (posted.getlist(name) for name in ("members", "authorities"))
    return reach_of_topic(reader, ForumHead.find(reader, forum.public_id), posted.get("code", ""), *named)


def reach_ask(reader: Membership, network: PublicNetwork, _posted: QueryDict) -> str:
    return reach_of_asked(reader, network)


def reach_edit(reader: Membership, post: Post, _posted: QueryDict) -> str:
    return reach_of_reply(reader, TopicHead.find(reader, post.topic.public_id), post.code)


def is_blank_reply(fields: Mapping[str, Any]) -> bool:
    """Whether nothing was written: language and code are there before anybody types, and a parent is no text."""
    return has_no_body(fields) and not any(fields.get(name) for name in (KEPT, *ASKED))


def is_blank_topic(fields: Mapping[str, Any]) -> bool:
    """The same for a new topic, which begins with headings, the own State and the own time zone."""
    body = str(fields.get("body", ""))
    chosen = ("title", "members", "authorities", *FACTS, KEPT, *ASKED)
    return (not body.strip() or is_skeleton(body)) and not any(
        fields.get(name) for name in chosen if name not in BEGUN_FACTS
    )


def is_blank_edit(fields: Mapping[str, Any]) -> bool:
    return has_no_body(fields) and not any(fields.get(name) for name in ("reason", KEPT))


# What is asked for in a poll; the facts of a question that stand there before anybody chooses.
ASKED = ("poll_question", "poll_choices")
BEGUN_FACTS = ("requesting", "deadline_zone")
REPLY = ("body", "language", "code", "parent", *DRAFTED, *POLL)
TOPIC = ("kind", "title", "language", "body", "code", "members", "authorities", *FACTS, *DRAFTED, *POLL)

name_place(
    Place(
        "reply",
        _("Reply"),
        Topic,
        find_topic,
        topic_spots,
        preview_reply,
        REPLY,
        MANY_VALUES,
        is_blank_reply,
        reach_reply,
    )
)
name_place(
    Place(
        "topic",
        _("New topic"),
        Forum,
        find_forum,
        forum_spots,
        preview_topic,
        TOPIC,
        many=("requested", "others", "members", "authorities", *MANY_VALUES),
        is_blank=is_blank_topic,
        reach=reach_new,
        similar=like_title,
    )
)
# Without code, names, files and poll: what somebody outside cannot say (forum/forms/asking.py).
ASK = ("title", "language", "body", *FACTS)
name_place(
    Place(
        "ask",
        _("Question from outside"),
        PublicNetwork,
        find_asked,
        asked_spots,
        preview_ask,
        ASK,
        many=("requested", "others"),
        is_blank=is_blank_topic,
        reach=reach_ask,
    )
)
EDIT = ("body", "reason", *DRAFTED)
name_place(
    Place(
        "edit",
        _("Change of a post"),
        Post,
        find_post,
        post_spots,
        preview_edit,
        EDIT,
        MANY_VALUES,
        is_blank_edit,
        reach_edit,
    )
)
