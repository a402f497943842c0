"""The first proof: an address with a password, or a passkey that asked for the person."""

from django.contrib.auth import authenticate

from network.access import can_sign_in
from network.actions.sessions import begin_session
from network.guard import require
from network.models import Member, Membership
from network.models.proofs import memberships_of
from network.readers import Reader
from network.sessions import SessionStore


def sign_in(
    *, actor: Reader, store: SessionStore, email: str, password: str, device: str, origin: str
) -> Membership | None:
    """Anybody tries an address and a password; right ones begin a half session. Returns the membership, or None.

    None says nothing more: the address is unknown, the password wrong, or every membership has ended.
    """
    require(can_sign_in, actor)
    member = authenticate(email=email, password=password)
    if not isinstance(member, Member):
        return None
    memberships = memberships_of(member)
    if not memberships:
        return None
    begin_session(actor=actor, store=store, place=memberships[0], device=device, origin=origin)
    return memberships[0]
