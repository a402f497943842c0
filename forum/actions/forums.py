"""Opening a forum in a network."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from forum.access import can_add_forum
from forum.models import Forum
from network import audit
from network.conflicts import Conflict
from network.guard import require
from network.models import Network
from network.names import Names
from network.readers import Reader


@transaction.atomic
def add_forum(
    *,
    actor: Reader,
    network: Network,
    key: str,
    names: Names,
    purpose: Names | None = None,
    for_observers: bool = False,
) -> Forum:
    """The coordinator or the secretariat opens a forum, after those there are; the network's contact points see it.

    Raises Conflict when the network has a forum under this key already.
    """
    require(can_add_forum, actor, network)
    last = Forum.objects.filter(network=network).order_by("-position").values_list("position", flat=True).first()
    try:
        with transaction.atomic():
            forum: Forum = Forum.objects.create(
                network=network,
                key=key,
                names=names,
                purpose=purpose or {},
                position=(last or 0) + 1,
                for_observers=for_observers,
            )
    except IntegrityError as error:
        raise Conflict(_("This network has a forum of this name already.")) from error
    audit.record("forum_added", actor=actor, subject=forum, duty="content", network=network)
    return forum
