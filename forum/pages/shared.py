"""What a topic's page says of the other networks that read it."""

from forum.models import Offer
from forum.pages.heads import TopicHead
from network.models import Membership
from network.names import in_language


def shared_with(reader: Membership, topic: TopicHead) -> tuple[str, ...]:
    """Return the names of the networks to which TOPIC was brought; a statement only where there is one."""
    if not topic.is_shared:
        return ()
    rows = Offer.objects.visible_to(reader).filter(topic_id=topic.pk, status=Offer.Status.ACCEPTED)
    return tuple(sorted(in_language(names) for names in rows.values_list("network__names", flat=True)))
