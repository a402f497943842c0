"""A member's keys: an identity is reserved, entries come into the log, the blob is kept and given out."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from live.outbox import announce
from messaging.access import PRESENT, can_message, identity_of
from messaging.actions.log import add_leaf, begin_log
from messaging.actions.resets import usable_reset, use_reset
from messaging.events import MessagesKeys
from messaging.keeping import opened_blob, sealed_blob
from messaging.models import Blob, Conversation, Identity, KeyEntry, Participant
from messaging.querysets.log import checkpoint_of
from messaging.refusals import Refusal, refuse_unless
from messaging.times import check_clock
from messaging.wire import blob as blobs
from messaging.wire import keys
from messaging.wire.reading import SUITE, ZERO32, Malformed
from messaging.wire.signing import is_ed25519, is_x_wing
from network.guard import require
from network.models import Membership

# What no key before vouches for: the member may with the leave of two officials, and everybody sees the break.
BREAKS = frozenset({keys.Reason.RESET, keys.Reason.STOLEN})


@dataclass(frozen=True)
class Taken:
    """An entry that stands in the log: where, and the log's checkpoint. `new`: it was not there before."""

    index: int
    checkpoint: str
    new: bool


@transaction.atomic
def reserve_identity(*, actor: Membership) -> Identity:
    """A member who sets up messages gets his id, the same again until his first keys stand in the log."""
    require(can_message, actor)
    fresh = {"wire": secrets.token_hex(16), "made_at": timezone.now()}
    identity: Identity = Identity.objects.get_or_create(
        member_id=actor.member_id, body_id=actor.authority.body_id, defaults=fresh
    )[0]
    if identity.gen >= 0:
        raise Refusal("identity-exists")
    return identity


@transaction.atomic
def add_entry(*, actor: Membership, entry: keys.KeyEntry, blob: bytes, fresh: bool = False) -> Taken:
    """A member registers new keys, with the blob that holds their secrets; the log grows by them.

    FRESH: the session has shown a second factor a moment ago; without it nobody begins anew. Raises Refusal in the
    order of the protocol. The same entry again is answered as the first was. Those who share conversations with him
    hear of it.
    """
    require(can_message, actor)
    refuse_unless(entry.suite == SUITE, "unknown-suite")
    log = begin_log(actor=actor)
    identity = _own(actor, entry.identity)
    before: KeyEntry | None = KeyEntry.objects.filter(identity=identity, digest=entry.digest).first()
    if before is not None:
        return Taken(before.index, checkpoint_of(log), new=False)
    last: KeyEntry | None = KeyEntry.objects.filter(identity=identity).order_by("-gen").first()
    refuse_unless(entry.gen == identity.gen + 1, "generation", gen=identity.gen)
    refuse_unless(entry.prev_entry == (last.digest if last else ZERO32.hex()), "previous")
    leave = usable_reset(actor=actor, identity=identity) if entry.reason in BREAKS else None
    refuse_unless(leave is not None or entry.reason not in BREAKS, "reason")
    refuse_unless(fresh or leave is None, "second-factor")
    refuse_unless(is_ed25519(entry.ed_pk) and is_x_wing(entry.kem_pk), "weak-key")
    check_clock(entry.time)
    refuse_unless(entry.is_signed(bytes(last.ed_pk) if last else None), "signature")
    try:
        sealed = _read(blob)
    except Malformed:
        raise Refusal("blob") from None
    _keep_blob(identity, sealed, entry.gen, entry.fingerprint)
    taken = _store(actor, identity, entry)
    if leave is not None:
        use_reset(actor=actor, reset=leave)
    if last is not None:
        _tell_others(identity)
    return taken


@transaction.atomic
def change_blob(*, actor: Membership, blob: bytes, signature: bytes) -> int:
    """A member's browser changed what is sealed: wraps, or what it has seen. Returns the version that is kept.

    SIGNATURE is by his newest key: whoever has only his session cannot put anything in the place of his secrets.
    """
    require(can_message, actor)
    return _change(actor, _read(blob), signature)


