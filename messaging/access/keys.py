"""Public keys are seen by all who write here; the sealed ones by their owner alone."""

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from messaging.models import Blob, Identity, KeyEntry, KeyLog, Leaf
from network.access import PRACTITIONERS
from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Authority, Membership
from network.prepared import Prepared
from network.querysets import current
from network.readers import Person, Reader


@rule(Identity, KeyEntry, KeyLog, Leaf)
def public_keys(reader: Person) -> Q:
    """All members who write here: they see each other, and the log says nothing of anybody else."""
    return EVERYBODY if isinstance(reader, Membership) and reader.is_practitioner else NOBODY


@audience(Identity, KeyEntry, KeyLog, Leaf)
def key_readers(_thing: Identity | KeyEntry | KeyLog | Leaf) -> Q:
    return PRACTITIONERS


@rule(Blob)
def blobs(reader: Person) -> Q:
    """Its owner alone, acting for the State of which it is: no manager, no secretariat."""
    return own_identity(reader, "identity__")


@audience(Blob)
def blob_owner(blob: Blob) -> Q:
    return owner_of(blob.identity)


def own_identity(reader: Person, prefix: str = "") -> Q:
    """Return the condition that an identity (or the one behind PREFIX) is READER's own."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return NOBODY
    # By the number of the authority alone: a statement compiled once for all readers has no more of them.
    body = Authority.objects.filter(pk=reader.authority_id).values("body_id")
    return Q(**{f"{prefix}member_id": reader.member_id, f"{prefix}body_id__in": body})


def owner_of(identity: Identity) -> Q:
    """Return the same seen from the other side, over memberships."""
    return PRACTITIONERS & Q(member_id=identity.member_id, authority__body_id=identity.body_id)


FIELDS = tuple(field.attname for field in Identity._meta.concrete_fields)
_own = Prepared(lambda reader: Identity.objects.filter(own_identity(reader)).order_by("pk").values_list(*FIELDS))


def identity_of(reader: Membership) -> Identity | None:
    """Return READER's own identity, if he has one."""
    rows = _own.rows(reader, "")
    return Identity.from_db(connection.alias, FIELDS, rows[0]) if rows else None


def is_ended(prefix: str = "") -> Any:
    """Return, for a query over identities (or what has one behind PREFIX), whether nobody stands behind it now."""
    behind = Membership.objects.filter(
        current(), PRACTITIONERS, member=OuterRef(f"{prefix}member_id"), authority__body=OuterRef(f"{prefix}body_id")
    )
    return ~Exists(behind)


@verb
def can_message(actor: Reader) -> Verdict:
    """Officers of an authority write sealed messages, neither guests nor observers."""
    if isinstance(actor, Membership) and actor.is_practitioner:
        return ALLOWED
    return refused(_("Sealed messages are for officers of an authority."))
