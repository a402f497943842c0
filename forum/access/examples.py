"""Who says which topic shows how to ask well."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from forum.access.acting import UNREAD, TopicFacts, place_of
from forum.access.coded import COORDINATOR, NARROW
from network.guard import ALLOWED, Verdict, refused, verb
from network.readers import Reader


@verb
def can_set_example(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """The coordinator of the network; an example is for everybody there, and so never under a narrow code."""
    if place_of(actor, topic, place) != COORDINATOR:
        return refused(_("Only the coordinator of the network chooses examples."))
    if topic.code in NARROW:
        return refused(_("Not everybody in the forum may read this topic, so that it cannot be an example."))
    return ALLOWED
