"""Who speaks for an author: he himself; once his membership has ended, the manager of his authority (PRODUCT.md)."""

from django.db.models import Q

from network.models import Membership
from network.querysets import current
from network.readers import Reader


def speaks_for(actor: Membership, author: Membership) -> bool:
    """Whether ACTOR decides about what AUTHOR wrote: its code, and who else reads it."""
    if author.pk == actor.pk:
        return True
    return actor.is_manager and actor.authority_id == author.authority_id and not author.is_current()


def says_why(actor: Reader, author: Membership) -> bool:
    """Whether ACTOR says why he makes a code of what AUTHOR wrote stricter: he does not speak for the author."""
    return not isinstance(actor, Membership) or not speaks_for(actor, author)


def spoken_for_by(reader: Membership, author: str) -> Q:
    """Return the condition that READER speaks for the author behind the column AUTHOR ("topic__author")."""
    own = Q(**{f"{author}_id": reader.pk})
    if not reader.is_manager:
        return own
    return own | Q(**{f"{author}__authority_id": reader.authority_id}) & ~current(prefix=f"{author}__")


def speakers_for(author: Membership) -> Q:
    """Return who speaks for AUTHOR: `spoken_for_by` from the other side."""
    if author.is_current():
        return Q(pk=author.pk)
    return Q(authority_id=author.authority_id, role=Membership.Role.MANAGER)