@transaction.atomic
def change_payload(*, actor: Membership, head: bytes, payload: bytes, signature: bytes) -> int:
    """The same while the wraps stay: a browser that only holds the data key does not have them."""
    require(can_message, actor)
    identity = identity_of(actor)
    if identity is None:
        raise Refusal("not-sender")
    kept: Blob | None = Blob.objects.filter(identity=identity).first()
    if kept is None:
        raise Refusal("blob")
    old = blobs.read_blob(opened_blob(identity.wire, kept.sealed))
    refuse_unless(len(head) + len(old.wraps) + len(payload) <= blobs.MOST, "too-large")
    if len(head) == len(old.head) and blobs.wraps_hash_in(head) != old.wraps_hash:
        # The wraps were changed since by another browser of the member.
        raise Refusal("blob-version", version=kept.version)
    new = blobs.joined(head, old.wraps, payload)
    refuse_unless(new.kdf == old.kdf, "blob")
    return _change(actor, new, signature)


def _tell_others(identity: Identity) -> None:
    """Whoever has a conversation with IDENTITY looks at the log at once: nothing more is sealed to the keys before."""
    places = Participant.objects.filter(PRESENT, identity=identity)
    for conversation in Conversation.objects.filter(pk__in=places.values("conversation")):
        announce(MessagesKeys.of(conversation))


def _change(actor: Membership, new: blobs.Blob, signature: bytes) -> int:
    refuse_unless(new.suite == SUITE, "unknown-suite")
    identity = _own(actor, new.identity)
    newest: KeyEntry | None = KeyEntry.objects.filter(identity=identity).order_by("-gen").first()
    if newest is None:
        raise Refusal("blob")
    is_signed = partial(new.is_signed, bytes(newest.ed_pk), signature)
    _keep_blob(identity, new, newest.gen, newest.fingerprint, is_signed)
    return new.version


def _read(raw: bytes) -> blobs.Blob:
    refuse_unless(len(raw) <= blobs.MOST, "too-large")
    return blobs.read_blob(raw)


def _own(actor: Membership, wire: str) -> Identity:
    """Return the actor's identity, held, when WIRE names it."""
    identity = identity_of(actor)
    if identity is None or identity.wire != wire:
        raise Refusal("not-sender")
    held: Identity = Identity.objects.select_for_update(no_key=True).get(pk=identity.pk)
    return held


def _keep_blob(
    identity: Identity, blob: blobs.Blob, gen: int, fingerprint: str, is_signed: Callable[[], bool] = lambda: True
) -> None:
    """Put BLOB in the place of what IDENTITY has. IS_SIGNED comes last: an entry that brings one is signed itself."""
    fits = blob.identity == identity.wire and blob.gen == gen and blob.fingerprint == fingerprint
    refuse_unless(fits and blob.suite == SUITE, "blob")
    refuse_unless(blob.is_strong, "kdf-too-weak")
    kept: Blob | None = Blob.objects.filter(identity=identity).first()
    version = kept.version if kept else 0
    if kept is not None and blob.version == version and opened_blob(identity.wire, kept.sealed) == blob.raw:
        return
    refuse_unless(blob.version == version + 1, "blob-version", version=version)
    refuse_unless(is_signed(), "signature")
    values = {
        "sealed": sealed_blob(identity.wire, blob.raw),
        "version": blob.version,
        "changed_at": timezone.now(),
    }
    Blob.objects.update_or_create(identity=identity, defaults=values)


def _store(actor: Membership, identity: Identity, entry: keys.KeyEntry) -> Taken:
    index, checkpoint = add_leaf(actor=actor, identity=identity.wire, digest=entry.digest)
    KeyEntry.objects.create(
        identity=identity,
        gen=entry.gen,
        raw=entry.raw,
        digest=entry.digest,
        fingerprint=entry.fingerprint,
        ed_pk=entry.ed_pk,
        reason=entry.reason,
        index=index,
        at=timezone.now(),
    )
    Identity.objects.filter(pk=identity.pk).update(gen=entry.gen)
    return Taken(index, checkpoint, new=True)
