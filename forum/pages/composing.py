"""Who will read what is being written, in one sentence, before it is sent: with code and names as chosen so far."""

from collections.abc import Collection

from forum.access.coded import NARROW, STRICTNESS, is_stricter
from forum.models import Topic
from forum.names import readers_of, readers_of_all, readers_of_asked, readers_of_new, readers_of_topic
from forum.pages.heads import ForumHead, TopicHead
from forum.pages.reach import reach
from network.models import Membership, Network


def reach_of_reply(reader: Membership, topic: TopicHead, code: str) -> str:
    """Return who will read a reply of READER under CODE: what is no code, or wider than the topic's, is the topic's."""
    held = code if is_stricter(code, topic.code) else topic.code
    return reach(held, readers_of_topic(topic, held, reader.pk), topic.networks)


def reach_of_asked(reader: Membership, network: Network) -> str:
    """Return who will read a question that READER puts to NETWORK from outside."""
    return reach(Topic.Code.AMBER, readers_of_asked(reader, network.pk), [network.name, reader.authority.name])


def reach_of_topic(
    reader: Membership, forum: ForumHead, code: str, members: Collection[str] = (), authorities: Collection[str] = ()
) -> str:
    """Return who will read a topic that READER begins in FORUM under CODE, naming MEMBERS and AUTHORITIES (public ids).

    What is no code counts as AMBER.
    """
    held = code if code in STRICTNESS else str(Topic.Code.AMBER)
    if held in NARROW:
        readers = readers_of_new(reader, forum.network_id, held, members, authorities)
    elif held == Topic.Code.AMBER:
        readers = readers_of(forum.pk, forum.network_id, forum.for_observers)
    else:
        readers = readers_of_all()
    return reach(held, readers, [forum.network_name])
