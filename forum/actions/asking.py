"""Putting a question to a network from outside: only the asker's authority and that network see it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forum.access.offers import can_ask_network
from forum.actions.topics import NO_FACTS, Facts, add_topic
from forum.models import Forum, Topic
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership, Network
from writing.personal.check import Decided


def ask_network(
    *,
    author: Membership,
    network: Network,
    title: str,
    body: str,
    language: str = "en",
    facts: Facts = NO_FACTS,
    submission: str = "",
    decided: Sequence[Decided] = (),
    draft: int = 0,
) -> Topic:
    """An office without a place in NETWORK asks it; the question stands in the first open forum that no observer reads.

    The network's contact points answer, and the author's colleagues take part. DECIDED is what the author decided on
    findings of personal data, DRAFT the version of his draft that the form knew. Raises Conflict without a forum for
    it.
    """
    require(can_ask_network, author, network)
    # Observers of a marked forum read all of it under AMBER: they are neither the asker's authority nor the network.
    forum = Forum.objects.filter(network_id=network.pk, closed_at=None, for_observers=False).first()
    if forum is None:
        raise Conflict(_("This network takes no questions from outside now."))
    return add_topic(
        author=author,
        forum=forum,
        kind=Topic.Kind.QUESTION,
        title=title,
        body=body,
        language=language,
        facts=facts,
        submission=submission,
        decided=decided,
        draft=draft,
        from_outside=True,
    )
