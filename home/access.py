"""Who starts an installation, who sees and fetches his own data, and who forgets former members."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.models import OwnData
from network.guard import ALLOWED, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Membership
from network.readers import Reader


@verb
def can_load_demonstration(actor: Reader) -> Verdict:
    """Nobody but the system, which `require` lets pass."""
    return refused("")


@rule(OwnData)
def own_data(reader: Reader) -> Q:
    """Its owner alone: no coordinator, no secretariat."""
    return Q(member_id=reader.member_id) if isinstance(reader, Membership) else NOBODY


@audience(OwnData)
def owner(data: OwnData) -> Q:
    return Q(member_id=data.member_id)


@verb
def can_ask_own_data(actor: Reader) -> bool:
    """Every member, for himself: another cannot be named."""
    return isinstance(actor, Membership)


@verb
def can_take_own_data(actor: Reader, data: OwnData) -> Verdict:
    if isinstance(actor, Membership) and actor.member_id == data.member_id:
        return ALLOWED
    return refused(_("Only their owner fetches his data."))


@verb
def can_forget(actor: Reader) -> Verdict:
    """No person: the clock forgets what is past its time."""
    return refused(_("What is past its time is removed by the clock."))
