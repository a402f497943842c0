"""Passkeys: registered on an own session; shown instead of a password and a code, or as the second factor."""

import time
from enum import Enum
from typing import Any

from django.db import IntegrityError, transaction
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import ResidentKeyRequirement

from network.access import can_add_factor, can_sign_in
from network.actions.factors import tell_factor_change
from network.actions.sessions import begin_session, prove_factor
from network.guard import require
from network.models import Member, Membership, Session
from network.models.proofs import memberships_of
from network.readers import Reader
from network.sessions import SessionStore

# The challenge waits in the session's row for at most five minutes and is thrown away at the first answer.
WAITS = 300
KEY = "passkey"
# What a browser may send that is no answer to a challenge: wrong shape, wrong types, wrong signature.
NO_ANSWER = (WebAuthnException, OTPWebAuthnApiError, ValueError, KeyError, TypeError, AttributeError)


class Registered(Enum):
    """What a passkey proves from now on: both factors, the second after a password, or nothing (a wrong answer)."""

    BOTH = "both"
    SECOND = "second"
    NOTHING = "nothing"


class Passkeys(WebAuthnHelper):  # type: ignore[misc]
    """The library's ceremonies, for this house's name; the account is named by its address, the person by name."""

    proves = Registered.NOTHING

    def __init__(self) -> None:
        super().__init__(request=None)

    def get_credential_display_name(self, user: Any) -> str:
        return str(user.name)

    def get_discoverable_credentials_preference(self) -> ResidentKeyRequirement:
        # An old security key keeps no account and asks for no PIN. Required, it could not even be the second factor.
        return ResidentKeyRequirement.PREFERRED

    def create_credential(self, user: Any, response: Any, *answer: Any) -> Any:
        made = super().create_credential(user, response, *answer)
        # Some browsers do not say whether the key keeps the account (None); those that do not keep it say so.
        is_kept = made.discoverable is not False
        self.proves = Registered.BOTH if is_kept and response.user_verified else Registered.SECOND
        return made


@transaction.atomic
def begin_registration(*, actor: Membership, session: Session, store: SessionStore) -> dict[str, Any]:
    """A member who may add a factor gets a challenge for a new passkey."""
    require(can_add_factor, actor, session)
    options, state = Passkeys().register_begin(actor.member)
    _wait(store, "register", state)
    return options  # type: ignore[no-any-return]


@transaction.atomic
def finish_registration(
    *, actor: Membership, session: Session, store: SessionStore, answer: dict[str, Any], name: str
) -> Registered:
    """The browser made the passkey NAME: from now on it opens this account. Returns what it proves."""
    # Held until the end: two half sign-ins at one instant must not both find an account without a factor.
    Member.objects.select_for_update().get(pk=actor.member_id)
    require(can_add_factor, actor, session)
    state = _awaited(store, "register")
    if state is None:
        return Registered.NOTHING
    ceremony = Passkeys()
    try:
        with transaction.atomic():
            passkey = ceremony.register_complete(actor.member, state, answer)
    except (*NO_ANSWER, IntegrityError):
        return Registered.NOTHING
    passkey.name = name[:64]
    passkey.save(update_fields=["name"])
    tell_factor_change(actor, "passkey_added")
    return ceremony.proves


@transaction.atomic
def ask_for_passkey(*, actor: Reader, store: SessionStore, member: Member | None) -> dict[str, Any]:
    """Anybody gets a challenge: for the passkeys of MEMBER, who showed a first proof, or for any at all."""
    require(can_sign_in, actor)
    options, state = Passkeys().authenticate_begin(user=member, require_user_verification=member is None)
    _wait(store, "show", {**state, "member": member.pk if member else None})
    return options  # type: ignore[no-any-return]


@transaction.atomic
def check_passkey(
    *, actor: Reader, store: SessionStore, member: Member | None, answer: dict[str, Any]
) -> Member | None:
    """Return the member whose passkey answered the challenge given for MEMBER (None: for anybody), or None."""
    require(can_sign_in, actor)
    state = _awaited(store, "show")
    if state is None or state.pop("member") != (member.pk if member else None):
        return None
    try:
        passkey = Passkeys().authenticate_complete(member, state, answer)
    except NO_ANSWER:
        return None
    found: Member = passkey.user
    return found


@transaction.atomic
def sign_in_with_passkey(
    *, actor: Reader, store: SessionStore, answer: dict[str, Any], device: str, origin: str
) -> Membership | None:
    """Anybody shows a passkey that asked for the person (PIN, finger, face): it counts as both proofs."""
    member = check_passkey(actor=actor, store=store, member=None, answer=answer)
    require(can_sign_in, actor)
    memberships = memberships_of(member) if member else []
    if not memberships:
        return None
    begin_session(actor=actor, store=store, place=memberships[0], device=device, origin=origin)
    prove_factor(actor=memberships[0], store=store, kind="passkey")
    return memberships[0]


def _wait(store: SessionStore, what: str, state: dict[str, Any]) -> None:
    store[KEY] = {"for": what, "at": int(time.time()), "state": state}


def _awaited(store: SessionStore, what: str) -> dict[str, Any] | None:
    waiting: dict[str, Any] = store.pop(KEY, None) or {}
    if waiting.get("for") != what or not 0 <= time.time() - waiting["at"] <= WAITS:
        return None
    state: dict[str, Any] = waiting["state"]
    return state
