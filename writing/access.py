"""Drafts, files that are attached to nothing yet, and decisions on findings are their writer's alone."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.guard import ALLOWED, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Membership
from network.readers import Reader
from writing.models import Draft, Finding, StoredFile


@rule(Draft, Finding)
def own_writing(reader: Reader) -> Q:
    return Q(membership_id=reader.pk) if isinstance(reader, Membership) else NOBODY


@audience(Draft, Finding)
def writer(thing: Draft | Finding) -> Q:
    return Q(pk=thing.membership_id)


@rule(StoredFile)
def own_files(reader: Reader) -> Q:
    """Once it is attached, a file is read through what it is attached to, by its rule."""
    return Q(owner_id=reader.pk) if isinstance(reader, Membership) else NOBODY


@audience(StoredFile)
def file_owner(file: StoredFile) -> Q:
    return Q(pk=file.owner_id)


@verb
def can_keep_drafts(actor: Reader) -> bool:
    """Everybody who writes keeps the own drafts; those of another cannot be named."""
    return isinstance(actor, Membership)


@verb
def can_send_files(actor: Reader) -> Verdict:
    """Those who write posts send files for them; each sends, finishes and removes his own."""
    if isinstance(actor, Membership) and actor.is_practitioner:
        return ALLOWED
    return refused(_("You read here, but only contact points of a network send files."))


@verb
def can_clear_files(actor: Reader) -> bool:
    """Nobody but the system, which `require` lets pass."""
    return False


@verb
def can_bring_files(actor: Reader) -> bool:
    """Nobody but the system: the operator brings an archive, by a command."""
    return False
