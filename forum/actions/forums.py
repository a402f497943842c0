"""The forums of a network: opened, named, put in order, closed and reopened."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access import can_add_forum, can_change_forum
from forum.models import Forum
from network import audit
from network.conflicts import Conflict
from network.guard import require
from network.models import Network
from network.names import Names
from network.readers import Reader

NAMED_ALREADY = _("This network has a forum of this name already.")


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
    there = _in_order(network)
    _refuse_double(names, there)
    try:
        with transaction.atomic():
            forum: Forum = Forum.objects.create(
                network=network,
                key=key,
                names=names,
                purpose=purpose or {},
                position=max((one.position for one in there), default=0) + 1,
                for_observers=for_observers,
            )
    except IntegrityError as error:
        raise Conflict(NAMED_ALREADY) from error
    _record("forum_added", actor, forum)
    return forum


@transaction.atomic
def change_forum(*, actor: Reader, forum: Forum, names: Names, purpose: Names, after: Forum | None) -> Forum:
    """The coordinator of the network names and describes FORUM, and puts it AFTER another in the list, or first.

    Raises Conflict when another forum of the network has one of the names already.
    """
    require(can_change_forum, actor, forum)
    listed = _in_order(forum.network)
    forum = next(one for one in listed if one.pk == forum.pk)
    others = [one for one in listed if one.pk != forum.pk]
    _refuse_double(names, others)
    if (forum.names, forum.purpose) != (names, purpose):
        before, forum.names, forum.purpose = forum.name, names, purpose
        forum.save(update_fields=["names", "purpose"])
        _record("forum_changed", actor, forum, words=f"{before} → {forum.name}" if before != forum.name else "")
    place = next((number for number, one in enumerate(others, 1) if after is not None and one.pk == after.pk), 0)
    others.insert(place, forum)
    if [one.pk for one in others] != [one.pk for one in listed]:
        for number, one in enumerate(others, 1):
            Forum.objects.filter(pk=one.pk).update(position=number)
        _record("forum_moved", actor, forum)
    return forum


@transaction.atomic
def close_forum(*, actor: Reader, forum: Forum) -> None:
    """The coordinator closes FORUM: it is read as before, and nothing new is written in it. Conflict: it is closed."""
    require(can_change_forum, actor, forum)
    if not Forum.objects.filter(pk=forum.pk, closed_at=None).update(closed_at=timezone.now()):
        raise Conflict(_("This forum is closed already."))
    _record("forum_closed", actor, forum)


@transaction.atomic
def reopen_forum(*, actor: Reader, forum: Forum) -> None:
    """The coordinator lets FORUM be written in again. Conflict: it is open."""
    require(can_change_forum, actor, forum)
    if not Forum.objects.filter(pk=forum.pk, closed_at__isnull=False).update(closed_at=None):
        raise Conflict(_("This forum is open already."))
    _record("forum_reopened", actor, forum)


def _in_order(network: Network) -> list[Forum]:
    """Return the forums of NETWORK as they stand, held until the end: two coordinators act one after the other."""
    Network.objects.select_for_update().get(pk=network.pk)
    return list(Forum.objects.filter(network=network).order_by("position", "pk"))


def _refuse_double(names: Names, others: list[Forum]) -> None:
    taken = {_plain(name) for other in others for name in other.names.values()}
    if taken & {_plain(name) for name in names.values()}:
        raise Conflict(NAMED_ALREADY)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _record(act: str, actor: Reader, forum: Forum, words: str = "") -> None:
    audit.record(act, actor=actor, subject=forum, duty="content", network=forum.network, words=words)
