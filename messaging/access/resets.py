"""Who begins anew with other keys, who agrees to it, who stops it, and who sees it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.access.keys import can_message, identity_of, is_ended, own_identity, owner_of
from messaging.models import Identity, KeyReset
from messaging.models.resets import OPEN
from network.guard import ALLOWED, EVERYBODY, Verdict, audience, refused, rule, verb
from network.models import Membership
from network.readers import Person, Reader


@rule(KeyReset)
def key_resets(reader: Person) -> Q:
    """The member, and the officers of the secretariat who manage membership."""
    if isinstance(reader, Membership) and reader.duty_membership:
        return EVERYBODY
    return own_identity(reader, "identity__")


@audience(KeyReset)
def key_reset_readers(reset: KeyReset) -> Q:
    return owner_of(reset.identity) | Q(duty_membership=True)


@verb
def can_ask_key_reset(actor: Reader) -> Verdict:
    """Everybody for himself alone, once he has keys that he can have lost."""
    verdict = can_message(actor)
    if not verdict or not isinstance(actor, Membership):
        return verdict
    own = identity_of(actor)
    if own is None or own.gen < 0:
        return refused(_("You have not set up sealed messages: set them up, nothing is lost."))
    return ALLOWED


@verb
def can_agree_to_key_reset(actor: Reader, reset: KeyReset) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_membership:
        return refused(_("Only the secretariat agrees to a new start."))
    if actor.member_id == reset.identity.member_id:
        return refused(_("Two other officials must agree to your own new start."))
    if reset.status != KeyReset.Status.ASKED:
        return refused(_("This new start has been decided already."))
    if reset.first_by is not None:
        if reset.first_by.member_id == actor.member_id:
            return refused(_("A second official must agree: you agreed yourself already."))
        if not reset.first_by.is_current():
            # Two officials stand for it, and one of them was sent away.
            return refused(_("Who agreed first has left: it must be asked for again."))
    if _has_left(reset):
        return refused(_("This officer's membership has ended."))
    return ALLOWED


def _has_left(reset: KeyReset) -> bool:
    """Whether nobody stands behind it any more; a page that shows many has asked for all at once."""
    if reset.ended is not None:
        return reset.ended
    return bool(Identity.objects.filter(is_ended(), pk=reset.identity_id).exists())


@verb
def can_see_key_resets(actor: Reader) -> Verdict:
    """The list of all is for those who agree to them."""
    if isinstance(actor, Membership) and actor.duty_membership:
        return ALLOWED
    return refused(_("Only the secretariat agrees to a new start."))


@verb
def can_stop_key_reset(actor: Reader, reset: KeyReset) -> Verdict:
    """The member, who has the words after all or never asked; and the secretariat, until it is used."""
    if not isinstance(actor, Membership):
        return refused(_("Sign in first."))
    own = identity_of(actor)
    if not (actor.duty_membership or (own is not None and own.pk == reset.identity_id)):
        return refused(_("Only the member and the secretariat stop a new start."))
    if reset.status not in OPEN:
        return refused(_("This new start has been decided already."))
    return ALLOWED
